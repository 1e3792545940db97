"""How many pictures a sheet will be, and about how long they will take, before it is drawn."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sd_animagine.panel.backend import Lines, line
from sd_animagine.sheets import telling
from sd_animagine.sheets.choice import SheetError, choice_from
from sd_animagine.sheets.pace import Effort
from sd_animagine.sheets.plan import Given, plan
from sd_animagine.webui.limit import allowed_ratings
from sd_animagine.webui.request.pace import PACE, with_second_pass
from sd_animagine.webui.request.second_pass import hires
from sd_animagine.words import Message, said_by

_MOST = 16384
"""No side, step or batch is larger; what a page sends is not to be trusted."""


def line_of(tab: str, values: Sequence[object], page: object) -> Lines:
    """The line under the controls.

    Args:
        tab: ``txt2img`` or ``img2img``.
        values: of the controls.
        page: the tab's own fields as JSON; see ``sheets_line.js``.
    """
    try:
        return line(forecast(tab, values, _fields(page)))
    except SheetError as error:
        return line(said_by(error), wrong=True)


def forecast(tab: str, values: Sequence[object], page: Mapping[str, Any]) -> Message:
    """The line in words: ``6 pictures · about 2 min, judging by the last 3 requests``.

    Raises:
        SheetError: a control has a value that is not allowed.
    """
    choice = choice_from(values)
    given = Given(allowed_ratings(), bool(page.get("negative", True)))
    cells = plan(choice, given).cells
    deep = _number(page, "batch_size", 1) * _number(page, "batch_count", 1)
    work = sum(_effort(tab, {**page, **cell.fields}, deep).work for cell in cells)
    return telling.forecast(len(cells), deep, work, PACE)


def _effort(tab: str, page: Mapping[str, Any], pictures: int) -> Effort:
    steps = _number(page, "steps", 0)
    if tab == "img2img":
        steps = max(1, round(steps * min(1.0, _real(page, "denoising_strength", 1.0))))
    effort = Effort(_number(page, "width", 0), _number(page, "height", 0), steps, pictures)
    if tab == "img2img" or not page.get("hires") or not effort.width or not effort.height:
        return effort
    size = _number(page, "hr_resize_x", 0), _number(page, "hr_resize_y", 0)
    second = hires(_real(page, "hr_scale", 0), *size)
    return with_second_pass(effort, second, _number(page, "hires_steps", 0))


def _fields(page: object) -> Mapping[str, Any]:
    try:
        found = json.loads(str(page))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _real(page: Mapping[str, Any], name: str, default: float) -> float:
    value = page.get(name)
    usable = isinstance(value, (int, float)) and 0 <= value <= _MOST
    return float(value) if usable else default  # type: ignore[arg-type]


def _number(page: Mapping[str, Any], name: str, default: int) -> int:
    return round(_real(page, name, default))
