"""The prompt language, read in this room alone: text to tree, and edits of the text as data."""

from sd_animagine.syntax.dialect import (
    COMFYUI,
    COMPEL,
    DIALECTS,
    HASH,
    NONE,
    WEBUI_DIALECTS,
    Dialect,
)
from sd_animagine.syntax.edits import Edit, apart, apply_edits, as_one, replacing
from sd_animagine.syntax.parser import parse, separators
from sd_animagine.syntax.span import Span, blanked
from sd_animagine.syntax.tree import (
    Group,
    Item,
    Kind,
    Node,
    Oddity,
    Prompt,
    Scope,
    Subprompt,
)

__all__ = [
    "COMFYUI",
    "COMPEL",
    "DIALECTS",
    "HASH",
    "NONE",
    "WEBUI_DIALECTS",
    "Dialect",
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
    "as_one",
    "blanked",
    "parse",
    "replacing",
    "separators",
]
