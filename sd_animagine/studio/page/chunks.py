"""Which of gradio's files the page loads, read off gradio's own files.

A page of gradio finds that out in the browser, one file after the other: the page names a script,
that one another, which loads one for each kind of component, each with its styles. Told at once, a
browser asks for all of them together. Where a later gradio writes this otherwise nothing is found,
and the page loads as gradio has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from sd_animagine.studio.page.assets import Asset

FOLDER: Final = "assets"
"""Of gradio's page, where all these files lie."""
_NAME: Final = r"\./([\w.\-]+)"
_NAMED: Final = re.compile(rf'(?:src|href)="\./{FOLDER}/([\w.\-]+)"')
"""What the page itself names."""
_LISTED: Final = "m.f=["
"""What stands before the files that a script may load later on; its imports name them by number."""
_PAGE: Final = "Blocks-"
"""What the name of the script begins with that lays the components out; it is loaded by another."""
_IMPORT: Final = re.compile(rf"import\(`{_NAME}`\)[^,`]*,__vite__mapDeps\(\[([\d,]*)\]\)")
_COMPONENT: Final = "component:()=>"
"""Stands before how the own script of a kind of component is loaded; others may come first."""
_SIGN: Final = re.compile(r"[^\w$]")
_LONGEST: Final = 40
"""Characters of the name of a kind of component."""


class Chunks(NamedTuple):
    """Names of files in ``FOLDER``, each after those that it stands on."""

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()


def frontend() -> Path:
    """The folder of gradio's page."""
    import gradio

    return Path(gradio.__file__).parent / "templates" / "frontend"


def of_gradio(name: str, kind: str) -> Asset:
    """Return one of its files; its build puts a hash of what is in it into the name."""
    return Asset(f"{FOLDER}/{name}", (frontend() / FOLDER / name).read_bytes(), kind)


def chunks_of(kinds: Iterable[str]) -> Chunks:
    """Return what a page with such components loads.

    Args:
        kinds: gradio's names of them: ``textbox``, ``gallery``.
    """
    return _chunks(tuple(sorted(set(kinds))))


@lru_cache(maxsize=2)
def _chunks(kinds: tuple[str, ...]) -> Chunks:
    names = _NAMED.findall(_text("index.html"))
    for name in filter(_is_script, tuple(names)):
        names += _loaded(_text(f"{FOLDER}/{name}"))
    for name in filter(_is_script, tuple(dict.fromkeys(names))):
        text = _text(f"{FOLDER}/{name}")
        names += (each for found in _loads(text) if found[-1].startswith(_PAGE) for each in found)
        names += _components(text, kinds)
    there = [name for name in dict.fromkeys(names) if (frontend() / FOLDER / name).is_file()]
    styles = (name for name in there if name.endswith(".css"))
    return Chunks(tuple(filter(_is_script, there)), tuple(styles))


def _is_script(name: str) -> bool:
    return name.endswith(".js")


def _text(name: str) -> str:
    """A file of gradio's page; empty where it has none of this name."""
    path = frontend() / name
    return path.read_text("utf-8") if path.is_file() else ""


def _components(text: str, kinds: tuple[str, ...]) -> Iterator[str]:
    """The files of the components, if it is this script that loads them."""
    for before, after in pairwise(text.split(":{")):
        loads, _, own = after.partition("}")[0].rpartition(_COMPONENT)
        if own and "{" not in loads + own and _SIGN.split(before[-_LONGEST:])[-1] in kinds:
            yield from _loaded(text, own)


def _loaded(text: str, part: str = "") -> Iterator[str]:
    for names in _loads(text, part):
        yield from names


def _loads(text: str, part: str = "") -> Iterator[list[str]]:
    """What a script, or a part of it, loads later on: a file, last, and all that comes along."""
    listed = re.findall(rf'"{_NAME}"', text.partition(_LISTED)[2].partition("]")[0])
    for each in _IMPORT.finditer(part or text):
        numbers = [int(number) for number in each[2].split(",") if number]
        yield [*(listed[n] for n in numbers if n < len(listed)), each[1]]
