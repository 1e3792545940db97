"""Changes and findings in a few words: under the picture and in its infotext."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sd_animagine.rules.base import Finding, Severity
from sd_animagine.rules.documentation import headline
from sd_animagine.transform import Change
from sd_animagine.words import Line, Message, in_line, joined, quoted

LIMIT = 8
"""Entries that are spelled out; the rest is counted."""
_LONGEST = 100
"""Characters of a text that are shown."""
_MERGED = {"moved": "before", "added": "after", "removed": "before"}
"""Kinds that are told together where the reason is the same, and the field that is shown."""


def summary(
    changes: Iterable[Change], findings: Iterable[Finding], *, report: bool = False
) -> Line:
    """One line: what was changed and why, and what is left to the user.

    Args:
        changes: what a compile did.
        findings: what it found.
        report: nothing was to be changed, so tell everything but hints.
    """
    done = list(dict.fromkeys(change._replace(edits=()) for change in changes))
    least = Severity.INFO if report else Severity.WARNING
    left = [f for f in left_to_do(findings, done, repairs=not report) if f.severity >= least]
    said = list(dict.fromkeys(map(_coded, left)))
    parts = []
    count = sum(change.times for change in done)
    if count == 1:
        parts.append(Message("1 change — {told}", told=_bounded(_sentences(done))))
    elif done:
        told = _bounded(_sentences(done))
        parts.append(Message("{count:,} changes — {told}", count=count, told=told))
    if len(said) == 1:
        parts.append(Message("1 finding — {told}", told=_bounded(said)))
    elif said:
        parts.append(Message("{count:,} findings — {told}", count=len(said), told=_bounded(said)))
    return Line(" · ", parts)


def _coded(finding: Finding) -> str:
    message = finding.message
    if len(message) > 2 * _LONGEST:
        message = _cut(message, 2 * _LONGEST)
    return Line(" ", (finding.code, message))


def left_to_do(
    findings: Iterable[Finding], changes: Iterable[Change], *, repairs: bool
) -> list[Finding]:
    """Return the findings that a person is left with: not hints, nor what was put right.

    Args:
        findings: what a compile found.
        changes: what it did.
        repairs: does it do anything?
    """
    done = {each.code for each in changes if each.field == "size" or each.kind == "set"}
    return [
        finding
        for finding in findings
        if finding.severity > Severity.HINT
        and not (repairs and (finding.code in done or (finding.fix and finding.fix.safe)))
    ]


def row_of(changes: Sequence[Change]) -> str:
    """Return what changes of one kind and rule are, for one row of a list."""
    said = _sentences(list(changes))
    if len(said) == 1 or changes[0].kind != "rewritten":
        return _bounded(said)
    texts = [
        Message("{before} → {after}", before=_shown(each.before), after=_shown(each.after))
        for each in changes[:LIMIT]
    ]
    shown: str = joined("{first}, {rest}", texts)
    if len(changes) > LIMIT:
        shown = Message("{texts} …", texts=shown)
    reason = headline(changes[0].code)
    return _placed(changes[0].field, Message("{texts}: {reason}", texts=shown, reason=reason))


def _shown(text: str) -> Message:
    return quoted([_cut(text, 40)])


def _sentences(changes: list[Change]) -> list[str]:
    groups: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        key = (change.kind, change.field, change.reason) if change.kind in _MERGED else (change,)
        groups.setdefault(key, []).append(change)
    return [_sentence(group) for group in groups.values()]


def _sentence(group: list[Change]) -> str:
    first = group[0]
    first = first._replace(before=_cut(first.before), after=_cut(first.after))
    if len(group) == 1:
        return _placed(first.field, first.sentence())
    shown = _MERGED[first.kind]
    texts = quoted(_cut(getattr(change, shown), 40) for change in group[:LIMIT])
    if len(group) > LIMIT:
        texts = Message("{texts} …", texts=texts)
    return _placed(first.field, first.sentence(texts))


def _placed(field: str, said: Message) -> Message:
    """A sentence about a change, with the field where that is not the prompt or a setting."""
    if field == "negative_prompt":
        return Message("negative prompt: {said}", said=said)
    if field == "hr_prompt":
        return Message("hires prompt: {said}", said=said)
    if field == "hr_negative_prompt":
        return Message("hires negative prompt: {said}", said=said)
    return said


def _bounded(sentences: list[str]) -> str:
    shown = sentences[:LIMIT]
    if len(sentences) > LIMIT:
        shown.append(Message("and {count:,} more", count=len(sentences) - LIMIT))
    return in_line(shown)


def _cut(text: str, longest: int = _LONGEST) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"
