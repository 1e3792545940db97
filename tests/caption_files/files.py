"""Captions to write into files, and a visitor that remembers."""

from __future__ import annotations

import io
import tarfile

from sd_animagine.caption_files.container import Kind, Place, Reading
from sd_animagine.captions import CaptionReader
from sd_animagine.vocabulary import bundled

GIVEN = "smile, masterpiece, safe, 1girl"
ORDERED = "1girl, safe, smile, masterpiece"
READER = CaptionReader(bundled())


class Visit:
    """Puts captions in order and keeps what it is shown."""

    def __init__(self) -> None:
        self.captions: list[tuple[str, str]] = []
        self.problems: list[tuple[str, str]] = []

    def caption(self, text: str, place: Place) -> str:
        self.captions.append((str(place), text))
        return READER.write(text)

    def problem(self, said: str, place: Place) -> None:
        self.problems.append((str(place), said))


def passed(
    kind: Kind, data: bytes, column: str = "", encoding: str = "utf-8"
) -> tuple[bytes, Visit]:
    """What a kind of file makes of some bytes; reading alone shows the same captions."""
    reading = Reading(column, encoding)
    visit, other = Visit(), Visit()
    made = io.BytesIO()
    made.close = lambda: None  # type: ignore[method-assign]
    kind(io.BytesIO(data), made, visit, reading)
    kind(io.BytesIO(data), None, other, reading)
    assert (other.captions, other.problems) == (visit.captions, visit.problems)
    return made.getvalue(), visit


def tar(members: dict[str, bytes], form: int = tarfile.PAX_FORMAT, mtime: float = 0) -> bytes:
    """An archive."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), mtime  # type: ignore[assignment]
            archive.addfile(info, io.BytesIO(data))
    return made.getvalue()
