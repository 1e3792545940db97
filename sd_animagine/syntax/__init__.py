"""The prompt language: text to tree, and edits of the text as data."""

from sd_animagine.syntax.edits import Edit, apply_edits
from sd_animagine.syntax.parser import parse, separators
from sd_animagine.syntax.tree import (
    Group,
    Item,
    Kind,
    Node,
    Oddity,
    Prompt,
    Scope,
    Span,
    Subprompt,
)

__all__ = [
    "Edit",
    "Group",
    "Item",
    "Kind",
    "Node",
    "Oddity",
    "Prompt",
    "Scope",
    "Span",
    "Subprompt",
    "apply_edits",
    "parse",
    "separators",
]
