"""A model of the hub: where it lies on this machine, and how it gets there.

Only what drawing takes is fetched: a repository often holds the same weights three times.

Where there is no network the hub's library asks again and again, for half a minute, and then speaks
of an error above. So the first question is asked here, once, and not waited for longer than a
person would.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final, NamedTuple

from sd_animagine.sdxl.errors import EngineError
from sd_animagine.words import Message

PATIENCE: Final = 2.5
"""Seconds that the first question may take, in all."""
_TELL_EVERY: Final = 1.0
"""Seconds between two words on how far it is."""
_PLAIN: Final = re.compile(
    r"model_index\.json|scheduler/[\w.\-]+\.json|(?:unet|vae|text_encoder|text_encoder_2)/"
    r"(?:config\.json|(?:model|diffusion_pytorch_model)(?:-\d+-of-\d+)?\.safetensors(?:\.index\.json)?)"
)
"""What drawing takes of a repository; neither halves nor other formats of the same weights."""
_PARTS: Final = ("unet", "vae", "text_encoder", "text_encoder_2")


class File(NamedTuple):
    """One that is to be fetched."""

    name: str
    size: int


class Fetched(NamedTuple):
    """How far it is."""

    done: int
    total: int
    """Bytes."""
    left: float | None
    """Seconds; None where nobody can say yet."""

    def sentence(self) -> str:
        """Return it in words."""
        done, total = self.done // 1_000_000, self.total // 1_000_000
        if self.left is None:
            return Message(
                "downloading the model: {done:,} of {total:,} MB", done=done, total=total
            )
        return Message(
            "downloading the model: {done:,} of {total:,} MB, {minutes} min left"
            if self.left >= 60
            else "downloading the model: {done:,} of {total:,} MB, {seconds} s left",
            done=done,
            total=total,
            minutes=round(self.left / 60),
            seconds=round(self.left),
        )


Tell = Callable[[Fetched], None]


def here(hub_id: str) -> Path | None:
    """Return the folder of a model that lies on this machine whole. Asks nobody."""
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(hub_id, "model_index.json")
    if not isinstance(found, str):
        return None
    folder = Path(found).parent
    whole = all(_is_whole(folder / part) for part in _PARTS)
    return folder if whole else None


def _is_whole(folder: Path) -> bool:
    return (folder / "config.json").is_file() and any(folder.glob("*.safetensors"))


def fetch(hub_id: str, tell: Tell = lambda _: None) -> Path:
    """Fetch a model, or what is missing of it, and return its folder.

    Args:
        hub_id: such as ``cagliostrolab/animagine-xl-4.0``.
        tell: is told how far it is, at least once a file; what it raises ends it.

    Raises:
        EngineError: there is no such model, or no network; says what to do.
    """
    from huggingface_hub import hf_hub_download

    files = _listed(hub_id)
    counter = _Counter(sum(file.size for file in files), tell)
    folder = Path()
    for file in files:
        counter.begin()
        try:
            found = hf_hub_download(hub_id, file.name, endpoint=_site(), tqdm_class=counter.bar())
        except EngineError:
            raise
        except Exception as error:  # three libraries under it fail in their own ways
            raise EngineError(
                Message(
                    "The download of {model} was cut off at {done:,} MB. "
                    "What is there is kept; press Generate to go on.",
                    model=hub_id,
                    done=counter.done // 1_000_000,
                )
            ) from error
        counter.end(file.size)
        if file.name == "model_index.json":
            folder = Path(found).parent
    return folder


def _listed(hub_id: str) -> list[File]:
    """The files of a model that drawing takes, the smallest first."""
    answers: SimpleQueue[Any] = SimpleQueue()
    Thread(target=lambda: answers.put(_asked(hub_id)), daemon=True).start()  # a name may take long
    try:
        answer = answers.get(timeout=PATIENCE)
    except Empty:
        answer = None
    if answer is None:
        raise EngineError(
            Message(
                "{model} is not on this machine, and {site} cannot be reached. "
                "Connect to the network and try again, or start with --model and a file.",
                model=hub_id,
                site=_site().partition("://")[2],
            )
        )
    files = [File(each.rfilename, each.size or 0) for each in answer]
    files = sorted((file for file in files if _PLAIN.fullmatch(file.name)), key=lambda f: f.size)
    if "model_index.json" not in (file.name for file in files):
        raise EngineError(
            Message(
                "{site} has no diffusers model {model} that can be read. Check the name.",
                model=hub_id,
                site=_site().partition("://")[2],
            )
        )
    return files


def _asked(hub_id: str) -> list[Any] | None:
    """The files that the hub lists; none where it has no such model, None where it is silent."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    try:
        api = HfApi(endpoint=_site())
        return list(api.model_info(hub_id, files_metadata=True, timeout=PATIENCE).siblings or [])
    except HfHubHTTPError as error:
        return [] if error.response.status_code < 500 else None
    except Exception:  # no network fails in as many ways as there are layers below
        return None


def _site() -> str:
    return os.environ.get("HF_ENDPOINT", "").rstrip("/") or "https://huggingface.co"


class _Counter:
    """Counts bytes, of all files together."""

    def __init__(self, total: int, tell: Tell) -> None:
        self.done = 0
        self._total = total
        self._tell = tell
        self._before = 0
        self._come = 0
        """Bytes that came over the wire, and not from an earlier try."""
        self._began = self._told = time.monotonic()

    def begin(self) -> None:
        """Begin with the next file."""
        self._before = self.done
        self.tell()

    def end(self, size: int) -> None:
        """A file is complete, also one that was there already."""
        self.done = self._before + size

    def count(self, size: int, *, come: bool = True) -> None:
        """Count bytes of a file."""
        self.done += size
        self._come += size if come else 0
        if time.monotonic() - self._told >= _TELL_EVERY:
            self.tell()

    def tell(self) -> None:
        """Tell how far it is."""
        self._told = time.monotonic()
        seconds = self._told - self._began
        left = None
        if self._come and seconds >= _TELL_EVERY:
            left = max(0, self._total - self.done) * seconds / self._come
        self._tell(Fetched(self.done, self._total, left))

    def bar(self) -> type:
        """Return a class of bars that draw nothing and count here."""
        from huggingface_hub.utils import tqdm

        counter = self

        class Bar(tqdm):  # type: ignore[misc]
            def __init__(self, *values: Any, **named: Any) -> None:
                super().__init__(*values, **{**named, "disable": True})
                counter.count(int(named.get("initial") or 0), come=False)

            def update(self, n: float | None = 1) -> None:
                counter.count(int(n or 0))

        return Bar
