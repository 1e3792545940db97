"""The node Animagine Read Picture: what a picture was made with, to draw another one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sd_animagine.comfyui.node import CATEGORY, NodeError, shown
from sd_animagine.model import CFG_RECOMMENDED, STEPS_RECOMMENDED
from sd_animagine.pictures.containers.base import PictureError
from sd_animagine.pictures.read_back import nothing_told, read_picture
from sd_animagine.words import Message

_KINDS: Final = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif")


class AnimagineReadPicture:
    """See the module."""

    CATEGORY = CATEGORY
    DESCRIPTION = (
        "Reads prompt and settings of a picture that a WebUI, ComfyUI, NovelAI, InvokeAI, Fooocus "
        "or another program has saved. The prompts are A1111's, as Animagine Prompt takes them."
    )
    SEARCH_ALIASES: Final = ("metadata", "png info", "infotext", "read prompt")
    RETURN_TYPES = ("STRING", "STRING", "INT", "INT", "INT", "FLOAT", "INT", "STRING")
    RETURN_NAMES = ("prompt", "negative", "width", "height", "steps", "cfg", "seed", "report")
    FUNCTION = "run"

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:
        """Return the inputs, as ComfyUI asks for them: the pictures in its input folder."""
        import folder_paths

        folder = Path(folder_paths.get_input_directory())
        names = sorted(file.name for file in folder.iterdir() if file.suffix.lower() in _KINDS)
        return {"required": {"image": (names, {"image_upload": True})}}

    @classmethod
    def VALIDATE_INPUTS(cls, image: Any) -> Any:
        """Return whether there is such a picture, else what is wrong."""
        import folder_paths

        if isinstance(image, str) and folder_paths.exists_annotated_filepath(image):
            return True
        return str(
            Message("There is no picture {name} in the input folder. Choose another.", name=image)
        )

    @classmethod
    def IS_CHANGED(cls, image: str) -> str:
        """Return what changes with the file."""
        state = _path(image).stat()
        return f"{state.st_size} {state.st_mtime_ns}"

    def run(self, image: str) -> dict[str, Any]:
        """Return the outputs, and what the node says."""
        try:
            picture, found = read_picture(_path(image))
        except PictureError as error:
            raise NodeError(error.args[0]) from None
        if not found.tool:
            raise NodeError(nothing_told(found))
        facts = {
            "width": (found.width, picture.width),
            "height": (found.height, picture.height),
            "steps": (found.steps, STEPS_RECOMMENDED),
            "cfg": (found.cfg_scale, CFG_RECOMMENDED),
            "seed": (found.seed, 0),
        }
        report: list[str] = [Message("It was made with {tool}.", tool=found.tool)]
        for name, (told, instead) in facts.items():
            if told is None:
                report.append(
                    Message(
                        "The picture does not tell {name}: {value} is taken.",
                        name=name,
                        value=instead,
                    )
                )
        report += found.left_out
        numbers = (instead if told is None else told for told, instead in facts.values())
        texts = (found.prompt or "", found.negative_prompt or "")
        return {
            "ui": {"text": shown([*texts, *report])},
            "result": (*texts, *numbers, "\n".join(report)),
        }


def _path(image: str) -> Path:
    import folder_paths

    return Path(folder_paths.get_annotated_filepath(image))
