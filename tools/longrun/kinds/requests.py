"""Requests to a studio, one in ten of them hostile: JSON below 500 for each, and it lives on."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import quote

from sd_animagine.compiler import Request
from sd_animagine.report.serial import RESULT_FIELDS
from tests.texts import random_request, random_word
from tools.longrun.case import CannotRun, Kind, Problem, Settings, Surroundings
from tools.longrun.exchange import ROUTES, Answer, Sent, exchange, problem_of, request
from tools.longrun.hostile import hostile
from tools.longrun.studio import studio

_HOSTILE: Final = 0.1
_STATUS: Final = Sent("whole", request("GET", f"{ROUTES}/status"), (200,))
_WARMING: Final = (b'{"prompt": "1girl, smlie"}', b'{"prompt": "%s"}' % (b"1girl, smlie, " * 2500))
"""Bodies that read the lists, build the index and start the processes for long texts: what they
take is no growth of the run's."""


class Requests(Kind):
    """All routes, by raw sockets."""

    count = 10_000
    chunk = 100
    deadline = 60.0

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        host, port = settings.given["address"]
        self.address = (str(host), int(port))

    @classmethod
    @contextmanager
    def surroundings(cls, settings: Settings) -> Iterator[Surroundings]:
        """A studio, and at the end what it has come to hold."""
        with studio() as running:
            for body in _WARMING * 8:
                exchange(running.address, Sent("whole", request("POST", f"{ROUTES}/compile", body)))
            before = running.memory()
            around = Surroundings({"address": running.address})
            yield around
            after = running.memory()
            if before is not None and after is not None:
                around.notes.append(f"the studio's memory {before:.0f} MB, then {after:.0f} MB")
            around.notes.append(f"tracebacks in its log {running.raised()}")
            if running.process.poll() is not None:
                raise CannotRun(f"the studio has ended: {running.said('err')[-500:].strip()}")

    def make(self, rng: random.Random, case: int) -> tuple[Sent, bool]:
        """A request, and whether it is a hostile one."""
        if rng.random() < _HOSTILE:
            return hostile(rng), True
        return rng.choice((_compile, _compile, _check, _check, _batch, _look_up, _fact))(rng), False

    def shown(self, made: tuple[Sent, bool]) -> str:
        """Its beginning."""
        sent, _ = made
        return f"{sent.manner} {len(sent.data)} bytes: {sent.data[:1000]!r}"

    def problem(self, made: tuple[Sent, bool]) -> Problem | None:
        """What is wrong with the answer, or with the studio behind a hostile one."""
        sent, is_hostile = made
        try:
            wrong = problem_of(sent, self._answer(sent))
            if wrong is None and is_hostile:
                wrong = problem_of(_STATUS, self._answer(_STATUS))
                wrong = wrong and f"/status afterwards: {wrong}"
        except TimeoutError:
            return Problem("hang", "no whole answer in time")
        return Problem("loss", wrong) if wrong else None

    def _answer(self, sent: Sent) -> Answer:
        try:
            return exchange(self.address, sent)
        except ConnectionRefusedError:
            raise CannotRun("the studio listens no more; the last cases have ended it") from None


def _compile(rng: random.Random) -> Sent:
    return Sent("whole", request("POST", f"{ROUTES}/compile", _body(_values(rng))), (200,))


def _check(rng: random.Random) -> Sent:
    return Sent("whole", request("POST", f"{ROUTES}/check", _body(_values(rng))), (200,))


def _batch(rng: random.Random) -> Sent:
    items = [_values(rng) for _ in range(rng.randrange(12))]
    return Sent("whole", request("POST", f"{ROUTES}/batch", _body(items)), (200,))


def _look_up(rng: random.Random) -> Sent:
    word = quote(random_word(rng), errors="replace")
    if rng.random() < 0.3:
        path = f"{ROUTES}/character?name={word}"
        return Sent("whole", request("GET", path), (200, 404))
    return Sent("whole", request("GET", f"{ROUTES}/complete?q={word[:20]}&limit=7"))


def _fact(rng: random.Random) -> Sent:
    path = rng.choice(("buckets", "rules", "schema", "status", "names", "status"))
    return Sent("whole", request("GET", f"{ROUTES}/{path}"), (200,))


def _values(rng: random.Random) -> dict[str, Any]:
    """A request of any sort as its JSON object."""
    asked: Request = random_request(rng)
    given = {name: getattr(asked, name) for name in RESULT_FIELDS}
    return {
        **{name: value for name, value in given.items() if value is not None},
        "options": asked.options.changed(),
    }


def _body(value: Any) -> bytes:
    return json.dumps(value).encode()
