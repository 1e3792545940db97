"""The texts of every tool in the table of tests/pictures, their JSON changed at random places."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from sd_animagine.pictures.file import read
from tests.pictures.graphs import rows
from tests.pictures.table import TABLE
from tests.texts import random_prompt

_MOST_CHANGES: Final = 6


@lru_cache(maxsize=1)
def tool_files() -> list[bytes]:
    """Return the files of the table; those whose text is in their pixels are not among them."""
    return [row.data for row in (*TABLE.values(), *rows().values())]


@lru_cache(maxsize=1)
def _tool_texts() -> list[dict[str, str]]:
    return [read(io.BytesIO(data)).texts for data in tool_files()]


def changed_texts(rng: random.Random) -> dict[str, str]:
    """Return the texts of one picture of the table, changed."""
    texts = dict(rng.choice(_tool_texts()))
    if rng.random() < 0.1:
        texts.update(rng.choice(_tool_texts()))
    if rng.random() < 0.1:
        texts = {rng.choice((key, "parameters", "UserComment", "prompt", "workflow")): text
                 for key, text in texts.items()}  # fmt: skip
    return {key: _changed(rng, text) for key, text in texts.items()}


def _changed(rng: random.Random, text: str) -> str:
    try:
        values = json.loads(text.strip("\0"))
    except ValueError:
        return _changed_text(rng, text)
    places = list(_places(values))
    for _ in range(rng.randrange(_MOST_CHANGES) if places else 0):
        inside, key = rng.choice(places)
        if rng.random() < 0.15 and isinstance(inside, dict):
            inside.pop(key, None)
        else:
            inside[key] = _other(rng, rng.choice(places))
    return json.dumps(values)


def _places(values: Any) -> Iterator[tuple[Any, Any]]:
    """Whatever stands in a JSON value: what it stands in, and under which key or number."""
    waiting = [values]
    while waiting:
        inside = waiting.pop()
        if not isinstance(inside, dict | list):
            continue
        for key in inside if isinstance(inside, dict) else range(len(inside)):
            yield inside, key
            waiting.append(inside[key])


def _other(rng: random.Random, place: tuple[Any, Any]) -> Any:
    """Another value: of any type, or a copy of one that stands elsewhere."""
    inside, key = place
    if rng.random() < 0.4 and (isinstance(inside, list) or key in inside):
        return json.loads(json.dumps(inside[key]))
    return rng.choice(
        (
            *(None, True, 0, -1, 2**70, 1e308, 10**400, "", "28", "None", [], {}, [[]], [{}]),
            *(["3", 0], ["6", 1], [4, 0], ["57:3", 9], [None, None], "9" * 5000, "[" * 5000),
            *({"3": {"inputs": {}}}, "832 x 1216", "NaN", random_prompt(rng), "\ud800", "x" * 2000),
        )
    )


def _changed_text(rng: random.Random, text: str) -> str:
    """A text with a piece of it doubled, cut out or put elsewhere."""
    if not text or rng.random() < 0.3:
        return text
    start = rng.randrange(len(text))
    piece = text[start : start + rng.choice((1, 3, 20, 200))]
    rest = text[:start] + text[start + len(piece) :]
    at = rng.randrange(len(rest) + 1)
    return rest[:at] + piece * rng.choice((0, 1, 2, 50)) + rest[at:]
