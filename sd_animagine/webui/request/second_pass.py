"""The hires pass that the fields of a request, or of the page, describe."""

from __future__ import annotations

from sd_animagine.compiler import Hires
from sd_animagine.webui.host.protocols import Processing


def hires_of(p: Processing) -> Hires:
    """Return the hires pass that a request's fields describe."""
    return hires(*(getattr(p, name, 0) or 0 for name in ("hr_scale", "hr_resize_x", "hr_resize_y")))


def hires(scale: float, width: int, height: int) -> Hires:
    """Return a hires pass; without a scale it is the page's own, 2."""
    return Hires(scale or Hires().scale, width, height)
