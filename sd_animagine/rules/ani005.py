"""A second comma in a row.

What: an empty place between two commas, however many follow each other. A comma at the very end is
left alone.

Why: the empty place still costs a token of the 75 that a chunk has, and it usually is what
remains of a tag that was deleted.

Example::

    1girl, , smile
    1girl, smile
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sd_animagine.rules.base import Fix, Report, Rule, Severity, TextView
from sd_animagine.syntax import Edit, Kind
from sd_animagine.syntax.lexer import COMMAS
from sd_animagine.vocabulary import TagKind
from sd_animagine.words import Message

_COMMA: Final = re.compile(f"[{COMMAS}]")
_ROW: Final = re.compile(rf"[{COMMAS}](?:\s*[{COMMAS}])*")
_ON_A_LINE: Final = re.compile(rf"[{COMMAS}](?:[^\S\r\n]*[{COMMAS}])*")


def check(view: TextView) -> Iterator[Report]:
    """Report each empty place, those in a row as one."""
    if view.text.count(",") < 2:
        return
    for reading in view.of_kind(TagKind.UNKNOWN):
        item = reading.item
        if item.kind is Kind.EMPTY:
            yield _finding(view, item.start)


def _finding(view: TextView, start: int) -> Report:
    commas = list(_commas(view, start))
    end = commas[-1].end
    message = Message("There is no tag between these commas, but they still use up tokens.")
    label = Message("Remove the extra commas")
    if end - start == 1:
        label = Message("Remove the extra comma")
    return Report(message, start, end, (Fix(label, tuple(commas), True),))


def _commas(view: TextView, start: int) -> Iterator[Edit]:
    """Edits that take out the commas in a row from a place on; lines and comments stay."""
    visible = view.prompt.visible
    row = _ROW.match(visible, start)
    assert row is not None
    for piece in _ON_A_LINE.finditer(visible, start, row.end()):
        start, end = piece.span()
        if piece[0] == view.text[start:end]:
            yield Edit(start, end, "")
        else:  # a comment stands between them
            commas = _COMMA.finditer(visible, start, end)
            yield from (Edit(*comma.span(), "") for comma in commas)


RULE = Rule(
    code="ANI005",
    name="empty-item",
    where=("positive", "negative"),
    severities=(Severity.INFO,),
    check=check,
    safe_fix=True,
    in_line=lambda names, kinds: "" in names,
)
