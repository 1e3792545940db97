"""Files of the page: our scripts and our styles, each in one file, and those of gradio."""

from __future__ import annotations

import hashlib
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

ROUTE: Final = "/animagine/page"
_PACKAGE: Final = Path(__file__).parents[2]


class Asset:
    """A file of the page."""

    def __init__(self, path: str, content: bytes, kind: str) -> None:
        """Remember it.

        Args:
            path: where it is to be had, without the slash before it.
            content: what is in it.
            kind: its media type.
        """
        self.path: Final = path
        self.content: Final = content
        self.kind: Final = kind

    @cached_property
    def address(self) -> str:
        """Another file has another address, so a browser may keep it."""
        return f"{self.path}?{hashlib.sha256(self.content).hexdigest()[:16]}"


@lru_cache(maxsize=1)
def script() -> Asset:
    """All scripts, in the order in which a WebUI runs them: that of their names."""
    paths = sorted((_root() / "javascript").glob("*.js"))
    parts = (
        b"// %s\n%s;\n" % (each.name.encode(), uncommented(each.read_bytes())) for each in paths
    )
    return Asset(f"{ROUTE[1:]}/page.js", b"".join(parts), "text/javascript")


@lru_cache(maxsize=1)
def style() -> Asset:
    """All styles, those of the studio alone behind the others."""
    paths = (_root() / "style.css", Path(__file__).with_name("studio.css"))
    parts = (path.read_bytes() for path in paths)
    return Asset(f"{ROUTE[1:]}/page.css", b"\n".join(parts), "text/css")


def uncommented(source: bytes) -> bytes:
    """Return a script of ours without the comments that begin a line: a browser reads none.

    Args:
        source: a script in which no text goes over several lines.
    """
    kept = []
    inside = False
    for line in source.splitlines(keepends=True):
        code = line.lstrip()
        if inside or code.startswith(b"/**"):
            _, end, code = line.partition(b"*/")
            inside = not end
            line = code
        if code.strip() and not code.startswith(b"//"):
            kept.append(line)
    return b"".join(kept)


def _root() -> Path:
    """The clone, or the wheel, which has the page's files inside."""
    inside = _PACKAGE / "page"
    return inside if inside.is_dir() else _PACKAGE.parent
