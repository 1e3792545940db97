"""Tokens: how long a prompt is for the text encoders, counted as the hosts count."""

from sd_animagine.tokens.chunks import (
    BACKTRACK,
    CHUNK,
    PLAIN,
    Chunk,
    Encoder,
    Measure,
    may_exceed,
    measure,
    measure_text,
)

__all__ = [
    "BACKTRACK",
    "CHUNK",
    "PLAIN",
    "Chunk",
    "Encoder",
    "Measure",
    "may_exceed",
    "measure",
    "measure_text",
]
