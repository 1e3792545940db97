"""Which batches of a request were sampled to their end, for whoever has asked to know."""

from __future__ import annotations

from typing import Final

from sd_animagine.webui.host import settings
from sd_animagine.webui.host.protocols import Processing

_PLACE: Final = "_animagine_batches"


def watch(p: Processing) -> None:
    """Have each batch of a request noted when its sampling ends."""
    setattr(p, _PLACE, [])


def sampled(p: Processing) -> None:
    """Note a batch, sampled to its end unless somebody stopped or skipped it."""
    noted = vars(p).get(_PLACE)
    if noted is not None:
        state = settings.state()
        noted.append(not (state.interrupted or state.skipped))


def finished(p: Processing) -> list[bool]:
    """Return for each noted batch whether it was sampled to its end."""
    return vars(p).get(_PLACE) or []
