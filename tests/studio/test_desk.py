"""From the page's request to saved pictures and what the page is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sd_animagine.api.surroundings import Shelf
from sd_animagine.ceiling import ceiling_at
from sd_animagine.compiler import Context, Request, check_request
from sd_animagine.files.wildcards import Wildcards
from sd_animagine.panel.backend import Lines, PageRequest
from sd_animagine.pictures.readers.webui import from_parameters
from sd_animagine.report.infotext import options_in
from sd_animagine.sdxl.loading import Missing
from sd_animagine.store import FILE_NAME
from sd_animagine.store.history import History
from sd_animagine.studio.engines import demo, painter
from sd_animagine.studio.engines.demo import DemoEngine
from sd_animagine.studio.engines.diffusers import DiffusersEngine
from sd_animagine.studio.server import desk as desk_module
from sd_animagine.studio.server.context import OPTIONS, Loaded, context_of
from sd_animagine.studio.server.desk import Desk

MESSY = "masterpiece, smile, safe, oshi no ko, arima kana, 1girl"


def asked(prompt: str = MESSY, **changes: object) -> PageRequest:
    """A request for a small picture: to draw one of the trained size takes a second."""
    options = {"mode": "fix", "snap": False}
    values = PageRequest(prompt, "", 104, 152, 2, 5.0, "Euler a", 7, 1, 1, options)
    return values._replace(**changes)


def said(told: object) -> str:
    """The lines as one text."""
    assert isinstance(told, Lines)
    return " ".join(each.text for each in told)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(demo, "missing_packages", lambda: Missing("No torch.", "pip install torch"))
    monkeypatch.setattr(painter, "STEP_SECONDS", 0.0)
    return Desk(DemoEngine(), tmp_path)


def test_drawn_as_compiled(desk: Desk) -> None:
    from PIL import Image

    paths, texts, told = desk.draw(
        "a", asked(batch_count=2, width=512, height=768, options={"mode": "fix"})
    )
    first, second = json.loads(texts)
    assert len(paths) == 2
    with Image.open(paths[0]) as picture:
        assert picture.size == (832, 1216)
        assert picture.info["parameters"] == first
    assert first.startswith("1girl, arima kana, oshi no ko, safe, smile, masterpiece, high score")
    assert f'Animagine prompt: "{MESSY}"' in first
    assert "Seed: 7" in first
    assert "Seed: 8" in second
    assert "2 pictures in" in said(told)
    assert "moved “smile”" in said(told)


def lines(desk: Desk, **files: str) -> None:
    """Give a desk wildcards."""
    folder = desk.outputs / "wildcards"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text)
    desk.wildcards = Wildcards(folder)


def prompts(texts: str) -> list[str]:
    return [text.split(", masterpiece")[0] for text in json.loads(texts)]


def test_each_picture_has_its_own_lines_and_its_seed_draws_them_again(desk: Desk) -> None:
    lines(
        desk, hair="red hair\nblue hair\ngreen hair", where="outdoors, hat\nindoors", bad="blurry"
    )
    desk.shelf = Shelf(History(desk.outputs))
    typed = "1girl, __where__, __hair__"
    paths, texts, told = desk.draw(
        "a", asked(typed, negative_prompt="__bad__", batch_count=2, batch_size=3, seed=1)
    )
    drawn = prompts(texts)
    assert len(paths) == 6 and len(set(drawn)) > 2
    assert all("__" not in each for each in drawn)
    for number, text in enumerate(json.loads(texts)):
        assert f"Seed: {1 + number}" in text
        assert f'Animagine prompt: "{typed}"' in text
        assert "Negative prompt: blurry, " in text
    assert "6 pictures in" in said(told)
    assert {each.entry.prompt for each in desk.shelf.history.page("").entries} == {typed}
    _, again, _ = desk.draw("b", asked(typed, seed=4))
    assert prompts(again) == [drawn[3]]


def test_a_random_seed_draws_the_lines_that_it_draws_again(desk: Desk) -> None:
    lines(desk, hair="\n".join(f"{n} hats" for n in range(50)))
    _, texts, _ = desk.draw("a", asked("__hair__", seed=-1))
    seed = from_parameters(json.loads(texts)[0]).seed
    assert prompts(desk.draw("b", asked("__hair__", seed=seed))[1]) == prompts(texts)


def test_an_unknown_wildcard_is_sent_as_it_stands_and_told(desk: Desk) -> None:
    lines(desk, hair="red hair")
    _, texts, _ = desk.draw("a", asked("1girl, __hiar__"))
    assert "__hiar__" in prompts(texts)[0]
    found = check_request(
        Request("1girl, __hiar__, __hair__", options=OPTIONS), context_of(desk.loaded())
    )
    assert [each.code for each in found if each.code == "ANI018"] == ["ANI018"]


def test_a_wildcard_without_end_draws_nothing(desk: Desk) -> None:
    lines(desk, hair="__hair__")
    paths, _, told = desk.draw("a", asked("1girl, __hair__"))
    assert paths == [] and "stands in lines that it draws itself" in said(told)


def test_the_ceiling_sees_what_came_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    lines(desk, hair="nsfw, red hair")

    def under(loaded: Loaded) -> Context:
        return replace(context_of(loaded), ceiling=ceiling_at("safe"))

    monkeypatch.setattr(desk_module, "context_of", under)
    _, texts, _ = desk.draw("a", asked("1girl, __hair__"))
    assert "red hair" in prompts(texts)[0] and "nsfw" not in prompts(texts)[0]


def test_what_is_switched_off_stands_in_the_picture_and_is_not_sent(desk: Desk) -> None:
    off = "5 hat\n5 (red, shoes:1.2)"
    _, texts, _ = desk.draw("a", asked("1girl, smile", off=off))
    infotext = json.loads(texts)[0]
    assert infotext.endswith('Animagine off: "5 hat\\n5 (red, shoes:1.2)"')
    assert "hat" not in infotext.split("\n")[0]
    assert from_parameters(infotext).fields["Animagine off"] == off
    assert from_parameters(desk.infotext(asked(off=off))).fields["Animagine off"] == off
    assert "Animagine off" not in desk.infotext(asked())


def test_the_page_s_options_are_meant(desk: Desk) -> None:
    _, texts, told = desk.draw("a", asked(options={"mode": "strict"}, prompt="safe, nsfw, 1girl"))
    assert texts == "[]"
    assert isinstance(told, Lines)
    assert "nothing was drawn" in told[0].text
    assert told[0].is_wrong


def test_a_wrong_value_is_a_sentence(desk: Desk) -> None:
    _, texts, told = desk.draw("a", asked(options={"mode": "fast"}))
    assert texts == "[]"
    assert "mode is" in said(told)


def test_a_page_that_was_loaded_anew(desk: Desk) -> None:
    first = desk.draw("a", asked())
    assert desk.restore("a") == first
    pictures, texts, told = desk.restore("never begun")
    assert (pictures, texts) == ([], "[]")
    assert desk.outputs.name in said(told)
    assert str(desk.outputs) not in said(told)


def test_infotext_of_what_is_composed(desk: Desk) -> None:
    text = desk.infotext(asked("1girl", negative_prompt="lowres"))
    assert text.startswith("1girl\nNegative prompt: lowres\nSteps: 2, Sampler: Euler a")
    assert options_in(text.rpartition("Animagine: ")[2])["mode"] == "fix"


def test_which_checkpoint(desk: Desk, tmp_path: Path) -> None:
    assert desk.verdict() == ("demo", None)
    _, verdict = Desk(DiffusersEngine(), tmp_path).verdict()
    assert verdict is not None
    assert verdict.is_animagine
    broken = tmp_path / "other.safetensors"
    broken.write_bytes(b"no header")
    _, verdict = Desk(DiffusersEngine(str(broken)), tmp_path).verdict()
    assert verdict is not None
    assert not verdict.is_animagine


def test_each_picture_is_kept_in_the_history(desk: Desk) -> None:
    desk.shelf = Shelf(History(desk.outputs))
    paths, texts, _ = desk.draw("a", asked(f" {MESSY} ", negative_prompt="bad", batch_count=2))
    second, first = [each.entry for each in desk.shelf.history.page("").entries]
    assert (first.prompt, first.negative_prompt) == (f" {MESSY} ", "bad"), "exactly as typed"
    assert [first.infotext, second.infotext] == json.loads(texts)
    assert desk.outputs / first.picture == Path(paths[0])
    assert 0 < len(first.thumbnail) <= 20 * 1024
    desk.shelf = desk.shelf._replace(off="Nothing new is kept.")
    desk.draw("b", asked())
    assert len(desk.shelf._replace(off="").history.page("").entries) == 2


def test_drawn_from_a_picture_on(desk: Desk) -> None:
    desk.shelf = Shelf(History(desk.outputs))
    paths, _, _ = desk.draw("a", asked())
    drafts = desk.drafts()
    number = desk.shelf.history.page("").entries[0].id
    sent = drafts.sent_on(f"history {number}")
    assert sent == Path(paths[0]) and drafts.size_of(sent) == (104, 152)
    from_it = {"draft": str(sent), "resize_mode": drafts.modes[1], "draft_strength": 0.25}
    _, texts, told = desk.draw("b", asked(**from_it))
    assert "Denoising strength: 0.25" in json.loads(texts)[0] and "1 picture" in said(told)
    _, texts, told = desk.draw(
        "c", asked(hires_upscale=1.5, hires_upscaler="Latent", denoising_strength=0.5, **from_it)
    )
    assert texts == "[]" and "has no hires fix" in said(told)


@pytest.mark.parametrize(
    "said_of_it",
    ["", "history 77", "history", "http://127.0.0.1/gradio_api/file=/none.png", "/file=../a"],
)
def test_only_what_the_page_shows_is_sent_on(desk: Desk, said_of_it: str) -> None:
    for history in (History(desk.outputs), None):
        desk.shelf = Shelf(history)
        with pytest.raises(ValueError, match=r"is gone|not in the history any more"):
            desk.drafts().sent_on(said_of_it)


def test_what_is_no_picture_has_no_size(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    with pytest.raises(ValueError, match="The picture to start from cannot be read"):
        desk.drafts().size_of(tmp_path / "a.png")


def test_a_picture_that_cannot_be_kept_is_drawn_all_the_same(desk: Desk) -> None:
    desk.shelf = Shelf(History(desk.outputs))
    (desk.outputs / FILE_NAME).mkdir()
    paths, _, told = desk.draw("a", asked())
    assert len(paths) == 1 and not any(each.is_wrong for each in told)
    (notice,) = desk.shelf.history.notices()
    assert "not kept in the history" in notice
