"""What is said where something of ours fails on a text: the compiler's door to its own rules."""

from __future__ import annotations

from sd_animagine.rules import ani011, ani012
from sd_animagine.rules.base import Finding, Rule


def rule_failed(rule: Rule, field: str, error: Exception) -> Finding:
    """Return the finding about a rule that failed on a field."""
    return ani012.of_rule(rule, field, error)


def repair_failed(field: str, length: int, error: Exception) -> Finding:
    """Return the finding about a text of this length (characters) that could not be repaired."""
    return ani012.RULE.finding(ani012.of_repair(length, error), field)


def unsettled(field: str, length: int) -> Finding:
    """Return the finding about a text that each pass of its repair changes again."""
    return ani011.RULE.finding(ani011.unsettled(length), field)


def is_failure(finding: Finding) -> bool:
    """Return whether a finding says that something of ours failed."""
    return ani012.RULE.said(finding)
