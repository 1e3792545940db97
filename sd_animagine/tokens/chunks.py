"""How many tokens a prompt has, and where the encoder begins a new chunk of 75.

As both hosts do it: a chunk holds 75 tokens; ``BREAK`` begins a new one; where a chunk is full,
what follows its last comma moves into the next if that are at most 20 tokens, so that no tag is
torn.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate, islice
from typing import Final, NamedTuple

from sd_animagine.syntax import Prompt, parse
from sd_animagine.tokens.bpe import COMMA, Bpe, bundled
from sd_animagine.tokens.lines import BREAK, Part, lines

CHUNK: Final = 75
"""Tokens that the text encoders take at once, besides their start and end marks."""
BACKTRACK: Final = 20
"""The host's default for moving a tag over (A1111: ``comma_padding_backtrack``; Forge: fixed)."""


Source = tuple[Part, int]
"""Where a token comes from: the part it is in, and the number of its word there."""


class Encoder(NamedTuple):
    """What a host's encoders do beyond CLIP's own encoding."""

    backtrack: int = BACKTRACK
    """Tokens that are moved over at most; 0 switches that off."""
    embeddings: tuple[tuple[str, int], ...] = ()
    """Names of embeddings, and how many vectors stand in the place of each."""


PLAIN: Final = Encoder()
"""The hosts' defaults, without embeddings."""


class Chunk(NamedTuple):
    """What is encoded at once."""

    start: int
    """Place in the prompt of its first token."""
    tokens: int
    after_break: bool
    """Begun by BREAK, not because the one before was full."""


class Measure(NamedTuple):
    """The length of a prompt: that of its longest subprompt."""

    tokens: int
    """As the host counts: every chunk but the last counts in full."""
    chunks: tuple[Chunk, ...]

    @property
    def limit(self) -> int:
        """The most tokens that need no further chunk: the second number of ``43/75``."""
        return len(self.chunks) * CHUNK

    @property
    def overflow(self) -> Chunk | None:
        """The first chunk that begins because the one before it was full."""
        return next((chunk for chunk in self.chunks[1:] if not chunk.after_break), None)


def measure(prompt: Prompt, encoder: Encoder = PLAIN, bpe: Bpe | None = None) -> Measure:
    """Count the tokens of a prompt.

    Args:
        prompt: the parsed text.
        encoder: what is known of the host's; an embedding that is not counts as its name's words.
        bpe: the encoding; the bundled one by default.
    """
    bpe = bpe or bundled()
    measures = [of_line(parts, encoder, bpe) for parts in lines(prompt)]
    return max(measures, key=lambda m: m.tokens, default=Measure(0, (Chunk(0, 0, False),)))


def measure_text(
    text: str, encoder: Encoder = PLAIN, *, negative: bool = False, comments: bool = True
) -> Measure:
    """Count the tokens of a text that is not parsed yet; see ``measure``."""
    return measure(parse(text, negative=negative, comments=comments), encoder)


def may_exceed(text: str) -> bool:
    """Can a text have more than one chunk? Told by its bytes, since no token is less than one."""
    if not text.isascii():
        size = len(unicodedata.normalize("NFC", text).encode("utf-8", "replace"))
        return size > CHUNK or "BREAK" in text
    return len(text) > CHUNK or "BREAK" in text


@lru_cache(maxsize=8)
def _by_first_token(
    embeddings: tuple[tuple[str, int], ...], bpe: Bpe
) -> dict[str, list[tuple[tuple[str, ...], int]]]:
    """First token of a name → the tokens of such names, longest first, and their vectors."""
    found: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for name, vectors in embeddings:
        pieces = tuple(piece for _, word in bpe.words(name) for piece in word)
        if pieces:
            found.setdefault(pieces[0], []).append((pieces, vectors))
    for names in found.values():
        names.sort(key=lambda each: len(each[0]), reverse=True)
    return found


def of_line(parts: list[Part], encoder: Encoder, bpe: Bpe) -> Measure:
    """The length of one subprompt."""
    chunking = _Chunking(encoder.backtrack, bpe)
    names = _by_first_token(encoder.embeddings, bpe) if encoder.embeddings else {}
    for part in parts:
        if part is BREAK:
            chunking.close(chunking.filled, after_break=True)
        elif names:
            chunking.fill_with(part, names)
        else:
            chunking.fill(part)
    return chunking.measure()


class _Chunking:
    """The host's way of filling chunks, token by token."""

    def __init__(self, backtrack: int, bpe: Bpe) -> None:
        self.backtrack = backtrack
        self.bpe = bpe
        self.chunks: list[Chunk] = []
        self.filled = 0
        """Tokens in the current chunk."""
        self.comma = -1
        """Place of its last comma."""
        self.first: Source | None = None
        """Of its first token: the part it is in, and the number of its word there."""
        self.behind: Source | None = None
        """Of the token behind its last comma."""
        self.broken = False

    def fill(self, part: Part) -> None:
        """All tokens of a part."""
        words = self.bpe.cut(part.text)
        ends = list(accumulate(map(len, words)))
        commas = [n for n, pieces in enumerate(words) if pieces[-1] == COMMA]
        at = 0
        while at < len(words):
            before = ends[at - 1] if at else 0
            stop = bisect_right(ends, before + CHUNK - self.filled, at)
            if stop > at:
                last = bisect_left(commas, stop) - 1
                comma = commas[last] if last >= 0 and commas[last] >= at else None
                self.skip(part, at, stop, ends[stop - 1] - before, comma, ends)
                at = stop
            else:
                for piece in words[at]:
                    self.add(piece, (part, at))
                at += 1

    def skip(
        self, part: Part, at: int, stop: int, size: int, comma: int | None, ends: list[int]
    ) -> None:
        """Words ``at`` to ``stop`` of a part, all of which the chunk still takes.

        Args:
            part: the part.
            at: number of the first word.
            stop: number of the word behind the last.
            size: their tokens.
            comma: number of the last of them that ends in a comma, if one does.
            ends: tokens of the part up to the end of each word.
        """
        if not self.filled:
            self.first = (part, at)
        elif self.filled == self.comma + 1:
            self.behind = (part, at)
        if comma is not None:
            self.comma = self.filled + size - 1 - (ends[stop - 1] - ends[comma])
            if comma + 1 < stop:
                self.behind = (part, comma + 1)
        self.filled += size

    def fill_with(
        self, part: Part, names: dict[str, list[tuple[tuple[str, ...], int]]]
    ) -> None:
        """All tokens of a part, with vectors in the places of embeddings."""
        words = enumerate(self.bpe.cut(part.text))
        tokens = [(piece, number) for number, word in words for piece in word]
        pieces = tuple(piece for piece, _ in tokens)
        at = 0
        while at < len(tokens):
            piece, number = tokens[at]
            known = names.get(piece, ())
            fits = (each for each in known if pieces[at : at + len(each[0])] == each[0])
            name, vectors = next(fits, ((piece,), 1))
            self.add(piece, (part, number), vectors)
            at += len(name)

    def add(self, piece: str, source: Source, size: int = 1) -> None:
        """One token, or as many as an embedding has vectors, as the host adds it."""
        if piece == COMMA:
            self.comma = self.filled
        elif self.filled == CHUNK and self.comma >= 0 and CHUNK - self.comma <= self.backtrack:
            self.close(self.comma + 1)
        if self.filled == CHUNK or (self.filled and self.filled + size > CHUNK):
            self.close(self.filled)
        if not self.filled:
            self.first = source
        elif self.filled == self.comma + 1:
            self.behind = source
        self.filled += size

    def close(self, keep: int, after_break: bool = False) -> None:
        """End the chunk; the tokens behind ``keep`` begin the next one."""
        start = self.chunks[-1].start if self.chunks else 0
        if self.first is not None:
            part, number = self.first
            start = part.place(next(islice(self.bpe.places(part.text), number, None)))
        self.chunks.append(Chunk(start, keep, self.broken))
        self.filled -= keep
        self.first = self.behind if self.filled else None
        self.comma, self.broken = -1, after_break

    def measure(self) -> Measure:
        """The result, when there is no more."""
        whole = len(self.chunks)
        if self.filled or not self.chunks:
            self.close(self.filled)
            return Measure(whole * CHUNK + self.chunks[-1].tokens, tuple(self.chunks))
        return Measure(whole * CHUNK, tuple(self.chunks))
