"""A prompt of one dialect written in another, and what of it that cannot hold."""

from sd_animagine.syntax.writing.note import Note
from sd_animagine.syntax.writing.text import Text, write

__all__ = ["Note", "Text", "write"]
