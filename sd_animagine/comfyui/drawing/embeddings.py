"""ComfyUI's embeddings, under the names that A1111 and ComfyUI give them in a prompt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from sd_animagine.comfyui.drawing.encoders import ClipEncoders
from sd_animagine.tokens import CHUNK
from sd_animagine.words import Message

_MARK: Final = "embedding:"
"""What ComfyUI wants in front of a name."""


class Found(NamedTuple):
    """The embeddings that some texts name."""

    vectors: dict[str, dict[str, list[Any]]]
    """See ``encoders.Vectors``."""
    left_out: list[Message]
    """Why some are words like others."""

    @property
    def sizes(self) -> tuple[tuple[str, int], ...]:
        """Name, and how many vectors it has; see ``tokens.Encoder``."""
        return tuple((name, len(each["l"])) for name, each in self.vectors.items())


def files() -> list[str]:
    """Return the embeddings that ComfyUI lists, by their path in its folders."""
    import folder_paths

    return [name.replace("\\", "/") for name in folder_paths.get_filename_list("embeddings")]


def names() -> frozenset[str]:
    """Return the names that A1111 gives them."""
    return frozenset(PurePosixPath(file).stem for file in files())


def embeddings_in(texts: Iterable[str], encoders: ClipEncoders) -> Found:
    """Return the embeddings that texts name, read by ComfyUI."""
    found = Found({}, [])
    read = "\n".join(texts).casefold()
    for file in files():
        path = file.rpartition(".")[0] or file
        stem = PurePosixPath(path).name
        if stem.casefold() not in read:
            continue
        vectors = {name: list(_vectors(encoders.clip, file, name)) for name in ("l", "g")}
        if _fits(vectors, encoders.widths()):
            for name in dict.fromkeys((stem, *(f"{_MARK}{each}" for each in (stem, path, file)))):
                found.vectors[name] = vectors
        else:
            found.left_out.append(
                Message(
                    "The embedding {name} is not for SDXL, so its name is read as words. "
                    "Take it out of the prompt.",
                    name=stem,
                )
            )
    return found


def _vectors(clip: Any, file: str, encoder: str) -> Iterator[Any]:
    """What ComfyUI puts in place of an embedding's name: its vectors among the numbers."""
    for chunk in clip.tokenize(f"{_MARK}{file}")[encoder]:
        for token, *_ in chunk:
            if hasattr(token, "shape"):
                yield token


def _fits(vectors: dict[str, list[Any]], widths: dict[str, int]) -> bool:
    one, other = len(vectors["l"]), len(vectors["g"])
    right = all(
        each.shape[-1] == widths[name] for name, several in vectors.items() for each in several
    )
    return 0 < one == other <= CHUNK and right
