"""What is said of a request, as far as it fits into an answer.

A prompt is never cut. What is said about it is: first its items, then the places that only a page
shows, the edits of changes, the changes, the fixes and the findings, until the rest fits. The
answer names what it leaves out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

LIMIT: Final = 4 * 1024 * 1024
"""Longest answer about one request, in bytes."""


def text(value: Any) -> bytes:
    """Return a value as ASCII JSON, so that any text survives, lone surrogates too."""
    return json.dumps(value, separators=(",", ":")).encode()


def fitting(value: dict[str, Any]) -> bytes:
    """Return what there is to say as JSON that is not too long."""
    answer = text(value)
    for leave_out in _STEPS:
        if len(answer) <= LIMIT:
            break
        value = leave_out(value)
        answer = text(value)
    return answer


def _without_items(value: dict[str, Any]) -> dict[str, Any]:
    if not value.get("items"):
        return value
    return {**value, "items": [], "left_out": [*value["left_out"], "items"]}


def _without_places(value: dict[str, Any]) -> dict[str, Any]:
    if "marks" not in value:
        return value
    counts = {field: {**each, "chunks": []} for field, each in value["tokens"].items()}
    left_out = [*value["left_out"], "marks", "sections", "chunks"]
    marks: dict[str, list[Any]] = {field: [] for field in value["marks"]}
    return {**value, "marks": marks, "sections": [], "tokens": counts, "left_out": left_out}


def _without_edits(value: dict[str, Any]) -> dict[str, Any]:
    changes = [{**change, "edits": []} for change in value.get("changes", ())]
    if not changes:
        return value
    return {**value, "changes": changes, "left_out": [*value["left_out"], "edits"]}


def _without_changes(value: dict[str, Any]) -> dict[str, Any]:
    return _emptied(value, "changes")


def _without_fixes(value: dict[str, Any]) -> dict[str, Any]:
    findings = [{**finding, "fixes": []} for finding in value["findings"]]
    return {**value, "findings": findings, "left_out": [*value["left_out"], "fixes"]}


def _without_findings(value: dict[str, Any]) -> dict[str, Any]:
    return _emptied(value, "findings")


def _emptied(value: dict[str, Any], name: str) -> dict[str, Any]:
    if not value.get(name):
        return value
    counts = Counter(value[f"{name}_left_out"])
    counts.update(each["code"] for each in value[name])
    return {**value, name: [], f"{name}_left_out": dict(counts)}


_STEPS: Final[tuple[Callable[[dict[str, Any]], dict[str, Any]], ...]] = (
    *(_without_items, _without_places, _without_edits, _without_changes, _without_fixes),
    _without_findings,
)
