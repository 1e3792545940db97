"""What was asked for before we changed it, remembered on ``p``.

Loopback, SD upscale and img2img batches run the same ``p`` again: it then holds what we put there.
So each value is kept with what it was replaced by; as long as ``p`` still holds the latter, the
former is what was asked for.
"""

from __future__ import annotations

from typing import NamedTuple

from sd_animagine.webui.host.protocols import Processing

_MEMORY = "_animagine_asked"


class Original(NamedTuple):
    """Size in pixels and sampler settings as asked for."""

    width: int
    height: int
    steps: int
    cfg_scale: float
    sampler_name: str


def asked_of(p: Processing) -> Original:
    """Size and settings as asked for, also on a second run."""
    current = _current(p)
    memory: tuple[Original, Original] | None = getattr(p, _MEMORY, None)
    if memory is None:
        return current
    asked, given = memory
    if current[:2] == given[:2]:
        current = current._replace(width=asked.width, height=asked.height)
    kept = {
        name: getattr(asked, name)
        for name in Original._fields[2:]
        if getattr(current, name) == getattr(given, name)
    }
    return current._replace(**kept)


def give(p: Processing, asked: Original, given: Original) -> None:
    """Put values on ``p`` and remember what they stand for."""
    for name, value in given._asdict().items():
        if getattr(p, name, None) != value:
            setattr(p, name, value)
    setattr(p, _MEMORY, (asked, given))


def _current(p: Processing) -> Original:
    return Original._make(getattr(p, name, None) for name in Original._fields)
