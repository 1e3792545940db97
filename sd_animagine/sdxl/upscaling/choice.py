"""Upscalers of the second pass by A1111's names, and what they make of latents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sd_animagine.files.upscalers import Upscalers
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.loading import Model
from sd_animagine.sdxl.pixels import decoded, encoded
from sd_animagine.sdxl.sampling import latent_shape
from sd_animagine.sdxl.upscaling.network import Network, loaded
from sd_animagine.values import must_be
from sd_animagine.words import Message

if TYPE_CHECKING:
    from PIL.Image import Image


class _Latent(NamedTuple):
    mode: str
    antialias: bool = False


_LATENT: Final = {
    "Latent": _Latent("bilinear"),
    "Latent (antialiased)": _Latent("bilinear", antialias=True),
    "Latent (bicubic)": _Latent("bicubic"),
    "Latent (bicubic antialiased)": _Latent("bicubic", antialias=True),
    "Latent (nearest)": _Latent("nearest"),
    "Latent (nearest-exact)": _Latent("nearest-exact"),
}
_PIXELS: Final = {"Lanczos": "LANCZOS", "Nearest": "NEAREST"}
"""Pillow's names."""
UPSCALERS: Final = (*_LATENT, *_PIXELS)
"""Those that need no file."""
_TIMES: Final = 3
"""A network is run so often, at most, to reach a size."""


def names(files: Upscalers) -> tuple[str, ...]:
    """Return all names: those that need no file, then the files."""
    return (*UPSCALERS, *(name for name in files.names() if name not in UPSCALERS))


def file_of(upscaler: str, files: Upscalers) -> Path | None:
    """Return the file of an upscaler; None for one that needs none.

    Raises:
        EngineError: there is none of this name; it says which there are.
    """
    if upscaler in UPSCALERS:
        return None
    found = files.files()
    if upscaler not in found:
        allowed = Message("one of {choices}", choices=", ".join((*UPSCALERS, *list(found)[:50])))
        raise EngineError(must_be("hires_upscaler", upscaler, allowed))
    return found[upscaler]


class Networks:
    """Loads the networks of files, and keeps the latest: most draw with one."""

    def __init__(self) -> None:
        self._kept: tuple[object, Network] | None = None

    def of(self, path: Path, device: Any) -> Network:
        """Return the network of a file as it is now. Raises EngineError, see ``loaded``."""
        try:
            status = path.stat()
        except OSError:
            return loaded(path, device)  # which says what is wrong
        key = path, status.st_mtime_ns, status.st_size, device
        if self._kept is None or self._kept[0] != key:
            self._kept = None  # so that never two are held
            self._kept = key, loaded(path, device)
        return self._kept[1]


class Enlarging(NamedTuple):
    """How the pictures of a job become larger before they are drawn anew in part."""

    upscaler: str
    network: Network | None = None
    """Of its file, if it has one."""

    def latents(
        self, model: Model, latents: Any, size: tuple[int, int], pause: Callable[[], None]
    ) -> Any:
        """Return the latents of larger pictures.

        Args:
            model: encodes what was enlarged as a picture.
            latents: of the first pass.
            size: in pixels.
            pause: called now and then; may raise.
        """
        import torch

        if self.upscaler in _LATENT:
            _, *shape = latent_shape(model, *size)
            mode, antialias = _LATENT[self.upscaler]
            return torch.nn.functional.interpolate(
                latents, size=shape, mode=mode, antialias=antialias
            )
        larger = [self.picture(each, size, pause) for each in decoded(model, latents)]
        return encoded(model, larger)

    def picture(self, image: Image, size: tuple[int, int], pause: Callable[[], None]) -> Image:
        """Return a larger picture; a network is run until it is as large, then it is fitted."""
        from PIL import Image as Images

        if self.network is None:
            return image.resize(size, Images.Resampling[_PIXELS[self.upscaler]])
        for _ in range(_TIMES):
            if image.width >= size[0] and image.height >= size[1]:
                break
            image = self.network.enlarged(image, pause)
        return image.resize(size, Images.Resampling.LANCZOS)
