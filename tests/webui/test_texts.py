"""Every text that a person sees in the host has a line in the languages that come along."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from tests import gradio_pages
from tests.webui.fake_host import Host

LANGUAGES = sorted((Path(__file__).parents[2] / "localizations").glob("*.json"))
SAMPLE = "smile, looking at viewer, outdoors"
"""A prompt is English in every language."""


def texts_of(component: Any) -> Iterator[str]:
    """What is written on it, in it, or under it; tags and names to choose from are data."""
    for name in ("label", "info", "placeholder"):
        text = getattr(component, name, None)
        if isinstance(text, str) and getattr(component, "show_label", True) is not False:
            yield text
    if isinstance(component, gr.Button):
        yield str(component.value)
    if isinstance(component, gr.HTML):
        yield from re.findall(r">([A-Z][^<>]+)<", str(component.value))


def unseen(component: Any) -> bool:
    """Only for the scripts: the row that they press and fill in."""
    while component is not None:
        if "animagine-hidden" in (getattr(component, "elem_classes", None) or ()):
            return True
        component = getattr(component, "parent", None)
    return False


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda path: path.stem)
def test_every_visible_text_has_a_line(host: Host, language: Path) -> None:
    from sd_animagine.webui import options

    with gradio_pages.page() as page:
        for script in host.scripts["txt2img"]:
            type(script)().ui(False)  # type: ignore[attr-defined]
        for tab, _, _ in host.tabs():
            tab.render()
    components = [each for each in page.blocks.values() if not unseen(each)]
    seen = {text for each in components for text in texts_of(each)}
    seen |= {text for info in host.opts.entries.values() for text in (info.label, info.note)}
    seen |= {f"({note})" for note in (options.KNOWS_ALL, options.KNOWS_MOST)}
    seen |= {label for label in (axis.label for axis in host.plot.axis_options) if "[Ani" in label}
    assert {"Mode", "Options", "Send to txt2img", "Words I know", "[Animagine] Year"} <= seen
    lines = json.loads(language.read_text("utf-8"))
    assert sorted(seen - {"", "Animagine", SAMPLE} - set(lines)) == []
