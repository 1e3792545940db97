"""How many tokens a prompt has, and where the encoder begins a new chunk of 75.

As both hosts do it: a chunk holds 75 tokens; ``BREAK`` begins a new one; where a chunk is full,
what follows its last comma moves into the next if that are at most 20 tokens, so that no tag is
torn.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, count, islice
from typing import Final, NamedTuple

from sd_animagine.syntax import HASH, Dialect, Prompt, parse
from sd_animagine.syntax.lines import Run, Weighed, gaps_of, runs, runs_of
from sd_animagine.tokens.bpe import COMMA, Bpe, bundled

CHUNK: Final = 75
"""Tokens that the text encoders take at once, besides their start and end marks."""
BACKTRACK: Final = 20
"""The host's default for moving a tag over (A1111: ``comma_padding_backtrack``; Forge: fixed)."""


class Encoder(NamedTuple):
    """What a host's encoders do beyond CLIP's own encoding."""

    backtrack: int = BACKTRACK
    """Tokens that are moved over at most; 0 switches that off."""
    embeddings: tuple[tuple[str, int], ...] = ()
    """Names of embeddings, and how many vectors stand in the place of each."""


PLAIN: Final = Encoder()
"""The hosts' defaults, without embeddings."""


class Word(NamedTuple):
    """A word of some parts that stand together."""

    run: Run
    number: int

    def place(self, bpe: Bpe) -> int:
        """Where in the prompt it begins."""
        part, offset = next(islice(_words(self.run.parts(), bpe), self.number, None))
        return part.place(offset)


def _words(parts: Iterable[Weighed], bpe: Bpe) -> Iterator[tuple[Weighed, int]]:
    """Where each word of some parts begins: its part, and the place in that."""
    return ((part, offset) for part in parts for offset in bpe.places(part.text))


class Chunk(NamedTuple):
    """What is encoded at once."""

    first: Word | None
    """The word of its first token; None where nothing is in it, nor before it."""
    tokens: int
    after_break: bool
    """Begun by BREAK, not because the one before was full."""
    bpe: Bpe

    def place(self) -> int:
        """Where in the prompt its first token is; looked for when asked."""
        return self.first.place(self.bpe) if self.first is not None else 0


class Measure(NamedTuple):
    """The length of a prompt: that of its longest subprompt."""

    tokens: int
    """As the host counts: every chunk but the last counts in full."""
    chunks: tuple[Chunk, ...]

    @property
    def limit(self) -> int:
        """The most tokens that need no further chunk: the second number of ``43/75``."""
        return len(self.chunks) * CHUNK

    def places(self) -> list[int]:
        """Where in the prompt each chunk begins, in one walk over its words."""
        found = [0] * len(self.chunks)
        run: Run | None = None
        words: Iterator[tuple[int, tuple[Weighed, int]]] = iter(())
        for n, chunk in enumerate(self.chunks):
            if chunk.first is None:
                continue
            if chunk.first.run is not run:
                run = chunk.first.run
                words = enumerate(_words(run.parts(), chunk.bpe))
            if n and chunk.first == self.chunks[n - 1].first:
                found[n] = found[n - 1]
            else:
                part, offset = next(word for number, word in words if number == chunk.first.number)
                found[n] = part.place(offset)
        return found

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
    gaps = gaps_of(prompt)
    most: Measure | None = None
    seen: set[str] = set()
    for sub in prompt.subprompts:
        text = prompt.text[sub.start : sub.end]
        if text in seen:
            continue
        seen.add(text)
        if most is None or encoder.embeddings or may_exceed(text, most.tokens):
            found = _of_runs(runs_of(prompt, sub, gaps), encoder, bpe)
            if most is None or found.tokens > most.tokens:
                most = found
    assert most is not None  # a prompt has a subprompt
    return most


def measure_text(
    text: str, encoder: Encoder = PLAIN, *, negative: bool = False, dialect: Dialect = HASH
) -> Measure:
    """Count the tokens of a text that is not parsed yet; see ``measure``."""
    return measure(parse(text, negative=negative, dialect=dialect), encoder)


def may_exceed(text: str, tokens: int = CHUNK) -> bool:
    """Can a text have more tokens? Told by its bytes, since no token is less than one."""
    if not text.isascii():
        size = len(unicodedata.normalize("NFC", text).encode("utf-8", "replace"))
        return size > tokens or "BREAK" in text
    return len(text) > tokens or "BREAK" in text


class Named(NamedTuple):
    """An embedding as a text names it."""

    pieces: tuple[str, ...]
    """The tokens of its name."""
    name: str
    vectors: int


@lru_cache(maxsize=8)
def _by_first_token(embeddings: tuple[tuple[str, int], ...], bpe: Bpe) -> dict[str, list[Named]]:
    """First token of a name → the embeddings whose names begin so, the longest first."""
    found: dict[str, list[Named]] = {}
    for name, vectors in embeddings:
        pieces = tuple(piece for _, word in bpe.words(name) for piece in word)
        if pieces:
            found.setdefault(pieces[0], []).append(Named(pieces, name, vectors))
    for names in found.values():
        names.sort(key=lambda each: len(each.pieces), reverse=True)
    return found


def with_embeddings(
    pieces: tuple[str, ...], encoder: Encoder, bpe: Bpe
) -> Iterator[tuple[int, Named | None]]:
    """Yield the place of each token of a stretch that stays, and the embedding it begins."""
    names = _by_first_token(encoder.embeddings, bpe)
    at = 0
    while at < len(pieces):
        known = names.get(pieces[at], ())
        fits = (each for each in known if pieces[at : at + len(each.pieces)] == each.pieces)
        named = next(fits, None)
        yield at, named
        at += len(named.pieces) if named else 1


def of_line(parts: list[Weighed], encoder: Encoder, bpe: Bpe) -> Measure:
    """The length of one subprompt."""
    return _of_runs(runs(parts), encoder, bpe)


def _of_runs(line: list[Run], encoder: Encoder, bpe: Bpe) -> Measure:
    chunking = _Chunking(encoder.backtrack, bpe)
    for number, run in enumerate(line):
        if number:
            chunking.close(chunking.filled, after_break=True)
        chunking.run = run
        if encoder.embeddings:
            chunking.fill_with(run.parts(), encoder)
        else:
            chunking.fill(run.text)
    return chunking.measure()


class _Read(NamedTuple):
    """A run's words."""

    words: list[tuple[str, ...]]
    ends: list[int]
    """Tokens up to the end of each."""
    commas: list[int]
    """Numbers of those that end in a comma."""


class _Chunking:
    """The host's way of filling chunks, token by token."""

    def __init__(self, backtrack: int, bpe: Bpe) -> None:
        self.backtrack = backtrack
        self.bpe = bpe
        self.chunks: list[Chunk] = []
        self.run = Run("", tuple)
        """What is being counted: all since the last BREAK."""
        self.filled = 0
        """Tokens in the current chunk."""
        self.comma = -1
        """Place of its last comma."""
        self.first = 0
        """The number in the run of the word that the chunk's first token is in."""
        self.behind = 0
        """Of the one behind its last comma."""
        self.broken = False
        self.known: dict[str, _Read] = {}
        """Runs that were read."""

    def fill(self, text: str) -> None:
        """All tokens of the run's text; no word goes from one line into the next."""
        words, ends, commas = self.read(text)
        at = 0
        while at < len(words):
            before = ends[at - 1] if at else 0
            stop = bisect_right(ends, before + CHUNK - self.filled, at)
            if stop > at:
                last = bisect_left(commas, stop) - 1
                comma = commas[last] if last >= 0 and commas[last] >= at else None
                self.skip(at, stop, ends[stop - 1] - before, comma, ends)
                at = stop
            else:
                self.fill_word(words[at], at)
                at += 1

    def fill_word(self, pieces: tuple[str, ...], number: int) -> None:
        """A word that goes from one chunk into the next."""
        if COMMA in pieces:
            for piece in pieces:
                self.add(piece, number)
            return
        left = len(pieces)
        while left:
            self.add(pieces[0], number)
            more = min(left - 1, CHUNK - self.filled)
            self.filled += more
            left -= more + 1

    def read(self, text: str) -> _Read:
        """A run's text in words; what stands between ``BREAK`` and ``BREAK`` is often the same."""
        found = self.known.get(text)
        if found is None:
            words = self.bpe.cut(text)
            commas = [n for n, pieces in enumerate(words) if pieces[-1] == COMMA]
            found = self.known[text] = _Read(words, list(accumulate(map(len, words))), commas)
        return found

    def skip(self, at: int, stop: int, size: int, comma: int | None, ends: list[int]) -> None:
        """Words ``at`` to ``stop`` of a run, all of which the chunk still takes.

        Args:
            at: number of the first word.
            stop: number of the word behind the last.
            size: their tokens.
            comma: number of the last of them that ends in a comma, if one does.
            ends: tokens of the run up to the end of each word.
        """
        if not self.filled:
            self.first = at
        elif self.filled == self.comma + 1:
            self.behind = at
        if comma is not None:
            self.comma = self.filled + size - 1 - (ends[stop - 1] - ends[comma])
            if comma + 1 < stop:
                self.behind = comma + 1
        self.filled += size

    def fill_with(self, parts: Iterable[Weighed], encoder: Encoder) -> None:
        """All tokens of a run, with vectors in the places of embeddings."""
        numbers = count()
        for part in parts:
            words = zip(self.bpe.cut(part.text), numbers, strict=False)
            tokens = [(piece, number) for cut, number in words for piece in cut]
            pieces = tuple(piece for piece, _ in tokens)
            for at, named in with_embeddings(pieces, encoder, self.bpe):
                self.add(*tokens[at], named.vectors if named else 1)

    def add(self, piece: str, number: int, size: int = 1) -> None:
        """One token, or as many as an embedding has vectors, as the host adds it."""
        if piece == COMMA:
            self.comma = self.filled
        elif self.filled == CHUNK and self.comma >= 0 and CHUNK - self.comma <= self.backtrack:
            self.close(self.comma + 1)
        if self.filled == CHUNK or (self.filled and self.filled + size > CHUNK):
            self.close(self.filled)
        if not self.filled:
            self.first = number
        elif self.filled == self.comma + 1:
            self.behind = number
        self.filled += size

    def close(self, keep: int, *, after_break: bool = False) -> None:
        """End the chunk; the tokens behind ``keep`` begin the next one."""
        first = Word(self.run, self.first) if self.filled else None
        if first is None and self.chunks:
            first = self.chunks[-1].first
        self.chunks.append(Chunk(first, keep, self.broken, self.bpe))
        self.filled -= keep
        self.first = self.behind
        self.comma, self.broken = -1, after_break

    def measure(self) -> Measure:
        """The result, when there is no more."""
        whole = len(self.chunks)
        if self.filled or not self.chunks:
            self.close(self.filled)
            return Measure(whole * CHUNK + self.chunks[-1].tokens, tuple(self.chunks))
        return Measure(whole * CHUNK, tuple(self.chunks))
