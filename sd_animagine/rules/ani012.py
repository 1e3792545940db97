"""A check of ours that failed.

What: one of the rules, or the repair of the text, broke on this text; what it would have said or
changed is missing, and everything else was done. It is as grave as what may be missing.

Why: a fault of ours must neither cost you the other findings nor pass for a clean prompt. Please
report the text. This finding comes from the compiler, not from a check.

Example::

    a text on which a rule of ours breaks
    the same text, checked by all other rules
"""

from __future__ import annotations

from sd_animagine.failures import log
from sd_animagine.rules.base import Finding, Report, Rule, Severity
from sd_animagine.words import Message


def of_rule(rule: Rule, field: str, error: Exception) -> Finding:
    """Return the finding about a rule that failed on a field."""
    cause = log(f"rule {rule.code}", error)
    if rule.failed is not None:
        return rule.finding(rule.failed(cause), field)
    message = Message(
        "Rule {code} failed ({cause}), so its findings are missing. Please report this.",
        code=rule.code,
        cause=cause,
    )
    severity = max(Severity.WARNING, *rule.severities)
    return RULE.finding(Report(message, severity=severity), field)


def of_repair(length: int, error: Exception) -> Report:
    """Return what is said of a text of this length (characters) that could not be repaired."""
    message = Message(
        "The repair failed ({cause}), so the text stays as you typed it. Please report this.",
        cause=log("the repair of a text", error),
    )
    return Report(message, 0, length)


RULE = Rule(
    code="ANI012",
    name="check-failed",
    where=("positive", "negative", "settings"),
    severities=(Severity.WARNING, Severity.ERROR),
)
