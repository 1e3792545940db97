"""A sheet in the studio: its cells as jobs of the engine, and its grids."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from sd_animagine.compiler import Compiled, Context, Request, compile_request
from sd_animagine.report.infotext import OPTIONS_KEY, infotext_of, options_text
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sheets.cell import Cell
from sd_animagine.sheets.choice import KEY, TITLE, Choice
from sd_animagine.sheets.layout import GridLimits
from sd_animagine.sheets.pace import Effort
from sd_animagine.sheets.plan import Given, Sheet, plan
from sd_animagine.sheets.texts import CellTexts, Texts
from sd_animagine.studio.engines.base import DrawJob, Picture
from sd_animagine.studio.engines.png import png
from sd_animagine.words import Message, in_line

LIMITS: Final = GridLimits(200_000_000)
"""Pixels of a grid, as many as AUTOMATIC1111 allows."""

Make = Callable[[Request, Compiled], DrawJob]


class Sheets:
    """One sheet of a request."""

    def __init__(self, choice: Choice, request: Request, context: Context) -> None:
        """Plan it.

        Args:
            choice: which one.
            request: what it is made of; each cell has its own.
            context: what a compile depends on besides.
        """
        self.choice = choice
        self.request = request
        self.context = context
        own = bool((request.negative_prompt or "").strip())
        self.sheet: Sheet = plan(choice, Given(own_negative=own))

    @property
    def labels(self) -> list[str]:
        """Of its cells."""
        return [cell.label for cell in self.sheet.cells]

    def jobs(self, make: Make, *, to_count: bool = False) -> list[DrawJob]:
        """Return a job for each cell.

        Args:
            make: makes one of a request and what became of it.
            to_count: whether they are only counted: the prompt may not be typed yet.

        Raises:
            EngineError: a cell cannot be drawn so that its label is true.
        """
        return [make(*self._compiled(cell, to_count=to_count)) for cell in self.sheet.cells]

    def _compiled(self, cell: Cell, *, to_count: bool) -> tuple[Request, Compiled]:
        options = cell.over(self.request.options)
        fields: dict[str, Any] = dict(cell.fields)
        request = replace(self.request, options=options, **fields)
        if to_count or options.mode not in ("fix", "strict"):
            return request, compile_request(request, self.context)
        texts = CellTexts(
            cell,
            self.context.vocabulary,
            dialect=self.context.dialect_of(options),
            newlines=options.newline_is_boundary == "on",
        )
        taken = texts.taken_out(Texts(request.prompt, request.negative_prompt))
        first = compile_request(_with(request, taken), self.context)
        request = _with(request, texts.spelled_right(taken, _texts(first)))
        compiled = compile_request(request, self.context)
        refusal = compiled.refusal or texts.refusal([_texts(compiled)])
        if refusal:
            raise EngineError(in_line((refusal, Message("nothing was drawn"))))
        return request, compiled

    def grids(self, drawn: Sequence[tuple[int, Picture]], asked: dict[str, Any]) -> list[Picture]:
        """Return the grids over the pictures that are done, each with the sheet in its infotext.

        Args:
            drawn: the cells' numbers and pictures.
            asked: the request as the page had it.
        """
        from PIL import Image

        from sd_animagine.sheets.drawn import PlainHand
        from sd_animagine.sheets.grids import Placed, grids

        numbers: dict[int, int] = {}
        placed = []
        for cell, picture in drawn:
            number = numbers[cell] = numbers.get(cell, -1) + 1
            image = Image.open(io.BytesIO(picture.png)).convert("RGB")
            placed.append(Placed(cell, number, image, picture.seed))
        seed = drawn[0][1].seed
        ours = {
            "Script": TITLE,
            KEY: self.choice.text(),
            OPTIONS_KEY: options_text(self.request.options),
        }
        text = infotext_of(asked, seed, ours)
        found = grids(self.sheet, placed, LIMITS, PlainHand())
        return [Picture(png(image, text), text, seed) for image in found]


def effort_of(job: DrawJob) -> Effort:
    """Return what a job asks of the sampler."""
    second = job.size if job.second else (0, 0)
    return Effort(job.width, job.height, job.first_steps, job.pictures, *second, job.second_steps)


def _with(request: Request, texts: Texts) -> Request:
    return replace(request, prompt=texts.prompt, negative_prompt=texts.negative)


def _texts(compiled: Compiled) -> Texts:
    return Texts(compiled.prompt, compiled.negative_prompt)
