"""XMP: the few texts of it that say how a picture was made.

It is XML, but is searched as text: no entity is ever expanded but the five that XML itself has.
"""

from __future__ import annotations

from html import unescape
from typing import Final

KEY: Final = "XML:com.adobe.xmp"
"""Under which a PNG has it."""
_WANTED: Final = {
    "exif:UserComment": "XMP UserComment",
    "dc:description": "XMP description",
    "xmp:CreatorTool": "XMP CreatorTool",
}


def xmp_texts(text: str) -> dict[str, str]:
    """Return the texts by name; what is not there is left out."""
    found = {key: _inside(text, name) for name, key in _WANTED.items()}
    return {key: value for key, value in found.items() if value}


def _inside(text: str, name: str) -> str:
    """What stands in an element, or in the first item of its list, or in an attribute."""
    start = text.find(f"<{name}")
    if start < 0:
        return _attribute(text, name)
    start = text.find(">", start) + 1
    end = text.find(f"</{name}>", start)
    if not start or end < 0:
        return ""
    inner = text[start:end]
    item = inner.find("<rdf:li")
    if item >= 0:
        inner = inner[inner.find(">", item) + 1 :].partition("</rdf:li>")[0]
    return unescape(inner).strip()


def _attribute(text: str, name: str) -> str:
    start = text.find(f'{name}="')
    if start < 0:
        return ""
    return unescape(text[start + len(name) + 2 :].partition('"')[0]).strip()
