"""Tasks outlive their page: waited for, stopped, asked how far they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from sd_animagine.sdxl.errors import EngineError
from sd_animagine.studio.engines.base import DrawJob, OnProgress, Picture, Progress, Status, stop_if
from sd_animagine.studio.server import tasks as module
from sd_animagine.studio.server.desk import progress_of
from sd_animagine.studio.server.tasks import Task, Tasks

Make = Callable[[Task], list[DrawJob]]


class Slow:
    """Draws a picture each time it is let."""

    name = "slow"
    samplers = ("Euler a",)
    embeddings = ()
    loras = ()
    lora_folder = None

    def __init__(self) -> None:
        self.go = Event()
        self.at_work = Event()
        self.fail: Exception | None = None

    def status(self) -> Status:
        return Status(True, "Draws slowly.")

    def draw(self, job: DrawJob, on_progress: OnProgress, cancelled: Event) -> Iterator[Picture]:
        for picture in range(job.pictures):
            on_progress(Progress(2, job.steps, picture, job.pictures, b"\x89PNG"))
            self.at_work.set()
            while not self.go.wait(0.01):
                stop_if(cancelled, picture, job.pictures)
            stop_if(cancelled, picture, job.pictures)
            if self.fail:
                raise self.fail
            yield Picture(b"png", f"text {picture}", job.seed_of(picture))


@pytest.fixture
def engine() -> Slow:
    return Slow()


@pytest.fixture
def tasks(engine: Slow, tmp_path: Path) -> Iterator[Tasks]:
    made = Tasks(engine, tmp_path)
    yield made
    made.end()


@pytest.fixture
def make(job: DrawJob) -> Make:
    return lambda _task: [job]


def begun(tasks: Tasks, engine: Slow, make: Make, id_: str = "a") -> Thread:
    thread = Thread(target=tasks.draw, args=(id_, make), daemon=True)
    thread.start()
    assert engine.at_work.wait(5)
    return thread


def test_drawn_and_saved(tasks: Tasks, engine: Slow, make: Make) -> None:
    engine.go.set()
    task = tasks.draw("a", make)
    assert [each.infotext for each in task.pictures] == ["text 0", "text 1", "text 2"]
    assert all(each.path.read_bytes() == b"png" for each in task.pictures)
    assert not task.wrong


def test_a_page_that_comes_back_gets_the_pictures(tasks: Tasks, engine: Slow, make: Make) -> None:
    begun(tasks, engine, make)
    engine.go.set()
    found = tasks.wait("a")
    assert found is not None
    assert len(found.pictures) == 3
    assert tasks.wait("another") is None


def test_the_same_id_draws_once(tasks: Tasks, engine: Slow, make: Make, tmp_path: Path) -> None:
    engine.go.set()
    assert tasks.draw("a", make) is tasks.draw("a", make)
    assert len(list(tmp_path.rglob("*.png"))) == 3


def test_interrupt(tasks: Tasks, engine: Slow, make: Make) -> None:
    thread = begun(tasks, engine, make)
    tasks.interrupt("a")
    thread.join(5)
    task = tasks.find("a")
    assert task is not None
    assert task.wrong == "Stopped after 0 of 3 pictures."


def test_interrupt_before_it_begins(tasks: Tasks, engine: Slow, make: Make) -> None:
    tasks.interrupt("a")
    assert tasks.draw("a", make).wrong.startswith("Stopped after 0 of 3")


def test_what_was_finished_stays(tasks: Tasks, engine: Slow, job: DrawJob, tmp_path: Path) -> None:
    engine.go.set()

    class Breaks(Slow):
        def draw(
            self, job: DrawJob, on_progress: OnProgress, cancelled: Event
        ) -> Iterator[Picture]:
            yield Picture(b"png", "text", 1)
            raise EngineError("The GPU has no memory left.")

    task = Tasks(Breaks(), tmp_path).draw("a", lambda _task: [job])
    assert task.wrong == "The GPU has no memory left."
    assert len(task.pictures) == 1


def test_an_error_nobody_foresaw_is_a_sentence(
    tasks: Tasks, engine: Slow, make: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    engine.go.set()
    engine.fail = KeyError("weights")
    task = tasks.draw("a", make)
    assert task.wrong == "Drawing failed: KeyError: 'weights'. The terminal shows where."
    assert "Traceback" in capsys.readouterr().err


def test_a_request_that_is_refused(tasks: Tasks) -> None:
    def refuse(_task: Task) -> list[DrawJob]:
        raise EngineError("steps is 0; it must be 1 to 150.")

    assert tasks.draw("a", refuse).wrong == "steps is 0; it must be 1 to 150."


def test_progress(tasks: Tasks, engine: Slow, make: Make) -> None:
    assert progress_of(tasks, {"id_task": "a"})["queued"]
    begun(tasks, engine, make)
    now = progress_of(tasks, {"id_task": "a", "id_live_preview": -1})
    assert now["active"]
    assert not now["completed"]
    assert now["progress"] == pytest.approx(2 / 4 / 3, abs=1e-3)
    assert now["eta"] is None  # one step tells nothing yet
    assert now["textinfo"] == "1 of 3"
    assert now["live_preview"] == "data:image/png;base64,iVBORw=="
    again = progress_of(tasks, {"id_task": "a", "id_live_preview": now["id_live_preview"]})
    assert again["live_preview"] is None
    engine.go.set()
    tasks.wait("a")
    assert progress_of(tasks, {"id_task": "a"})["completed"]


def test_several_jobs_are_counted_as_one_task(tasks: Tasks, engine: Slow, job: DrawJob) -> None:
    one = replace(job, pictures=1)
    thread = begun(tasks, engine, lambda _task: [one, replace(one, seed=50), replace(one, seed=9)])
    task = tasks.find("a")
    assert task is not None
    assert task.progress[2:4] == (0, 3)
    engine.go.set()
    thread.join(5)
    assert len(task.pictures) == 3
    assert task.progress[2:4] == (2, 3), "what the engine told last"


def test_an_interrupt_counts_the_pictures_of_all_jobs(
    tasks: Tasks, engine: Slow, job: DrawJob
) -> None:
    one = replace(job, pictures=1)
    thread = begun(tasks, engine, lambda _task: [one, one])
    tasks.interrupt("a")
    engine.go.set()
    thread.join(5)
    task = tasks.find("a")
    assert task is not None
    assert task.wrong == "Stopped after 0 of 2 pictures."


def test_the_time_that_is_left(job: DrawJob, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    task = Task("a")
    task.begin([job])  # three pictures of four steps
    now = 110.0  # the model was loaded meanwhile
    task.tell(Progress(1, 4, 0, 3))
    assert task.left() is None
    now = 114.0
    task.tell(Progress(3, 4, 0, 3))
    assert task.left() == pytest.approx(9 * 2)
    now = 115.0
    task.tell(Progress(3, 4, 0, 3))  # no further step
    assert task.left() == pytest.approx(17)
    now = 200.0
    assert task.left() == 0


def test_the_end_lets_everybody_go(tasks: Tasks, engine: Slow, make: Make) -> None:
    thread = begun(tasks, engine, make)
    tasks.end()
    thread.join(5)
    assert not thread.is_alive()


def test_old_tasks_are_forgotten(
    tasks: Tasks, engine: Slow, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    engine.go.set()
    for id_ in "abcdef":
        tasks.draw(id_, make)
    assert [id_ for id_ in "abcdef" if tasks.find(id_)] == ["d", "e", "f"]


def test_a_crowd_is_told_to_come_back(
    tasks: Tasks, engine: Slow, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    waiting = [begun(tasks, engine, make, "a")]
    engine.at_work.clear()
    waiting.append(begun(tasks, engine, make, "b"))
    assert "Try again when one is done" in tasks.draw("c", make).wrong
    assert tasks.find("c") is None
    engine.go.set()
    for thread in waiting:
        thread.join(5)
    assert len(tasks.draw("c", make).pictures) == 3


def test_the_latest_that_were_stopped_early_are_remembered(
    tasks: Tasks, engine: Slow, make: Make
) -> None:
    engine.go.set()
    for number in range(500):
        tasks.interrupt(f"never begun {number}")
    tasks.interrupt("soon")
    assert tasks.draw("soon", make).pictures == []
