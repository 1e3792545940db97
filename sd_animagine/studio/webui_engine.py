"""Draws through a running WebUI: hands the compiled request over and watches it being drawn.

Our own script there, if it is installed, is switched off for the request, since the compiling is
done. An operator's rating ceiling there holds all the same.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any, Final

from sd_animagine.infotext import with_entries
from sd_animagine.model import SAMPLER
from sd_animagine.studio.engine import (
    Drawn,
    EngineError,
    Job,
    OnProgress,
    Progress,
    Status,
    stop_if,
)
from sd_animagine.studio.pictures import NotPng, png, with_text
from sd_animagine.studio.webui_client import Client, HttpError

POLL: Final = 0.5
"""Seconds between two looks at the progress."""
PATIENCE: Final = 30.0
"""Seconds that a stopped WebUI is waited for; one step on a slow machine fits in."""
_SCRIPT: Final = "Animagine"


class WebuiEngine:
    """A WebUI at an address."""

    name: Final = "webui"

    def __init__(self, url: str) -> None:
        """Remember the address; nothing is asked yet. Raises EngineError for a broken one."""
        self.client = Client(url)
        self._samplers: tuple[str, ...] = ()

    @property
    def samplers(self) -> tuple[str, ...]:
        """What the WebUI has; the recommended one alone while it does not answer."""
        if not self._samplers:
            try:
                listed = self.client.get("/sdapi/v1/samplers")
                self._samplers = tuple(str(each["name"]) for each in listed)
            except (EngineError, TypeError, KeyError):
                return (SAMPLER,)
        return self._samplers

    def status(self) -> Status:
        """Does it answer, and which checkpoint has it?"""
        try:
            options = self.client.get("/sdapi/v1/options")
        except EngineError as error:
            return Status(False, str(error))
        checkpoint = options.get("sd_model_checkpoint") if isinstance(options, dict) else None
        shown = checkpoint or "no checkpoint yet"
        return Status(True, f"Draws through the WebUI at {self.client.url}, {shown}.", shown)

    def draw(self, job: Job, on_progress: OnProgress, cancelled: Event) -> Iterator[Drawn]:
        """See ``Engine.draw``."""
        scripts = self._scripts()
        for batch in job.batches():
            stop_if(cancelled, batch.start, job.pictures)
            body = self._body(job, batch, scripts)
            answer = self._watched(job, batch, body, on_progress, cancelled)
            yield from _pictures(job, batch, answer)
            on_progress(Progress(job.steps, job.steps, batch.stop, job.pictures))

    def _scripts(self) -> dict[str, Any]:
        """Our script there, switched off; nothing where it is not installed."""
        try:
            listed = self.client.get("/sdapi/v1/scripts")
        except HttpError:
            return {}
        names = listed.get("txt2img", ()) if isinstance(listed, dict) else ()
        found = any(str(name).lower() == _SCRIPT.lower() for name in names)
        return {_SCRIPT: {"args": [{"enabled": False}]}} if found else {}

    def _body(self, job: Job, batch: range, scripts: dict[str, Any]) -> dict[str, Any]:
        return {
            "prompt": job.prompt,
            "negative_prompt": job.negative_prompt,
            "width": job.width,
            "height": job.height,
            "steps": job.steps,
            "cfg_scale": job.cfg_scale,
            "sampler_name": job.sampler_name,
            "seed": job.seed_of(batch.start),
            "batch_size": len(batch),
            "n_iter": 1,
            "send_images": True,
            "save_images": False,
            "alwayson_scripts": scripts,
            "force_task_id": f"task(animagine-{uuid.uuid4().hex[:12]})",
        }

    def _watched(
        self,
        job: Job,
        batch: range,
        body: dict[str, Any],
        on_progress: OnProgress,
        cancelled: Event,
    ) -> dict[str, Any]:
        """Have a batch drawn, telling how far it is; stops it there when it is to stop."""
        answers: SimpleQueue[dict[str, Any] | EngineError] = SimpleQueue()

        def hand_over() -> None:
            try:
                answer = self.client.post("/sdapi/v1/txt2img", body, timeout=None)
                answers.put(answer if isinstance(answer, dict) else {})
            except EngineError as error:
                answers.put(error)

        Thread(target=hand_over, name="animagine-webui", daemon=True).start()
        stopped_at = 0.0
        while True:
            try:
                answer = answers.get(timeout=POLL)
            except Empty:
                ours = self._is_drawn_now(body["force_task_id"])
                if not cancelled.is_set():
                    on_progress(self._progress(job, batch, ours))
                    continue
                stopped_at = stopped_at or time.monotonic()
                if ours:
                    self._interrupt()
                if time.monotonic() - stopped_at > PATIENCE:
                    stop_if(cancelled, batch.start, job.pictures)
                continue
            stop_if(cancelled, batch.start, job.pictures)
            if isinstance(answer, EngineError):
                raise answer
            return answer

    def _is_drawn_now(self, task: str) -> bool:
        """Is it our picture that the WebUI is at? Others' are neither shown nor interrupted."""
        try:
            told = self.client.post("/internal/progress", {"id_task": task, "live_preview": False})
        except HttpError:
            return True  # a WebUI without this route; it does not tell pictures apart
        except EngineError:
            return False
        return isinstance(told, dict) and bool(told.get("active"))

    def _interrupt(self) -> None:
        """Ask it to stop; if it does not hear, it is asked again a moment later."""
        with suppress(EngineError):
            self.client.post("/sdapi/v1/interrupt", {})

    def _progress(self, job: Job, batch: range, ours: bool) -> Progress:
        """How far it is; a WebUI that is too busy to say so may still send the picture."""
        told: Any = None
        if ours:
            with suppress(EngineError):
                told = self.client.get("/sdapi/v1/progress")
        if not isinstance(told, dict):
            message = "waiting for the WebUI"
            return Progress(0, job.steps, batch.start, job.pictures, message=message)
        state = told.get("state")
        step = state.get("sampling_step") if isinstance(state, dict) else 0
        step = min(step, job.steps) if isinstance(step, int) else 0
        preview = _decoded(told.get("current_image"))
        return Progress(step, job.steps, batch.start, job.pictures, preview)


def _decoded(text: object) -> bytes | None:
    """Base64, perhaps as a data address; None where it is none."""
    if not isinstance(text, str) or not text:
        return None
    try:
        return base64.b64decode(text.rpartition(",")[2], validate=True)
    except binascii.Error:
        return None


def _pictures(job: Job, batch: range, answer: Mapping[str, Any]) -> Iterator[Drawn]:
    """The pictures of an answer, with our keys in their infotext."""
    images = [_decoded(image) for image in answer.get("images") or ()]
    try:
        info = json.loads(answer.get("info") or "{}")
    except (TypeError, ValueError):
        info = {}
    first = info.get("index_of_first_image") or 0  # before it stands a grid
    texts, seeds = info.get("infotexts") or [], info.get("all_seeds") or []
    images, texts = images[first:], texts[first:]
    if len(images) < len(batch):
        raise EngineError(f"The WebUI sent {len(images)} of {len(batch)} pictures.")
    for n, (picture, image) in enumerate(zip(batch, images, strict=False)):
        if image is None:
            raise EngineError("The WebUI sent something that is no picture.")
        text = with_entries(texts[n] if n < len(texts) else "", job.entries)
        seed = int(seeds[n]) if n < len(seeds) else job.seed_of(picture)
        yield Drawn(_as_png(image, text), text, seed)


def _as_png(image: bytes, text: str) -> bytes:
    """A picture with its infotext; a WebUI may be set to send JPEG or WebP."""
    try:
        return with_text(image, text)
    except NotPng:
        from PIL import Image, UnidentifiedImageError

        try:
            with Image.open(io.BytesIO(image)) as opened:
                return png(opened.convert("RGB"), text)
        except (UnidentifiedImageError, OSError):
            raise EngineError("The WebUI sent something that is no picture.") from None
