"""What lies in the host's folders: the user's own files, checkpoints, LoRAs, embeddings, lists."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

from sd_animagine.webui.host.modules import host_module
from sd_animagine.webui.host.protocols import CheckpointInfo, Embeddings, Network, Processing
from sd_animagine.webui.host.settings import host_option, start_flag

_EXTENSIONS = Path(__file__).parents[4]
"""Where the host has its extensions, ours among them."""
_WITH_TAGCOMPLETE: Final = ("*tagcomplete*", "*prompt-studio-neo*")
"""Extensions that bring it: Prompt Studio Neo is tagcomplete and prompt-all-in-one in one."""
_EMBEDDING_SUFFIXES: Final = frozenset(
    (".pt", ".bin", ".safetensors", ".png", ".webp", ".jxl", ".avif")
)
_LORA_SUFFIXES: Final = frozenset((".safetensors", ".pt", ".ckpt"))


class Checkpoint(NamedTuple):
    """The checkpoint that a request is drawn with, as far as the host knows it."""

    name: str
    """Its file's name, else what the request calls it."""
    path: Path | None
    sha256: str
    """As the host has it cached; empty where it never hashed the file."""


def checkpoint_of(p: Processing | None) -> Checkpoint:
    """The checkpoint of a request, without waiting for a model: Forge has none loaded at first.

    The request's own choice may be a hash (a pasted ``Model hash``); the host knows its file. It
    passes over a choice that it does not know, and takes its first file where nothing is left.
    """
    override = (getattr(p, "override_settings", None) or {}).get("sd_model_checkpoint")
    chosen = [override, host_option("sd_model_checkpoint", "")]
    models = host_module("sd_models")
    known: dict[Any, CheckpointInfo] = getattr(models, "checkpoint_aliases", {})
    files = [known[name] for name in chosen if name in known]
    files += getattr(models, "checkpoints_list", {}).values()
    if files:
        info = files[0]
        return Checkpoint(str(info.name), Path(info.filename), str(info.sha256 or ""))
    chosen.append(getattr(p, "sd_model_name", ""))
    name = next(filter(None, chosen), "")
    return Checkpoint(str(name), None, "")


def embedding_names() -> frozenset[str]:
    """Names of the textual inversions; Forge keeps no list of them outside the loaded model."""
    database = embeddings_of_hijack()
    if database is not None:
        return frozenset((*database.word_embeddings, *database.skipped_embeddings))
    return _stems(("embeddings_dir",), _EMBEDDING_SUFFIXES)


def embeddings_of_hijack() -> Embeddings | None:
    """The embeddings that AUTOMATIC1111 keeps beside its model; None in every Forge."""
    hijack = getattr(host_module("sd_hijack"), "model_hijack", None)
    found: Embeddings | None = getattr(hijack, "embedding_db", None)
    return found


def lora_names() -> frozenset[str]:
    """Names of the LoRAs' files, in all folders that the start-up flags name."""
    return _stems(("lora_dir", "lyco_dir", "lora_dirs"), _LORA_SUFFIXES)


def lora_file(name: str) -> Path | None:
    """The file of a LoRA as the host's own extension lists it, by name or alias."""
    networks = sys.modules.get("networks")
    for table in ("available_network_aliases", "available_networks"):
        entry: Network | None = (getattr(networks, table, None) or {}).get(name)
        if entry is not None:
            return Path(entry.filename)
    return None


def tagcomplete_list() -> Path | None:
    """The tag list that tagcomplete is set to, if it or what it is part of is installed."""
    chosen = str(host_option("tac_tagFile", "danbooru.csv") or "")
    disabled = host_option("disabled_extensions", ())
    for folder in sorted(chain.from_iterable(map(_EXTENSIONS.glob, _WITH_TAGCOMPLETE))):
        file = folder / "tags" / Path(chosen).name
        if folder.name not in disabled and file.suffix == ".csv" and file.is_file():
            return file
    return None


def data_folder() -> Path:
    """Where the user's own files live: ``--data-dir``, else the host's folder.

    SD.Next keeps the name in ``paths``.
    """
    homes = (getattr(host_module(name), "data_path", None) for name in ("paths_internal", "paths"))
    return Path(next(filter(None, homes), "."))


def _stems(flags: tuple[str, ...], suffixes: frozenset[str]) -> frozenset[str]:
    """Names of the files of a kind in the folders that start-up flags name."""
    folders = map(Path, chain.from_iterable(_folders(start_flag(flag)) for flag in flags))
    files = chain.from_iterable(map(_files_under, folders))
    return frozenset(file.stem for file in files if file.suffix.lower() in suffixes)


def _files_under(folder: Path) -> Iterator[Path]:
    """Its files and those of its folders, linked ones too, as hosts list them; each folder once."""
    seen: set[str] = set()
    for place, inner, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:
            inner.clear()
            continue
        seen.add(real)
        yield from (Path(place, name) for name in names)


def _folders(flag: Any) -> list[Any]:
    """The folders that a flag names: one, several (Forge Neo's ``--lora-dirs``), or none."""
    return list(flag) if isinstance(flag, (list, tuple)) else [flag] * bool(flag)
