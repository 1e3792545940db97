"""What a rule is, what it sees, and what it says.

A rule is one module: its docstring is its documentation, its ``RULE`` says what it is called and
where it looks, its check yields reports: a message and a place. Whoever runs it makes findings of
them, with the rule's code and severity. A rule never changes text; a fix is a tuple of edits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple, Protocol

from sd_animagine.ceiling import Ceiling
from sd_animagine.syntax import Edit, Item, Prompt, Scope, replacing
from sd_animagine.tokens import PLAIN, Encoder
from sd_animagine.transform import Arrangement, Ordered, arrange, names_in, orders
from sd_animagine.vocabulary import Reading, TagKind, Vocabulary


class Severity(IntEnum):
    """How much a finding matters; hints are quiet."""

    HINT = 0
    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The name on every surface."""
        return self.name.lower()


class Fix(NamedTuple):
    """A proposed change of the text. Safe ones keep its meaning and are applied in mode *fix*."""

    label: str
    """Short words for a button."""
    edits: tuple[Edit, ...]
    safe: bool
    values: tuple[tuple[str, object], ...] = ()
    """For size and settings instead of edits: fields of the request and what they are to be. The
    options ``snap`` and ``settings`` decide whether a compile applies them."""


class Finding(NamedTuple):
    """What a rule says about one place of one field.

    ``start`` and ``end`` are character positions in the field's original text; both are 0 for a
    setting. ``fixes`` is empty, one fix, or a choice of several of which none is preferred.
    """

    code: str
    severity: Severity
    message: str
    field: str
    start: int = 0
    end: int = 0
    fixes: tuple[Fix, ...] = ()

    @property
    def fix(self) -> Fix | None:
        """The fix, where there is exactly one."""
        return self.fixes[0] if len(self.fixes) == 1 else None


class Report(NamedTuple):
    """What a rule says of one place, or of a setting. ``Rule.finding`` makes a finding of it."""

    message: str
    start: int = 0
    end: int = 0
    fixes: tuple[Fix, ...] = ()
    severity: Severity | None = None
    """Where the rule has several: which; None for the first of them."""
    field: str = ""
    """For settings: which of them it is about; a text needs no telling."""


@dataclass(slots=True)
class Repair:
    """What a fix does that may be carried out; or what many do side by side."""

    start: int
    end: int
    """Where the finding stands that brings it."""
    code: str
    edits: tuple[Edit, ...]
    safe: bool
    reason: str = ""
    """What the finding says; empty where that is not told."""
    starts: list[int] | None = None
    """Of many side by side, which are one edit: where the edit of each begins."""

    def extend(self, edit: Edit) -> bool:
        """Go on to what the next one takes out, if that is right behind and leaves the same.

        Returns:
            Whether it is.
        """
        (own,) = self.edits
        if own.end != edit.start or own.text != edit.text or edit.text.strip(" ,"):
            return False
        if self.starts is None:
            self.starts = [own.start]
        self.starts.append(edit.start)
        self.edits = (Edit(own.start, edit.end, edit.text),)
        return True

    def behind(self, place: int) -> Repair | None:
        """Those of many side by side that begin behind a place."""
        starts = self.starts or []
        left = starts[bisect_left(starts, place) :]
        if not left:
            return None
        (edit,) = self.edits
        return replace(self, edits=(Edit(left[0], edit.end, edit.text),), starts=left)


COUNTED: Final = Report("", severity=Severity.HINT)
"""In the place of a report that nobody is going to read: see ``TextView.only_counts``."""


class Place(Protocol):
    """A stretch of a text: an item, a group, an oddity, a ``Span``."""

    @property
    def start(self) -> int:
        """Its first character."""
        ...

    @property
    def end(self) -> int:
        """What comes behind its last one."""
        ...


def report(place: Place, message: str, *fixes: Fix, severity: Severity | None = None) -> Report:
    """Return what a rule says of a place."""
    return Report(message, place.start, place.end, fixes, severity)


class TextView:
    """One prompt as rules see it. ``negative`` tells which kind; a hires prompt is like any."""

    def __init__(  # noqa: PLR0913 - all that a rule may look at, by name
        self,
        prompt: Prompt,
        readings: list[Reading],
        vocabulary: Vocabulary,
        *,
        options: Mapping[str, Any],
        field: str,
        negative: bool,
        inject_quality: bool = False,
        inject_rating: bool = False,
        inject_negative: bool = False,
        reorders: bool = False,
        asked: Collection[str] = (),
        added: Collection[str] = (),
        ceiling: Ceiling | None = None,
        encoder: Encoder = PLAIN,
        embeddings: Collection[str] = (),
        wildcards: Callable[[], Container[str]] | None = None,
        wants_fixes: bool = True,
        is_part: bool = False,
    ) -> None:
        self.prompt = prompt
        self.text = prompt.text
        self.readings = readings
        self.vocabulary = vocabulary
        self.options = options
        """Name → value: those of the request, and ``quality_tags``."""
        self.field = field
        self.negative = negative
        self.inject_quality = inject_quality
        """Will missing quality tags be added anyway?"""
        self.inject_rating = inject_rating
        """Will a rating be added where there is none?"""
        self.inject_negative = inject_negative
        """Will what a negative prompt lacks be added as the option says?"""
        self.reorders = reorders
        """Will the tags be put in trained order anyway?"""
        self.asked = asked
        """For a negative prompt: normal forms of the tags in the positive one."""
        self.added = added
        """Those of them that nobody typed."""
        self.ceiling = ceiling
        """The operator's rating ceiling; None where there is none."""
        self.encoder = encoder
        """What is known of the host's text encoders."""
        self.embeddings = embeddings
        """The names of the host's embeddings, where it asks for a word in front of them."""
        self.wildcards = wildcards
        """Tells the names of the wildcards; None where nothing of ours draws them."""
        self.wants_fixes = wants_fixes
        """Is anybody going to look at fixes? Where something new belongs is hard to tell."""
        self.is_part = is_part
        """Is it one tag of a text, beside which anything may stand?"""
        self._arranged: tuple[int, Arrangement] | None = None
        """The scope that was taken apart last: several rules ask for the same one."""
        self.is_full = False
        """Has the rule that looks now said enough? Of what follows only something graver than what
        it has said needs words."""
        self.only_counts = False
        """Will its fixes not be carried out either? Then it may yield ``COUNTED``."""
        self.more: list[Repair] = []
        """What the rule that ``is_full`` would repair where it yields ``COUNTED``, ``only_counts``
        or not: for whoever has much to say, that is less work than a report without words."""

    @cached_property
    def by_item(self) -> dict[Item, Reading]:
        """Item → what it is."""
        return dict(zip(self.prompt.items, self.readings, strict=True))

    @cached_property
    def orders(self) -> dict[int, Ordered]:
        """The scopes that are out of order, by number, as the ordering would leave them."""
        return orders(self.prompt, self.by_item, self.vocabulary)

    def arranged(self, number: int) -> Arrangement:
        """A scope taken apart, for whoever looks for the place of something in it."""
        if self._arranged is None or self._arranged[0] != number:
            scope = self.scopes[number]
            whole = arrange(self.prompt, scope, scope.suffix, self.by_item, split=False)
            self._arranged = number, whole
        return self._arranged[1].copy()

    @cached_property
    def _by_kind(self) -> dict[TagKind, list[Reading]]:
        found: dict[TagKind, list[Reading]] = {}
        for reading in self.readings:
            if reading.kind in found:
                found[reading.kind].append(reading)
            else:
                found[reading.kind] = [reading]
        return found

    def of_kind(self, *kinds: TagKind) -> list[Reading]:
        """The readings of some kinds of tag, in text order; sorted once for all rules."""
        found = [reading for kind in kinds for reading in self._by_kind.get(kind, ())]
        if len(kinds) > 1:
            found.sort(key=_start)
        return found

    @cached_property
    def by_subprompt(self) -> list[list[Reading]]:
        """The readings of each subprompt, in text order."""
        found: list[list[Reading]] = [[] for _ in self.prompt.subprompts]
        for reading in self.readings:
            found[reading.item.subprompt].append(reading)
        return found

    @cached_property
    def names(self) -> list[set[str]]:
        """Normal forms of everything in each subprompt, also inside groups and opaque items."""
        return [names_in(readings) for readings in self.by_subprompt]

    @cached_property
    def all_names(self) -> set[str]:
        """Normal forms of everything in the text."""
        return self.names[0] if len(self.names) == 1 else set().union(*self.names)

    @cached_property
    def scopes(self) -> list[Scope]:
        """All scopes of all subprompts, in text order."""
        return self.prompt.scopes()

    def replace(self, label: str, start: int, end: int, text: str, *, safe: bool) -> Fix:
        """A fix that replaces one range."""
        return Fix(label, (replacing(self.text, start, end, text),), safe)


def _start(reading: Reading) -> int:
    return reading.item.start


@dataclass(frozen=True)
class SettingsView:
    """Size and sampler settings as rules see them; None where a caller did not give one."""

    width: int | None = None
    height: int | None = None
    asked_width: int | None = None
    """Size as asked for, before snapping."""
    asked_height: int | None = None
    target: tuple[int, int] | None = None
    """Final size of a hires pass (width, height), None without one."""
    asked_target: tuple[int, int] | None = None
    """The same, had the first pass kept the size that was asked for."""
    steps: int | None = None
    cfg_scale: float | None = None
    sampler_name: str | None = None
    checkpoint: str = ""
    is_animagine: bool = True
    verdict: str = ""
    """Why the checkpoint is taken for Animagine XL 4, or not."""
    absolute_steps: bool = False
    """Does the prompt edit at an absolute step, as in ``[a:b:20]``?"""
    snap: bool = True
    settings: str = "report"


def setting(
    field: str, message: str, label: str = "", *, safe: bool = False, **values: object
) -> Report:
    """Return what a rule says of size or settings; with values, these are its fix."""
    fixes = (Fix(label, (), safe, tuple(values.items())),) if values else ()
    return Report(message, fixes=fixes, field=field)


A1111: Final = "a1111"
WEIGHING: Final = (A1111, "comfyui", "diffusers")
"""The dialects in which brackets weigh."""
OTHERS: Final = ("comfyui", "diffusers", "caption")
"""Those in which somebody else's prompt may have been typed."""

PROMPTS: Final = (*WEIGHING, "compel")
"""Those that pictures are drawn from: a caption tells what is in one, and asks for nothing."""

Where = Literal["positive", "negative", "settings"]
Work = Literal[
    "order", "quality", "size", "steps", "cfg_scale", "sampler_name", "ceiling", "infotext"
]
"""What the compiler does by itself."""


@dataclass(frozen=True)
class Rule:
    """One entry of the catalogue. Codes never change their meaning once released."""

    code: str
    name: str
    where: tuple[Where, ...]
    severities: tuple[Severity, ...]
    """Those it may report; the first unless a report says otherwise."""
    check: Callable[[TextView], Iterator[Report]] | None = None
    """For prompts."""
    check_settings: Callable[[SettingsView], Iterator[Report]] | None = None
    """For size and sampler settings."""
    failed: Callable[[str], Report] | None = None
    """What it says of a field on which it fails, of the cause; without this, ANI012 says so."""
    safe_fix: bool = False
    """May it carry a safe fix? Only such rules run again while fixes are being applied."""
    work: Work | None = None
    """What the compiler does about it by itself; its fix is for whoever wants no compile."""
    rating: Callable[[str, Ceiling], Report] | None = None
    """What it says of the option rating where that lies above the operator's ceiling."""
    withheld: Callable[[Sequence[str]], Report] | None = None
    """What it says of recommended tags that are left out of a negative prompt."""
    dialects: tuple[str, ...] = ()
    """Those in which it has a say; empty for all."""
    alone: bool = False
    """Does it say the same of a tag whatever stands beside it?"""
    in_line: Callable[[Sequence[str], Sequence[TagKind]], bool] | None = None
    """Of a rule about tags together: may it have anything to say of such with these names and
    kinds? Of millions of captions it is not asked otherwise."""
    is_about_models: bool = False
    """Does it run where another model draws?"""

    def finding(self, said: Report, field: str) -> Finding:
        """Return a report as this rule's finding about a field, unless the report names one."""
        message, start, end, fixes, severity, own = said
        if severity is None:
            severity = self.severities[0]
        return Finding(self.code, severity, message, own or field, start, end, fixes)

    def said(self, finding: Finding) -> bool:
        """Return whether a finding is this rule's."""
        return finding.code == self.code

    def failed_with(self, finding: Finding) -> bool:
        """Return whether a finding says that this rule failed; its others bring their repair."""
        return self.said(finding) and not finding.fixes

    def about_rating(self, rating: str, ceiling: Ceiling) -> list[Finding]:
        """Return what it says of the option rating, if it has anything to say of that."""
        return [self.finding(self.rating(rating, ceiling), "rating")] if self.rating else []
