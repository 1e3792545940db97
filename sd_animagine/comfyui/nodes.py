"""The nodes by their names: the first ones stand in workflows, and stay as they are for ever."""

from __future__ import annotations

import re
from typing import Final

from sd_animagine.comfyui.encode import AnimagineEncode
from sd_animagine.comfyui.prompt import AnimaginePrompt
from sd_animagine.comfyui.read_picture import AnimagineReadPicture
from sd_animagine.comfyui.save import AnimagineSave
from sd_animagine.comfyui.settings import AnimagineSettings

_NODES: Final = (
    *(AnimaginePrompt, AnimagineEncode, AnimagineSettings),
    *(AnimagineReadPicture, AnimagineSave),
)
CLASSES: Final[dict[str, type]] = {each.__name__: each for each in _NODES}
NAMES: Final = {name: re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name) for name in CLASSES}
