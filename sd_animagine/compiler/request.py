"""What goes into a compile and what comes out; the same fields on every surface."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import floor
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sd_animagine.compiler.options import Options
from sd_animagine.compiler.provenance import CompiledText, repeated
from sd_animagine.compiler.written import Written, dialect_named, written
from sd_animagine.rules.base import Finding
from sd_animagine.syntax import HASH, Dialect
from sd_animagine.transform import Change
from sd_animagine.words import Line, in_line

if TYPE_CHECKING:
    from sd_animagine.diffusers import Call

_DEFAULTS = Options()
_LATENT_PIXEL: Final = 8
"""Pixels of a picture that a pixel of its latent stands for, along a side."""


class Hires(NamedTuple):
    """A hires pass: a factor, or a target size where one of its sides is set (pixels)."""

    scale: float = 2.0
    width: int = 0
    height: int = 0

    def size(self, width: int, height: int, step: int = 1) -> tuple[int, int]:
        """Return the size of the picture after it, as the host draws it, for a first pass's size.

        The host derives a side that is not given, rounds both to its step (pixels), and draws whole
        latent pixels.
        """
        sides: tuple[float, float] = (self.width, self.height)
        if not self.width and not self.height:
            sides = (width * self.scale, height * self.scale)
        elif not self.height:
            sides = (self.width, self.width * height / width)
        elif not self.width:
            sides = (self.height * width / height, self.height)
        return _side(sides[0], step), _side(sides[1], step)


def _side(side: float, step: int) -> int:
    """One side; without a step the host cuts what is behind the point."""
    target = int(side) if step <= 1 else floor(side / step + 0.5) * step
    return target - target % _LATENT_PIXEL


@dataclass(frozen=True)
class Request:
    """One picture as somebody asks for it. None means: not given, leave it out."""

    prompt: str = ""
    negative_prompt: str | None = None
    hr_prompt: str | None = None
    """A hires prompt of its own; None where it equals the prompt. What is done to one that does is
    told of the prompt alone."""
    hr_negative_prompt: str | None = None
    """Likewise."""
    width: int | None = None
    height: int | None = None
    hires: Hires | None = None
    steps: int | None = None
    cfg_scale: float | None = None
    sampler_name: str | None = None
    scheduler: str | None = None
    checkpoint: str = ""
    """Name of the checkpoint file; empty for the one that the program has loaded."""
    known_names: frozenset[str] = frozenset()
    """Words that are never corrected, besides those that the program knows."""
    lines_are_regions: bool = False
    """Does Forge Couple (or the like) make each line of this request a region?"""
    img2img: bool = False
    """Does it start from a picture?"""
    options: Options = _DEFAULTS


@dataclass(frozen=True)
class Compiled:
    """The request the model was trained for, with all that was found and changed."""

    prompt: str
    negative_prompt: str | None
    hr_prompt: str | None
    hr_negative_prompt: str | None
    width: int | None
    height: int | None
    hr_width: int | None
    """Of the picture after a hires pass; None without one."""
    hr_height: int | None
    steps: int | None
    cfg_scale: float | None
    sampler_name: str | None
    findings: tuple[Finding, ...]
    """About the request as given; positions are in its texts."""
    findings_left_out: Mapping[str, int]
    """Code → how many more findings of that rule there are than are told."""
    changes: tuple[Change, ...]
    remaining: tuple[Finding, ...]
    """Errors that the compiled request still has: what mode *strict* stops for."""
    active: bool
    """False where nothing was to be changed: switched off, or another checkpoint."""
    texts: Mapping[str, CompiledText] = field(default_factory=dict, repr=False, compare=False)
    """Field → what was made of its text, tag by tag; of the fields that were given."""
    dialect: Dialect = field(default=HASH, repr=False, compare=False)
    """How its texts are to be read."""

    @property
    def refusal(self) -> str:
        """Why mode *strict* does not draw this, in one sentence; empty if it may be drawn."""
        return in_line(Line(" ", (f.code, f.message)) for f in self.remaining)

    def to(self, dialect: str, *, embeddings: Collection[str] = ()) -> Written:
        """Return prompt and negative prompt in another dialect, and what it cannot hold.

        What was added to each of several parts is written once where they become one text.

        Args:
            dialect: the name of one of ``syntax.DIALECTS``.
            embeddings: names that are known to be embeddings.

        Raises:
            OptionError: there is no such dialect; says which there are.
        """
        target = dialect_named(dialect, "dialect")
        joined = self.dialect.ands and not target.ands and "prompt" in self.texts
        left_out = repeated(self.texts["prompt"]) if joined else ()
        return written(
            self.prompt, self.negative_prompt, self.dialect, target, embeddings, left_out
        )

    def to_diffusers(
        self, pipe: Any, *, steps: int | None = None, seed: int | None = None, pictures: int = 1
    ) -> Call:
        """Return the arguments with which a pipeline of diffusers draws this as A1111 does.

        ``pipe(**compiled.to_diffusers(pipe)).images``; see ``sd_animagine.diffusers.call_of``.
        """
        from sd_animagine.diffusers import call_of

        return call_of(pipe, self, steps=steps, seed=seed, pictures=pictures, stacklevel=3)
