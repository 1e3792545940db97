"""CLIP's byte-pair encoding: which pieces a word is cut into, each of them one token.

Both text encoders of SDXL use this vocabulary. A text is lower-cased and cut into words: runs of
letters, single digits, runs of other marks, English contractions. A word is cut into the bytes of
its UTF-8 form, and of two neighbours those are joined first that stand first in the list of merges.

The merges are OpenAI's, from the registry package ``clip-anytorch`` (MIT, see ``LICENSE-CLIP.txt``
beside them); ``tools/build_bpe.py`` takes them from there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from sd_animagine.tokens.cleaning import cleaned

COMMA: Final = ",</w>"
"""The token of a comma that ends a word: the one the host looks for."""

_END: Final = "</w>"
_WORD: Final = re.compile(
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[a-z]+|[0-9]|[^\sa-z0-9]+"
)
_MARKS: Final = ("<|startoftext|>", "<|endoftext|>")


Word = tuple[int, tuple[str, ...]]
"""A word as the encoder cuts it: its place in the text, in characters, and its tokens."""


class Bpe:
    """The encoding, read when it is first needed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[str, tuple[str, ...]] = {}

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Two neighbours, with a blank between them → how early they are joined."""
        lines = self.path.read_text(encoding="utf-8").split("\n")
        lines.pop()
        return dict(zip(lines, range(len(lines)), strict=True))

    @cached_property
    def whole(self) -> frozenset[str]:
        """Words that are one token; no need to join their letters one by one."""
        at_end = (pair for pair in self.ranks if pair.endswith(_END) and pair.isascii())
        return frozenset(pair.replace(" ", "", 1)[: -len(_END)] for pair in at_end)

    @cached_property
    def ids(self) -> dict[str, int]:
        """Token → its number: the bytes, the bytes that end a word, the merges, the two marks."""
        letters = list(_byte_letters().values())
        merged = (pair.replace(" ", "", 1) for pair in self.ranks)
        marks = (mark + _END for mark in _MARKS)
        tokens = [*letters, *(letter + _END for letter in letters), *merged, *marks]
        return dict(zip(tokens, range(len(tokens)), strict=True))

    def words(self, text: str) -> Iterator[Word]:
        """The words of a text: each with its place in the text, and its tokens."""
        return zip(self.places(text), self.cut(text), strict=True)

    def cut(self, text: str) -> list[tuple[str, ...]]:
        """The tokens of each word of a text."""
        read, places = cleaned(text)
        if places is None:
            words = _WORD.findall(read)
        else:
            shapes = _WORD.finditer(_shapes(read))
            words = [read[slice(*match.span())] for match in shapes]
        found = list(map(self._known.get, words))
        return [cut or self.pieces(word) for cut, word in zip(found, words, strict=True)]

    def places(self, text: str) -> Iterator[int]:
        """Where each word of a text begins."""
        read, places = cleaned(text)
        if places is None:
            return (match.start() for match in _WORD.finditer(read))
        return (places[match.start()] for match in _WORD.finditer(_shapes(read)))

    def pieces(self, word: str) -> tuple[str, ...]:
        """The tokens of one lower-case word."""
        found = self._known.get(word)
        if found is not None:
            return found
        if len(word) > _LONGEST:
            cuts = (word[n : n + _LONGEST] for n in range(0, len(word), _LONGEST))
            return tuple(piece for cut in cuts for piece in self.pieces(cut))
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        found = self._known[word] = self._cut(word)
        return found

    def _cut(self, word: str) -> tuple[str, ...]:
        if word in self.whole or word in _MARKS:
            return (word + _END,)
        letters = [_byte_letters()[byte] for byte in word.encode("utf-8", "replace")]
        letters[-1] += _END
        return tuple(self._joined(letters))

    def _joined(self, parts: list[str]) -> list[str]:
        """Join neighbours until none are in the list, always the earliest first, all its places."""
        get, never = self.ranks.get, len(self.ranks)
        order = [get(f"{a} {b}", never) for a, b in pairwise(parts)]
        while order and (best := min(order)) < never:
            while best in order:
                n = order.index(best)
                parts[n : n + 2] = [parts[n] + parts[n + 1]]
                del order[n]
                if n < len(order):
                    order[n] = get(f"{parts[n]} {parts[n + 1]}", never)
                if n:
                    order[n - 1] = get(f"{parts[n - 1]} {parts[n]}", never)
        return parts


_MOST_KNOWN: Final = 50_000
"""Words that are remembered; a long-running host meets new ones for ever."""
_LONGEST: Final = 200
"""Characters; what is longer is no word, and is cut so that the cost stays linear."""


def _shapes(text: str) -> str:
    """The text with every foreign character replaced by an ASCII one of its kind."""
    return "".join(map(_shape, text))


@lru_cache(maxsize=4096)
def _shape(character: str) -> str:
    if character.isascii():
        return character
    if character.isspace():
        return " "
    kind = unicodedata.category(character)[0]
    return {"L": "a", "N": "0"}.get(kind, "!")


@lru_cache(maxsize=1)
def _byte_letters() -> dict[int, str]:
    """Byte → the printable letter that stands for it in the merges."""
    printable = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAC + 1), *range(0xAE, 0xFF + 1)]
    letters = {byte: chr(byte) for byte in printable}
    rest = (byte for byte in range(256) if byte not in letters)
    return letters | {byte: chr(256 + n) for n, byte in enumerate(rest)}


@lru_cache(maxsize=1)
def bundled() -> Bpe:
    """The encoding that comes with the package."""
    return Bpe(Path(__file__).with_name("merges.txt"))
