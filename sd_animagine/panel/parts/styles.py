"""Ready-made styles: tags that the model was trained on, and nothing besides.

A row is a name and its tags. They are general tags of the tag lists whose use a source tells, as
``tests/test_styles.py`` holds them to. A style is in a prompt where its tags are, whoever has
written them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

STYLES: Final[dict[str, tuple[str, ...]]] = {
    "Anime": ("anime coloring",),
    "Retro anime": ("retro artstyle", "1990s (style)"),
    "Flat color": ("flat color", "no lineart"),
    "Line art": ("lineart", "monochrome"),
    "Sketch": ("sketch",),
    "Manga": ("monochrome", "greyscale", "screentones"),
    "Spot color": ("monochrome", "spot color"),
    "Sepia": ("monochrome", "sepia"),
    "Limited palette": ("limited palette",),
    "Halftone": ("halftone",),
    "Pixel art": ("pixel art",),
    "Watercolor": ("traditional media", "watercolor (medium)"),
    "Acrylic paint": ("traditional media", "acrylic paint (medium)"),
    "Colored pencil": ("traditional media", "colored pencil (medium)"),
    "Graphite": ("traditional media", "graphite (medium)"),
    "Marker": ("traditional media", "marker (medium)"),
    "Ink": ("traditional media", "ink (medium)"),
    "Nihonga": ("nihonga",),
    "Art nouveau": ("art nouveau",),
    "Chibi": ("chibi",),
    "Cartoon": ("toon (style)",),
    "Realistic": ("realistic",),
    "3D": ("3d",),
}
"""Name → tags, in the order in which they are put in."""
STYLE_TAGS: Final = frozenset(tag for tags in STYLES.values() for tag in tags)


def style_of(tags: Collection[str]) -> str:
    """Return the style that is meant by tags: of those that are whole there the one with most.

    Args:
        tags: names in a prompt.
    """
    whole = [name for name, each in STYLES.items() if set(each) <= set(tags)]
    return max(whole, key=lambda name: len(STYLES[name]), default="")


def shown(name: str) -> str:
    """Return a style as a list shows it: what it is, and its tags."""
    return f"{name}: {', '.join(STYLES[name])}"


SHOWN: Final = {shown(name): name for name in STYLES}
