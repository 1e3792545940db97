"""What is being drawn: tasks that outlive the page that asked for them.

A page may be loaded anew while its pictures are drawn, and two may be open at once. So every task
has a thread of its own and is known by the id that the page gave it: whoever has the id can ask how
far it is, stop it, or wait for its pictures. Finished pictures are in the outputs folder whatever
becomes of the rest.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final, NamedTuple

from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sheets import telling
from sd_animagine.sheets.pace import Pace
from sd_animagine.studio.engines.base import (
    Cancelled,
    DrawJob,
    Engine,
    Picture,
    Progress,
    stop_if,
)
from sd_animagine.studio.server.saving import save
from sd_animagine.studio.server.sheets import effort_of
from sd_animagine.words import Message, said_by

MOST: Final = 20
"""Tasks that wait or are drawn at once; each has a thread."""
KEPT: Final = 50
"""Finished tasks whose result can still be asked for."""
_LOOK: Final = 0.5
"""Seconds between two looks at whether the studio ends."""
_FULL: Final = Message(
    "{most} requests are waiting already. Try again when one is done.", most=MOST
)
_ENDING: Final = Message("The studio is closing. Finished pictures are saved.")


class Saved(NamedTuple):
    """A finished picture."""

    path: Path
    infotext: str


Drawn = Sequence[tuple[int, Picture]]
"""Pictures, each with the number of its job."""


def _no_grids(_drawn: Drawn) -> list[Picture]:
    return []


class Series(NamedTuple):
    """Jobs that belong together: the cells of a sheet."""

    jobs: Sequence[DrawJob]
    labels: Sequence[str] = ()
    """What each is called; empty for none."""
    grids: Callable[[Drawn], list[Picture]] = _no_grids
    """What is made of all pictures that are done; stands before them."""


Keep = Callable[[Picture, Saved], None]
Make = Callable[["Task"], Sequence[DrawJob] | Series]


def _keep_nothing(_drawn: Picture, _saved: Saved) -> None:
    return None


class Task:
    """Pictures that are being drawn, or were."""

    def __init__(self, id_: str) -> None:
        self.id = id_
        self.progress = Progress(0, 1, 0, 1)
        self.preview = b""
        self.preview_number = 0
        """How many previews there have been; a page that has seen this one gets none."""
        self.pictures: list[Saved] = []
        self.grids = 0
        """How many of them, the first ones, are made of the others."""
        self.wrong = ""
        """Why not all of them were drawn; empty if they were."""
        self.note = ""
        """What was changed of the request, and why."""
        self.seconds = 0.0
        """How long it took."""
        self.cancelled = Event()
        self.done = Event()
        self.where = ""
        """Which of several jobs with names it is at."""
        self.waited_until = self._began = time.monotonic()
        """When the job that it is at last told that it waits: for its model, or for others."""
        self._batch_size = 1
        self._first: tuple[float, float] | None = None
        """When the first step was done, and how much of it all that was."""
        self._latest = self._began
        """When the latest step was done."""

    def begin(self, jobs: Sequence[DrawJob]) -> None:
        """It is known what is drawn."""
        self._batch_size = jobs[0].batch_size
        pictures = sum(job.pictures for job in jobs)
        self.progress = Progress(0, jobs[0].all_steps, 0, pictures)

    def tell(self, progress: Progress, before: int = 0) -> None:
        """An engine says how far it is with a job; of the jobs before it there are pictures."""
        if not progress.step:
            self.waited_until = time.monotonic()
        picture, pictures = before + progress.picture, self.progress.pictures
        progress = progress._replace(picture=picture, pictures=pictures)
        if progress.preview:
            self.preview = progress.preview
            self.preview_number += 1
        last, self.progress = self.progress, progress
        if progress.step and progress[:3] != last[:3]:
            self._latest = time.monotonic()
            self._first = self._first or (self._latest, self.share())

    def finish(self) -> None:
        """Nothing more comes."""
        self.seconds = time.monotonic() - self._began
        self.done.set()

    def share(self) -> float:
        """How much of it is done, 0 to 1."""
        now = self.progress
        at_once = min(self._batch_size, now.pictures - now.picture)
        return min(1.0, (now.picture + at_once * now.step / max(1, now.steps)) / now.pictures)

    def left(self) -> float | None:
        """Seconds that it still takes; None where nobody can say."""
        share = self.share()
        if self._first is None or not self._first[1] < share < 1:
            return None
        began, done = self._first
        left = (self._latest - began) * (1 - share) / (share - done)
        return max(0.0, left - (time.monotonic() - self._latest))


class Tasks:
    """The tasks of one engine."""

    def __init__(self, engine: Engine, outputs: Path) -> None:
        """Remember both; nothing is drawn yet.

        Args:
            engine: draws.
            outputs: folder for the pictures.
        """
        self.engine = engine
        self.outputs = outputs
        self._tasks: OrderedDict[str, Task] = OrderedDict()
        self._withdrawn: dict[str, bool] = {}
        """Stopped before they had begun, the latest ones."""
        self._lock = Lock()
        self._ending = Event()
        self.pace = Pace()
        """What the last jobs took."""

    def draw(self, id_: str, make: Make, keep: Keep = _keep_nothing) -> Task:
        """Draw, and wait for the end. An id that is known already is only waited for.

        Args:
            id_: of the task.
            make: says what to draw, in the task's thread; may raise EngineError or ValueError.
            keep: told of each picture when it is saved, there too.
        """
        with self._lock:
            task = self._tasks.get(id_)
            if task is None:
                task = Task(id_)
                if sum(not each.done.is_set() for each in self._tasks.values()) >= MOST:
                    task.wrong = _FULL
                    task.finish()
                    return task
                self._tasks[id_] = task
                if self._withdrawn.pop(id_, False):
                    task.cancelled.set()
                self._forget()
                run = Thread(target=self._run, args=(task, make, keep), name="animagine-draw")
                run.daemon = True
                run.start()
        return self._waited(task)

    def wait(self, id_: str) -> Task | None:
        """A task when it has ended; None where there is none of this id."""
        task = self.find(id_)
        return None if task is None else self._waited(task)

    def find(self, id_: str) -> Task | None:
        """A task as it is now."""
        with self._lock:
            return self._tasks.get(id_)

    def interrupt(self, id_: str) -> None:
        """Stop a task, also one that has not begun; pictures that are finished stay."""
        if not id_:
            return
        with self._lock:
            task = self._tasks.get(id_)
            if task is None:
                self._withdrawn[id_] = True
                if len(self._withdrawn) > KEPT:
                    del self._withdrawn[next(iter(self._withdrawn))]
        if task is not None:
            task.cancelled.set()

    def end(self, patience: float = 5.0) -> bool:
        """Stop everything; who waits is told.

        Args:
            patience: seconds in which what is at work may come to its end.

        Returns:
            Whether it did.
        """
        self._ending.set()
        with self._lock:
            tasks = list(self._tasks.values())
        for task in tasks:
            task.cancelled.set()
        until = time.monotonic() + patience
        return all([task.done.wait(max(0.0, until - time.monotonic())) for task in tasks])

    def _forget(self) -> None:
        """Drop the oldest finished tasks."""
        over = len(self._tasks) - KEPT
        finished = [id_ for id_, task in self._tasks.items() if task.done.is_set()]
        for id_ in finished[: max(0, over)]:
            del self._tasks[id_]

    def _waited(self, task: Task) -> Task:
        while not task.done.wait(_LOOK):
            if self._ending.is_set():
                task.wrong = task.wrong or _ENDING
                break
        return task

    def _run(self, task: Task, make: Make, keep: Keep) -> None:
        try:
            made = make(task)
            series = made if isinstance(made, Series) else Series(made)
            task.begin(series.jobs)
            done: list[tuple[int, Picture]] = []
            try:
                for number, drawn in self._drawn(task, series):
                    done.append((number, drawn))
                    task.pictures.append(self._saved(drawn, keep))
            finally:  # what is finished is put together, whatever became of the rest
                for grid in series.grids(done) if done else ():
                    task.pictures.insert(task.grids, self._saved(grid, keep))
                    task.grids += 1
        except (EngineError, ValueError) as error:
            task.wrong = said_by(error)
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            cause = f"{type(error).__name__}: {error}"[:300]
            task.wrong = Message("Drawing failed: {cause}. The terminal shows where.", cause=cause)
        finally:
            task.finish()

    def _saved(self, drawn: Picture, keep: Keep) -> Saved:
        saved = Saved(save(drawn, self.outputs), drawn.infotext)
        keep(drawn, saved)
        return saved

    def _drawn(self, task: Task, series: Series) -> Iterator[tuple[int, Picture]]:
        """Each picture with the number of its job."""
        before = 0
        for number, job in enumerate(series.jobs):
            tell = partial(task.tell, before=before)
            task.waited_until = time.monotonic()
            if series.labels:
                task.where = telling.progress(number, len(series.jobs), series.labels[number])
            try:
                for drawn in self.engine.draw(job, tell, task.cancelled):
                    yield number, drawn
            except Cancelled:
                stop_if(task.cancelled, len(task.pictures), task.progress.pictures)
                raise
            self.pace.note(effort_of(job), time.monotonic() - task.waited_until)
            before += job.pictures
