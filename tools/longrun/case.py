"""What a kind of case is: how one is made of its number, and what is wrong with it."""

from __future__ import annotations

import random
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from sd_animagine import failures

FAULTS: Final = {
    "exception": "exceptions",
    "hang": "hangs",
    "loss": "losses",
    "unseen": "unseen",
}
"""What can be wrong with a case, and how many of it are called."""
LONGEST_INPUT: Final = 4000
"""Characters of an input that are kept; its number makes it again."""


class Problem(NamedTuple):
    """What is wrong with a case."""

    what: str
    """One of ``FAULTS``: *loss* is a broken promise, *unseen* a disguise that was not seen."""
    sentence: str


class Fault(NamedTuple):
    """A problem, with the case that has it."""

    case: int
    what: str
    sentence: str
    input: str


class CannotRun(Exception):
    """Why a kind cannot be run at all: one sentence for whoever started it."""


@dataclass(frozen=True)
class Settings:
    """What a run is given."""

    seed: int = 1
    host_folder: str = ""
    """An AUTOMATIC1111, whose parser is asked."""
    given: dict[str, Any] = field(default_factory=dict)
    """What the kind's surroundings tell its workers."""


@dataclass
class Surroundings:
    """What is there for a whole run, made before the first worker and ended after the last."""

    given: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """Sentences for the end of the run."""


class Kind:
    """One kind of case; a worker makes one object of it and tries case after case."""

    count: int = 1
    """Cases of a whole run."""
    chunk: int = 500
    """Cases that a worker is given at once."""
    deadline: float = 30.0
    """Seconds after which a case hangs."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        failures.go_around(yes=False)  # what fails is a fault, also where a compile goes on

    @classmethod
    @contextmanager
    def surroundings(cls, settings: Settings) -> Iterator[Surroundings]:
        """What the workers need besides themselves; ends it afterwards."""
        yield Surroundings()

    @classmethod
    def total(cls, settings: Settings) -> int:
        """Cases of a whole run; a kind that lists its cases counts them."""
        return cls.count

    def make(self, rng: random.Random, case: int) -> Any:
        """The input of a case: the same for the same seed and number."""
        raise NotImplementedError

    def problem(self, made: Any) -> Problem | None:
        """What is wrong with an input, None if nothing is."""
        raise NotImplementedError

    def shown(self, made: Any) -> str:
        """An input for people."""
        return repr(made)

    def try_case(self, case: int) -> Fault | None:
        """Make a case and try it; what it raises is a fault like any other."""
        made: Any = None
        try:
            made = self.make(random.Random(f"{self.settings.seed}:{case}"), case)
            problem = self.problem(made)
        except CannotRun:
            raise
        except Exception:  # the very thing that is looked for
            problem = Problem("exception", traceback.format_exc(limit=-4).strip())
        if problem is None:
            return None
        shown = "" if made is None else self.shown(made)[:LONGEST_INPUT]
        return Fault(case, problem.what, problem.sentence, shown)
