"""Prompts put in order: the host's own parser sees the same tags with the same weights."""

from __future__ import annotations

import random
from collections import Counter

from benchmarks import host_parser
from sd_animagine.compiler import Request, compile_request
from tests.host_reading import ONLY_ORDER, ends_in_a_name, seen
from tests.texts import random_prompt
from tools.longrun.case import CannotRun, Kind, Problem, Settings


class Reorder(Kind):
    """Against the host's reading of brackets and weights."""

    count = 100_000
    chunk = 500
    scheduled = False

    def __init__(self, settings: Settings) -> None:
        """Load the host's parser.

        Raises:
            CannotRun: no folder of a host is given, or it has no parser that can be loaded.
        """
        super().__init__(settings)
        try:
            parser = host_parser.load(settings.host_folder)
        except (OSError, ImportError) as error:
            raise CannotRun(f"--host-folder: its prompt parser cannot be loaded: {error}") from None
        if parser is None:
            raise CannotRun("name the folder of an AUTOMATIC1111 by --host-folder")
        self.parser = parser
        compile_request(Request("1girl"))

    def make(self, rng: random.Random, case: int) -> str:
        """A prompt that ordering changes and the host can read; a few hundred are looked at."""
        text = ""
        for _ in range(200):
            text = random_prompt(rng)
            if self._is_changed(text) and self._host_reads(text):
                return text
        return text

    def _is_changed(self, text: str) -> bool:
        try:
            return compile_request(Request(text, options=ONLY_ORDER)).prompt != text
        except Exception:  # what raises is for ``problem`` to find
            return True

    def _host_reads(self, text: str) -> bool:
        """``(a:1.2.3)`` makes the host's own parser raise; ``:3`` at an end is cured by moving."""
        try:
            seen(self.parser, text, scheduled=False)
        except ValueError:
            return False
        return not ends_in_a_name(self.parser, text)

    def problem(self, made: str) -> Problem | None:
        """What the host reads of the text that it does not read of the ordered one."""
        ordered = compile_request(Request(made, options=ONLY_ORDER)).prompt
        before = seen(self.parser, made, scheduled=self.scheduled)
        after = seen(self.parser, ordered, scheduled=self.scheduled)
        if before == after:
            return None
        return Problem("loss", f"{_difference(before, after)}; ordered: {ordered!r}")


class Schedules(Reorder):
    """Against its reading of every step: slower by far."""

    count = 5000
    chunk = 50
    scheduled = True


def _difference(
    before: list[Counter[tuple[str, float]]], after: list[Counter[tuple[str, float]]]
) -> str:
    """The first scope that differs, in words."""
    if len(before) != len(after):
        return f"the host read {len(before)} scopes, reads {len(after)}"
    first, then = next(pair for pair in zip(before, after, strict=True) if pair[0] != pair[1])
    return f"the host read {dict(first - then)}, reads {dict(then - first)}"
