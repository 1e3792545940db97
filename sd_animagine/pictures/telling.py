"""What pictures tell, for the command line: an object a file, as text or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sd_animagine.pictures.containers.base import PictureError
from sd_animagine.pictures.read_back import nothing_told, read_picture

_SETTINGS: Final = ("width", "height", "steps", "cfg_scale", "sampler_name", "seed")


def told(path: Path) -> dict[str, Any]:
    """Return what a picture file tells; ``error`` says why where it tells nothing."""
    try:
        _, found = read_picture(path)
    except PictureError as error:
        return {"file": str(path), "error": str(error)}
    if not found.tool:
        return {"file": str(path), "error": nothing_told(found)}
    return {
        "file": str(path),
        "tool": found.tool,
        "prompt": found.prompt or "",
        "negative_prompt": found.negative_prompt or "",
        **{name: getattr(found, name) for name in _SETTINGS},
        "model": found.model,
        "left_out": list(found.left_out),
    }


def as_lines(found: Sequence[Mapping[str, Any]], form: str) -> str:
    """Return it as ``text``, as ``json`` (a list) or as ``jsonl`` (an object a line)."""
    if form == "json":
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    if form == "jsonl":
        return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in found)
    return "\n".join(_as_text(each) for each in found)


def _as_text(each: Mapping[str, Any]) -> str:
    kept = {key: value for key, value in each.items() if value not in (None, "", [])}
    lines = (
        f"{key}: {'; '.join(value) if isinstance(value, list) else value}"
        for key, value in kept.items()
    )
    return "\n".join(lines) + "\n"
