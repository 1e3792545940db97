"""The garbage collector stands still while a request is answered, and goes on afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from threading import Event, Thread

import pytest

from sd_animagine.collector import collector_paused
from sd_animagine.compiler import Context, Request, compile_request
from sd_animagine.vocabulary import bundled


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    gc.enable()


def test_it_goes_on_whatever_happens_inside() -> None:
    with pytest.raises(ValueError, match="inside"), collector_paused:
        assert not gc.isenabled()
        with collector_paused:
            pass
        assert not gc.isenabled()
        raise ValueError("inside")
    assert gc.isenabled()


def test_it_stays_off_where_it_was_off() -> None:
    gc.disable()
    with collector_paused:
        pass
    assert not gc.isenabled()


def test_the_last_of_several_threads_lets_it_go_on() -> None:
    entered, leave = Event(), Event()

    @collector_paused
    def other() -> None:
        entered.set()
        leave.wait(30)

    thread = Thread(target=other)
    thread.start()
    assert entered.wait(30)
    with collector_paused:
        pass
    assert not gc.isenabled()
    leave.set()
    thread.join()
    assert gc.isenabled()


def test_a_compile_runs_without_it() -> None:
    seen: list[bool] = []

    def names_in(texts: Iterable[str]) -> frozenset[str]:
        seen.append(gc.isenabled())
        return frozenset()

    compile_request(Request("1girl, smile"), Context(vocabulary=bundled(), names_in=names_in))
    assert seen and not any(seen)
    assert gc.isenabled()
