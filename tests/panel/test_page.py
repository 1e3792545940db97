"""The page on the gradio that is installed: nox runs this on both hosts' releases."""

from __future__ import annotations

import io
import json
import struct
import zlib
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from hypothesis import given

from sd_animagine import model
from sd_animagine.panel import handlers, page, saving
from sd_animagine.panel.backend import Backend, Lines, PageAnswer, PageRequest, line
from sd_animagine.panel.layout import ASKED, HIRES, OPTIONS, PART_NAMES, Widgets
from sd_animagine.panel.telling import NotDoneError, html, telling
from sd_animagine.store import FILE_NAME
from sd_animagine.store.exported import LARGEST_TEXT
from sd_animagine.store.presets import Presets
from sd_animagine.vocabulary import bundled
from tests import gradio_pages, texts
from tests.goldens import CHANGED, UNCHANGED
from tests.hostile import VALUES, is_a_sentence
from tests.pictures.files import text_png
from tests.pictures.graphs import graph, node
from tests.pictures.table import NEGATIVE
from tests.spoken import marked

__all__ = ["marked"]

ALL = " ".join(PART_NAMES)


class Host:
    """Surroundings that remember what they were asked for."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[tuple[str, PageRequest]] = []
        self.bound: list[tuple[str, bool]] = []
        self.surroundings = Backend(
            draw=self.draw,
            presets=folder,
            samplers=lambda: ("DPM++ 2M", "Euler a"),
            bind=lambda button, target, text, gallery: self.bound.append(
                (target, "text" if gallery is None else "picture")
            ),
            texts_to=("txt2img", "img2img"),
            pictures_to={"img2img": "img2img", "extras": ""},
        )

    def draw(self, task: str, asked: PageRequest) -> PageAnswer:
        self.asked.append((task, asked))
        return None, "[]", ""


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


def built(around: Backend) -> tuple[Any, Widgets]:
    with gradio_pages.page() as blocks:
        widgets = page.build(around)
    return blocks, widgets


def said(lines: Lines) -> str:
    """The lines as one text."""
    return " ".join(each.text for each in lines)


def values(updates: list[Any]) -> list[Any]:
    return [u["value"] if isinstance(u, dict) and "value" in u else u for u in updates]


def test_gradio_describes_pictures_and_files_once_for_all_its_configs(host: Host) -> None:
    _, widgets = built(host.surroundings)
    for component in (widgets.result["gallery"], widgets.picture["file"]):
        assert component.api_info() is component.api_info()


def test_the_page_stands_on_this_gradio_and_offers_what_the_host_takes(host: Host) -> None:
    _, widgets = built(host.surroundings)
    assert host.bound == [
        ("txt2img", "text"), ("img2img", "text"), ("img2img", "picture"), ("extras", "picture")
    ]  # fmt: skip
    assert widgets.request["sampler_name"].value == "Euler a"
    assert widgets.request["negative_prompt"].value == ", ".join(model.NEGATIVE)


def test_without_a_host_to_send_to_there_are_no_such_buttons(tmp_path: Path) -> None:
    alone = Backend(draw=lambda task, asked: (None, "[]", ""), presets=tmp_path)
    _, widgets = built(alone)
    assert set(widgets.buttons) == {"generate", "queue", "interrupt"}


def test_every_id_is_ours_and_there_once(host: Host) -> None:
    blocks, _ = built(host.surroundings)
    ids = [block.elem_id for block in blocks.blocks.values() if getattr(block, "elem_id", None)]
    assert len(ids) == len(set(ids))
    assert all(each.startswith("animagine_panel") for each in ids)


def test_a_prompt_is_shown_as_parts_and_the_parts_make_it_again() -> None:
    prompt = "1girl, hatsune miku, vocaloid, safe, (sketch:1.2), year 2023, masterpiece"
    shown = values(handlers.parts_from(bundled, prompt))
    assert shown == [
        *(["1girl"], ["hatsune miku", "vocaloid"], "safe", "(sketch:1.2)", "Sketch: sketch"),
        *("2023", ["masterpiece"]),
    ]
    assert handlers.prompt_from(bundled, ALL, prompt, *shown) == prompt
    assert handlers.prompt_from(bundled, ALL, None, [], [], None, None, None, "none", None) == ""


def test_what_was_not_picked_is_taken_from_the_prompt() -> None:
    """The other controls may still show an older prompt."""
    prompt, old = (
        "1girl, smile, year 2023",
        [["1girl"], [], "none", "hat", "none", "none", ["masterpiece"]],
    )
    picked = handlers.prompt_from(bundled, "quality", prompt, *old)
    assert picked == "1girl, smile, year 2023, masterpiece"
    assert handlers.prompt_from(bundled, "", prompt, *old) == prompt
    both = handlers.prompt_from(bundled, "free quality", prompt, *old)
    assert both == "1girl, hat, year 2023, masterpiece"


@pytest.mark.parametrize("prompt", [*UNCHANGED, *(text for case in CHANGED for text in case[:2])])
def test_a_golden_prompt_goes_through_the_controls_unharmed(prompt: str) -> None:
    shown = values(handlers.parts_from(bundled, prompt))
    assert handlers.prompt_from(bundled, ALL, prompt, *shown) == prompt


@given(texts.anything)
def test_every_prompt_goes_through_the_controls_unharmed(prompt: str) -> None:
    shown = values(handlers.parts_from(bundled, prompt))
    again = handlers.prompt_from(bundled, ALL, prompt, *shown)
    assert again == prompt
    assert values(handlers.parts_from(bundled, again)) == shown


def test_a_picked_character_comes_with_its_series() -> None:
    nothing: list[Any] = [[], [], "none", "", "none", "none", ["masterpiece"]]
    prompt, *shown = handlers.with_character(bundled, "\nhatsune miku", "", *nothing)
    assert prompt == "1girl, hatsune miku, vocaloid"
    assert values(shown)[0] == ["1girl"]
    prompt, *_ = handlers.with_character(bundled, "quality\nhatsune miku", "smile", *nothing)
    assert prompt == "1girl, hatsune miku, vocaloid, smile, masterpiece"


def test_generate_hands_over_what_the_controls_say(host: Host) -> None:
    _, widgets = built(host.surroundings)
    options = [widgets.options[name].value for name in OPTIONS]
    request = ["1girl", "lowres", 832, 1216, 28, 5, "Euler a", None, 1, None, "2 smile"]
    handlers.draw(host.surroundings, ASKED, "task(1)", *request, *options)
    task, asked = host.asked[0]
    assert task == "task(1)"
    assert asked[:10] == ("1girl", "lowres", 832, 1216, 28, 5.0, "Euler a", -1, 1, 1)
    assert "rating" not in asked.options and asked.options["mode"] == "fix"
    assert asked.off == "2 smile"


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_a_number_that_is_none_is_told_and_nothing_is_drawn(host: Host, value: Any) -> None:
    request = ["1girl", "lowres", 832, 1216, 28, 5, "Euler a", -1, 1, 1, ""]
    options = ["none"] * len(OPTIONS)
    for place in (2, 3, 4, 5, 7, 8, 9):
        given = [*request[:place], value, *request[place + 1 :], *options]
        drawn = len(host.asked)
        answer = handlers.draw(host.surroundings, ASKED, "task(1)", *given)
        if len(host.asked) == drawn:
            told = said(answer[2])
            assert is_a_sentence(told, *ASKED) and "nothing was drawn" in told
        try:
            handlers.infotext(host.surroundings, ASKED, *given)
        except NotDoneError as error:
            assert is_a_sentence(str(error), *ASKED)


def test_presets_are_saved_loaded_and_deleted(host: Host, tmp_path: Path) -> None:
    presets = Presets(tmp_path)
    texts = ["1girl, safe", "lowres", "5 smile"]
    held = [*texts, 1024, 1024, 25, 6.0, "Euler a", *("x" for _ in OPTIONS)]
    saved = saving.save(tmp_path, "mine", *held)
    assert saved[0]["choices"] == ["mine"] and "Saved as “mine”" in said(saved[2])
    told, prompt, negative, off, *rest = saving.load(host.surroundings, "mine")
    assert "Loaded" in said(told) and [prompt, negative, off] == texts
    assert values(rest)[len(PART_NAMES) :][:5] == [1024, 1024, 25, 6.0, "Euler a"]
    assert handlers.negative_from("mine", "old", presets) == "lowres"
    recommended = ", ".join(model.NEGATIVE)
    for preset, text, named in (
        ("recommended", recommended, "recommended"),
        ("recommended", f"bad hands, {recommended}", None),
        ("recommended", "", "empty"),
        ("gone", "lowres", "mine"),
        (None, None, "empty"),
        ("mine", "lowres", "mine"),
    ):
        assert saving.negative_preset(tmp_path, preset, text)["value"] == named
    assert "no preset named" in said(saving.load(host.surroundings, "gone")[0])
    assert "Choose a preset" in said(saving.load(host.surroundings, None)[0])
    assert saved[3] == gr.update(visible=False)
    deleted = saving.delete(tmp_path, "mine")
    assert deleted[0]["choices"] == [] and deleted[3] == gr.update(visible=True)
    assert saving.listed(tmp_path, None)[3] == gr.update(visible=True), "after a reload too"
    back = saving.restore(tmp_path, None)
    assert said(back[2]) == "“mine” is back." and back[0]["value"] == "mine"
    assert back[3] == gr.update(visible=False)
    assert "no deleted preset" in said(saving.restore(tmp_path, "mine")[2])


def test_what_was_damaged_is_told_beside_what_was_done(host: Host, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 100)
    texts = ["1girl, safe", "lowres", ""]
    held = [*texts, 1024, 1024, 25, 6.0, "Euler a", *("x" for _ in OPTIONS)]
    told = said(saving.save(tmp_path, "mine", *held)[2])
    assert f"{FILE_NAME} was damaged" in told and "Saved as “mine”" in told
    assert "damaged" not in said(saving.listed(tmp_path, "mine")[2])
    (tmp_path / FILE_NAME).unlink()
    (tmp_path / FILE_NAME).mkdir()
    for answer in (saving.save(tmp_path, "mine", *held), saving.delete(tmp_path, "mine"),
                   saving.export(tmp_path)[::-1],
                   saving.load(host.surroundings, "mine")):  # fmt: skip
        told = said(answer[2] if len(answer) == 4 else answer[0])
        assert "is not a file. Move it away." in told


def test_a_preset_that_lies_moves_nothing(host: Host) -> None:
    wrong = {"width": 1e9, "steps": "many", "sampler_name": 3, "prompt": 5, "options": {"mode": []}}
    lies = {"hires_upscale": "2", "hires_upscaler": [], "hires_steps": -1, "denoising_strength": 9}
    with_hires = replace(host.surroundings, upscalers=lambda: ("Latent",))
    for around in (host.surroundings, with_hires):
        assert all(each == gr.update() for each in handlers.loaded(around, {**wrong, **lies}))


def test_a_preset_holds_hires_fix_where_the_page_has_it(host: Host) -> None:
    studio = replace(host.surroundings, upscalers=lambda: ("Latent", "Lanczos"))
    _, widgets = built(studio)
    held = ["1girl", "lowres", "", 1024, 1024, 25, 6.0, "Euler a", *("x" for _ in OPTIONS)]
    hires = [1.5, "Lanczos", 12, 0.4]
    saving.save(host.surroundings.presets, "large", *held, *hires)
    saving.save(host.surroundings.presets, "plain", *held)
    told, *filled = saving.load(studio, "large")
    assert filled[-4:] == hires and said(told) == "Loaded “large”."
    assert saving.load(studio, "plain")[-4:] == [gr.update()] * 4, "as it stands"
    assert len(saving.load(host.surroundings, "large")) == len(filled) + 1 - 4
    elsewhere = replace(studio, upscalers=lambda: ("Latent",), samplers=lambda: ("Heun",))
    told, *filled = saving.load(elsewhere, "large")
    assert filled[-4:] == [1.5, gr.update(), 12, 0.4]
    assert "The sampler Euler a is not known here." in said(told)
    assert "The upscaler Lanczos is not known here." in said(told)
    assert widgets.request["hires_upscaler"].value == "Latent"


def test_presets_of_another_page_come_in_from_a_file(host: Host, tmp_path: Path) -> None:
    other = Presets(tmp_path / "other")
    other.save("theirs", {"prompt": "1girl"})
    assert "Imported: “theirs”" in said(saving.take_in(tmp_path, other.export())[2])
    for text in ("", "{}", "\ufffd\ufffd", "[" * LARGEST_TEXT):
        assert "Nothing was imported" in said(saving.take_in(tmp_path, text)[2])
    half = '{"format": 1, "presets": {"mine": {}, "": {}}}'
    good, bad = saving.take_in(tmp_path, half)[2]
    assert good == ("Imported: “mine”.", False)
    assert bad == ("Not imported: “”. A preset needs a name of 1 to 80 characters.", True)
    assert saving.take_in(tmp_path, None) == [gr.update()] * 4  # no file was chosen


def png(path: Path, text: str, width: int = 512) -> Path:
    def chunk(name: bytes, data: bytes) -> bytes:
        end = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + end

    made = io.BytesIO()
    made.write(b"\x89PNG\r\n\x1a\n")
    made.write(chunk(b"IHDR", struct.pack(">IIBBBBB", width, 768, 8, 2, 0, 0, 0)))
    made.write(chunk(b"tEXt", b"parameters\0" + text.encode("latin-1")))
    made.write(chunk(b"IEND", b""))
    path.write_bytes(made.getvalue())
    return path


def test_a_picture_fills_the_controls_and_says_what_it_is(tmp_path: Path) -> None:
    text = "1girl, smile\nNegative prompt: lowres\nSteps: 20, Sampler: X, Seed: 7, Size: 512x768"
    found = values(handlers.from_picture(bundled, str(png(tmp_path / "a.png", text)), ("Euler a",)))
    assert found[:3] == ["1girl, smile", "lowres", ""]
    assert found[10:13] == [512, 768, 20] and found[15] == 7
    assert "512×768 (now 832×1216)" in said(found[-1])
    assert "sampler X is not known here" in said(found[-1])


def test_a_sampler_with_its_noise_levels_in_its_name(tmp_path: Path) -> None:
    text = "1girl\nSteps: 20, Sampler: DPM++ 2M Karras, Seed: 7, Size: 832x1216"
    picture = str(png(tmp_path / "a.png", text))
    for samplers, chosen in (
        (("Euler a", "DPM++ 2M"), "DPM++ 2M"),
        (("DPM++ 2M", "DPM++ 2M Karras"), "DPM++ 2M Karras"),
    ):
        found = values(handlers.from_picture(bundled, picture, samplers))
        assert found[14] == chosen
        assert "not known here" not in said(found[-1])


def test_a_picture_brings_back_what_was_switched_off(tmp_path: Path) -> None:
    text = (
        "1girl, smile, masterpiece\nSteps: 20, Sampler: X, Seed: 7, Size: 512x768, "
        'Animagine prompt: "smile, 1girl", Animagine off: "5 hat\\n0 red shoes"'
    )
    found = handlers.from_picture(bundled, str(png(tmp_path / "a.png", text)), ("Euler a",))
    assert found[2] == "12 hat\n0 red shoes", "behind the smile, which stands elsewhere now"


def test_a_pasted_infotext_is_taken_apart(host: Host) -> None:
    text = (
        "1girl, smile\n\nNegative prompt: lowres\nSteps: 20, Sampler: X, CFG scale: 6, Seed: 7, "
        "Size: 512x768, Hires prompt: hat"
    )
    found = values(handlers.take_apart(host.surroundings, text))
    assert found[:3] == ["1girl, smile", "lowres", ""]
    assert found[10:14] == [512, 768, 20, 6.0] and found[15] == 7
    assert "512×768 (now 832×1216)" in said(found[-1]) and "Left out" in said(found[-1])
    one_line = "1girl Negative prompt: lowres Steps: 20, Sampler: X, Seed: 7\nhello"
    found = values(handlers.take_apart(host.surroundings, one_line))
    assert found[:3] == ["1girl", "lowres", ""] and "hello" in said(found[-1])
    empty = values(handlers.take_apart(host.surroundings, "Steps: 20, Sampler: X, Seed: 7"))
    assert empty[0] == "" and empty[10] == gr.update() and "×" not in said(empty[-1])


@pytest.mark.parametrize("text", ["", None, "1girl", "Steps: 20, Sampler: X"])
def test_what_is_no_infotext_is_left_and_said(host: Host, text: str | None) -> None:
    *rest, told = handlers.take_apart(host.surroundings, text)
    assert all(each == gr.update() for each in rest)
    assert told[0].is_wrong and "no settings of a picture" in told[0].text


HIRES_KEYS = "Denoising strength: 0.5, Hires upscale: 1.5, Hires upscaler: Lanczos"


@pytest.mark.parametrize(
    ("more", "found"),
    [
        (f", {HIRES_KEYS}, Hires steps: 9", [1.5, "Lanczos", 9, 0.5]),
        (f", {HIRES_KEYS}", [1.5, "Lanczos", 0, 0.5]),
        ("", [1]),
        (", Hires upscale: 9, Hires upscaler: none, Denoising strength: much", [0]),
    ],
)
def test_a_picture_s_hires_fix(tmp_path: Path, more: str, found: list[Any]) -> None:
    picture = str(png(tmp_path / "a.png", f"1girl\nSteps: 20, Seed: 7, Size: 832x1216{more}"))
    read = handlers.from_picture(bundled, picture, (), ("Latent", "Lanczos"))[-5:-1]
    assert [each for each in read if not isinstance(each, dict)] == found


def test_a_page_with_a_hires_fix(tmp_path: Path) -> None:
    around = Backend(
        draw=lambda task, asked: (None, "[]", Lines()),
        presets=tmp_path,
        upscalers=lambda: ("Latent", "Lanczos"),
    )
    _, widgets = built(around)
    names = (*ASKED, *HIRES)
    values = [widgets.request[name].value for name in names]
    options = [widgets.options[name].value for name in OPTIONS]
    asked = handlers.asked_from(names, [*values, *options])
    hires = (asked.hires_upscale, asked.hires_upscaler, asked.hires_steps)
    assert (*hires, asked.denoising_strength) == (1, "Latent", 0, 0.55), "none at first"
    values[names.index("hires_upscale")] = 1.5
    assert handlers.asked_from(names, [*values, *options]).hires_upscale == 1.5
    values[names.index("hires_steps")] = 1.5
    with pytest.raises(ValueError, match=r"^hires_steps is 1\.5; it must be a whole number"):
        handlers.asked_from(names, [*values, *options])
    without = handlers.asked_from(ASKED, [*values[: len(ASKED)], *options])
    assert without.hires_upscale == 1


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_moves_nothing_and_is_said(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.png"
    file.write_bytes(content)
    *rest, told = handlers.from_picture(bundled, str(file), ())
    assert all(each == gr.update() for each in rest)
    assert [line.is_wrong for line in told] == [True]


def test_a_picture_without_a_prompt_empties_no_box(tmp_path: Path) -> None:
    def boxes(**texts: str) -> list[object]:
        file = tmp_path / "a.png"
        file.write_bytes(text_png(**texts))
        return handlers.from_picture(bundled, str(file), ())

    kept = gr.update()
    assert all(each == kept for each in boxes(Comment="Created with GIMP")[:-1])
    settings = boxes(parameters="Steps: 20, Sampler: X, Seed: 7, Size: 512x768")
    assert settings[:3] == [kept] * 3 and settings[15] == 7
    half = boxes(prompt=json.dumps(graph("text_along_clip")))
    assert half[0] == kept and half[1] == NEGATIVE
    assert "prompt: in a node that is not known" in said(half[-1])
    unread = boxes(prompt=json.dumps({"1": node("SaveImage", images=["2", 0])}))
    assert all(each == kept for each in unread[:-1])
    assert "no known sampler" in said(unread[-1])


@pytest.mark.parametrize("size", ["99999x64", "0x64", "-1x64", "x"])
def test_a_size_that_cannot_be_is_the_picture_s_own(tmp_path: Path, size: str) -> None:
    text = f"1girl\nSteps: 999999999999, Sampler: X, CFG scale: nan, Seed: 1e999, Size: {size}"
    found = values(handlers.from_picture(bundled, str(png(tmp_path / "a.png", text)), ()))
    assert found[10:12] == [512, 768]
    assert found[12] == gr.update() and found[15] == gr.update()
    assert "512×768 (now 832×1216)" in said(found[-1])


def test_markup_in_a_picture_is_only_text(tmp_path: Path) -> None:
    text = "1girl\nSteps: 2, Sampler: <img src=x>, Size: 8x8, Model: <b>&"
    told = html(handlers.from_picture(bundled, str(png(tmp_path / "a.png", text)), ())[-1], "en")
    assert "<img" not in told and "&lt;b&gt;" in told


class Asking:
    """An event's request: of gradio 4, or of the queue of gradio 3, whose headers have no get."""

    def __init__(self, accepted: str) -> None:
        self.headers = {"accept-language": accepted} if accepted else {}


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize(
    ("speaks", "accepted", "language"),
    [
        ((), "", "en"),
        ((), "ja,en;q=0.8", "ja"),
        (("auto", "None"), "zh-CN", "zh"),
        (("auto", "ja_JP"), "zh-CN", "ja"),
        (("en",), "ja", "en"),
    ],
)
def test_what_is_told_is_in_the_language_of_the_page(
    tmp_path: Path, speaks: tuple[str, ...], accepted: str, language: str
) -> None:
    mark = f"[{language}] " if language != "en" else ""
    host = Host(tmp_path)
    load = telling(lambda: speaks, partial(saving.load, host.surroundings))
    told, *_ = load(Asking(accepted), "<b>")
    assert told.startswith('<div class="animagine"><p class="animagine-note animagine-wrong"')
    assert f' role="alert">{mark}There is no preset named “&lt;b&gt;”. Choose one' in told
    send = telling(lambda: speaks, partial(handlers.infotext, host.surroundings))
    values = ["1girl", "lowres", "wide", 832, 28, 5, "Euler a", -1, 1, 1, *["none"] * len(OPTIONS)]
    with pytest.raises(gr.Error) as wrong:
        send(Asking(accepted), *values)
    assert f"{mark}nothing was sent" in wrong.value.message


def test_what_a_host_has_made_is_shown_as_it_is(host: Host) -> None:
    drawn = telling(tuple, partial(handlers.restore, host.surroundings))
    host.surroundings.__dict__["restore"] = lambda _task: (None, "[]", "<p>done</p>")
    assert drawn(Asking("ja"), "task(1)") == [None, "[]", "<p>done</p>"]
    host.surroundings.__dict__["restore"] = lambda _task: (None, "[]", line("a & b"))
    assert drawn(Asking("ja"), "task(1)")[2].count("a &amp; b") == 1


def test_what_was_chosen_before_comes_back(host: Host) -> None:
    text = '{"sampler_name": "DPM++ 2M", "options": {"mode": "report", "snap": false, "year": 3}}'
    sampler, *options = handlers.choices(host.surroundings, text)
    by_name = dict(zip(OPTIONS, options, strict=True))
    assert sampler == "DPM++ 2M" and by_name["mode"] == "report" and by_name["snap"] is False
    assert by_name["quality"] == gr.update()
    lies = ('{"options": [], "sampler_name": 3}', '{"sampler_name": "Euler"}')
    for wrong in ("", None, "[]", "{", *lies):
        assert all(each == gr.update() for each in handlers.choices(host.surroundings, wrong))
