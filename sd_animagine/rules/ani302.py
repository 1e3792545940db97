r"""Another name of a known tag.

What: a former name, a spelling or an abbreviation that the lists know as an alias, or a character
with its series in brackets (``hatsune miku \(vocaloid\)``): it is replaced by the name in use. A
rename that is younger than the model is only suggested, since the model was trained on the former
name; so is one that only a list of your own knows, since that does not say how old it is. Words
that the model card prints are never touched.

Why: the training captions used the name, so the model knows that one best.

Example::

    1girl, bunny ears
    1girl, rabbit ears
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.rules.base import COUNTED, Fix, Repair, Report, Rule, Severity, TextView, report
from sd_animagine.rules.edits import label_span
from sd_animagine.syntax import Kind, replacing
from sd_animagine.vocabulary import Reading, TagKind, escape
from sd_animagine.vocabulary.dressed import undressed
from sd_animagine.words import Message, short

_CODE = "ANI302"


def check(view: TextView) -> Iterator[Report]:
    """Report each alias."""
    vocabulary = view.vocabulary
    for reading in view.of_kind(TagKind.GENERAL, TagKind.CHARACTER, TagKind.SERIES):
        if reading.name in vocabulary.kinds or reading.protected:
            continue
        if reading.item.kind is Kind.TAG:
            if view.only_counts:
                yield COUNTED
                continue
            young = reading.name not in vocabulary.aliases
            sure = vocabulary.is_sure(reading.name)
            name = vocabulary.in_use(reading.name)
            yield _finding(view, reading, name, sure=sure, young=young)
    for reading in view.of_kind(TagKind.UNKNOWN) if "\\)" in view.text else ():
        name = undressed(reading.name, vocabulary)
        if name and reading.item.kind is Kind.TAG and not reading.protected:
            yield COUNTED if view.only_counts else _finding(view, reading, name, sure=True)


def _finding(
    view: TextView, reading: Reading, name: str, *, sure: bool, young: bool = False
) -> Report:
    item = reading.item
    span = label_span(item)
    edits = (replacing(view.text, *span, escape(name)),) if span is not None else ()
    if view.is_full:
        if edits:
            view.more.append(Repair(item.start, item.end, _CODE, edits, sure))
        return COUNTED
    fixes = (Fix(Message("Write {tag}", tag=name), edits, sure),) if edits else ()
    message = _sentence(short(item.label), short(name), sure=sure, young=young)
    return report(item, message, *fixes)


def _sentence(tag: str, name: str, *, sure: bool, young: bool) -> Message:
    if young:
        return Message(
            "“{tag}” is called “{name}” today, but the model may only know the old name.",
            tag=tag,
            name=name,
        )
    if sure:
        return Message(
            "“{tag}” is another name for “{name}”, which the model knows better.",
            tag=tag,
            name=name,
        )
    return Message("“{tag}” is another name for “{name}”.", tag=tag, name=name)


RULE = Rule(
    code=_CODE,
    name="alias",
    where=("positive", "negative"),
    severities=(Severity.INFO,),
    check=check,
    safe_fix=True,
    alone=True,
)
