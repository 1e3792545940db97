"""What the page shows while a sheet is drawn: which cell of how many, and how long it will take."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from sd_animagine.sheets import telling
from sd_animagine.sheets.cell import Cell
from sd_animagine.sheets.pace import Effort
from sd_animagine.webui.host import language
from sd_animagine.webui.host.settings import bar, state
from sd_animagine.webui.request.pace import PACE


class SheetProgress:
    """Counts the cells, and the work that is left."""

    def __init__(self, efforts: Sequence[Effort], batches: int) -> None:
        """Tell the host how much there is to do.

        Args:
            efforts: what each cell asks of the sampler.
            batches: the batches of a cell.
        """
        self.work = [effort.work for effort in efforts]
        self.began = perf_counter()
        state().job_count = len(efforts) * batches
        steps = sum(effort.steps + effort.second_steps for effort in efforts)
        total = bar()
        if total is not None:
            total.updateTotal(steps * batches)

    def start(self, number: int, cell: Cell) -> None:
        """A cell is next."""
        where = telling.place(number, len(self.work))
        told = telling.progress(number, len(self.work), cell.label, self.left(number))
        state().job = language.spoken(where)
        state().textinfo = language.spoken(told)

    def left(self, number: int) -> float | None:
        """Seconds from the given cell on: at the pace of this sheet, else of what came before."""
        done, rest = sum(self.work[:number]), sum(self.work[number:])
        if done:
            return (perf_counter() - self.began) / done * rest
        return PACE.seconds(rest)

    def end(self) -> None:
        """Leave the host's line as it was."""
        state().textinfo = None
