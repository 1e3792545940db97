"""What goes wrong while a model is loaded or draws."""

from __future__ import annotations


class EngineError(Exception):
    """Why nothing, or no more, was drawn: one sentence for the user."""
