r"""A name whose brackets are not escaped.

What: a known name with plain brackets, which A1111 reads as emphasis, alone or among other words;
a board's ``name_(qualifier)``, known or not, with blanks for its underscores; a character with its
series in brackets, which has no brackets in its name; a kaomoji that opens or closes a bracket, or
a backslash that the host takes out of a name. A word in brackets behind an unknown name, or glued
to it, is only pointed out, as are a name inside braces or alternation and a backslash inside an
unknown word.

Why: without the backslashes the brackets vanish from what the text encoder sees, and the words
inside are weighted; a kaomoji such as ``:(`` weights the rest of the prompt.

Example::

    firefly (honkai: star rail), 1girl
    firefly \(honkai: star rail\), 1girl
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sd_animagine.rules.base import (
    COUNTED,
    WEIGHING,
    Fix,
    Repair,
    Report,
    Rule,
    Severity,
    TextView,
    report,
)
from sd_animagine.rules.faces import face_brackets
from sd_animagine.rules.rows import listed_in
from sd_animagine.syntax import Edit, Item, Kind, replacing
from sd_animagine.vocabulary import Reading, TagKind, Vocabulary, escape, normalise
from sd_animagine.vocabulary.dressed import is_underscored, names_with_brackets, undressed
from sd_animagine.words import Message, short

_WORD = r"[^()\[\]\\,:\s]+"
_WORDS = rf"{_WORD}(?: {_WORD}){{0,3}}"
_QUALIFIED = re.compile(rf"{_WORDS}(?<![^\w.!?'\"]) +\((?!\d){_WORDS}\)")
"""``name (words)``, four words each at most: no comma, no number, no other bracket."""
_GLUED = re.compile(rf"({_WORDS})[(\[](?![\d.]{{1,4}}[)\]])({_WORDS})[)\]](?:{_WORD})?")
"""``name(words)``, as ``panzer_38(t)`` and ``qan[t]``."""
_LONE_BACKSLASH = re.compile(r"(?<=\w)\\(?=[\w/])")
"""A backslash inside a word that escapes nothing."""

_CODE = "ANI002"
_ESCAPE = Message("Add \\ before the bracket")
_ESCAPE_ALL = Message("Add \\ before the brackets")


def check(view: TextView) -> Iterator[Report]:
    """Report names and kaomoji whose brackets or backslashes the host takes for its own."""
    text = view.text
    if "\\" in text:
        yield from _backslashes(view)
    if "(" not in text and ")" not in text and "[" not in text:
        return
    yield from _faces(view)
    silent: set[str] = set()
    """Texts in which no name is: a long prompt has the same ones many times."""
    for reading in view.readings:
        item = reading.item
        if item.kind is Kind.OPAQUE and "(" in item.text:
            found = _inside(view, item, is_verbatim=True)
        elif item.mixed and item.kind is Kind.TAG and not reading.protected:
            found = _tag(view, item)
        else:
            continue
        if item.text not in silent:
            first = next(found, None)
            if first is None:
                silent.add(item.text)
            else:
                yield first
                yield from found


def _faces(view: TextView) -> Iterator[Report]:
    for at in sorted(face_brackets(view.text, view.prompt.comments)):
        if view.only_counts:
            yield COUNTED
            continue
        edits = (Edit(at, at, "\\"),)
        if view.is_full:
            view.more.append(Repair(at - 1, at + 1, _CODE, edits, True))
            yield COUNTED
            continue
        message = Message(
            "The bracket in the kaomoji “{face}” is read as a weight. Add \\ before it.",
            face=view.text[at - 1 : at + 1],
        )
        yield Report(message, at - 1, at + 1, (Fix(_ESCAPE, edits, True),))


def _backslashes(view: TextView) -> Iterator[Report]:
    r"""Names and kaomoji such as ``\m/``, of which the host takes a single backslash away."""
    if view.prompt.dialect.weights != "webui":
        return
    for reading in view.readings:
        item = reading.item
        if "\\" not in reading.name or item.mixed or item.kind is not Kind.TAG:
            continue
        edits = tuple(_doubled(view, reading))
        if not edits or reading.protected:
            continue
        if view.only_counts:
            yield COUNTED
            continue
        message = Message(
            "The WebUI removes the \\ from “{text}”. Write it twice.", text=short(item.text)
        )
        is_known = reading.kind is not TagKind.UNKNOWN
        yield report(item, message, Fix(Message("Write \\\\"), edits, is_known))


def _doubled(view: TextView, reading: Reading) -> Iterator[Edit]:
    """Edits that write the backslashes of a name twice, none where they are right."""
    item = reading.item
    if reading.kind is not TagKind.UNKNOWN:
        written = escape(reading.name)
        if item.text != written:
            yield replacing(view.text, item.start, item.end, written)
    elif not listed_in(item.text, view.vocabulary):
        for found in _LONE_BACKSLASH.finditer(item.text):
            yield Edit(item.start + found.end(), item.start + found.end(), "\\")


def _tag(view: TextView, item: Item) -> Iterator[Report]:
    """One tag with brackets in it: a name as a whole, or words with names among them."""
    text = item.text
    if view.vocabulary.is_name(text):
        yield _finding(view, item.start, item.end, safe=True)
    elif is_underscored(text):
        yield _finding(view, item.start, item.end, safe=True, blanks=True)
    elif _QUALIFIED.fullmatch(text) and not view.vocabulary.is_artist(normalise(text)):
        yield _finding(view, item.start, item.end, safe=False, is_guess=True)
    else:
        inside = list(_inside(view, item, is_verbatim=False)) if "(" in text else []
        yield from inside
        if not inside and _is_glued(text, view.vocabulary):
            yield _finding(view, item.start, item.end, safe=False, is_guess=True)


def _is_glued(text: str, vocabulary: Vocabulary) -> bool:
    """Return whether brackets stand behind an unknown word, without a blank and with no tag in."""
    found = _GLUED.fullmatch(text)
    if found is None or vocabulary.is_name(found[1]):
        return False
    return len(found[2]) == 1 or not vocabulary.is_name(found[2])


def _inside(view: TextView, item: Item, *, is_verbatim: bool) -> Iterator[Report]:
    """The names among other words; in braces and alternation nothing is changed."""
    for name in names_with_brackets(item.text, view.vocabulary):
        is_wildcard = "__" in item.text[name.start : name.end]
        if name.is_known or not (is_verbatim and is_wildcard):
            start, end = item.start + name.start, item.start + name.end
            yield _finding(view, start, end, safe=not is_verbatim)


def _finding(
    view: TextView,
    start: int,
    end: int,
    *,
    safe: bool,
    is_guess: bool = False,
    blanks: bool = False,
) -> Report:
    """A name with plain brackets, and the fix that escapes them.

    Args:
        view: the prompt.
        start: where the name begins.
        end: where it ends.
        safe: may it be escaped without asking?
        is_guess: may it be no name at all?
        blanks: are its underscores to go?
    """
    if view.only_counts:
        return COUNTED
    text = view.text[start:end]
    name = undressed(normalise(text), view.vocabulary)
    if name:
        message = Message(
            "The model knows “{text}” as “{name}”, without brackets.", text=short(text), name=name
        )
        label = Message("Write {tag}", tag=name)
        fix = view.replace(label, start, end, escape(name), safe=safe)
        return Report(message, start, end, (fix,))
    edits = tuple(_escaped(text, start, view.prompt.dialect.escapes, blanks=blanks))
    fix = Fix(_ESCAPE_ALL, edits, safe)
    said = "" if view.is_full else _sentence(short(text), is_guess=is_guess)
    return Report(said, start, end, (fix,))


def _sentence(text: str, *, is_guess: bool) -> Message:
    if is_guess:
        return Message(
            "The brackets in “{text}” are read as a weight. "
            "If they belong to a name, add \\ before them.",
            text=text,
        )
    return Message(
        "The brackets in “{text}” are read as a weight and vanish from the name. "
        "Add \\ before them.",
        text=text,
    )


def _escaped(text: str, start: int, escapes: str, *, blanks: bool) -> Iterator[Edit]:
    for n, char in enumerate(text, start):
        if char in "()[]" and char in escapes and text[n - start - 1 : n - start] != "\\":
            yield Edit(n, n, "\\")
        elif blanks and char == "_":
            yield Edit(n, n + 1, " ")


RULE = Rule(
    code=_CODE,
    name="unescaped-name",
    where=("positive", "negative"),
    severities=(Severity.WARNING,),
    check=check,
    dialects=WEIGHING,
    safe_fix=True,
)
