"""Parts of hand-written pages that tools write, from ``<!-- name -->`` to ``<!-- /name -->``."""

from __future__ import annotations


def with_part(page: str, name: str, part: str) -> str:
    """Return a page with one of its parts replaced.

    Raises:
        ValueError: the page has no place for it.
    """
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    before, begun, rest = page.partition(begin)
    _, ended, after = rest.partition(end)
    if not (begun and ended):
        raise ValueError(f"the page lacks the lines {begin.strip()} and {end.strip()}")
    return f"{before}{begin}{part}{end}{after}"
