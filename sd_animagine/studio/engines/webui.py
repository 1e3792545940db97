"""Draws through a running WebUI: hands the compiled request over and watches it being drawn.

Our own script there, if it is installed, is switched off for the request, since the compiling is
done. An operator's rating ceiling there holds all the same.
"""

from __future__ import annotations

import base64
import io
import json
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any, Final, NamedTuple

from sd_animagine.model import SAMPLER
from sd_animagine.pictures.containers.base import PictureError
from sd_animagine.pictures.file import read
from sd_animagine.report.infotext import with_entries
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.studio.engines.base import (
    MAX_SEED,
    DrawJob,
    OnProgress,
    Picture,
    Progress,
    Status,
    stop_if,
)
from sd_animagine.studio.engines.mask import Mask
from sd_animagine.studio.engines.png import NotPng, png, png_of, with_text
from sd_animagine.studio.engines.remembered import Remembered
from sd_animagine.studio.engines.webui_client import PREVIEW, Client, HttpError, one_line
from sd_animagine.studio.limits import Limits
from sd_animagine.words import Message, said_by

POLL: Final = 0.5
"""Seconds between two looks at the progress."""
PATIENCE: Final = 30.0
"""Seconds that a stopped WebUI is waited for; one step on a slow machine fits in."""
DRAWING_SECONDS: Final = 6 * 3600.0
"""For one batch; a large one on a slow machine without a graphics card takes hours."""
MAX_DRAWN: Final = 512 * 1024 * 1024
"""Bytes of an answer with pictures, at most."""
_BYTES_PER_PIXEL: Final = 24
"""Three colours in base64, and some for a WebUI that is set to draw larger."""
_BYTES_PER_PICTURE: Final = 2 * 1024 * 1024
"""For its texts."""
_NO_PICTURE: Final = Message("The WebUI sent something that is not a picture. Check its log.")
_MOST_VECTORS: Final = 1000
"""Of an embedding; more tell of nothing that can be drawn with."""
_FILLS: Final = {"fill": 0, "original": 1, "latent noise": 2}
"""The WebUI's numbers of what is begun with under a mask."""
_SCRIPT: Final = "Animagine"


class _Known(NamedTuple):
    """What is known of a WebUI."""

    status: Status
    samplers: tuple[str, ...]
    upscalers: tuple[str, ...] = ()
    embeddings: tuple[tuple[str, int], ...] = ()


class WebuiEngine:
    """A WebUI at an address."""

    name: Final = "webui"
    loras: Final = ()
    lora_folder: Final = None

    def __init__(self, url: str) -> None:
        """Remember the address; nothing is asked yet. Raises EngineError for a broken one."""
        self.client = Client(url)
        asked = Status(False, Message("Waiting for the WebUI at {url}.", url=self.client.url))
        self._known = Remembered(self._look, _Known(asked, (SAMPLER,)))

    @property
    def samplers(self) -> tuple[str, ...]:
        """What the WebUI has; the recommended one alone while that is not known."""
        return self._known.latest().samplers

    @property
    def upscalers(self) -> tuple[str, ...]:
        """What the WebUI has; none while that is not known."""
        return self._known.latest().upscalers

    @property
    def embeddings(self) -> tuple[tuple[str, int], ...]:
        """See ``Engine.embeddings``."""
        return self._known.latest().embeddings

    def status(self, patience: float = 0.0) -> Status:
        """See ``Engine.status``."""
        return self._known.latest(patience).status

    def _look(self, before: _Known) -> _Known:
        """Does it answer, which checkpoint has it, which samplers and which embeddings?"""
        try:
            options = self.client.get("/sdapi/v1/options")
            samplers = _named(self.client.get("/sdapi/v1/samplers"))
            upscalers = self._upscalers()
            embeddings = self._embeddings()
        except EngineError as error:
            return before._replace(status=Status(False, said_by(error)))
        checkpoint = options.get("sd_model_checkpoint") if isinstance(options, dict) else None
        name = one_line(checkpoint) if isinstance(checkpoint, str) else ""
        message = Message(
            "Draws through the WebUI at {url}, with {model}."
            if name
            else "Draws through the WebUI at {url}, which has loaded no model yet.",
            url=self.client.url,
            model=name,
        )
        status = Status(True, message, name)
        return _Known(status, samplers or before.samplers, upscalers, embeddings)

    def _upscalers(self) -> tuple[str, ...]:
        """Those of the latents, then those of pictures; none where a WebUI does not tell them."""
        try:
            latent = self.client.get("/sdapi/v1/latent-upscale-modes")
            return (*_named(latent), *_named(self.client.get("/sdapi/v1/upscalers")))
        except HttpError:
            return ()

    def _embeddings(self) -> tuple[tuple[str, int], ...]:
        """Those that are loaded; none where a WebUI does not tell them."""
        try:
            answer = self.client.get("/sdapi/v1/embeddings")
        except HttpError:
            return ()
        loaded = answer.get("loaded") if isinstance(answer, dict) else None
        found = loaded.items() if isinstance(loaded, dict) else ()
        return tuple(sorted((name, _vectors(each)) for name, each in found))

    def draw(self, job: DrawJob, on_progress: OnProgress, cancelled: Event) -> Iterator[Picture]:
        """See ``Engine.draw``."""
        scripts = self._scripts(_tab(job))
        for batch in job.batches():
            stop_if(cancelled, batch.start, job.pictures)
            body = self._body(job, batch, scripts)
            answer = self._watched(job, batch, body, on_progress, cancelled)
            yield from _pictures(job, batch, answer)
            on_progress(Progress(job.all_steps, job.all_steps, batch.stop, job.pictures))

    def _scripts(self, tab: str) -> dict[str, Any]:
        """Our script there, switched off; nothing where it is not installed."""
        try:
            listed = self.client.get("/sdapi/v1/scripts")
        except HttpError:
            return {}
        names = listed.get(tab) if isinstance(listed, dict) else None
        found = any(str(name).lower() == _SCRIPT.lower() for name in _list(names))
        return {_SCRIPT: {"args": [{"enabled": False}]}} if found else {}

    def _body(self, job: DrawJob, batch: range, scripts: dict[str, Any]) -> dict[str, Any]:
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
            **_second(job),
            **_draft(job),
            "force_task_id": f"task(animagine-{uuid.uuid4().hex[:12]})",
        }

    def _watched(
        self,
        job: DrawJob,
        batch: range,
        body: dict[str, Any],
        on_progress: OnProgress,
        cancelled: Event,
    ) -> dict[str, Any]:
        """Have a batch drawn, telling how far it is; stops it there when it is to stop."""
        answers: SimpleQueue[dict[str, Any] | EngineError] = SimpleQueue()
        limits, abandoned = _limits(job, len(batch)), Event()

        def hand_over() -> None:
            try:
                answer = self.client.post(f"/sdapi/v1/{_tab(job)}", body, limits, abandoned)
                answers.put(answer if isinstance(answer, dict) else {})
            except EngineError as error:
                answers.put(error)

        Thread(target=hand_over, name="animagine-webui", daemon=True).start()
        try:
            return self._taken(job, batch, body["force_task_id"], answers, on_progress, cancelled)
        finally:
            abandoned.set()

    def _taken(
        self,
        job: DrawJob,
        batch: range,
        task: str,
        answers: SimpleQueue[dict[str, Any] | EngineError],
        on_progress: OnProgress,
        cancelled: Event,
    ) -> dict[str, Any]:
        """The answer when it comes; until then the progress is told."""
        stopped_at = 0.0
        while True:
            try:
                answer = answers.get(timeout=POLL)
            except Empty:
                ours = self._is_drawn_now(task)
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

    def _progress(self, job: DrawJob, batch: range, ours: bool) -> Progress:
        """How far it is; a WebUI that is too busy to say so may still send the picture."""
        told: Any = None
        if ours:
            with suppress(EngineError):
                told = self.client.get("/sdapi/v1/progress", PREVIEW)
        if not isinstance(told, dict):
            message = Message("waiting for the WebUI")
            return Progress(0, job.all_steps, batch.start, job.pictures, message=message)
        state = told.get("state")
        step = state.get("sampling_step") if isinstance(state, dict) else 0
        step = max(0, min(step, job.first_steps)) if isinstance(step, int) else 0
        if job.second is not None and isinstance(state, dict) and state.get("job_no"):
            step += job.first_steps  # it counts each pass by itself
        preview = _decoded(told.get("current_image"))
        return Progress(step, job.all_steps, batch.start, job.pictures, preview)


def _second(job: DrawJob) -> dict[str, Any]:
    """The second pass; nothing where there is none."""
    if job.second is None:
        return {}
    return {
        "enable_hr": True,
        "hr_scale": job.second.scale,
        "hr_upscaler": job.second.upscaler,
        "hr_second_pass_steps": job.second.steps,
        "denoising_strength": job.second.strength,
    }


def _tab(job: DrawJob) -> str:
    """The WebUI's tab that draws it."""
    return "txt2img" if job.draft is None else "img2img"


def _draft(job: DrawJob) -> dict[str, Any]:
    """The picture that is begun with, of the size that is drawn; nothing where there is none."""
    if job.draft is None:
        return {}
    return {
        "init_images": [base64.b64encode(png_of(job.draft.image)).decode()],
        "resize_mode": 0,
        "denoising_strength": job.draft.strength,
        **_mask(job.draft.mask),
    }


def _mask(mask: Mask | None) -> dict[str, Any]:
    if mask is None:
        return {}
    return {
        "mask": base64.b64encode(png_of(mask.image)).decode(),
        "mask_blur": mask.blur,
        "inpainting_fill": _FILLS[mask.content],
        "inpaint_full_res": False,
        "inpainting_mask_invert": 0,
    }


def _limits(job: DrawJob, pictures: int) -> Limits:
    """Room for that many pictures and a grid of them, drawn larger than asked for at that."""
    picture = job.size[0] * job.size[1] * _BYTES_PER_PIXEL + _BYTES_PER_PICTURE
    return Limits(min(MAX_DRAWN, (pictures + 1) * picture), DRAWING_SECONDS)


def _named(listed: object) -> tuple[str, ...]:
    names = [each.get("name") for each in _list(listed) if isinstance(each, dict)]
    return tuple(one_line(name) for name in names if isinstance(name, str) and name.strip())


def _vectors(told: object) -> int:
    """How many vectors an embedding has; one where it is not told."""
    found = told.get("vectors") if isinstance(told, dict) else None
    return found if isinstance(found, int) and 0 < found <= _MOST_VECTORS else 1


def _list(value: object) -> list[Any]:
    """A list as it came, empty where it is something else."""
    return value if isinstance(value, list) else []


def _decoded(text: object) -> bytes | None:
    """Base64, perhaps as a data address; None where it is none."""
    if not isinstance(text, str) or not text:
        return None
    try:
        return base64.b64decode(text.rpartition(",")[2], validate=True)
    except ValueError:
        return None


def _pictures(job: DrawJob, batch: range, answer: Mapping[str, Any]) -> Iterator[Picture]:
    """The pictures of an answer, with our keys in their infotext."""
    info = _info(answer)
    first = info.get("index_of_first_image")  # before it stands a grid
    first = first if isinstance(first, int) and first > 0 else 0
    images = _list(answer.get("images"))[first:]
    texts, seeds = _list(info.get("infotexts"))[first:], _list(info.get("all_seeds"))
    if len(images) < len(batch):
        raise EngineError(
            Message(
                "The WebUI sent {count} of {wanted} pictures. Check its log.",
                count=len(images),
                wanted=len(batch),
            )
        )
    for n, picture in enumerate(batch):
        image = _decoded(images[n])
        if image is None:
            raise EngineError(_NO_PICTURE)
        told = texts[n] if n < len(texts) and isinstance(texts[n], str) else ""
        text = with_entries(told, job.entries)
        seed = _seed(seeds[n] if n < len(seeds) else None, job.seed_of(picture))
        yield Picture(_as_png(image, text), text, seed)


def _seed(told: object, asked: int) -> int:
    return told if type(told) is int and 0 <= told <= MAX_SEED else asked


def _info(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the WebUI says of its pictures: JSON inside JSON."""
    try:
        found = json.loads(answer.get("info") or "{}")
    except (TypeError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _as_png(image: bytes, text: str) -> bytes:
    """A picture with its infotext; a WebUI may be set to send JPEG or WebP.

    Raises:
        EngineError: it is none.
    """
    try:
        return with_text(image, text)
    except NotPng:
        pass
    try:
        found = read(io.BytesIO(image))  # refuses what would not fit into memory
        return _converted(image, text) if found.kind in ("JPEG", "WebP") else with_text(image, text)
    except (PictureError, NotPng):
        raise EngineError(_NO_PICTURE) from None


def _converted(image: bytes, text: str) -> bytes:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(image), formats=("JPEG", "WEBP")) as opened:
            return png(opened.convert("RGB"), text)
    except Exception as error:  # Pillow's readers raise whatever a damaged file leads them to
        raise EngineError(_NO_PICTURE) from error
