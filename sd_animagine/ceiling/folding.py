"""Letters that look alike, brought to one: what a person reads, whatever was typed.

Only for the rating ceiling, which somebody may want to get around: full-width and styled letters,
accents, invisible characters, and letters of other alphabets that look like Latin ones.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from sd_animagine.tokens.cleaning import plain

_LOOKALIKES: Final = {
    "a": "аАαΑɑᴀⱭꭺᎪ",
    "b": "вВΒʙЬЪᏴ",
    "c": "сСϲϹᴄⅽᏟ",
    "d": "ԁᴅɗđĐɖᎠ",
    "e": "еЕεΕєЄᴇɛҽᎬ",
    "f": "ғҒƒϝϜꜰʄք",
    "g": "ɡɢԍԌցᏀ",
    "h": "һҺнНΗʜհħᏂᎻ",
    "i": "іІιΙıɩɪӀᎥɨ",
    "j": "јЈϳȷᴊᎫ",
    "k": "кКκΚᴋҝқᏦ",
    "l": "ʟłŁⅼɭᏞ",
    "m": "мМΜᴍɱᎷ",
    "n": "пηΝոռɴƞɳɲŋпИи",
    "o": "оОοΟσօᴏøØөᎾ",
    "p": "рРρΡᴘթᏢ",
    "q": "ԛԚգզʠ",
    "r": "гʀᴦɾɼᎡᏒ",
    "s": "ѕЅꜱՏʂƨᏚꮪᏕ",
    "t": "тТτΤᴛŧƭᎢ",
    "u": "υսᴜʊцՍ",
    "v": "νѵѴᴠʋᏙ",
    "w": "ԝԜшШщωաᴡѡѠɯᎳꮃ",
    "x": "хХχΧҳ×ⅹ",
    "y": "уУүҮΥγʏყᎩ",
    "z": "ΖᴢʐᏃ",
}
"""Latin letter → what looks like it in Cyrillic, Greek, Armenian, Cherokee and phonetic script."""

_LATIN: Final = {other: latin for latin, others in _LOOKALIKES.items() for other in others}
_STYLED: Final = (0x1F150, 0x1F170, 0x1F1E6)
"""Alphabets from A to Z of which Unicode does not say what letters they stand for."""
_INVISIBLE: Final = frozenset(("Cf", "Cc", "Cn", "Co", "Cs", "Mn", "Me"))
"""Categories of characters that a reader does not see, or sees as part of the letter before."""


@lru_cache(maxsize=4096)
def folded(character: str) -> str:
    """What a character looks like: plain lower-case letters and digits, a blank for a blank.

    Empty for an invisible one. A character that looks like nothing Latin comes back as it is.

    >>> "".join(map(folded, "\N{FULLWIDTH LATIN SMALL LETTER N}ѕ\N{ZERO WIDTH SPACE}Fw"))
    'nsfw'
    """
    if character.isascii():
        if character in "\t\r\n\f":
            return " "
        return character.lower() if character.isprintable() else ""
    if character.isspace():
        return " "
    cleaned = plain(character)
    if cleaned.isascii():
        return cleaned.lower()
    latin = _LATIN.get(character)
    if latin is not None:
        return latin
    for first in _STYLED:
        if first <= ord(character) < first + 26:
            return chr(ord("a") + ord(character) - first)
    apart = unicodedata.normalize("NFKD", character)
    apart = unicodedata.normalize("NFKD", apart.casefold())
    seen = (c for c in apart if unicodedata.category(c) not in _INVISIBLE)
    return "".join(_LATIN.get(c, c) for c in seen)
