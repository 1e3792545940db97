"""What this host knows besides tags: embeddings, LoRAs' trigger words, the user's words and lists.

Looked up anew for each request: files come and go, and the settings page can change. Whoever
compiles or checks a text in the host asks here for ``vocabulary`` and ``names_for``.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from pathlib import Path

from sd_animagine.files.triggers import words_of
from sd_animagine.vocabulary import Vocabulary, bundled, current, use_lists
from sd_animagine.webui.host import folders
from sd_animagine.webui.options import known_words, reads_tagcomplete, tag_list_paths

_LORA = re.compile(r"<(?:lora|lyco):([^:>]+)")
_LOG = logging.getLogger("animagine")


class _Used:
    """The files that the vocabulary was last asked to read."""

    paths: tuple[Path, ...] | None = None


def vocabulary() -> Vocabulary:
    """The tag lists, those of the settings page included."""
    paths = _paths()
    if paths != _Used.paths:
        use_lists(paths)
        _Used.paths = paths
    return current()


def _paths() -> tuple[Path, ...]:
    found = list(tag_list_paths())
    if reads_tagcomplete() and (theirs := folders.tagcomplete_list()) is not None:
        found.append(theirs)
    return tuple(found)


def forget() -> None:
    """Have the lists read again before they are used next; files may have changed."""
    _Used.paths = None


def read() -> None:
    """Read the lists, so that no request has to wait for it, and log what is wrong with them."""
    for problem in vocabulary().problems:
        _LOG.warning("Animagine: %s", problem)


def names_for(texts: Iterable[str]) -> frozenset[str]:
    """Names that are not to be corrected in these prompts.

    Of the words of a LoRA only those that no list knows: it was trained on ``long hair`` too, but
    that stays a tag like any other.
    """
    names = folders.embedding_names().union(known_words())
    loras = {name for text in texts if "<l" in text for name in _LORA.findall(text)}
    if not loras:
        return names
    files = [file for name in sorted(loras) if (file := folders.lora_file(name)) is not None]
    known = bundled().kinds
    return names.union(word for file in files for word in words_of(file) if word not in known)
