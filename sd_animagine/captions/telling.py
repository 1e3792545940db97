"""A summary as plain values for JSON, and as text: the same, cut to what a person reads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from typing import Any, Final

from sd_animagine.captions.summary import SEVERAL, Summary
from sd_animagine.captions.tags import Tags
from sd_animagine.lookup.special import special_meant
from sd_animagine.lookup.suggest import suggestions
from sd_animagine.rules.documentation import documented
from sd_animagine.vocabulary import Vocabulary

MOST: Final = 50
"""Rows of a list."""
_ON_SCREEN: Final = 10
"""Rows of a list in a text."""
_LONGEST: Final = 60
"""Characters of a text in a row."""
LEFT: Final = {
    "braces": "braces that do not fit together",
    "brackets": "a bracket that is never closed",
    "separators": "more than three parts",
    "sentence": "sentences",
    "empty": "an empty place between commas",
    "blank": "no caption in the first line",
}
"""Why a line stays as it is → in words."""


def summary_json(
    summary: Summary, vocabulary: Vocabulary, known_names: Container[str] = ()
) -> dict[str, Any]:
    """Return what a summary tells as plain values; long lists are cut to the most frequent.

    Args:
        summary: the counts.
        vocabulary: the tag lists.
        known_names: normal forms that are none of the unknown tags: ``CaptionOptions.protected``.
    """
    tags = Tags(vocabulary, "")
    known: dict[str, Counter[str]] = defaultdict(Counter)
    unknown: Counter[str] = Counter()
    for text, number in summary.tags.items():
        tag = tags[text]
        is_known = tag.is_known or vocabulary.is_artist(tag.name) or tag.name in known_names
        if not is_known:
            unknown[tag.name] += number
        known[_solid(tag.name)][text] += number
    names = {rule.code: rule.name for rule in documented()}
    return {
        "captions": summary.captions,
        "changed": summary.changed,
        "exact": summary.is_exact,
        "left": dict(summary.left.most_common()),
        "rules": [
            {"code": code, "name": names.get(code, ""), "findings": number,
             "captions": summary.captions_of[code]}
            for code, number in _most(summary.findings)
        ],
        "ratings": dict(_most(summary.ratings)),
        "years": dict(sorted(summary.years.items())),
        "tags": _rows(summary.tags, "tag"),
        "unknown": [
            {"tag": name, "times": number, "meant": _meant(vocabulary, name)}
            for name, number in _most(unknown)
        ],
        "unknown_tags": len(unknown),
        "counts": _rows(summary.counts, "tags", "captions"),
        "characters": [
            {"character": text, "captions": number,
             "series": vocabulary.series_of(tags[text].name)}
            for text, number in _most(summary.characters)
        ],
        "spellings": [dict(_most(texts)) for texts in _spelled_twice(known.values(), tags)],
        "triggers": [
            {"folder": folder, "words": words, "captions": number}
            for folder, table in sorted(summary.triggers.items())
            for words, number in table.most_common(1)
        ],
    }  # fmt: skip


def _most(table: Counter[str]) -> list[tuple[str, int]]:
    return sorted(table.items(), key=lambda entry: (-entry[1], entry[0]))[:MOST]


def _rows(table: Counter[str], name: str, of: str = "times") -> list[dict[str, Any]]:
    return [{name: text, of: number} for text, number in _most(table)]


def _solid(name: str) -> str:
    """The name without blanks and signs, which is how often two spellings differ."""
    return "".join(filter(str.isalnum, name)) or name


def _spelled_twice(groups: Iterable[Counter[str]], tags: Tags) -> list[Counter[str]]:
    """The groups of spellings of one tag, the most frequent first; known ones are not one."""
    found = []
    for texts in groups:
        if len(texts) < 2:
            continue
        names = {tags[text].name for text in texts if tags[text].is_known}
        if len(names) < 2:
            found.append(texts)
    return sorted(found, key=lambda texts: (-sum(texts.values()), min(texts)))[:MOST]


def _meant(vocabulary: Vocabulary, name: str) -> list[str]:
    special, _ = special_meant(name, vocabulary)
    return [special] if special else suggestions(vocabulary, name)


def summary_text(told: dict[str, Any]) -> str:
    """Return what ``summary_json`` tells as lines for a terminal."""
    return "\n".join(_lines(told)) + "\n"


def _lines(told: dict[str, Any]) -> Iterator[str]:
    total = told["captions"]
    yield f"{total:,} captions, {_share(told['changed'], total)} not in trained order"
    if not told["exact"]:
        yield "there are too many different tags to count each, so counts of tags are approximate"
    for why, number in told["left"].items():
        yield f"  {number:,} left as they are: {LEFT[why]}"
    yield from _list("rules", (f"{r['code']} {r['name']}: {r['findings']:,} in "
        f"{r['captions']:,} captions" for r in told["rules"]))  # fmt: skip
    yield from _list("unknown tags", map(_unknown, told["unknown"]))
    yield from _list("ratings", (f"{rating_in_words(rating)}: {_share(number, total)}"
        for rating, number in told["ratings"].items()))  # fmt: skip
    yield from _list("years", (f"{year}: {number:,}" for year, number in told["years"].items()))
    yield from _list("counts that contradict each other", (f"{_short(r['tags'])}: {r['captions']:,}"
        for r in told["counts"]))  # fmt: skip
    yield from _list("characters without their series", (
        f"{_short(r['character'])} ({_short(r['series'])}): {r['captions']:,}"
        for r in told["characters"]))  # fmt: skip
    yield from _list("spellings of one tag", map(_spelled, told["spellings"]))
    yield from _list("trigger words", (f"{_short(r['folder'] or '.')}: {_short(r['words'])} "
        f"({r['captions']:,})" for r in told["triggers"]))  # fmt: skip


def _list(title: str, rows: Iterable[str]) -> Iterator[str]:
    found = list(rows)
    if not found:
        return
    yield f"{title}:"
    yield from (f"  {row}" for row in found[:_ON_SCREEN])
    if len(found) > _ON_SCREEN:
        yield f"  and {len(found) - _ON_SCREEN} more"


def _unknown(row: dict[str, Any]) -> str:
    meant = f", did you mean {' or '.join(row['meant'])}?" if row["meant"] else ""
    return f"{_short(row['tag'])}: {row['times']:,}{meant}"


def _spelled(texts: dict[str, int]) -> str:
    return ", ".join(f"{_short(text)} {number:,}" for text, number in texts.items())


def rating_in_words(rating: str) -> str:
    """Return what a row of the ratings is called."""
    return {"": "no rating", SEVERAL: "several ratings"}.get(rating, rating)


def _share(number: int, total: int) -> str:
    return f"{number:,} ({number / total:.0%})" if total else f"{number:,}"


def _short(text: str) -> str:
    """A text in one line and no longer than one; what a terminal would obey is none of it."""
    line = "".join(char if char.isprintable() else " " for char in text)
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
