"""What the lists hold, alone and in pairs, through everything that looks at a text."""

from __future__ import annotations

import random
from functools import lru_cache
from math import isqrt

from sd_animagine.compiler import Context, Request, check_request
from sd_animagine.vocabulary import bundled
from tests.words import go_through, look_up, names, words
from tools.longrun.case import Kind, Problem, Settings

_DRAWN = 2000
"""Names and words of which all pairs are tried."""


@lru_cache(maxsize=1)
def _every() -> list[str]:
    """Every name, other name, and first or last word, each once."""
    return sorted({*names(), *words()})


class Names(Kind):
    """Each name alone: compile, check and parts, suggestions, completion and picking."""

    chunk = 500

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        go_through("1girl, smlie")

    @classmethod
    def total(cls, settings: Settings) -> int:
        """As many as there are."""
        return len(_every())

    def make(self, rng: random.Random, case: int) -> str:
        """The name with this number."""
        return _every()[case]

    def problem(self, made: str) -> Problem | None:
        """What does not hold for it."""
        try:
            go_through(made)
            look_up(made)
        except AssertionError as error:
            return Problem("loss", str(error))
        return None


class Pairs(Kind):
    """Each two of the drawn names, the order drawn as well: what the rules say of them."""

    count = _DRAWN * (_DRAWN - 1) // 2
    chunk = 5000

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        rng = random.Random(settings.seed)
        self.drawn = [rng.choice(rng.choice((names(), words()))) for _ in range(_DRAWN)]
        self.lists = bundled()
        check_request(Request("1girl, smlie"), Context(vocabulary=self.lists))

    def make(self, rng: random.Random, case: int) -> str:
        """The pair with this number."""
        larger = (1 + isqrt(1 + 8 * case)) // 2
        both = [self.drawn[larger], self.drawn[case - larger * (larger - 1) // 2]]
        rng.shuffle(both)
        return ", ".join(both)

    def problem(self, made: str) -> Problem | None:
        """A finding that lies outside the text."""
        for finding in check_request(Request(made), Context(vocabulary=self.lists)):
            if not 0 <= finding.start <= finding.end <= len(made):
                return Problem("loss", f"{finding.code} lies outside the text: {finding!r}")
        return None
