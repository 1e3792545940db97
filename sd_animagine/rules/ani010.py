"""Text that is read as a weight by accident, or the other way round.

What: half-escaped brackets; a ``:number`` at the very end of the prompt (``16:9``, ``:3``), which
becomes the weight of all of it; a ``|`` beside which the host takes all prompt editing as text, and
``[a:b:c:0.5]``; a weight such as 1999; ``AND`` inside brackets, ``BREAK`` inside emphasis; brackets
with a weight alone (``(:3)``); ``AND`` or a network in a negative prompt; a name with ``#`` or
``//`` in it, where this WebUI begins a comment, and such a mark in a word or before a colour; and,
as an error, a weight such as ``1.2.3`` on which the host's own parser fails.

Why: each of these does something else than what stands there: a weight of 1999, a prompt cut in
two, a word ``BREAK`` in the picture's description, no picture at all.

Example::

    1girl, (smile:1.2.3)
    1girl, (smile:1.2)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from sd_animagine.rules.base import A1111, COUNTED, Fix, Report, Rule, Severity, TextView, report
from sd_animagine.rules.foreign import option_at_end
from sd_animagine.syntax import Edit, Item, Kind, Oddity, Span, Subprompt, blanked
from sd_animagine.syntax.editing import scanned
from sd_animagine.syntax.lexer import BOUNDARY, COMMAS, networks
from sd_animagine.transform import missing_quality, quality_scopes
from sd_animagine.vocabulary.dressed import is_underscored
from sd_animagine.words import Message, short

_SENTENCES = {
    "bad-number": Message(
        "This weight is not a number, so no picture can be drawn. Write a number such as 1.2."
    ),
    "and-in-brackets": Message(
        "AND splits the prompt in two, even inside brackets. "
        "Move it out of the brackets, or write a comma."
    ),
    "break-in-brackets": Message(
        "BREAK inside brackets is read as a normal word. Move it out of the brackets."
    ),
    "and-in-negative": Message(
        "AND does nothing in a negative prompt and is read as a normal word. Write a comma."
    ),
    "weighed-nothing": Message("This weight has no tag to act on. Write the tag before it."),
    "network-in-negative": Message(
        "A LoRA or other network does not load from the negative prompt. Move it to the prompt."
    ),
}
_MEANT = re.compile(r":\s*(?:[01]?\.\d+|[12](?:\.0*)?)")
"""A number that people write for the weight of a tag, unlike that of a ratio or a time."""
_PLAIN_GROUP = re.compile(r"\((?:[^\\()\[\]:]|\\.)+\)")
_WEIGHT_IN_ESCAPED = re.compile(r":\s*(?:\d+(?:\.\d+)?|\.\d+)\s*\\\)")
_ENDS = (*COMMAS, "\n")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8}|\d{1,4})(?![\w])")
_NAME_ENDS = re.compile(r"[,，、\r\n]")
_ENTITY_LENGTH = 12
_LONGEST = 200
"""Characters of a name on either side of the mark that begins a comment."""
_HUGE = 10.0
"""A weight above this is no weight that anybody means."""


def check(view: TextView) -> Iterator[Report]:
    """Report what reads differently than it looks."""
    for odd in view.prompt.oddities:
        message = _SENTENCES.get(odd.kind)
        if message is not None and view.only_counts and odd.kind != "bad-number":
            yield COUNTED
        elif message is not None:
            severity = Severity.ERROR if odd.kind == "bad-number" else Severity.WARNING
            yield report(odd, message, *_weighed(view, odd), severity=severity)
    text = view.text
    if view.prompt.comments:
        yield from _cut_names(view)
    if "\\" in text:
        yield from _half_escaped(view)
    if "[" in text and (":" in text or "|" in text):
        yield from _lost_editing(view)
    if ":" in text:
        yield from _accidental_weights(view)


def _weighed(view: TextView, odd: Oddity) -> Iterator[Fix]:
    """The fix of ``(:3)``, where a face stands in place of the weight: a weight behind it."""
    face = view.text[odd.start + 1 : odd.end - 1].strip()
    if odd.kind == "weighed-nothing" and view.vocabulary.is_name(face):
        label = Message("Add a weight after it")
        yield view.replace(label, odd.end - 1, odd.end - 1, ":1.1", safe=False)


def _cut_names(view: TextView) -> Iterator[Report]:
    """A known name that the host takes for the beginning of a comment: ``.hack//sign``."""
    text = view.text
    known: dict[str, bool] = {}
    silent: set[tuple[int, str]] = set()
    """Lines with a comment of which there is nothing to say: a long prompt has the same ones."""
    for comment in view.prompt.comments:
        line = text.rfind("\n", max(comment.start - _LONGEST, 0), comment.start) + 1
        key = comment.start - line, text[line : comment.end + _ENTITY_LENGTH]
        if key in silent:
            continue
        found = _about(view, comment, known)
        first = next(found, None)
        if first is not None:
            yield first
            yield from found
        elif (line or comment.start < _LONGEST) and len(key[1]) < _LONGEST:
            silent.add(key)


def _about(view: TextView, comment: Span, known: dict[str, bool]) -> Iterator[Report]:
    """What is to be said of a comment; ``known`` are words that were looked up: are they names?"""
    text = view.text
    if view.prompt.dialect.blocks == "line-start":
        yield from _cut_rest(view, *comment)
    first, last = max(comment.start - _LONGEST, 0), comment.start + _LONGEST
    start = max(text.rfind(mark, first, comment.start) for mark in _ENDS) + 1
    ends = (text.find(mark, comment.start, last) for mark in _ENDS)
    end = min((end for end in ends if end >= 0), default=comment.end)
    name = text[max(start, first) : min(end, last)].strip()
    if name not in known:
        known[name] = bool(name) and view.vocabulary.is_name(name)
    if known[name]:
        message = Message(
            "“{name}” does not work here: this WebUI removes “{cut}” as a comment.",
            name=short(name),
            cut=short(text[comment.start : comment.end]),
        )
        start = text.index(name, start)
        fixes = tuple(_renamed(view, name, start, comment))
        yield Report(message, start, start + len(name), fixes)
    else:
        yield from _cut_word(view, *comment)


def _mark(text: str, start: int) -> str:
    return "#" if text[start] == "#" else text[start : start + 2]


def _renamed(view: TextView, name: str, start: int, comment: Span) -> Iterator[Fix]:
    """A name without the mark, which is as near to it as can be; not where that names another."""
    mark = _mark(view.text, comment.start)
    if not view.vocabulary.is_name(name.replace(mark, "", 1)):
        yield from _without(view, comment.start, comment.start + len(mark), comment.end)


def _cut_word(view: TextView, start: int, end: int) -> Iterator[Report]:
    """A mark inside a word, or in front of a colour: nobody comments like that."""
    text = view.text
    first = start
    while first and not text[first - 1].isspace() and text[first - 1] not in _ENDS:
        first -= 1
    is_entity = "&" in text[first:start] and ";" in text[start : start + _ENTITY_LENGTH]
    mark = _mark(text, start)
    after = start + len(mark)
    is_glued = first < start and not text[after : after + 1].isspace()
    is_meant = is_glued or _COLOUR.match(text, start) or _begins_name(view, start, after, end)
    if is_entity or mark == "/*" or not is_meant:
        return
    if view.only_counts:
        yield COUNTED
        return
    message = Message(
        "The WebUI removes “{cut}” as a comment, because of the “{mark}”. Write it without.",
        cut=short(text[start:end]),
        mark=mark,
    )
    yield Report(message, first, end, tuple(_without(view, start, after, end)))


def _without(view: TextView, start: int, after: int, end: int) -> Iterator[Fix]:
    """The text without the mark; not where what comes to light would make a network of it."""
    text = view.text
    if text.rfind("<", 0, start) > text.rfind(">", 0, start) and ">" in text[after:end]:
        return
    is_between = start and text[start - 1].isalnum() and text[after : after + 1].isalnum()
    label = Message("Remove {tag}", tag=text[start:after])
    yield view.replace(label, start, after, " " if is_between else "", safe=False)


def _begins_name(view: TextView, start: int, after: int, end: int) -> bool:
    """Does a mark inside a line begin a name with brackets, and none that is known without it?"""
    text = view.text
    before = start
    while before and text[before - 1] in " \t":
        before -= 1
    if not before or text[before - 1] == "\n":
        return False  # a line that somebody took out
    name = _NAME_ENDS.split(text[after : min(end, after + _LONGEST)], maxsplit=1)[0]
    if name[:1].isspace() or view.vocabulary.is_name(name):
        return False
    return is_underscored(name) or r"\(" in name


def _cut_rest(view: TextView, start: int, end: int) -> Iterator[Report]:
    """What stands behind ``*/`` on a line: reForge cuts it, since the comment is not alone."""
    inside, closed, rest = view.text[start:end].partition("*/")
    if inside.startswith("/*") and closed and rest.strip():
        message = Message(
            "This WebUI also removes “{text}” after the comment. Put the comment on its own line.",
            text=short(rest),
        )
        yield Report(message, start, end)


def _half_escaped(view: TextView) -> Iterator[Report]:
    for reading in view.readings:
        item = reading.item
        if item.kind is Kind.REACH:
            head = item.text.split(",", 1)[0].split("\n", 1)[0]
        else:
            head = item.text
        if "\\" not in head or item.kind is Kind.OPAQUE:
            continue
        escaped = {head[n + 1] for n, char in enumerate(head[:-1]) if char == "\\"}
        bare = [n for n, char in enumerate(head) if char in "()[]" and head[n - 1 : n] != "\\"]
        if not bare or item.mixed or escaped.isdisjoint("()[]") or BOUNDARY.search(head):
            continue
        if view.only_counts:
            yield COUNTED
        elif _WEIGHT_IN_ESCAPED.search(head):
            edits = tuple(
                Edit(item.start + n, item.start + n + 1, "")
                for n, char in enumerate(head)
                if char == "\\"
            )
            message = Message(
                "The weight in “{text}” does not work, because its bracket has a \\ before it. "
                "Remove the \\.",
                text=short(head),
            )
            fix = Fix(Message("Remove the \\"), edits, False)
            yield Report(message, item.start, item.start + len(head), (fix,))
        else:
            edits = tuple(Edit(item.start + n, item.start + n, "\\") for n in bare)
            message = Message(
                "Only one bracket in “{text}” has a \\ before it; the other is read as a weight.",
                text=short(head),
            )
            fix = Fix(Message("Add the missing \\"), edits, False)
            yield Report(message, item.start, item.start + len(head), (fix,))


def _lost_editing(view: TextView) -> Iterator[Report]:
    """Prompt editing that the host takes as text, each of it or all that stands beside a bar."""
    visible = view.prompt.visible
    if not view.negative:
        visible = blanked(visible, [Span(*network.span()) for network in networks(visible)])
    for sub in view.prompt.subprompts:
        found = scanned(visible[sub.start : sub.end])
        strays = [sub.start + place for place in found.strays] if found.has_editing else []
        for at in [at for at in strays if not _is_in_braces(view, at)][:1]:
            message = Message(
                "Because of this “|”, all prompt editing such as [a:b:0.5] is read as plain text. "
                "Remove it."
            )
            yield Report(message, at, at + 1)
        for first, last in found.crowded:
            message = Message(
                "“{text}” has one colon too many, so it is read as plain text. "
                "Prompt editing is [from:to:when].",
                text=short(visible[sub.start + first : sub.start + last]),
            )
            yield Report(message, sub.start + first, sub.start + last)


def _is_in_braces(view: TextView, at: int) -> bool:
    """Return whether a bar belongs to a choice that Dynamic Prompts has made before the host."""
    items = (item for item in view.prompt.items if item.start <= at < item.end)
    return any(item.kind is Kind.OPAQUE and "{" in item.text for item in items)


def _accidental_weights(view: TextView) -> Iterator[Report]:
    for group in view.prompt.groups:
        if abs(group.factor) > _HUGE and group.number:
            message = Message(
                "This is read as a weight of {number}. "
                "If you meant text, add \\ before the brackets.",
                number=group.number,
            )
            yield report(group, message)
    if view.negative:
        return
    for n, sub in enumerate(view.prompt.subprompts):
        if sub.suffix is not None and abs(sub.weight) > _HUGE:
            message = Message(
                "{weight:g} is read as the weight of the whole prompt. "
                "If you meant text, add a comma after it.",
                weight=sub.weight,
            )
            yield report(sub.suffix, message)
        elif sub.suffix is None and sub.number is not None:
            yield from _number_at_the_end(view, sub, sub.number, view.names[n])


def _number_at_the_end(
    view: TextView, sub: Subprompt, number: Span, present: Collection[str]
) -> Iterator[Report]:
    """Text such as ``16:9`` that nothing stands behind; a name is let be if we add something."""
    nodes = sub.scopes[-1].nodes
    item = next(node for node in reversed(nodes) if node.start <= number.start)
    assert isinstance(item, Item)
    is_disarmed = (
        view.inject_quality
        and item.kind is not Kind.REACH
        and len(sub.scopes) - 1 in quality_scopes(sub)
        and bool(missing_quality(present, view.options["quality_tags"]))
    )
    if is_disarmed and view.vocabulary.is_name(item.text):
        return
    fix = _without_option(view, item, number) or _in_brackets(view, item, number)
    if fix is None:
        fix = view.replace(Message("Add a comma after it"), number.end, number.end, ",", safe=False)
    text = short(view.text[number.start : number.end])
    message = Message(
        "At the end, “{text}” sets the weight of the whole prompt, not of one tag.", text=text
    )
    if is_disarmed:
        message = Message(
            "“{text}” would set the weight of the whole prompt. "
            "With the quality tags added after it, it is plain text.",
            text=text,
        )
    yield Report(message, item.start, number.end, (fix,))


def _without_option(view: TextView, item: Item, number: Span) -> Fix | None:
    """The removal of another tool's option that the number belongs to, as ANI014 has it."""
    if "--" not in item.text:
        return None
    first = max(item.start - 1, 0)
    option = option_at_end(view.text[first : number.end])
    if option is None:
        return None
    start = first + option.start
    label = Message("Remove {tag}", tag=short(view.text[start : number.end]))
    return Fix(label, (Edit(start, number.end, ""),), False)


def _in_brackets(view: TextView, item: Item, number: Span) -> Fix | None:
    """The brackets of emphasis that a weight without them most likely means: ``smile:1.2``."""
    weight = view.text[number.start : number.end]
    if not _MEANT.fullmatch(weight):
        return None
    head = view.text[item.start : number.start].rstrip()
    end = item.start + len(head)
    value = "".join(weight.split())
    edits: tuple[Edit, ...]
    if _PLAIN_GROUP.fullmatch(head):
        edits = (Edit(end - 1, number.end, f"{value})"),)
    elif view.vocabulary.is_name(head):
        edits = (Edit(item.start, item.start, "("), Edit(end, number.end, f"{value})"))
    else:
        return None
    return Fix(Message("Put the weight in brackets"), edits, False)


RULE = Rule(
    code="ANI010",
    name="accidental-syntax",
    where=("positive", "negative"),
    severities=(Severity.WARNING, Severity.ERROR),
    check=check,
    dialects=(A1111,),
)
