"""A prompt as numbers for the text encoders: chunks of 77 tokens and the weight of each.

Cut exactly as it is counted. Each chunk has a start mark, up to 75 tokens, and end marks up to 77.
Prompt editing and alternation give one text for each stretch of steps.
"""

from __future__ import annotations

from itertools import islice
from typing import Final, NamedTuple

from sd_animagine.syntax import Prompt
from sd_animagine.syntax.editing import at_step
from sd_animagine.syntax.lines import BREAK, Weighed, lines
from sd_animagine.tokens.bpe import Bpe, bundled
from sd_animagine.tokens.chunks import CHUNK, PLAIN, of_line

START: Final = 49_406
END: Final = 49_407
"""The numbers of CLIP's two marks; the end mark also fills a chunk up."""
SIZE: Final = CHUNK + 2


class Encoded(NamedTuple):
    """One chunk: 77 numbers, and what the encoder's output for each is multiplied by."""

    ids: tuple[int, ...]
    weights: tuple[float, ...]


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
    bpe: Bpe | None = None,
) -> list[EncodedSubprompt]:
    """The subprompts of a prompt; never empty, and no text without a chunk.

    Args:
        prompt: the parsed text.
        steps: of the picture; prompt editing depends on it.
        before: steps of the first pass where this is the second.
        negative: a negative prompt is one line, ``AND`` is a word in it.
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
        texts = [_text(parts, bpe) for parts in versions]
        different = list(dict.fromkeys(texts))
        schedule = [different.index(text) for text in texts]
        if not changing:
            schedule *= steps
        found.append(EncodedSubprompt(weight, tuple(different), tuple(schedule)))
    return found


def _text(parts: list[Weighed], bpe: Bpe) -> Text:
    """The tokens of one text, cut as they are counted."""
    tokens = iter(
        (bpe.ids[piece], part.weight)
        for part in parts
        if part is not BREAK
        for pieces in bpe.cut(part.text)
        for piece in pieces
    )
    chunks = of_line(parts, PLAIN, bpe).chunks
    return tuple(_encoded(list(islice(tokens, chunk.tokens))) for chunk in chunks)


def _encoded(tokens: list[tuple[int, float]]) -> Encoded:
    fill = CHUNK + 1 - len(tokens)
    ids = (START, *(token for token, _ in tokens), *(END,) * fill)
    weights = (1.0, *(weight for _, weight in tokens), *(1.0,) * fill)
    return Encoded(ids, weights)
