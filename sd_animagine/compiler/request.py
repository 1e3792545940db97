"""What goes into a compile and what comes out; the same fields on every surface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from typing import Final, NamedTuple

from sd_animagine.compiler.options import Options
from sd_animagine.files.checkpoint import Verdict
from sd_animagine.rules.base import Finding, Severity
from sd_animagine.syntax import DIALECTS, HASH, Dialect
from sd_animagine.tokens import PLAIN, Encoder
from sd_animagine.transform import Change

_DEFAULTS = Options()
_LATENT_PIXEL: Final = 8
"""Pixels of a picture that a pixel of its latent stands for, along a side."""


class Hires(NamedTuple):
    """A hires pass: a factor, or a target size where one of its sides is set (pixels)."""

    scale: float = 2.0
    width: int = 0
    height: int = 0
    step: int = 1
    """What the host rounds both sides of the target to."""

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Return the size of the picture after it, as the host draws it, for a first pass's size.

        The host derives a side that is not given, rounds both to its step, and draws whole latent
        pixels.
        """
        sides: tuple[float, float] = (self.width, self.height)
        if not self.width and not self.height:
            sides = (width * self.scale, height * self.scale)
        elif not self.height:
            sides = (self.width, self.width * height / width)
        elif not self.width:
            sides = (self.height * width / height, self.height)
        return self._side(sides[0]), self._side(sides[1])

    def _side(self, side: float) -> int:
        """One side; without a step the host cuts what is behind the point."""
        target = int(side) if self.step <= 1 else floor(side / self.step + 0.5) * self.step
        return target - target % _LATENT_PIXEL


@dataclass(frozen=True)
class Request:
    """One picture as somebody asks for it. None means: not given, leave it out."""

    prompt: str = ""
    negative_prompt: str | None = None
    hr_prompt: str | None = None
    """A hires prompt of its own; None where it equals the prompt."""
    hr_negative_prompt: str | None = None
    width: int | None = None
    height: int | None = None
    hires: Hires | None = None
    steps: int | None = None
    cfg_scale: float | None = None
    sampler_name: str | None = None
    scheduler: str | None = None
    checkpoint: str = ""
    """Name of the checkpoint file, empty where it is not known."""
    verdict: Verdict | None = None
    """What the checkpoint's file says of it; None: judge by the name."""
    known_names: frozenset[str] = frozenset()
    """Embeddings, trigger words, words the user has marked as known: never corrected."""
    encoder: Encoder = PLAIN
    """What is known of the host's text encoders, for counting tokens."""
    dialect: Dialect = HASH
    """What the host takes for a comment; an option other than ``auto`` overrides it."""
    lines_are_regions: bool = False
    """Is Forge Couple (or the like) on for this request?"""
    img2img: bool = False
    options: Options = _DEFAULTS

    @property
    def reads(self) -> Dialect:
        """What is read as a comment: as the option says, else as the host has it."""
        return DIALECTS.get(self.options.comments, self.dialect)


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

    @property
    def refusal(self) -> str:
        """Why mode *strict* does not draw this, in one sentence; empty if it may be drawn."""
        return "; ".join(dict.fromkeys(f"{f.code} {f.message}" for f in self.remaining))

    def worst(self) -> Severity | None:
        """The highest severity among the findings."""
        return max((f.severity for f in self.findings), default=None)
