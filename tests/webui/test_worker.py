"""What the routes do inside a host: one piece at a time, with pauses, and nothing too long."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from typing import Any

import pytest
from fastapi import HTTPException

from tests.webui.fake_host import Host
from tests.webui.test_browser import routes_of
from tests.webui.test_process import asked


def test_a_long_text_is_refused_with_a_sentence(host: Host) -> None:
    from sd_animagine.webui.routes.worker import LONGEST

    page = routes_of(host)
    long = "smile, " * (LONGEST // 7 + 1)
    for route in ("check", "compile"):
        answer = page.post(f"/animagine/v1/{route}", json={"prompt": long})
        assert answer.status_code == 413
        assert f"{LONGEST:,}" in answer.json()["detail"]["message"]
    both = [{"prompt": "1girl"}, {"prompt": long}]
    short, refused = page.post("/animagine/v1/batch", json=both).json()
    assert "prompt" in short
    assert refused["field"] == "prompt"


def test_a_long_prompt_is_drawn_as_it_is_and_this_is_said(host: Host) -> None:
    from sd_animagine.webui.request.plan import LONGEST

    long = "smile, 1girl, " * (LONGEST // 14 + 1)
    p = asked(host, long)
    assert host.draw(p)[0].prompt == long
    assert any("are allowed" in comment for comment in p.comments)
    with pytest.raises(HTTPException, match=r"are allowed.*nothing was drawn"):
        host.draw(asked(host, long, options={"mode": "strict"}))


def test_one_piece_is_worked_on_at_a_time(host: Host) -> None:
    from sd_animagine.webui.routes.worker import Worker

    worker, busy, most = Worker(), threading.Semaphore(0), []

    def work(_kind: Any, sent: Any, _language: Any) -> list[bytes]:
        busy.release()
        most.append(busy._value)
        busy.acquire()
        return [b"%d" % sent]

    async def all_at_once() -> list[list[bytes]]:
        return await asyncio.gather(*(worker.do(work, "check", n, "en") for n in range(20)))

    assert asyncio.run(all_at_once()) == [[b"%d" % n] for n in range(20)]
    assert set(most) == {1}


def test_too_many_at_once_are_told_to_come_again(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sd_animagine.api.bodies import Refused
    from sd_animagine.webui.routes import worker

    monkeypatch.setattr(worker, "_MOST_WAITING", 2)
    thread, go = worker.Worker(), threading.Event()

    def work(_kind: Any, _sent: Any, _language: Any) -> list[bytes]:
        go.wait()
        return [b"done"]

    async def three() -> Any:
        first = [asyncio.ensure_future(thread.do(work, "check", {}, "en")) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Refused, match="ask again"):
            await thread.do(work, "check", {}, "en")
        batch = await thread.do(work, "batch", [1, 2], "en")
        go.set()
        return batch, await asyncio.gather(*first)

    batch, answers = asyncio.run(three())
    assert len(batch) == 2
    assert all(b"ask again" in each for each in batch)
    assert answers == [[b"done"], [b"done"]]


def test_half_of_the_time_is_given_away(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    from sd_animagine.api.surroundings import Surroundings
    from sd_animagine.api.work import done
    from sd_animagine.compiler.context import default_context
    from sd_animagine.webui.routes import worker

    now = [0.0]
    slept: list[float] = []

    class Clock:
        @staticmethod
        def perf_counter() -> float:
            now[0] += 0.003  # it takes three milliseconds from one step to the next
            return now[0]

        @staticmethod
        def sleep(seconds: float) -> None:
            slept.append(seconds)
            now[0] += seconds

    monkeypatch.setattr(worker, "time", Clock)
    thread = worker.Worker()
    around = Surroundings(context=lambda: replace(default_context(), pause=thread.pause))
    sent = {"prompt": "1girl, smile"}
    asyncio.run(thread.do(lambda *work: done(around, *work), "compile", sent, "en"))
    assert len(slept) > 10
    assert sum(slept) > now[0] / 3
