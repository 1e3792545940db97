"""The quality enhancement: what of it a subprompt lacks, and where it goes (card §2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from sd_animagine.model import BAD_QUALITY
from sd_animagine.syntax import Kind, Node, Subprompt
from sd_animagine.syntax.lexer import BAR, WEIGHED

_SILENT: Final = (Kind.NETWORK, Kind.EMPTY)
_FOREIGN: Final = (*WEIGHED, BAR)
"""Boundaries behind which stands what is to be changed in the picture, or drawn beside it."""


def missing_quality(present: Collection[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """What of the enhancement run is missing, in its order.

    Empty where a bad quality or score tag is asked for: that is somebody's intention.
    """
    if not BAD_QUALITY.isdisjoint(present):
        return ()
    return tuple([tag for tag in wanted if tag not in present])


def quality_scopes(sub: Subprompt) -> list[int]:
    """Indices of the scopes of a subprompt that get the enhancement.

    The last one with text; with ``ADDCOMM`` the common one; with lines as regions each of them; of
    those parted by ``AND_PERP`` or a bar the first, which the others change; none between
    ADetailer's ``[SEP]``, and none where the subprompt's weight is not positive.
    """
    if len(sub.scopes) == 1:
        is_wanted = sub.suffix is None or sub.weight > 0
        return [0] if is_wanted and any(map(has_text, sub.scopes[0].nodes)) else []
    boundaries = [scope.boundary for scope in sub.scopes]
    if (sub.suffix and sub.weight <= 0) or "[SEP]" in boundaries or "[SKIP]" in boundaries:
        return []
    count = part_with_quality(sub)
    boundaries = boundaries[:count]
    filled = [n for n in range(count) if any(map(has_text, sub.scopes[n].nodes))]
    if "ADDCOMM" in boundaries:
        common = boundaries.index("ADDCOMM")
        return [common] if common in filled else []
    return filled if "\n" in boundaries else filled[-1:]


def part_with_quality(sub: Subprompt) -> int:
    """How many scopes of a subprompt stand before the first ``AND_PERP`` or bar: else all."""
    for n, scope in enumerate(sub.scopes):
        if scope.boundary in _FOREIGN:
            return n + 1
    return len(sub.scopes)


def has_text(node: Node) -> bool:
    """Is there anything in the node for the text encoder?"""
    return getattr(node, "kind", Kind.TAG) not in _SILENT
