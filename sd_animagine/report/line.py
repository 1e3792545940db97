"""What a page says of a compiled request in one line: ``6 changes · 1 warning · 43/75 tokens``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sd_animagine.compiler import Compiled, Request
from sd_animagine.model import BUCKETS
from sd_animagine.report.problems import number_of_changes, numbers_of
from sd_animagine.report.summary import left_to_do
from sd_animagine.words import Message


def line(
    request: Request,
    compiled: Compiled,
    length: Mapping[str, int],
    idle: str,
    styles: Sequence[str] = (),
) -> list[str]:
    """Return the parts of the line, in order.

    Args:
        request: as it was asked for.
        compiled: what became of it.
        length: of the compiled prompt: ``tokens`` and their ``limit``.
        idle: why nothing is changed where that is so.
        styles: names of those that were put in.
    """
    return list(_parts(request, compiled, length, idle, styles))


def _parts(
    request: Request,
    compiled: Compiled,
    length: Mapping[str, int],
    idle: str,
    styles: Sequence[str],
) -> Iterator[str]:
    reports = request.options.mode == "report"
    if compiled.active:
        yield number_of_changes(compiled.changes)
    elif not reports:
        yield idle
    repairs = compiled.active and not reports
    left = left_to_do(compiled.findings, compiled.changes, repairs=repairs)
    yield from numbers_of(left)
    yield Message("{tokens}/{limit} tokens", tokens=length["tokens"], limit=length["limit"])
    if size := _size(request, compiled):
        yield size
    if styles:
        yield Message("with the styles: {names}", names=", ".join(styles))


def _size(request: Request, compiled: Compiled) -> str:
    """The size before and after, ticked where the model was trained at it; empty without one."""
    if not (request.width and request.height and compiled.width and compiled.height):
        return ""
    before, after = _sides(request.width, request.height), _sides(compiled.width, compiled.height)
    tick = " ✓" if (compiled.width, compiled.height) in BUCKETS else ""
    size = f"{after}{tick}" if before == after else f"{before} → {after}{tick}"
    if not (compiled.hr_width and compiled.hr_height):
        return size
    final = _sides(compiled.hr_width, compiled.hr_height)
    return Message("{size}, then {final} with hires fix", size=size, final=final)


def _sides(width: int, height: int) -> str:
    return f"{width}×{height}"
