"""What a run says meanwhile and at its end."""

from __future__ import annotations

import time
from datetime import date
from typing import Final

from tools.longrun.case import FAULTS
from tools.longrun.ledger import Ledger

SHOWN: Final = 20
"""Faults that are written out at the end; the file has them all."""


class Telling:
    """Prints a line now and then."""

    def __init__(self, name: str, ledger: Ledger, count: int, every: float) -> None:
        self.name = name
        self.ledger = ledger
        self.count = count
        self.every = every
        self.started = self.told = time.monotonic()
        self.before = ledger.cases()

    def __call__(self) -> None:
        """Say how far it is, if that was not said just now."""
        now = time.monotonic()
        if now - self.told < self.every:
            return
        self.told = now
        cases = self.ledger.cases()
        rate = (cases - self.before) / (now - self.started)
        left = spell(max(0, self.count - cases) / rate) if rate else "?"
        print(
            f"{self.name}: {cases:,} of {self.count:,}, {rate:,.1f}/s, {left} left; "
            f"{faults_of(self.ledger)}",
            flush=True,
        )


def faults_of(ledger: Ledger) -> str:
    """How many of each."""
    return ", ".join(f"{FAULTS[what]} {n:,}" for what, n in ledger.counted().items())


def spell(seconds: float) -> str:
    """A time for people."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def row(name: str, seed: int, ledger: Ledger, notes: list[str]) -> str:
    """The result as a row of the table in docs/trust.md."""
    cases, seconds = ledger.cases(), ledger.seconds()
    counted = ledger.counted()
    figures = " | ".join(f"{counted[what]:,}" for what in FAULTS)
    day = f"{date.today():%Y-%m-%d}"
    told = "; ".join(notes)
    return f"| `{name}` | {cases:,} | {day} | {seed} | {figures} | {spell(seconds)} | {told} |"


def ending(name: str, seed: int, ledger: Ledger, count: int, notes: list[str]) -> str:
    """The result of a run: the figures in one line, the first faults, how it goes on."""
    cases, seconds = ledger.cases(), ledger.seconds()
    line = f"{name}: {cases:,} cases, seed {seed}: {faults_of(ledger)}; {spell(seconds)}"
    if seconds:
        line += f", {cases / seconds:,.1f}/s a worker"
    if memory := ledger.largest("peak memory"):
        line += f", at most {memory:.0f} MB a worker"
    lines = ["; ".join([line, *notes])]
    if cases < count:
        lines.append(f"{count - cases:,} cases remain: the same command goes on")
    for fault in ledger.faults()[:SHOWN]:
        told = fault.sentence.splitlines()[-1]
        again = f"--seed {seed} --only {fault.case}"
        lines.append(f"  {again}  {fault.what}: {told[:300]}  {fault.input[:200]}")
    if cases >= count:
        lines.append(f"for docs/trust.md: {row(name, seed, ledger, notes)}")
    return "\n".join(lines)
