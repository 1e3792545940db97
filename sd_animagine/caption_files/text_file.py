"""A caption in a text file of its own: ``.txt`` or ``.caption`` beside a picture."""

from __future__ import annotations

from typing import BinaryIO

from sd_animagine.caption_files.container import (
    LONGEST,
    FileError,
    Place,
    Reading,
    Visitor,
    decoded,
)


def text_file(
    source: BinaryIO, target: BinaryIO | None, visitor: Visitor, reading: Reading
) -> None:
    """Pass a text file through; a BOM, line ends and what follows the last one are kept.

    Raises:
        FileError: it is no text, or longer than any caption.
    """
    data = source.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise FileError(f"It is longer than {LONGEST >> 20} MB.")
    text = decoded(data, reading.encoding)
    if text.encode(reading.encoding) != data:
        said = f"Written in {reading.encoding} it would have other bytes. Save it as UTF-8."
        raise FileError(said)
    written = visitor.caption(text, Place(1))
    if target is not None:
        target.write(data if written == text else written.encode(reading.encoding))
