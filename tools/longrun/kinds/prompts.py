"""Requests of every sort, with any options: no promise of a compile is broken."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Final

from sd_animagine.compiler import Request, compile_request
from tests.promises import PROMISES, QUICK, problem_of_request
from tests.texts import random_request
from tools.longrun.case import Kind, Problem, Settings

_ONE_IN: Final = 4
"""Requests of which one is held to all promises, and also reported on only: that takes as long as
the quick ones together."""


class Prompts(Kind):
    """Half of ordinary words, half of fragments of the language."""

    count = 1_000_000
    chunk = 1000

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        compile_request(Request("1girl, smlie"))  # reads the lists, builds the index

    def make(self, rng: random.Random, case: int) -> tuple[Request, bool]:
        """A request, and whether it is held to all."""
        return random_request(rng), case % _ONE_IN == 0

    def shown(self, made: tuple[Request, bool]) -> str:
        """What differs from a request that asks for nothing."""
        request, _ = made
        given = {
            name: value
            for name, value in vars(request).items()
            if value != getattr(Request(), name) and name != "options"
        }
        return repr({**given, "options": request.options.changed()})

    def problem(self, made: tuple[Request, bool]) -> Problem | None:
        """The first promise that does not hold."""
        request, thorough = made
        broken = problem_of_request(request, PROMISES if thorough else QUICK)
        if broken is None and thorough:
            broken = changed_by_report(request)
        return Problem("loss", broken) if broken else None


def changed_by_report(request: Request) -> str | None:
    """What a compile that is only to report has changed all the same; None if nothing."""
    asked = replace(request, options=replace(request.options, mode="report"))
    compiled = compile_request(asked)
    for name in ("prompt", "negative_prompt", "hr_prompt", "hr_negative_prompt", "width", "height",
                 "steps", "cfg_scale", "sampler_name"):  # fmt: skip
        if getattr(compiled, name) != getattr(request, name):
            return f"report changed {name} to {getattr(compiled, name)!r}"
    return f"report lists {compiled.changes[0]!r}" if compiled.changes else None
