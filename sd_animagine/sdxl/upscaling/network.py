"""Files of upscalers: networks that make a picture larger, read and built by spandrel.

Only weights are read: a .safetensors file is nothing else, and of a .pth file torch takes nothing
else. Which network it is, tell the names and shapes of its tensors.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sd_animagine.files.regular import open_regular
from sd_animagine.files.safetensors_header import HeaderError, read_header
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.words import Message

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST: Final = 1024**3
"""Bytes of a file; most have 5 to 200 MB."""
TILE: Final = 256
"""Pixels of a side of what is enlarged at once: a whole picture takes too much memory."""
OVERLAP: Final = 16
"""Pixels around it that are enlarged too and thrown away, so that no seam is seen."""
NEEDED: Final = "spandrel>=0.4.2,<1"
"""The same as the extra ``upscalers`` in pyproject.toml."""
_RGB: Final = 3


class Network(NamedTuple):
    """A network that is loaded."""

    file: str
    scale: int
    """Pixels that come of one, each way."""
    tiles: bool
    """May a picture be enlarged piece by piece?"""
    run: Callable[[Any], Any]
    """Values from 0 to 1, one picture, colours first."""
    device: Any

    def enlarged(self, image: Image, pause: Callable[[], None]) -> Image:
        """Return a picture as many times as large as the network makes it.

        Args:
            image: any picture.
            pause: called before each piece; may raise.

        Raises:
            EngineError: the network makes no picture.
        """
        import torch
        from PIL import Image as Images

        raw = torch.frombuffer(bytearray(image.convert("RGB").tobytes()), dtype=torch.uint8)
        values = raw.reshape(image.height, image.width, _RGB).permute(2, 0, 1)
        scale, side = self.scale, TILE if self.tiles else max(image.size)
        made = torch.empty((_RGB, image.height * scale, image.width * scale), dtype=torch.uint8)
        for top in range(0, image.height, side):
            for left in range(0, image.width, side):
                pause()
                bottom, right = min(top + side, image.height), min(left + side, image.width)
                first, start = max(top - OVERLAP, 0), max(left - OVERLAP, 0)
                piece = values[:, first : bottom + OVERLAP, start : right + OVERLAP]
                larger = self._piece(piece)
                y, x = (top - first) * scale, (left - start) * scale
                height, width = (bottom - top) * scale, (right - left) * scale
                made[:, top * scale : bottom * scale, left * scale : right * scale] = larger[
                    :, y : y + height, x : x + width
                ]
        return Images.fromarray(made.permute(1, 2, 0).numpy())

    def _piece(self, values: Any) -> Any:
        import torch

        with torch.inference_mode():
            larger = self.run((values.to(self.device).float() / 255).unsqueeze(0))[0]
        if not bool(torch.isfinite(larger).all()):
            raise EngineError(
                Message("{file} makes no picture. Use another upscaler.", file=self.file)
            )
        return (larger * 255).round().clamp(0, 255).to(torch.uint8).cpu()


def loaded(path: Path, device: Any) -> Network:
    """Return the network of a file.

    Raises:
        EngineError: it is no upscaler, or cannot be read; names the file.
    """
    spandrel = _spandrel(path)
    tensors = _tensors(path)
    try:
        found = spandrel.ModelLoader("cpu").load_from_state_dict(
            spandrel.canonicalize_state_dict(tensors)
        )
    except spandrel.UnsupportedModelError:
        raise EngineError(_no_upscaler(path)) from None
    except Exception as error:  # it takes the file apart by the names in it, which may be any
        raise EngineError(_unreadable(path, error)) from None
    if not isinstance(found, spandrel.ImageModelDescriptor) or found.scale < 2:
        raise EngineError(_no_upscaler(path))
    if (found.input_channels, found.output_channels) != (_RGB, _RGB):
        raise EngineError(_no_upscaler(path))
    found.to(device).eval()
    tiles = found.tiling is spandrel.ModelTiling.SUPPORTED
    return Network(path.name, found.scale, tiles, found, device)


def _spandrel(path: Path) -> Any:
    try:
        import spandrel
    except ImportError:
        raise EngineError(
            Message(
                "{file} needs spandrel. Install it with “{command}”, or use another upscaler.",
                file=path.name,
                command=f'python -m pip install "{NEEDED}"',
            )
        ) from None
    except RuntimeError as error:  # torchvision, which it needs, is for another torch
        raise EngineError(
            Message(
                "{file} needs spandrel, which cannot be loaded here ({cause}). "
                "Install the torchvision that belongs to this torch.",
                file=path.name,
                cause=str(error)[:200],
            )
        ) from None
    return spandrel


def _tensors(path: Path) -> Any:
    """The tensors of a file, by name; nothing in it is run."""
    import torch
    from safetensors.torch import load

    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise EngineError(
                Message(
                    "{file} has over {most} GB, the most allowed. Use another upscaler.",
                    file=path.name,
                    most=LARGEST // 1024**3,
                )
            )
        if path.suffix.lower() == ".safetensors":
            read_header(path)
            with open_regular(path) as file:
                return load(file.read(LARGEST))
        with open_regular(path) as file:
            return torch.load(file, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        raise EngineError(
            Message(
                "{file} holds more than weights, so it is not opened. "
                "Use it as .safetensors, or use another upscaler.",
                file=path.name,
            )
        ) from None
    except (HeaderError, OSError, RuntimeError, ValueError, EOFError, KeyError) as error:
        raise EngineError(_unreadable(path, error)) from None


def _no_upscaler(path: Path) -> Message:
    return Message("{file} is no upscaler for pictures. Choose another file.", file=path.name)


def _unreadable(path: Path, error: Exception) -> Message:
    return Message(
        "{file} cannot be read as an upscaler ({cause}). Choose another file.",
        file=path.name,
        cause=f"{type(error).__name__}: {error}"[:200],
    )
