"""What is said of captions that only whoever takes them apart can see: the door to those rules."""

from __future__ import annotations

from typing import Final

from sd_animagine.model import Section
from sd_animagine.rules import ani022, ani101, ani103, ani207
from sd_animagine.rules.ani022 import Why as Why
from sd_animagine.rules.base import Finding, Report
from sd_animagine.rules.registry import is_selected

FIELD: Final = "caption"


def says_why(select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    """Return whether a selection leaves what is said of lines that stay as they are."""
    return is_selected(ani022.RULE.code, select, ignore)


def left(why: Why, start: int, end: int) -> Finding:
    """Return the finding about a line that stays as it is, at the place that keeps it so."""
    return ani022.RULE.finding(ani022.left(why, start, end), FIELD)


def out_of_place(text: str, start: int, section: Section) -> Finding:
    """Return the finding about a tag that the ordering moves."""
    said = Report(ani101.out_of_place(text, section), start, start + len(text))
    return ani101.RULE.finding(said, FIELD)


def lacks_series(finding: Finding) -> bool:
    """Return whether a finding is about a character without its series."""
    return ani103.RULE.said(finding)


def contradicts_count(finding: Finding) -> bool:
    """Return whether a finding is about people whose counts contradict each other."""
    return ani207.RULE.said(finding)
