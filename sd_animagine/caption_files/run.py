"""Many files of captions, in one process or in several; what they tell comes in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Final

from sd_animagine.caption_files.container import Place
from sd_animagine.caption_files.finding import kind_of
from sd_animagine.caption_files.one import Asked, Said, Told, pass_file
from sd_animagine.caption_files.text_file import text_file
from sd_animagine.captions import CaptionReader
from sd_animagine.vocabulary import extended

_TOGETHER: Final = 128
"""Text files that a process is given at once; of others, which hold many captions, one."""
AHEAD: Final = 4
"""Parts of the work that wait for each process, so that none is idle."""


class Worker:
    """Passes files with one reader, which remembers tags."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.reader = CaptionReader(extended(asked.lists), asked.options)

    def __call__(self, paths: list[Path]) -> Told:
        """Pass files."""
        told = Told()
        for path in paths:
            pass_file(path, self.reader, self.asked, told)
        return told


def run(paths: Iterable[Path], asked: Asked, jobs: int = 1) -> Iterator[tuple[list[Path], Told]]:
    """Pass files, and give what is told of each part of them, in order.

    Args:
        paths: the files.
        asked: what is to be done.
        jobs: processes; one means this one.
    """
    parts = parts_of(paths)
    if jobs < 2:
        worker = Worker(asked)
        for part in parts:
            yield part, worker(part)
        return
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(asked,)) as pool:
        waiting: deque[tuple[list[Path], Future[Told]]] = deque()
        try:
            for part in parts:
                waiting.append((part, pool.submit(_work, part)))
                if len(waiting) >= jobs * AHEAD:
                    yield _done(*waiting.popleft())
            while waiting:
                yield _done(*waiting.popleft())
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _done(part: list[Path], future: Future[Told]) -> tuple[list[Path], Told]:
    try:
        return part, future.result()
    except BrokenProcessPool:
        return part, ended(part)


def ended(part: list[Path]) -> Told:
    """What is told of files whose process was ended, by want of memory say."""
    said = "The process that read it was ended. Run this again, with fewer --jobs."
    told = Told(problems=len(part))
    told.said = [Said(path, Place(), "", "error", said) for path in part]
    return told


def parts_of(paths: Iterable[Path]) -> Iterator[list[Path]]:
    """Put files together into what a process is given at once."""
    together: list[Path] = []
    for path in paths:
        if kind_of(path) is text_file:
            together.append(path)
            if len(together) < _TOGETHER:
                continue
            yield together
            together = []
        else:
            if together:
                yield together
                together = []
            yield [path]
    if together:
        yield together


_worker: Worker


def _start(asked: Asked) -> None:
    global _worker
    _worker = Worker(asked)


def _work(paths: list[Path]) -> Told:
    return _worker(paths)
