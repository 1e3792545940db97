"""Abstract pictures without torch: soft waves of colour out of the prompt's hash.

It goes through the same steps as a model would, so that progress, preview and stopping can be seen.
"""

from __future__ import annotations

import hashlib
import io
import math
import time
from collections.abc import Callable, Iterator
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from sd_animagine.studio.engines.base import DrawJob, OnProgress, Picture, Progress, stop_if
from sd_animagine.studio.engines.png import infotext_of, png

if TYPE_CHECKING:
    from PIL.Image import Image

STEP_SECONDS: Final = 0.05
"""A step takes at least this long: long enough to be seen and stopped."""
_WAVES: Final = 7
_PREVIEW_STEPS: Final = 4
_COARSE: Final = 8
"""Pixels of the picture for one of the preview."""


def paint(
    job: DrawJob,
    on_progress: OnProgress,
    cancelled: Event,
    *,
    model: str,
    finish: Callable[[DrawJob, Image], Image],
) -> Iterator[Picture]:
    """Paint the pictures of a job; see ``Engine.draw``.

    Args:
        job: what to paint.
        on_progress: told every step.
        cancelled: stops it.
        model: what the infotext calls it.
        finish: what becomes of every picture before it is written.
    """
    for picture in range(job.pictures):
        waves = _waves(job, picture)
        for step in range(1, job.all_steps + 1):
            stop_if(cancelled, picture, job.pictures)
            preview = None
            if step % _PREVIEW_STEPS == 0:
                preview = _preview(waves, job, step / job.all_steps)
            time.sleep(STEP_SECONDS)
            on_progress(Progress(step, job.all_steps, picture, job.pictures, preview))
        stop_if(cancelled, picture, job.pictures)
        text = infotext_of(job, picture, {"Model": model})
        image = finish(job, _image(waves, *job.size, 1.0, 1))
        yield Picture(png(image, text), text, job.seed_of(picture))
    on_progress(Progress(job.all_steps, job.all_steps, job.pictures, job.pictures))


def _waves(job: DrawJob, picture: int) -> Any:
    """Direction, length, phase and colour of each wave."""
    import numpy as np

    key = repr((job.prompt, job.negative_prompt, job.cfg_scale, job.steps, job.seed_of(picture)))
    seed = int.from_bytes(hashlib.sha256(key.encode("utf-8", "replace")).digest()[:8], "big")
    rng = np.random.default_rng(seed)
    return rng.random((_WAVES, 6))


def _image(waves: Any, width: int, height: int, strength: float, coarse: int) -> Image:
    """The sum of all waves; each is bent by the one before it."""
    import numpy as np
    from PIL import Image

    y, x = np.mgrid[0:height:coarse, 0:width:coarse].astype(np.float32) / max(width, height)
    picture = np.zeros((*x.shape, 3), np.float32)
    bend = np.zeros_like(x)
    for direction, length, phase, *colour in waves:
        angle = 2 * math.pi * direction
        way = x * math.cos(angle) + y * math.sin(angle)
        bend = np.sin(2 * math.pi * ((1 + 4 * length) * way + phase) + 2 * bend)
        picture += bend[..., None] * (np.array(colour, np.float32) - 0.4)
    picture = 127.5 + 127.5 * np.tanh(picture * strength * 0.8)
    return Image.fromarray(picture.astype(np.uint8))


def _preview(waves: Any, job: DrawJob, share: float) -> bytes:
    file = io.BytesIO()
    image = _image(waves, *job.size, share, _COARSE)
    if job.draft is not None:
        image = job.draft.under(image)
    image.save(file, "PNG")
    return file.getvalue()
