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
from sd_animagine.tokens.encode import EMPTY, Encoded, EncodedSubprompt, Text, encode

__all__ = [
    "BACKTRACK",
    "CHUNK",
    "EMPTY",
    "PLAIN",
    "Chunk",
    "Encoded",
    "EncodedSubprompt",
    "Encoder",
    "Measure",
    "Text",
    "encode",
    "may_exceed",
    "measure",
    "measure_text",
]
