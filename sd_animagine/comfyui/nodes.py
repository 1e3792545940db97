"""The nodes by their names: the first ones stand in workflows, and stay as they are for ever."""

from __future__ import annotations

from typing import Final

from sd_animagine.comfyui.encode import AnimagineEncode
from sd_animagine.comfyui.prompt import AnimaginePrompt
from sd_animagine.comfyui.settings import AnimagineSettings

CLASSES: Final[dict[str, type]] = {
    each.__name__: each for each in (AnimaginePrompt, AnimagineEncode, AnimagineSettings)
}
NAMES: Final = {name: name.replace("Animagine", "Animagine ") for name in CLASSES}
