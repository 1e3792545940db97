"""Measures what requests take in this host, so that a sheet can say beforehand how long it will.

A request is timed from the end of our ``process`` hook, when any checkpoint is loaded, to the end
of its last picture.
"""

from __future__ import annotations

from time import perf_counter
from typing import Final

from sd_animagine.compiler import Hires
from sd_animagine.sheets.pace import Effort, Pace
from sd_animagine.webui.host import requested, settings
from sd_animagine.webui.host.protocols import Processing
from sd_animagine.webui.request.second_pass import hires_of

PACE: Final = Pace()
_PLACE: Final = "_animagine_began"


def begin(p: Processing) -> None:
    """Nothing of the request is drawn yet."""
    if not requested.is_detail_pass(p):
        setattr(p, _PLACE, perf_counter())


def end(p: Processing) -> None:
    """The request is done; one that was refused or cut short tells nothing."""
    began = vars(p).pop(_PLACE, None)
    if began is not None and p.n_iter and not (settings.is_stopped() or settings.state().skipped):
        pictures = len(getattr(p, "all_prompts", None) or ())
        PACE.note(effort_of(p, pictures), perf_counter() - began)


def effort_of(p: Processing, pictures: int) -> Effort:
    """What such a request asks of the sampler, before it is drawn or after."""
    width, height, steps = int(p.width), int(p.height), int(p.steps)
    if requested.is_img2img(p):
        steps = max(1, round(steps * min(1.0, float(getattr(p, "denoising_strength", 1.0) or 0))))
        return Effort(width, height, steps, pictures)
    effort = Effort(width, height, steps, pictures)
    if not getattr(p, "enable_hr", False):
        return effort
    second_steps = int(getattr(p, "hr_second_pass_steps", 0) or 0)
    return with_second_pass(effort, hires_of(p), second_steps)


def with_second_pass(effort: Effort, hires: Hires, steps: int) -> Effort:
    """The same with a hires pass; without steps of its own it takes those of the first."""
    second = hires.size(effort.width, effort.height, requested.hires_step())
    return Effort(
        effort.width, effort.height, effort.steps, effort.pictures, *second, steps or effort.steps
    )
