"""Many files of captions on a Ray cluster: Ray says who reads which; reading and writing are ours.

Ray's own readers and writers of JSON, WebDataset and Parquet change what they pass on. What a
process or a machine had in hand when it ended is done again: each file is whole or as it was, so
that the second time gives the same bytes. The folders have to lie on a filesystem that all machines
share, and the package has to be installed on each.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from sd_animagine.caption_files.one import Asked, Told
from sd_animagine.caption_files.run import AHEAD, Worker, ended

_worker = lru_cache(maxsize=1)(Worker)
"""One a process, as long as the same is asked."""


class NoRay(RuntimeError):
    """Ray is not there, or its cluster cannot be reached; the message says what to do."""


def work(asked: Asked, part: list[Path]) -> Told:
    """Pass files, in a process of the cluster."""
    return _worker(asked)(part)


def run_on_ray(
    parts: Iterator[list[Path]], asked: Asked, address: str = ""
) -> Iterator[tuple[list[Path], Told]]:
    """Pass files, and give what is told of each part of them, in order.

    Args:
        parts: the files.
        asked: what is to be done.
        address: of a cluster; empty starts one on this machine.

    Raises:
        NoRay: there is none.
    """
    try:
        import ray
    except ImportError:
        said = "--engine ray needs Ray; to install it: pip install ray"
        raise NoRay(said) from None
    try:
        ray.init(address or None, log_to_driver=False, logging_level=logging.ERROR)
    except (ConnectionError, RuntimeError, ValueError) as error:
        said = f"no Ray cluster answers at {address or 'this machine'}: {error}; check --address"
        raise NoRay(said) from None
    try:
        yield from _run(ray, parts, asked)
    finally:
        ray.shutdown()


def _run(ray: Any, parts: Iterator[list[Path]], asked: Asked) -> Iterator[tuple[list[Path], Told]]:
    remote = ray.remote(max_retries=-1)(work)
    shared = ray.put(asked)
    most = AHEAD * max(1, int(ray.cluster_resources().get("CPU", 1)))
    waiting: deque[tuple[list[Path], Any]] = deque()

    def first() -> tuple[list[Path], Told]:
        part, reference = waiting.popleft()
        try:
            return part, ray.get(reference)
        except ray.exceptions.RayError:
            return part, ended(part)

    for part in parts:
        waiting.append((part, remote.remote(shared, part)))
        if len(waiting) >= most:
            yield first()
    while waiting:
        yield first()
