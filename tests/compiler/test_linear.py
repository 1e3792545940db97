"""The work that a text makes grows with its length, for every construct.

Counted are the lines of Python that run, and the characters that are cut out of the text: one line
may walk over all of it. Seconds are compared in ``benchmarks/constructs.py``; here nothing depends
on the machine.
"""

from __future__ import annotations

import pytest

from benchmarks import constructs
from sd_animagine.compiler import Options, compile_prompt
from sd_animagine.vocabulary import bundled
from tests.work import effort

SHORTEST = 300
TIMES = (2, 4, 8)
"""Bytes, and how many times as many; few enough that nothing is forgotten that is remembered."""
MOST_GROWTH = 2.2
"""How much more work twice the text may make."""
FIXED = 1500
"""Lines that run, and characters that are read, for any text."""


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    bundled()
    constructs.check_both(", ".join((*constructs.tags()[:50], "unknown wrod")))


def text_of(name: str, times: int) -> str:
    """Return a construct that is so many times as long as the shortest."""
    if name in constructs.AROUND:
        return constructs.text_of(name, SHORTEST * times)
    return constructs.text_of(name, SHORTEST) * times


@pytest.mark.parametrize("name", ["plain", *constructs.CONSTRUCTS])
def test_twice_the_text_is_twice_the_work(name: str) -> None:
    for work in (constructs.compile_both, constructs.check_both):
        counts: list[tuple[int, int]] = []
        for times in TIMES:
            text = text_of(name, times)
            work(text)  # what is remembered of it is remembered
            counts.append(effort(work, text))
            # a step is no slope: a text may first hold something that asks for another pass
            if len(counts) > 1 and all(map(_is_slope, *counts[-2:])):
                break
        else:
            pytest.fail(f"{work.__name__}: {counts}")


def test_lines_that_are_no_comments_but_look_like_some() -> None:
    """Each of them that is there twice is taken out, and all behind it might be comments."""

    def work(text: str) -> object:
        return compile_prompt(text, options=Options(comments="none"))

    texts = ["\n".join(["# smile"] * lines) for lines in (100, 200)]
    for text in texts:
        work(text)
    assert all(map(_is_slope, *(effort(work, text) for text in texts)))


def _is_slope(before: int, after: int) -> bool:
    return after <= MOST_GROWTH * before + FIXED
