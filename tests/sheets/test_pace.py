"""How long it takes, told from what it took."""

from __future__ import annotations

import pytest

from sd_animagine.sheets.pace import KEPT, Effort, Pace, spoken


def test_work_counts_both_passes_and_every_picture() -> None:
    assert Effort(1000, 1000, 28).work == 28
    assert Effort(1000, 1000, 28, 4).work == 112
    assert Effort(1000, 1000, 28, 1, 2000, 1000, 10).work == 48


def test_a_pace_is_the_middle_one_of_the_last() -> None:
    pace = Pace()
    assert pace.seconds(10) is None
    for seconds in (1000, *range(1, KEPT + 1)):
        pace.note(Effort(1000, 1000, 1), seconds)
    assert len(pace) == KEPT
    assert pace.seconds(10) == pytest.approx(10 * (KEPT + 1) / 2)


def test_what_tells_nothing_is_not_noted() -> None:
    pace = Pace()
    pace.note(Effort(0, 0, 28), 3)
    pace.note(Effort(1000, 1000, 28), 0)
    assert len(pace) == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "about a second"), (7.4, "about 7 s"), (33, "about 35 s"), (55, "about 1 min"),
     (100, "about 2 min"), (3599, "about 1 h 0 min"), (5400, "about 1 h 30 min")],
)  # fmt: skip
def test_spoken(seconds: float, words: str) -> None:
    assert spoken(seconds) == words
