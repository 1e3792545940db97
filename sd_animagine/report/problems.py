"""What a page lists of a request: one row a problem, one row for changes of a kind, and counts.

A page shows it and decides nothing: what belongs together, what is left to a person and how many
there are is said here, so that its line, its lists and its buttons speak of the same things.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sd_animagine.compiler import Compiled
from sd_animagine.compiler.fixing import is_fixable
from sd_animagine.report.summary import left_to_do, row_of
from sd_animagine.rules.base import Finding, Severity
from sd_animagine.rules.documentation import headline
from sd_animagine.transform import Change
from sd_animagine.words import Line, Message

Groups = dict[tuple[str, ...], list[Any]]


def without(compiled: Compiled, quiet: Collection[str]) -> tuple[Compiled, dict[str, int]]:
    """Return a result without the findings that nobody wants to be told, and how many by code.

    Errors are told all the same: with one left, nothing may be drawn.
    """
    if not quiet:
        return compiled, {}
    unwanted = [f for f in compiled.findings if f.code in quiet and f.severity < Severity.ERROR]
    counts = dict.fromkeys(quiet, 0) | Counter(finding.code for finding in unwanted)
    left_out = dict(compiled.findings_left_out)
    for code, count in counts.items():
        counts[code] = count + (left_out.pop(code, 0) if count else 0)
    ids = set(map(id, unwanted))
    kept = tuple(finding for finding in compiled.findings if id(finding) not in ids)
    return replace(compiled, findings=kept, findings_left_out=left_out), counts


def report_json(compiled: Compiled, quiet: Mapping[str, int], *, repairs: bool) -> dict[str, Any]:
    """Return rows and counts as plain values.

    Args:
        compiled: the result; ``findings`` of a row are numbers of its findings.
        quiet: code → how many findings are not told, since nobody wants to hear of them.
        repairs: does it do anything?
    """
    findings, changes = compiled.findings, compiled.changes if repairs else ()
    numbers = {id(finding): n for n, finding in enumerate(findings)}
    left = left_to_do(findings, compiled.changes, repairs=repairs)
    hints = [finding for finding in findings if finding.severity is Severity.HINT]
    more = dict(compiled.findings_left_out)
    found = [finding for finding in findings if finding.severity > Severity.HINT]
    fields = dict.fromkeys((*(f.field for f in findings), *(c.field for c in changes)))
    return {
        "problems": list(_rows(left, numbers, more)),
        "hints": list(_rows(hints, numbers, more)),
        "changes": list(_changed(changes, found, numbers)),
        "counted": {field: _counted(field, changes, left, hints) for field in fields},
        "fixable": {
            **_fixable(found),
            "fields": {field: _fixable(f for f in found if f.field == field) for field in fields},
        },
        "quiet": [
            {"code": code, "message": headline(code), "count": count}
            for code, count in quiet.items()
        ],
    }


def _fixable(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings ``/fix`` puts right."""
    found = list(findings)
    return {
        "safe": sum(is_fixable(finding, unsafe=False) for finding in found),
        "all": sum(is_fixable(finding, unsafe=True) for finding in found),
    }


def _rows(
    findings: Iterable[Finding], numbers: Mapping[int, int], more: dict[str, int]
) -> Iterator[dict[str, Any]]:
    """One row for the findings of a rule in a field, the gravest row first."""
    groups: Groups = {}
    for finding in findings:
        groups.setdefault((finding.field, finding.code), []).append(finding)
    for group in sorted(groups.values(), key=lambda group: -_gravest(group)):
        first = group[0]
        is_one = all(finding.message == first.message for finding in group)
        yield {
            "code": first.code,
            "severity": _gravest(group).word,
            "field": first.field,
            "message": first.message if is_one else headline(first.code),
            "count": len(group) + more.pop(first.code, 0),
            "findings": [numbers[id(finding)] for finding in group],
            "same_fixes": all(finding.fixes == first.fixes for finding in group),
            "fixable": sum(is_fixable(finding, unsafe=True) for finding in group),
        }


def _gravest(group: Iterable[Finding]) -> Severity:
    return max(finding.severity for finding in group)


def _changed(
    changes: Iterable[Change], found: Iterable[Finding], numbers: Mapping[int, int]
) -> Iterator[dict[str, Any]]:
    """One row for the changes of a kind that a rule stands behind, with the findings it mends."""
    mended: dict[tuple[str, str], list[int]] = {}
    for finding in found:
        if is_fixable(finding, unsafe=False):
            mended.setdefault((finding.field, finding.code), []).append(numbers[id(finding)])
    groups: Groups = {}
    for change in changes:
        own = change.code or change.reason
        groups.setdefault((change.field, change.kind, own), []).append(change)
    for group in groups.values():
        first = group[0]
        yield {
            "code": first.code,
            "field": first.field,
            "message": row_of(group),
            "count": sum(change.times for change in group),
            "findings": mended.get((first.field, first.code), []),
        }


def number_of_changes(changes: Iterable[Change]) -> Message:
    """Say how many changes were made."""
    count = sum(change.times for change in changes)
    return Message("1 change") if count == 1 else Message("{count} changes", count=count)


def numbers_of(findings: Iterable[Finding]) -> Iterator[Message]:
    """Say how many findings there are of each severity but hints, the gravest first."""
    severities = [finding.severity for finding in findings]
    if errors := severities.count(Severity.ERROR):
        yield Message("1 error") if errors == 1 else Message("{count} errors", count=errors)
    if warnings := severities.count(Severity.WARNING):
        yield Message("1 warning") if warnings == 1 else Message("{count} warnings", count=warnings)
    if notes := severities.count(Severity.INFO):
        yield Message("1 note") if notes == 1 else Message("{count} notes", count=notes)


def _counted(
    field: str, changes: Iterable[Change], left: Iterable[Finding], hints: Iterable[Finding]
) -> str:
    """What stands at the box of a field; hints only where there is nothing else."""
    own = [change for change in changes if change.field == field]
    parts = [number_of_changes(own)] if own else []
    parts += numbers_of(finding for finding in left if finding.field == field)
    count = sum(finding.field == field for finding in hints)
    if not parts:
        parts = [Message("1 hint") if count == 1 else Message("{count} hints", count=count)]
    return Line(" · ", parts)


def number_fixed(before: Compiled, after: Compiled) -> int:
    """Return how many findings besides hints are gone, none where as many have come up."""
    return max(0, _number(before) - _number(after))


def _number(found: Compiled) -> int:
    told = sum(finding.severity > Severity.HINT for finding in found.findings)
    return told + sum(found.findings_left_out.values())


def number_left(compiled: Compiled, *, repairs: bool) -> int:
    """Return how many findings the rows of what is left to a person stand for."""
    left = left_to_do(compiled.findings, compiled.changes, repairs=repairs)
    more = compiled.findings_left_out
    return len(left) + sum(more.get(code, 0) for code in {finding.code for finding in left})


def fixed_and_left(fixed: int, left: int) -> Message:
    """Say how many findings are gone, and how many are left."""
    return Message("{fixed} fixed, {left} left", fixed=fixed, left=left)
