"""The words that a LoRA was trained on, as the file itself says: they are never “corrected”.

From the header's metadata, whose keys are those of kohya's trainer and of the modelspec standard:

* ``modelspec.trigger_phrase``: words separated by commas
* ``ss_tag_frequency``: ``{"10_folder": {"tag": count, …}, …}``; where there were no captions, the
  folder's name behind the number of repeats is the trigger
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from sd_animagine.files.safetensors_header import HeaderError, read_header
from sd_animagine.syntax.lexer import network_names

MOST: Final = 2000
"""Words that are kept of one file, the most frequent ones."""
_LONGEST: Final = 200
_REPEATS = re.compile(r"\A\d+_")


def words_in(metadata: Mapping[str, str]) -> list[str]:
    """The words, trigger phrase first, then the most frequent."""
    phrase = [word.strip() for word in metadata.get("modelspec.trigger_phrase", "").split(",")]
    counts: Counter[str] = Counter()
    for folder, tags in _tag_frequency(metadata).items():
        counts[_REPEATS.sub("", folder).strip()] += 1
        if isinstance(tags, dict):
            for tag, count in tags.items():
                counts[tag.strip()] += count if isinstance(count, int) else 1
    words = dict.fromkeys([*phrase, *(word for word, _ in counts.most_common(MOST))])
    return [word for word in words if 0 < len(word) <= _LONGEST][:MOST]


def _tag_frequency(metadata: Mapping[str, str]) -> dict[str, object]:
    try:
        found = json.loads(metadata.get("ss_tag_frequency", "{}"))
    except (ValueError, RecursionError):  # somebody else's notes under this key
        return {}
    return found if isinstance(found, dict) else {}


def words_for(
    texts: Iterable[str], file_of: Callable[[str], Path | None], known: Container[str]
) -> frozenset[str]:
    """Return the words of the LoRAs in these texts, but only those that no list knows.

    A LoRA was trained on ``long hair`` too, but that stays a tag like any other.

    Args:
        texts: prompts.
        file_of: gives the file of a LoRA's name.
        known: the names of the tag lists.
    """
    names = {name for text in texts for name in network_names(text, ("lora", "lyco"))}
    files = [file for name in sorted(names) if (file := file_of(name)) is not None]
    return frozenset(word for file in files for word in words_of(file) if word not in known)


def words_of(path: Path) -> frozenset[str]:
    """The words that a LoRA's file names; none if it names none or is no safetensors file."""
    try:
        status = path.stat()
    except OSError:
        return frozenset()
    return _words_of(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=64)
def _words_of(path: Path, _changed: int, _size: int) -> frozenset[str]:
    try:
        return frozenset(words_in(read_header(path).metadata))
    except (HeaderError, OSError):
        return frozenset()
