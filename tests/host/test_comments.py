"""What the sampler gets of prompts with comments is what we said we would send, by pixels.

Each host cuts other comments, so a text is drawn three times: by us, as we said we would send it,
and so without what we take for a comment.
"""

from __future__ import annotations

import re

import pytest

from sd_animagine.syntax import WEBUI_DIALECTS, Dialect
from tests.host.webui import Webui

_BETWEEN = re.compile(r"[,:\n()\[\]\\]|\b(?:AND|BREAK)\b")
_TINY = {"width": 64, "height": 64}
TEXTS = (
    "smile, masterpiece, 1girl # my note",
    "smile, masterpiece, 1girl // my note",
    "/* old: nsfw, 2girls */ smile, masterpiece, 1girl",
    "/* old: nsfw, 2girls */\nsmile, masterpiece, 1girl",
    "smile /* a, b */, long /* c */ hair, masterpiece, 1girl",
    "smile, 1girl # note AND x\nnight",
    "smile, 1girl // a\nAND night, 1boy /* b */ :0.8",
    "smile, 1girl BREAK // a\nnight, 1boy # b",
    "smile, [cat:dog:0.5], // a\n1girl, [a|b] /* c */",
    "masterpiece, haseo (.hack//), 1boy, smile",
    "(smile, masterpiece:1.2), 1girl, charles richter (#compass)",
    "night, http://example.org, 1girl",
)


@pytest.fixture(scope="module")
def dialect(webui: Webui) -> Dialect:
    """What the host's own function cuts, as the routes tell."""
    told = webui.get("/animagine/v1/names")["comments"]
    by_what = {(each.marks, each.blocks == "anywhere"): each for each in WEBUI_DIALECTS.values()}
    return by_what[tuple(told["marks"]), told["blocks"]]


@pytest.mark.parametrize("text", TEXTS)
def test_the_sampler_gets_what_we_said(webui: Webui, dialect: Dialect, text: str) -> None:
    said = webui.post("/animagine/v1/compile", {"prompt": text}).body["prompt"]
    answer = webui.draw(text, **_TINY)
    negative = answer.info["negative_prompt"]
    drawn = answer.picture.pixels
    assert drawn == webui.typed(said, negative, **_TINY).pixels
    assert drawn == webui.typed(dialect.cut(said), negative, **_TINY).pixels


@pytest.mark.parametrize("text", TEXTS)
def test_no_comment_takes_more_along_than_it_did(dialect: Dialect, webui: Webui, text: str) -> None:
    def tags(prompt: str) -> set[str]:
        return {part.strip() for part in _BETWEEN.split(dialect.cut(prompt))}

    said = webui.post("/animagine/v1/compile", {"prompt": text}).body
    kept = tags(said["prompt"])
    assert tags(text) <= kept
    nothing_left = tags(text) == {""}
    assert "absurdres" in kept or nothing_left or said["findings"]
