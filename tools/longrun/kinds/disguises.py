"""Words above the rating ceiling, hidden as the host's own reading undoes it: each is seen."""

from __future__ import annotations

import random
from typing import NamedTuple

from sd_animagine.ceiling import ceiling_at, hold
from sd_animagine.syntax import NONE
from tests.disguises import disguise, says
from tools.longrun.case import Kind, Problem, Settings


class Disguise(NamedTuple):
    """A listed word and a prompt that says it."""

    word: str
    text: str


class Disguises(Kind):
    """Every listed word, every way of hiding one, several at once."""

    count = 100_000
    chunk = 500

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        ceiling = ceiling_at("safe")
        assert ceiling is not None
        self.ceiling = ceiling
        self.words = sorted(self.ceiling.words)

    def make(self, rng: random.Random, case: int) -> Disguise:
        """A word and a text that the host reads it out of."""
        word = rng.choice(self.words)
        return Disguise(word, disguise(rng, word))

    def problem(self, made: Disguise) -> Problem | None:
        """Is it not seen, or still there once it has been taken out?"""
        if not self.ceiling.exceeding(made.text):
            return Problem("unseen", f"{made.word!r} is not seen")
        # the dialect in which the disguise was made
        held = hold(made.text, self.ceiling, dialect=NONE, code="ANI501")
        if not held.refusal and says(held.text, made.word):
            return Problem("unseen", f"{made.word!r} goes out in {held.text!r}")
        return None
