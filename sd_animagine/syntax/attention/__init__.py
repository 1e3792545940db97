"""What a program's attention parser makes of a text: which weight each stretch of it has."""

from collections.abc import Iterable
from typing import Final

from sd_animagine.syntax.attention import comfyui, webui
from sd_animagine.syntax.attention.stretches import Emphasis, Stretches
from sd_animagine.syntax.attention.webui import stretches, unescaped
from sd_animagine.syntax.dialect import Dialect
from sd_animagine.syntax.span import Span

__all__ = ["Emphasis", "Stretches", "blocks", "read", "stretches", "unescaped", "where_joined"]

_BREAK: Final = -1.0


def read(text: str, dialect: Dialect) -> Stretches:
    """The stretches of a line as a dialect reads it; ``BREAK`` is one of its own where a mark.

    The parser of diffusers is A1111's, so it knows the word, but nobody cuts there: what is left is
    the weight that it gives it.
    """
    if dialect.weights == "webui":
        found = stretches(text, blanks=dialect.blanks)
        if dialect.breaks or None not in found.weights:
            return found
        weights: list[float | None] = [_BREAK if w is None else w for w in found.weights]
        return found._replace(weights=weights)
    if dialect.weights == "comfyui":
        return comfyui.stretches(text)
    if dialect.weights == "compel":
        from sd_animagine.syntax.attention import compel  # a host's start does without

        return compel.stretches(text)
    return Stretches([1.0], [0], [text])


def blocks(text: str, dialect: Dialect) -> Iterable[Span]:
    """Where the brackets of a line stand that are in no others, with all between them."""
    if dialect.weights == "webui":
        return webui.blocks(text, blanks=dialect.blanks)
    return comfyui.blocks(text) if dialect.weights == "comfyui" else ()


def where_joined(text: str, dialect: Dialect) -> Span | None:
    """Return where a prompt is put together from several, as only compel's may be."""
    if dialect.weights != "compel":
        return None
    from sd_animagine.syntax.attention import compel

    return compel.joins(text)
