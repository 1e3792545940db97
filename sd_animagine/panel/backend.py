"""What the panel needs of the program it runs in; a host gives its own, and so does the studio."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from sd_animagine.model import SAMPLER

if TYPE_CHECKING:
    from sd_animagine.vocabulary import Vocabulary


class PageRequest(NamedTuple):
    """What is to be drawn, as the controls say; the options are not applied yet."""

    prompt: str
    negative_prompt: str
    width: int
    height: int
    steps: int
    cfg_scale: float
    sampler_name: str
    seed: int
    """-1 for a random one."""
    batch_count: int
    batch_size: int
    options: Mapping[str, Any]
    off: str = ""
    """The tags that were switched off, as ``report.infotext`` says."""
    hires_upscale: float = 1.0
    """1 for no second pass."""
    hires_upscaler: str = ""
    hires_steps: int = 0
    """0 for as many as in the first."""
    denoising_strength: float = 0.0

    draft: str = ""
    """Path of the picture that is begun with; empty for none."""
    resize_mode: str = ""
    draft_strength: float = 0.0
    mask: str = ""
    """Path of the picture of what is drawn anew; empty for all."""
    mask_blur: int = 0
    masked_content: str = ""
    sheet: tuple[Any, ...] = ()
    """A comparison that is to be drawn of it, as its controls say; empty for none."""


class Drafts(NamedTuple):
    """What a page needs that draws from a picture on."""

    modes: Sequence[str]
    """How it can be brought to the size that is drawn: stretched, cut, with its edges repeated."""
    contents: Sequence[str]
    """What can lie under a mask at first: the picture itself, its surroundings, noise."""
    size_of: Callable[[Path], tuple[int, int]]
    """Width and height of one; raises ValueError with a sentence where it is none."""
    sent_on: Callable[[str], Path]
    """The file of a picture that the page shows, by its address or its number in the history;
    raises ValueError with a sentence."""


class Comparisons(NamedTuple):
    """What a page needs that draws comparison sheets by itself."""

    names: Sequence[str]
    years: Sequence[int]
    """The first and the last of a sheet, and the step between two of its pictures."""
    longest_step: int
    forecast: Callable[[PageRequest], Lines]
    """How many pictures a request will be, and about how long they take."""


class Told(NamedTuple):
    """One line of what the page tells."""

    text: str
    is_wrong: bool = False


class Lines(tuple[Told, ...]):
    """What the page tells in one place, line by line."""

    __slots__ = ()


def line(text: str, *, wrong: bool = False) -> Lines:
    """Return a single line; none for an empty text."""
    return Lines([Told(text, wrong)] if text else [])


PageAnswer = tuple[Any, str, Lines | str]
"""Pictures for a gallery, their infotexts as a JSON list, and what is told of them; a text is HTML
that a host has made of it.
"""


class Draw(Protocol):
    """Draws; what goes wrong is told in the message, nothing is raised."""

    def __call__(self, task: str, asked: PageRequest) -> PageAnswer:
        """Draw what is asked for; ``task`` is the id that the progress is asked for by."""


class Bind(Protocol):
    """Makes a press on a button send a text or a picture to another tab."""

    def __call__(self, button: Any, target: str, text: Any | None, gallery: Any | None) -> None:
        """Bind; ``text`` holds an infotext, ``gallery`` the pictures of which one is chosen."""


def _ignore(_task: str) -> None:
    return None


def _samplers() -> Sequence[str]:
    return (SAMPLER,)


def _extended() -> Vocabulary:
    from sd_animagine.vocabulary import extended  # not while a page is built

    return extended()


def _draws_nothing(_task: str) -> PageAnswer:
    return None, "[]", Lines()


@dataclass(frozen=True)
class Backend:
    """One for each page."""

    draw: Draw
    presets: Path
    """Folder of the file with the presets."""
    vocabulary: Callable[[], Vocabulary] = _extended
    """The tag lists that parts are told by."""
    interrupt: Callable[[str], None] = _ignore
    """Stop a task, also one that has not begun."""
    restore: Callable[[str], PageAnswer] = _draws_nothing
    """The result of a task whose page was reloaded meanwhile; waits for its end."""
    samplers: Callable[[], Sequence[str]] = _samplers
    upscalers: Callable[[], Sequence[str]] = tuple
    """What a second pass can begin with; where there is none the page has no hires fix."""
    drafts: Drafts | None = None
    """Where the page draws from a picture on; a host has a tab for that."""
    sheets: Comparisons | None = None
    """Where the page draws sheets; a host has a script for that."""
    bind: Bind | None = None
    texts_to: tuple[str, ...] = ()
    """Tabs that a composed prompt can be sent to."""
    pictures_to: Mapping[str, str] = field(default_factory=dict)
    """Tabs that a picture can be sent to, each with the one of ``texts_to`` that its infotext goes
    to; empty for none.
    """
    infotext: Callable[[PageRequest], str] = field(default=lambda asked: asked.prompt)
    """The infotext of a request, for ``bind``."""
    speaks: Callable[[], Sequence[str]] = tuple
    """What says in which language, before the browser does: see ``words.languages.chosen``."""
