"""Chunks of 75, as the hosts fill them."""

from __future__ import annotations

import pytest
from hypothesis import given

from sd_animagine.syntax import HASH, NONE, Dialect, parse
from sd_animagine.tokens import CHUNK, Encoder, Measure, may_exceed, measure, measure_text
from tests.texts import anything


def of(text: str, backtrack: int = 20, *, dialect: Dialect = HASH) -> Measure:
    return measure(parse(text, dialect=dialect), Encoder(backtrack))


def cats(number: int) -> str:
    return ", ".join(["cat"] * number)


@pytest.mark.parametrize(
    ("text", "tokens", "chunks"),
    [
        ("", 0, [0]),
        ("cat", 1, [1]),
        (cats(38), 75, [75]),
        ("cat " * 75, 75, [75]),
        ("cat " * 76, 76, [75, 1]),
        # the torn tag moves over, and the comma stays
        (f"{cats(37)}, big dog", 77, [74, 2]),
        # the comma that does not fit begins the next chunk
        (f"{cats(38)}, dog", 77, [75, 2]),
        # more than twenty tokens back: torn
        (f"{cats(25)}, {'dog ' * 40}", 90, [75, 15]),
        (f"{cats(28)}, {'dog ' * 20}", 95, [56, 20]),
        ("cat BREAK dog", 76, [1, 1]),
        ("cat BREAK", 75, [1]),
        ("BREAK cat", 76, [0, 1]),
        ("(cat BREAK dog)", 3, [3]),
        ("((cat)), [dog], (bird:1.2)", 5, [5]),
        # equal weights join, and with them their words
        ("(cat:1.0)fish", 1, [1]),
        ("(cat)fish", 2, [2]),
        (r"cat \(dog\)", 4, [4]),
        ("cat <lora:a b c:1>, dog # bird", 3, [3]),
        ("[cat:dog bird fish:0.5]", 3, [3]),
        ("[cat|dog bird]s", 2, [2]),
        ("[cat:[dog|big brown bird]:0.5]", 3, [3]),
        ("[cat]", 1, [1]),
        ("cat AND dog bird :0.5", 2, [2]),
        ("(cat:1.2.3)", 1, [1]),
        # heavier than any number is
        ("(" * 9000 + "cat", 1, [1]),
    ],
)
def test_counts(text: str, tokens: int, chunks: list[int]) -> None:
    found = of(text)
    assert (found.tokens, [chunk.tokens for chunk in found.chunks]) == (tokens, chunks)
    assert found.limit == CHUNK * len(chunks)


def test_a_text_that_is_not_parsed_yet() -> None:
    assert measure_text("cat AND dog bird").tokens == 2
    assert measure_text("cat AND dog bird", negative=True).tokens == 4
    assert measure_text("cat # dog").limit == CHUNK


def test_the_host_s_backtracking_may_be_off() -> None:
    text = f"{cats(37)}, big dog"
    assert [chunk.tokens for chunk in of(text, 0).chunks] == [75, 1]


EMBEDDINGS = Encoder(embeddings=(("easynegative", 8), ("easy", 2), ("bad hands v4", 74)))


@pytest.mark.parametrize(
    ("text", "chunks"),
    [
        ("EasyNegative, cat", [10]),
        ("easy cat", [3]),
        ("bad hands v4, cat", [75, 1]),
        ("cat, bad hands v4", [2, 74]),
        ("bad hands, cat", [4]),
        ("(bad) hands v4, cat", [6]),
        (f"{cats(35)}, easynegative", [70, 8]),
    ],
)
def test_an_embedding_counts_as_its_vectors(text: str, chunks: list[int]) -> None:
    assert [chunk.tokens for chunk in measure_text(text, EMBEDDINGS).chunks] == chunks


def test_the_next_chunk_is_named_by_its_first_tag() -> None:
    text = f"{cats(30)}, <lora:x:1>{cats(7)}, (big dog:1.2), bird"
    overflow = of(text).overflow
    assert overflow is not None
    assert text[overflow.place() :].startswith("big dog")


def test_a_chunk_after_break_is_no_overflow() -> None:
    assert of("cat BREAK dog").overflow is None
    overflow = of(f"cat BREAK {cats(39)}").overflow
    assert overflow is not None
    assert overflow.place() > 70


def test_comments_count_where_the_host_keeps_them() -> None:
    assert of("cat # dog", dialect=NONE).tokens == 3


@given(anything)
def test_any_text_is_measured(text: str) -> None:
    found = of(text)
    assert found.tokens <= found.limit
    places = [chunk.place() for chunk in found.chunks]
    assert found.places() == places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)
    assert all(chunk.tokens <= CHUNK for chunk in found.chunks)
    if not may_exceed(text):
        assert len(found.chunks) == 1
