"""The prompt language: text to tree, and edits of the text as data."""

from sd_animagine.syntax.edits import Edit, apart, apply_edits, replacing
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
    "apart",
    "apply_edits",
    "parse",
    "replacing",
    "separators",
]
