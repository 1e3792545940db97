"""What a sheet or an X/Y/Z axis wants of one request: a ``Cell``, carried on ``p``.

The hosts copy ``p`` for each picture of a comparison and draw the copy as an ordinary request, so
what is put on the copy reaches the always-on script and nothing else.
"""

from __future__ import annotations

from sd_animagine.sheets.cell import Cell
from sd_animagine.webui.host.protocols import Processing

_PLACE = "_animagine_cell"


def cell_of(p: Processing) -> Cell | None:
    """What the request is to replace; None for an ordinary one."""
    found = vars(p).get(_PLACE)
    return found if isinstance(found, Cell) else None


def put(p: Processing, cell: Cell) -> None:
    """Have a request replace something, besides what it replaces already."""
    before = cell_of(p)
    setattr(p, _PLACE, cell if before is None else before.joined(cell))
    for name, value in cell.fields.items():
        setattr(p, name, value)
