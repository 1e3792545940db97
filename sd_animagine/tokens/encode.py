"""A prompt as numbers for the text encoders: chunks of 77 tokens and the weight of each.

Cut exactly as it is counted. Each chunk has a start mark, up to 75 tokens, and end marks up to 77.
Prompt editing and alternation give one text for each stretch of steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from sd_animagine.syntax import Prompt
from sd_animagine.syntax.editing import at_step
from sd_animagine.syntax.lines import BREAK, Weighed, lines
from sd_animagine.tokens.bpe import Bpe, bundled
from sd_animagine.tokens.chunks import CHUNK, PLAIN, Encoder, of_line, with_embeddings

START: Final = 49_406
END: Final = 49_407
"""The numbers of CLIP's two marks; the end mark also fills a chunk up."""
SIZE: Final = CHUNK + 2


class Encoded(NamedTuple):
    """One chunk: 77 numbers, and what the encoder's output for each is multiplied by."""

    ids: tuple[int, ...]
    weights: tuple[float, ...]
    vectors: tuple[tuple[int, str, int], ...] = ()
    """Place, embedding, and which of its vectors stands there in place of a token."""


EMPTY: Final = Encoded((START, *(END,) * (CHUNK + 1)), (1.0,) * SIZE)
"""What an empty text is, and what fills a shorter one up."""

Text = tuple[Encoded, ...]


class EncodedSubprompt(NamedTuple):
    """One subprompt of ``AND``, over the steps of a picture."""

    weight: float
    texts: tuple[Text, ...]
    """The different texts that it is, in the order of their first step."""
    schedule: tuple[int, ...]
    """The text of each step."""


def encode(
    prompt: Prompt,
    steps: int = 1,
    before: int = 0,
    *,
    negative: bool = False,
    encoder: Encoder = PLAIN,
    bpe: Bpe | None = None,
) -> list[EncodedSubprompt]:
    """The subprompts of a prompt; never empty, and no text without a chunk.

    Args:
        prompt: the parsed text.
        steps: of the picture; prompt editing depends on it.
        before: steps of the first pass where this is the second.
        negative: a negative prompt is one line, ``AND`` is a word in it.
        encoder: which embeddings there are, and where a full chunk is cut.
        bpe: the encoding; the bundled one by default.
    """
    bpe = bpe or bundled()
    changing = "[" in prompt.text
    moments = [
        lines(prompt, at_step(step, steps, before), split=not negative)
        for step in range(steps if changing else 1)
    ]
    weights = [1.0] if negative else [sub.weight for sub in prompt.subprompts]
    found = []
    for weight, *versions in zip(weights, *moments, strict=True):
        texts = [_text(parts, encoder, bpe) for parts in versions]
        different = list(dict.fromkeys(texts))
        schedule = [different.index(text) for text in texts]
        if not changing:
            schedule *= steps
        found.append(EncodedSubprompt(weight, tuple(different), tuple(schedule)))
    return found


class _Token(NamedTuple):
    """What stands at one place of a chunk."""

    id: int
    weight: float
    vector: tuple[str, int] | None = None
    """Embedding, and which of its vectors; no token then."""


def _text(parts: list[Weighed], encoder: Encoder, bpe: Bpe) -> Text:
    """The tokens of one text, cut as they are counted."""
    tokens = (token for part in parts if part is not BREAK for token in _of(part, encoder, bpe))
    chunks = of_line(parts, encoder, bpe).chunks
    return tuple(_encoded(list(islice(tokens, chunk.tokens))) for chunk in chunks)


def _of(part: Weighed, encoder: Encoder, bpe: Bpe) -> Iterator[_Token]:
    """The tokens of what has one weight."""
    pieces = tuple(piece for cut in bpe.cut(part.text) for piece in cut)
    if not encoder.embeddings:
        yield from (_Token(bpe.ids[piece], part.weight) for piece in pieces)
        return
    for at, named in with_embeddings(pieces, encoder, bpe):
        if named is None:
            yield _Token(bpe.ids[pieces[at]], part.weight)
        else:
            yield from (_Token(0, part.weight, (named.name, n)) for n in range(named.vectors))


def _encoded(tokens: list[_Token]) -> Encoded:
    fill = CHUNK + 1 - len(tokens)
    ids = (START, *(token.id for token in tokens), *(END,) * fill)
    weights = (1.0, *(token.weight for token in tokens), *(1.0,) * fill)
    vectors = ((n, *token.vector) for n, token in enumerate(tokens, 1) if token.vector)
    return Encoded(ids, weights, tuple(vectors))
