"""The page's scripts and styles: of the clone, or inside the wheel."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from sd_animagine.panel.html import element

ROUTE: Final = "/animagine/page"
_PACKAGE: Final = Path(__file__).parents[2]


class Asset(NamedTuple):
    """A file of the page."""

    name: str
    content: bytes
    kind: str
    """Its media type."""

    @property
    def address(self) -> str:
        """Where it is to be had; another file, another address, so a browser may keep it."""
        return f"{ROUTE.lstrip('/')}/{self.name}?{hashlib.sha256(self.content).hexdigest()[:16]}"


@lru_cache(maxsize=1)
def assets() -> dict[str, Asset]:
    """By name; the scripts in the order in which they are to run."""
    inside = _PACKAGE / "page"
    root = inside if inside.is_dir() else _PACKAGE.parent
    found = {
        path.name: Asset(path.name, path.read_bytes(), "text/javascript")
        for path in sorted((root / "javascript").glob("*.js"))
    }
    for style in (root / "style.css", Path(__file__).with_name("studio.css")):
        found[style.name] = Asset(style.name, style.read_bytes(), "text/css")
    return found


def tags() -> tuple[str, str]:
    """What stands at the end of the head and of the body, as a WebUI puts it."""
    files = assets().values()
    scripts = (element("script", src=each.address) for each in files if _is_script(each))
    styles = (
        element("link", rel="stylesheet", href=each.address)
        for each in files
        if not _is_script(each)
    )
    return "\n".join(scripts), "\n".join(styles)


def _is_script(asset: Asset) -> bool:
    return asset.kind == "text/javascript"
