"""Size, hires target and sampler settings: checked, snapped, and reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sd_animagine.compiler.context import Context
from sd_animagine.compiler.request import Hires, Request
from sd_animagine.model import (
    CFG_RANGE,
    CFG_RECOMMENDED,
    SAMPLER,
    STEPS_RANGE,
    STEPS_RECOMMENDED,
)
from sd_animagine.rules import failing
from sd_animagine.rules.base import Finding, Rule, SettingsView, Work
from sd_animagine.rules.registry import code_of
from sd_animagine.syntax.editing import has_absolute_step
from sd_animagine.transform import Change, SizeError, check_side, snap
from sd_animagine.values import NUMBER, is_number, must_be
from sd_animagine.words import Message

Size = tuple[int | None, int | None]
"""Width and height (pixels), as far as they are given."""


class Settings(NamedTuple):
    """Size and sampler settings after compiling, with what was said and done."""

    width: int | None
    height: int | None
    hr_width: int | None
    hr_height: int | None
    steps: int | None
    cfg_scale: float | None
    sampler_name: str | None
    findings: list[Finding]
    changes: list[Change]


def compile_settings(
    request: Request,
    context: Context,
    texts: Iterable[str],
    rules: tuple[Rule, ...],
    *,
    change: bool,
) -> Settings:
    """Snap the size and, if asked for, set CFG scale, steps and sampler (card §4, §5).

    Args:
        request: what is asked for.
        context: tells which model draws, and how the host rounds a hires target.
        texts: what is drawn, negative prompts among them; where one edits at a step, steps stay.
        rules: those that are run.
        change: False where findings are all that is wanted.

    Raises:
        SizeError: a side is not a whole number from 1 to 16384, or a setting is no number.
    """
    _check_numbers(request)
    asked = _checked(request.width, "width"), _checked(request.height, "height")
    changes: list[Change] = []
    size = asked
    if change and _may_snap(request) and any(rule.work == "size" for rule in rules):
        size = _snapped(asked, changes)
    cut = context.dialect_of(request.options).cut
    absolute = any("[" in text and has_absolute_step(cut(text)) for text in texts)
    steps, cfg, sampler = request.steps, request.cfg_scale, request.sampler_name
    if change and request.options.settings != "report":
        steps, cfg, sampler = _recommended(request, absolute, changes)
    view = _view(request, context, asked, size, absolute=absolute)
    hr_width, hr_height = view.target or (None, None)
    findings = list(_findings(view, rules))
    return Settings(*size, hr_width, hr_height, steps, cfg, sampler, findings, changes)


def _view(
    request: Request, context: Context, asked: Size, size: Size, *, absolute: bool
) -> SettingsView:
    """What the rules see: the settings as given, the size as asked for and as it is drawn."""
    checkpoint, verdict = context.checkpoint_of(request)
    return SettingsView(
        width=size[0],
        height=size[1],
        asked_width=asked[0],
        asked_height=asked[1],
        target=_final(request.hires, *size, context.hires_step),
        asked_target=_final(request.hires, *asked, context.hires_step),
        steps=request.steps,
        cfg_scale=request.cfg_scale,
        sampler_name=request.sampler_name,
        checkpoint=checkpoint,
        is_animagine=verdict.is_animagine,
        verdict=verdict.reason,
        absolute_steps=absolute,
        snap=_may_snap(request),
        settings=request.options.settings,
    )


def _may_snap(request: Request) -> bool:
    options = request.options
    return options.snap and (not request.img2img or options.img2img_snap)


def _snapped(asked: Size, changes: list[Change]) -> Size:
    """The nearest trained size; the change is listed."""
    width, height = asked
    if width is None or height is None:
        return asked
    size = snap(width, height)
    if size != asked:
        before, after = ("x".join(map(str, each)) for each in (asked, size))
        reason = Message("The nearest of the nine sizes that the model was trained at.")
        changes.append(Change("resized", "size", before, after, code_of("size"), reason))
    return size


def _findings(view: SettingsView, rules: tuple[Rule, ...]) -> Iterator[Finding]:
    """What the rules say of the settings; one that fails says that it did."""
    for rule in rules:
        if rule.check_settings is not None:
            try:
                for said in rule.check_settings(view):
                    yield rule.finding(said, "")
            except Exception as error:
                yield failing.rule_failed(rule, "settings", error)


def _check_numbers(request: Request) -> None:
    given = {"steps": request.steps, "cfg_scale": request.cfg_scale}
    if request.hires is not None:
        given |= {f"hires {name}": value for name, value in request.hires._asdict().items()}
    for field, value in given.items():
        if value is not None and not is_number(value):
            raise SizeError(must_be(field, value, NUMBER))


def _checked(side: object, field: str) -> int | None:
    return None if side is None else check_side(side, field)


def _final(
    hires: Hires | None, width: int | None, height: int | None, step: int
) -> tuple[int, int] | None:
    """Size of the picture after a hires pass; None without one, or without a size."""
    if hires is None or width is None or height is None:
        return None
    return hires.size(width, height, step)


def _recommended(
    request: Request, absolute: bool, changes: list[Change]
) -> tuple[int | None, float | None, str | None]:
    """Steps, CFG scale and sampler: outside the range (*fill*) or always (*force*) the card's."""
    force = request.options.settings == "force"
    steps, cfg, sampler = request.steps, request.cfg_scale, request.sampler_name

    def put(field: Work, before: object, after: object) -> None:
        reason = Message("The model card recommends this value.")
        changes.append(Change("set", field, str(before), str(after), code_of(field), reason))

    inside = steps is not None and STEPS_RANGE[0] <= steps <= STEPS_RANGE[1]
    if steps is not None and not absolute and steps != STEPS_RECOMMENDED and (force or not inside):
        put("steps", steps, STEPS_RECOMMENDED)
        steps = STEPS_RECOMMENDED
    inside = cfg is not None and CFG_RANGE[0] <= cfg <= CFG_RANGE[1]
    if cfg is not None and cfg != CFG_RECOMMENDED and (force or not inside):
        put("cfg_scale", cfg, CFG_RECOMMENDED)
        cfg = CFG_RECOMMENDED
    if sampler is not None and sampler != SAMPLER:
        put("sampler_name", sampler, SAMPLER)
        sampler = SAMPLER
    return steps, cfg, sampler
