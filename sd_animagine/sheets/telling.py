"""What is told of a sheet, before it is drawn and while it is."""

from __future__ import annotations

from sd_animagine.sheets.pace import Pace, spoken
from sd_animagine.words import Message


def forecast(cells: int, deep: int, work: float, pace: Pace) -> Message:
    """Return how many pictures it will be, and about how long they take.

    Args:
        cells: of the sheet.
        deep: pictures of each, one below the other.
        work: of all of them; 0 where it is not known.
        pace: what the last requests took.
    """
    total = cells * deep
    counted = Message("1 picture" if total == 1 else "{count:,} pictures", count=total)
    if deep > 1:
        counted = Message(
            "{pictures} ({cells} × {seeds}, one row for each seed)",
            pictures=counted,
            cells=cells,
            seeds=deep,
        )
    seconds = pace.seconds(work) if work else None
    if seconds is None:
        return Message("{pictures} · the time is known after the first picture", pictures=counted)
    return Message(
        "{pictures} · {time}, judging by the last request"
        if len(pace) == 1
        else "{pictures} · {time}, judging by the last {count} requests",
        pictures=counted,
        time=spoken(seconds),
        count=len(pace),
    )


def place(number: int, cells: int) -> Message:
    """Return which cell is drawn, counted from 0."""
    return Message("cell {number} of {count}", number=number + 1, count=cells)


def progress(number: int, cells: int, label: str, left: float | None = None) -> Message:
    """Return the same with its label, and the seconds that are left where they are known."""
    told = Message("{where}: {label}", where=place(number, cells), label=label)
    if left is None:
        return told
    return Message("{said} · {time} left", said=told, time=spoken(left))
