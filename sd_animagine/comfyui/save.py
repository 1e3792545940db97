"""The node Animagine Save: pictures with A1111's infotext and with ComfyUI's workflow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from sd_animagine.comfyui.node import CATEGORY, NodeError, shown
from sd_animagine.comfyui.record import record_of, unknown
from sd_animagine.words import Message


class AnimagineSave:
    """See the module."""

    CATEGORY = CATEGORY
    DESCRIPTION = (
        "Saves pictures as PNG with what made them, as AUTOMATIC1111 and many websites read it, "
        "and with the workflow."
    )
    SEARCH_ALIASES: Final = ("save image", "a1111", "infotext", "metadata", "civitai")
    RETURN_TYPES = ()
    FUNCTION = "run"
    OUTPUT_NODE = True

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:
        """Return the inputs, as ComfyUI asks for them."""
        return {
            "required": {
                "images": ("IMAGE", {"tooltip": "The pictures to save."}),
                "filename_prefix": (
                    "STRING",
                    {
                        "default": "Animagine",
                        "tooltip": "Begins each file's name; as in Save Image it may name "
                        "folders and hold %date:yyyy-MM-dd%.",
                    },
                ),
            },
            "hidden": {
                "graph": "PROMPT",
                "extra_pnginfo": "EXTRA_PNGINFO",
                "unique_id": "UNIQUE_ID",
            },
        }

    def run(
        self,
        images: Any,
        filename_prefix: str,
        graph: Any = None,
        extra_pnginfo: Any = None,
        unique_id: Any = None,
    ) -> dict[str, Any]:
        """Save the pictures; return what ComfyUI shows of them."""
        import folder_paths

        folder = folder_paths.get_output_directory()
        height, width = images[0].shape[:2]
        try:
            place, name, counter, subfolder, _ = folder_paths.get_save_image_path(
                filename_prefix, folder, width, height
            )
        except Exception:  # ComfyUI tells its log what is wrong with a name
            raise NodeError(
                Message(
                    "{name} is outside of the output folder. Choose another beginning.",
                    name=filename_prefix,
                )
            ) from None
        record = record_of(graph, str(unique_id))
        known = [record.infotext(n, len(images)) for n in range(len(images))]
        saved = []
        for number, (image, text) in enumerate(zip(images, known, strict=True)):
            batch_name = name.replace("%batch_num%", str(number))
            file = f"{batch_name}_{counter + number:05}_.png"
            _save(image, Path(place) / file, text, graph, extra_pnginfo)
            saved.append({"filename": file, "subfolder": subfolder, "type": "output"})
        said = [] if all(known) else [unknown()]
        return {"ui": {"images": saved, "text": shown(said)}}


def _save(image: Any, path: Path, text: str, graph: Any, extra: Any) -> None:
    import numpy as np
    from PIL import Image

    pixels = np.clip(255.0 * image.cpu().numpy(), 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(path, pnginfo=_texts(text, graph, extra), compress_level=4)


def _texts(text: str, graph: Any, extra: Any) -> Any:
    """What the file says; nothing where the operator wants it so."""
    from comfy.cli_args import args
    from PIL.PngImagePlugin import PngInfo

    if args.disable_metadata:
        return None
    found = PngInfo()
    if text:
        found.add_text("parameters", text)
    if graph is not None:
        found.add_text("prompt", json.dumps(graph))
    for key, value in (extra or {}).items():
        found.add_text(key, json.dumps(value))
    return found
