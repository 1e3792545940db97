"""The pictures of a sheet: what the host drew for a cell, without what was cut short."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sd_animagine.webui.host import settings
from sd_animagine.webui.host.protocols import Processing
from sd_animagine.webui.request import batches


class SheetPicture(NamedTuple):
    """One finished picture with all that the host says of it."""

    cell: int
    number: int
    """Its place among the pictures of its cell; equal ones share a seed."""
    image: Any
    infotext: str
    prompt: str
    negative: str
    seed: int
    subseed: int


def drawn_of(p: Processing, processed: Any, cell: int) -> list[SheetPicture]:
    """The finished pictures of a cell.

    Args:
        p: its request.
        processed: what the host made of it, perhaps with a grid before and masks between them.
        cell: its number.
    """
    first = processed.index_of_first_image
    images = processed.images[first :: _images_a_picture(p)]
    finished = batches.finished(p)
    found: list[SheetPicture] = []
    for n, (image, infotext) in enumerate(zip(images, processed.infotexts[first:], strict=False)):
        batch = n // max(p.batch_size, 1)
        if n >= len(p.all_prompts) or (batch < len(finished) and not finished[batch]):
            continue
        texts = p.all_prompts[n], p.all_negative_prompts[n]
        seeds = p.all_seeds[n], p.all_subseeds[n]
        found.append(SheetPicture(cell, n, image, infotext, *texts, *seeds))
    return found


def _images_a_picture(p: Processing) -> int:
    """How many images the host returns for each picture: inpainting may bring its masks."""
    if getattr(p, "mask_for_overlay", None) is None:
        return 1
    return 1 + sum(bool(settings.host_option(f"return_mask{kind}", False)) for kind in _MASKS)


_MASKS: Final = ("", "_composite")
