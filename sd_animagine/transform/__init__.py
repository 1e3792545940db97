"""Pure functions from a parsed prompt or a size to what the model was trained on."""

from sd_animagine.transform.arrangement import Arrangement, Readings, Unit, arrange
from sd_animagine.transform.buckets import SizeError, check_side, snap
from sd_animagine.transform.changes import MOST_CHANGES, Change, growth, made, more_of, together
from sd_animagine.transform.compose import Composed, Wanted, compose
from sd_animagine.transform.inject import inject, names_in
from sd_animagine.transform.negative import Negative, add_negative, negative_scope, withheld
from sd_animagine.transform.order import Move, Ordered, in_trained_order, orders, unmoved
from sd_animagine.transform.quality import has_text, missing_quality, quality_scopes

__all__ = [
    "MOST_CHANGES",
    "Arrangement",
    "Change",
    "Composed",
    "Move",
    "Negative",
    "Ordered",
    "Readings",
    "SizeError",
    "Unit",
    "Wanted",
    "add_negative",
    "arrange",
    "check_side",
    "compose",
    "growth",
    "has_text",
    "in_trained_order",
    "inject",
    "made",
    "missing_quality",
    "more_of",
    "names_in",
    "negative_scope",
    "orders",
    "quality_scopes",
    "snap",
    "together",
    "unmoved",
    "withheld",
]
