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

from sd_animagine.failures import ADVICE, log
from sd_animagine.rules.base import Finding, Rule, Severity

CODE = "ANI012"


def of_rule(rule: Rule, field: str, error: Exception) -> Finding:
    """The finding about a rule that failed on a field."""
    if rule.failed is not None:
        return rule.failed(field, error)
    cause = log(f"rule {rule.code}", error)
    message = f"rule {rule.code} failed ({cause}), so its findings are missing; {ADVICE}"
    return Finding(CODE, max(Severity.WARNING, *rule.severities), message, field)


def of_repair(field: str, length: int, error: Exception) -> Finding:
    """The finding about a text of this length (characters) that could not be repaired."""
    cause = log("the repair of a text", error)
    message = f"the repair failed ({cause}), so the text was left as it is; {ADVICE}"
    return Finding(CODE, Severity.WARNING, message, field, 0, length)


RULE = Rule(
    code=CODE,
    name="check-failed",
    where=("positive", "negative", "settings"),
    severities=(Severity.WARNING, Severity.ERROR),
)
