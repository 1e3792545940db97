"""How the command line shows findings and changes to people and to a code review."""

from __future__ import annotations

import difflib
import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from sd_animagine.compiler.request import Compiled, Request
from sd_animagine.compiler.written import Written
from sd_animagine.rules.base import Finding, Severity
from sd_animagine.words import number_of

_COLOURS = {
    Severity.ERROR: "31",
    Severity.WARNING: "33",
    Severity.INFO: "36",
    Severity.HINT: "2",
}
_WIDTH = 76
"""Characters of the text shown around a finding."""


def as_text(
    request: Request, compiled: Compiled, file: Path | None = None, *, hints: bool, colour: bool
) -> str:
    """A line for each finding, and below it the place, underlined; of a file: line and column."""
    shown = [f for f in compiled.findings if hints or f.severity is not Severity.HINT]
    told = "".join(_paragraph(request, finding, file, colour) for finding in shown)
    return told + as_more(compiled.findings_left_out, "finding")


def as_more(left_out: Mapping[str, int], what: str) -> str:
    """A line for each rule of which there is more than was told."""
    noun = f"more {what}"
    by = {code: f"of {code}" if code else "by options" for code in left_out}
    return "".join(f"and {number_of(n, noun)} {by[code]}\n" for code, n in left_out.items())


def _paragraph(request: Request, finding: Finding, file: Path | None, colour: bool) -> str:
    text = getattr(request, finding.field, None)
    severity = finding.severity.word
    if colour:
        severity = f"\x1b[{_COLOURS[finding.severity]}m{severity}\x1b[0m"
    where = finding.field
    if file is not None and finding.field == "prompt":
        where = "{}:{}:{}".format(file, *_line_and_column(request.prompt, finding.start))
    elif isinstance(text, str):
        where += f":{finding.start + 1}"
    lines = [f"{where}: {finding.code} {severity}: {finding.message}"]
    if isinstance(text, str) and finding.end > finding.start:
        lines += _quoted(text, finding.start, finding.end)
    labels = [fix.label for fix in finding.fixes]
    if labels:
        sure = "" if finding.fix is not None and finding.fix.safe else " (suggested)"
        lines.append(f"    fix: {' or '.join(labels)}{sure}")
    return "\n".join(lines) + "\n"


def _line_and_column(text: str, place: int) -> tuple[int, int]:
    """Both from 1, as editors count."""
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)


def _quoted(text: str, start: int, end: int) -> list[str]:
    """The line around a place and the marks under it; long lines are cut."""
    left = max(text.rfind("\n", 0, start) + 1, start - _WIDTH // 2)
    stop = text.find("\n", start)
    right = min(stop if stop >= 0 else len(text), left + _WIDTH)
    line = "".join(char if char.isprintable() else " " for char in text[left:right])
    marks = " " * (start - left) + "^" * max(1, min(end, right) - start)
    return [f"    {line}", f"    {marks}"]


def counted(compiled: Compiled) -> str:
    """How many findings there are of each severity; hints are not counted."""
    counts = Counter(f.severity for f in compiled.findings)
    more = sum(compiled.findings_left_out.values())
    parts = [
        f"{counts[severity]} {severity.word}{'s' if counts[severity] > 1 else ''}"
        for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
        if counts[severity]
    ]
    if more:
        parts.append(f"{more:,} that are not told")
    return ", ".join(parts) or "no findings"


def as_github(
    compiled: Compiled, request: Request, file: Path | None = None, *, hints: bool
) -> str:
    """Workflow commands that GitHub shows as annotations, at the line of a file."""
    names = {Severity.ERROR: "error", Severity.WARNING: "warning"}
    lines = []
    for finding in compiled.findings:
        if finding.severity is Severity.HINT and not hints:
            continue
        level = names.get(finding.severity, "notice")
        place = f"{finding.field} at {finding.start + 1}"
        where = ""
        if file is not None and finding.field == "prompt":
            line, column = _line_and_column(request.prompt, finding.start)
            path = _escaped(file.as_posix()).replace(":", "%3A").replace(",", "%2C")
            where = f"file={path},line={line},col={column},"
        message = _escaped(finding.message)
        lines.append(f"::{level} {where}title={finding.code} ({place})::{message}\n")
    more = as_more(compiled.findings_left_out, "finding").splitlines()
    return "".join((*lines, *(f"::notice::{line}\n" for line in more)))


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def as_diff(request: Request, texts: Compiled | Written, compiled: Compiled) -> str:
    """A unified diff of each text, a tag on every line.

    Args:
        request: as it was typed.
        texts: what is written of it.
        compiled: its size.
    """
    out: list[str] = []
    for field in ("prompt", "negative_prompt"):
        before, after = getattr(request, field), getattr(texts, field)
        if before != after:
            out += difflib.unified_diff(
                _by_tag(before or ""), _by_tag(after or ""), f"{field} as typed",
                f"{field} compiled", lineterm="",
            )  # fmt: skip
    if (request.width, request.height) != (compiled.width, compiled.height):
        out.append(f"size {request.width}x{request.height} → {compiled.width}x{compiled.height}")
    return "".join(line.rstrip("\n") + "\n" for line in out)


def _by_tag(text: str) -> list[str]:
    return text.replace(", ", ",\n").split("\n")


def dump(value: Any, indent: int | None = None) -> str:
    """JSON; what UTF-8 cannot hold is escaped, so that any reader gets it back."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return text if _encodable(text) else json.dumps(value, indent=indent)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def findings_of(result: dict[str, Any]) -> dict[str, Any]:
    """What a result says without changing anything."""
    return {name: result[name] for name in ("findings", "findings_left_out")}


def coloured(stream: TextIO) -> bool:
    """Return whether a stream shows colours: a terminal does, unless NO_COLOR is set."""
    return stream.isatty() and not os.environ.get("NO_COLOR")
