"""Small safetensors files to try things on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

TENSOR = {"dtype": "F16", "shape": [2, 3], "data_offsets": [0, 12]}


def written(path: Path, entries: object, data: bytes = b"\0" * 12) -> Path:
    """A file with this header."""
    raw = json.dumps(entries).encode()
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(len(raw).to_bytes(8, "little") + raw + data)
    return path


def lora(
    path: Path, tensors: Mapping[str, object] = MappingProxyType({"up": TENSOR}), **metadata: object
) -> Path:
    """A LoRA with this metadata; what is no text becomes JSON, as trainers write it."""
    texts = {k: v if isinstance(v, str) else json.dumps(v) for k, v in metadata.items()}
    return written(path, {"__metadata__": texts, **tensors}, b"\0" * 12 * len(tensors))
