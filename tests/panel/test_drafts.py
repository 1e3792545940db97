"""The picture that a page begins with: what is told of it, and what Generate hands over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sd_animagine.panel import handlers
from sd_animagine.panel import page as panel_page
from sd_animagine.panel.backend import Backend, Drafts, Lines, PageRequest
from sd_animagine.panel.drafts import handlers as drafts_handlers
from sd_animagine.panel.drafts.controls import NAMES
from sd_animagine.panel.layout import ASKED, OPTIONS
from sd_animagine.panel.telling import NotDoneError
from sd_animagine.words import Message
from tests import gradio_pages

MODES = ("just resize", "crop and resize", "resize and fill")

CONTENTS = ("original", "fill", "latent noise")


def drafts(size: tuple[int, int] = (900, 600)) -> Drafts:
    def size_of(path: Path) -> tuple[int, int]:
        if path.name != "in.png":
            raise ValueError(Message("No picture."))
        return size

    def sent_on(said: str) -> Path:
        if said != "history 3":
            raise ValueError(Message("It is gone."))
        return Path("/kept/3.png")

    return Drafts(MODES, CONTENTS, size_of, sent_on)


def said(lines: Any) -> str:
    assert isinstance(lines, Lines)
    return " ".join(each.text for each in lines)


@pytest.mark.parametrize(
    ("mode", "what"),
    zip(MODES, ("it is stretched", "it loses what is over", "its edges repeated"), strict=True),
)
def test_another_shape_is_told_and_the_nearest_offered(mode: str, what: str) -> None:
    lines, button = drafts_handlers.told(drafts(), "in.png", mode, 832, 1216, True)
    assert said(lines).startswith("The picture has 900×600. Drawn as 832×1216 ")
    assert what in said(lines) and said(lines).endswith("nearest to its shape is 1216×832.")
    assert button["visible"] is True
    assert drafts_handlers.size(drafts(), "in.png") == [1216, 832]


def test_its_own_shape_needs_no_button() -> None:
    lines, button = drafts_handlers.told(drafts((512, 752)), "in.png", MODES[0], 512, 768, True)
    assert said(lines) == "The picture has 512×752 and is drawn as 832×1216."
    assert button["visible"] is False


def test_sizes_that_are_not_snapped_are_taken_as_they_are() -> None:
    lines, button = drafts_handlers.told(drafts((512, 768)), "in.png", MODES[1], 512, 768, False)
    assert said(lines).startswith("The picture has 512×768 and is drawn as 512×768.")
    assert button["visible"] is True, "no trained size"


@pytest.mark.parametrize("side", [None, "", 0, -8, 99_999, "wide", 1.5])
def test_a_size_that_is_none_is_not_spoken_of(side: object) -> None:
    lines, button = drafts_handlers.told(drafts(), "in.png", MODES[1], side, 1216, True)
    assert (said(lines), button["visible"]) == ("", False)


def test_no_picture_and_what_is_none() -> None:
    assert said(drafts_handlers.told(drafts(), None, MODES[1], 832, 1216, True)[0]) == ""
    lines, _ = drafts_handlers.told(drafts(), "x.png", MODES[1], 832, 1216, True)
    assert lines[0].text == "No picture." and lines[0].is_wrong
    assert all("value" not in each for each in drafts_handlers.size(drafts(), "x.png"))


def test_the_largest_picture_has_a_nearest_size_too() -> None:
    assert drafts_handlers.size(drafts((60_000, 1000)), "in.png") == [1536, 640]


def test_a_picture_of_the_page_is_sent_on() -> None:
    assert drafts_handlers.sent_on(drafts(), "history 3") == str(Path("/kept/3.png"))
    with pytest.raises(NotDoneError, match="It is gone"):
        drafts_handlers.sent_on(drafts(), "")


def page(tmp_path: Path, asked: Callable[[PageRequest], None], own: Drafts | None) -> Any:
    def draw(_task: str, request: PageRequest) -> Any:
        asked(request)
        return None, "[]", Lines()

    around = Backend(draw=draw, presets=tmp_path, drafts=own)
    with gradio_pages.page():
        return around, panel_page.build(around)


def test_what_is_handed_over(tmp_path: Path) -> None:
    asked: list[PageRequest] = []
    around, widgets = page(tmp_path, asked.append, drafts())
    names = (*ASKED, *NAMES)
    values = {name: widgets.request[name].value for name in names}
    options = [widgets.options[name].value for name in OPTIONS]
    handlers.draw(around, names, "task(1)", *values.values(), *options)
    assert (asked[-1].draft, asked[-1].resize_mode) == ("", ""), "none at first"
    values |= {"draft": "/kept/3.png", "draft_strength": 0.5}
    handlers.draw(around, names, "task(2)", *values.values(), *options)
    assert asked[-1][-7:-1] == ("/kept/3.png", "crop and resize", 0.5, "", 0, "")
    with_mask = values | {"mask": "/kept/m.png", "mask_blur": 9, "masked_content": "fill"}
    handlers.draw(around, names, "task(2)", *with_mask.values(), *options)
    assert asked.pop()[-4:-1] == ("/kept/m.png", 9, "fill")
    values["draft_strength"] = "much"
    _, _, told = handlers.draw(around, names, "task(3)", *values.values(), *options)
    assert "denoising_strength is 'much'" in said(told) and len(asked) == 2


@pytest.mark.parametrize("name", ["draft", "mask"])
def test_what_is_no_picture_is_ours_to_tell(tmp_path: Path, name: str) -> None:
    _, widgets = page(tmp_path, lambda request: None, drafts())
    read = widgets.request[name].preprocess
    assert read(SimpleNamespace(path="/kept/broken.png")) == "/kept/broken.png"
    assert read(None) is None


def test_a_host_has_a_tab_of_its_own_for_that(tmp_path: Path) -> None:
    _, widgets = page(tmp_path, lambda request: None, None)
    assert not set(NAMES) & set(widgets.request)
