"""A folder of upscalers: networks that make a picture larger, by the names of their files."""

from __future__ import annotations

from sd_animagine.files.folder import NamedFiles


class Upscalers(NamedFiles):
    """The files of a folder and the folders in it."""

    endings = (".safetensors", ".pth")
