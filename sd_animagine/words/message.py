"""A sentence for people that remembers its template and its values.

It is a plain English ``str`` wherever nobody asks for more, and whoever speaks another language
puts the values into another template. A value may be a ``Message`` itself; then it is translated
too. Templates are written out at the call, so that they can be listed without running anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

_SHOWN = 60
"""Characters of a piece of a prompt in a sentence."""


class Message(str):
    """An English sentence: a template with its values put in.

    >>> said = Message("“{tag}” is there twice", tag="smile")
    >>> said, said.template
    ('“smile” is there twice', '“{tag}” is there twice')
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Message:
        """Put values into a template; its fields are named as in ``str.format``."""
        made = str.__new__(cls, template.format_map(values) if values else template)
        made.template = template
        made.values = values
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.template, self.values)

    def changed(self, change: Callable[[str], str]) -> Message:
        """Return the sentence with each text among its values changed."""
        return Message(self.template, **{n: _changed(v, change) for n, v in self.values.items()})

    def within(self, templates: Mapping[str, str]) -> str:
        """Return the sentence by other templates, told by the English one; else in English."""
        template = templates.get(self.template, self.template)
        if not self.values:
            return template
        return template.format_map(
            {
                name: value.within(templates) if isinstance(value, Message) else value
                for name, value in self.values.items()
            }
        )


def _again(template: str, values: Mapping[str, object]) -> Message:
    return Message(template, **values)


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, Message):
        return value.changed(change)
    return change(value) if isinstance(value, str) else value


def joined(template: str, parts: Iterable[str]) -> str:
    """Return parts as one, joined by a template of ``{first}`` and ``{rest}``.

    >>> joined("{first} or {rest}", ["“a”", "“b”", "“c”"])
    '“a” or “b” or “c”'
    """
    last, *before = reversed([*parts])
    for part in before:
        last = Message(template, first=part, rest=last)
    return last


def quoted(texts: Iterable[str]) -> Message:
    """Return texts in quotation marks, which every language has its own of.

    >>> quoted(["smile", "1girl"])
    '“smile”, “1girl”'
    """
    *before, shown = (Message("“{text}”", text=text) for text in texts)
    for part in reversed(before):
        shown = Message("{first}, {rest}", first=part, rest=shown)
    return shown


class Line(Message):
    """Sentences one behind the other; each is translated by itself."""

    __slots__ = ("between", "parts")

    between: str
    parts: tuple[str, ...]

    def __new__(cls, between: str, parts: Iterable[str]) -> Line:
        """Join sentences; semicolons take the place of their full stops."""
        parts = tuple(parts)
        made = str.__new__(cls, _side_by_side(between, parts))
        made.between, made.parts = between, parts
        made.template, made.values = str(made), {}
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Line, (self.between, self.parts)

    def changed(self, change: Callable[[str], str]) -> Line:
        """Return the sentences, each changed as ``Message.changed`` does."""
        return Line(self.between, [_changed(each, change) for each in self.parts])

    def within(self, templates: Mapping[str, str]) -> str:
        """Return the sentences by other templates."""
        return _side_by_side(
            self.between,
            (each.within(templates) if isinstance(each, Message) else each for each in self.parts),
        )


def _side_by_side(between: str, sentences: Iterable[str]) -> str:
    return between.join(each.removesuffix(".").removesuffix("。") for each in sentences)


def in_line(sentences: Iterable[str]) -> Line:
    """Return sentences as a list in one line, each once.

    >>> in_line(["The size is 0.", "nothing was drawn", "The size is 0."])
    'The size is 0; nothing was drawn'
    """
    return Line("; ", dict.fromkeys(sentences))


def number_of(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> number_of(1, "picture"), number_of(2, "picture")
    ('1 picture', '2 pictures')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def said_by(error: Exception) -> str:
    """Return the sentence of an error: the very message that it was raised with."""
    return error.args[0] if error.args and isinstance(error.args[0], str) else str(error)


def short(text: str) -> str:
    """Return a piece of a prompt on one line, shortened, for a sentence."""
    shown = " ".join(text.split())
    return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 3] + "…"
