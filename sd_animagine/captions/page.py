"""A summary as one page that opens without a network: nothing in it is loaded, nothing runs.

Every bar stands beside its number in a table, so that whoever does not see it has the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Final

from sd_animagine.captions.telling import LEFT, rating_in_words

_STYLE: Final = """
:root { color-scheme: light dark; --bar: #3567b8; --line: #8885; }
@media (prefers-color-scheme: dark) { :root { --bar: #7fa8ea; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; padding: 0 1rem; max-width: 60rem; }
h1, h2 { line-height: 1.2; }
h2 { margin-top: 2.5rem; font-size: 1.25rem; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1rem; }
dt { font-size: .875rem; }
dd { margin: 0; font-size: 1.75rem; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: start; padding: 0 0 .5rem; }
th, td { text-align: start; padding: .25rem .75rem .25rem 0; border-top: 1px solid var(--line);
  vertical-align: top; overflow-wrap: break-word; }
td.number, th.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.bar { width: 30%; min-width: 6rem; }
svg { display: block; width: 100%; height: 1rem; margin-top: .25rem; }
rect { fill: var(--bar); }
@media (forced-colors: active) { rect { fill: CanvasText; } }
"""
_HEAD: Final = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Captions</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
"""
_TAIL: Final = "</main>\n</body>\n</html>\n"


def summary_page(told: dict[str, Any], title: str = "Captions") -> str:
    """Return what ``summary_json`` tells as a page.

    Args:
        told: the summary.
        title: what was read.
    """
    parts = [
        _HEAD.replace("<title>Captions</title>", f"<title>{escape(title)}</title>"),
        f"<h1>{escape(title)}</h1>\n",
        _figures(told),
        ""
        if told["exact"]
        else "<p>There are too many different tags to count each, so counts of "
        "tags are approximate.</p>\n",
        *(_table(*table) for table in _tables(told)),
        _TAIL,
    ]
    return "".join(parts).encode("utf-8", "replace").decode("utf-8")


def _figures(told: dict[str, Any]) -> str:
    figures = {
        "captions": told["captions"],
        "not in trained order": told["changed"],
        "left as they are": sum(told["left"].values()),
        "different unknown tags": told["unknown_tags"],
    }
    each = (f"<div><dt>{name}</dt><dd>{number:,}</dd></div>\n" for name, number in figures.items())
    return f"<dl>\n{''.join(each)}</dl>\n"


Row = tuple[Sequence[str], int]
"""What stands in the first columns, and the number in the last."""


def _tables(told: dict[str, Any]) -> Iterable[tuple[str, str, Sequence[str], list[Row]]]:
    """Title, remark, heads of the columns and rows of each table."""
    left = "Why a line of a caption was not put in order."
    yield (
        "Left as they are",
        left,
        ("why", "captions"),
        [((LEFT[why],), number) for why, number in told["left"].items()],
    )
    yield (
        "Rules",
        "How often each rule said something.",
        ("code", "rule", "findings"),
        [((row["code"], row["name"]), row["findings"]) for row in told["rules"]],
    )
    unknown = "Tags that no list has, and what may have been meant."
    yield (
        "Unknown tags",
        unknown,
        ("tag", "did you mean", "times"),
        [((row["tag"], " or ".join(row["meant"])), row["times"]) for row in told["unknown"]],
    )
    yield (
        "Ratings",
        "",
        ("rating", "captions"),
        [((rating_in_words(rating),), number) for rating, number in told["ratings"].items()],
    )
    yield "Years", "", ("year", "captions"), [((y,), n) for y, n in told["years"].items()]
    contradict = "Counts of people in one caption that contradict each other."
    yield (
        "Counts",
        contradict,
        ("tags", "captions"),
        [((row["tags"],), row["captions"]) for row in told["counts"]],
    )
    lonely = "Characters without their series beside them."
    yield (
        "Characters",
        lonely,
        ("character", "series", "captions"),
        [((row["character"], row["series"]), row["captions"]) for row in told["characters"]],
    )
    yield (
        "Spellings",
        "One tag written in several ways.",
        ("spellings", "times"),
        [
            ((", ".join(f"{text} ({n:,})" for text, n in texts.items()),), sum(texts.values()))
            for texts in told["spellings"]
        ],
    )
    first = "Unknown words at the start of captions, which stay there."
    yield (
        "Trigger words",
        first,
        ("folder", "words", "captions"),
        [((row["folder"] or ".", row["words"]), row["captions"]) for row in told["triggers"]],
    )
    yield (
        "Tags",
        "The most frequent ones.",
        ("tag", "times"),
        [((row["tag"],), row["times"]) for row in told["tags"]],
    )


def _table(title: str, remark: str, heads: Sequence[str], rows: list[Row]) -> str:
    if not rows:
        return ""
    most = max(number for _, number in rows)
    *texts, number = heads
    head = "".join(f'<th scope="col">{text}</th>' for text in texts)
    body = "".join(_row(row, most) for row in rows)
    said = f"<caption>{remark}</caption>\n" if remark else ""
    return (
        f'<h2>{title}</h2>\n<div class="wide" role="region" aria-label="{title}" tabindex="0">\n'
        f"<table>\n{said}<thead><tr>{head}"
        f'<th scope="col" class="number">{number}</th><td></td></tr></thead>\n'
        f"<tbody>\n{body}</tbody>\n</table>\n</div>\n"
    )


def _row(row: Row, most: int) -> str:
    (first, *rest), number = row
    cells = "".join(f"<td>{escape(text)}</td>" for text in rest)
    width = 100 * number / most if most else 0
    bar = f'<svg aria-hidden="true"><rect width="{width:.1f}%" height="100%" rx="2"></rect></svg>'
    return (
        f'<tr><th scope="row">{escape(first)}</th>{cells}'
        f'<td class="number">{number:,}</td><td class="bar">{bar}</td></tr>\n'
    )
