"""Every family, on its own libraries: nothing of ours fails at its start, a request is compiled."""

from __future__ import annotations

import argparse
import importlib.util
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from fastapi import HTTPException

from tests import gradio_pages
from tests.goldens import Q
from tests.webui.conftest import ROOT
from tests.webui.fake_host import Host, running
from tests.webui.families import FAMILIES, HOOKS, Family, of_these_libraries
from tests.webui.test_process import COMPILED, TYPED, asked


@pytest.fixture(params=of_these_libraries(), ids=lambda family: family.name)
def each(request: pytest.FixtureRequest) -> Iterator[Host]:
    with running(ROOT, family=request.param) as started:
        yield started


def test_a_sheet_is_drawn(each: Host) -> None:
    p = asked(each, "smile, 1girl", options={"snap": False})
    result = each.run(p, "animagine sheets", {"sheet": "order"})
    assert not each.errors
    prompts = [text.split("\n")[0] for text in result.infotexts]
    assert prompts == ["smile, 1girl", f"smile, 1girl, {Q}", f"1girl, smile, {Q}"]


REFUSED: dict[str, Any] = {"options": {"snap": False, "mode": "strict"}, "n_iter": 2}


def test_the_page_says_why_nothing_was_drawn(each: Host) -> None:
    """Some hosts lose what is raised while they draw for their page."""
    from sd_animagine.webui.request.pace import PACE

    measured = len(PACE)
    p = asked(each, "1girl, safe, nsfw", **REFUSED)
    p.do_not_save_grid = False
    pictures, told = each.pressed(each.draw, p)
    assert not pictures
    assert "safe and nsfw contradict each other" in told
    assert told.count("nothing was drawn") == 1
    assert len(PACE) == measured  # what was not drawn tells nothing of the next picture
    assert p.do_not_save_grid is False
    p.prompt = "1girl"
    assert len(each.pressed(each.draw, p)[0]) == 2


def test_the_page_says_why_a_sheet_was_not_drawn(each: Host) -> None:
    wrong = {"sheet": "year", "year_from": "2020", "year_to": "2010"}
    p = asked(each, "1girl, safe, nsfw", **REFUSED)
    for sheet, why in ((wrong, "year_from is 2020"), ({"sheet": "order"}, "safe and nsfw")):
        pictures, told = each.pressed(each.run, p, "animagine sheets", sheet)
        assert not pictures
        assert why in told


def test_a_sheet_is_refused_in_the_language_of_its_request(each: Host) -> None:
    options = {"snap": False, "mode": "strict", "language": "ja"}
    p = asked(each, "1girl, safe, nsfw", options=options)
    _, told = each.pressed(each.run, p, "animagine sheets", {"sheet": "order"})
    assert re.search("[ぁ-ん]", told)


def test_the_page_says_why_a_cell_was_not_drawn(each: Host, monkeypatch: Any) -> None:
    from sd_animagine.webui.request import guard

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("out of ideas")

    each.opts.animagine_max_rating = "safe"
    monkeypatch.setattr(guard, "hold", fail)
    p = asked(each, "1girl, smile", options={"snap": False})
    pictures, told = each.pressed(each.run, p, "animagine sheets", {"sheet": "order"})
    assert not pictures
    assert "could not be checked (RuntimeError: out of ideas)" in told


def test_an_api_answers_422_on_every_host(each: Host) -> None:
    """A request of the API is drawn on a thread of its own."""
    p = asked(each, "1girl, safe, nsfw", **REFUSED)
    with ThreadPoolExecutor(1) as thread, pytest.raises(HTTPException) as refused:
        thread.submit(each.draw, p).result()
    assert refused.value.status_code == 422
    assert p.n_iter == 2


def test_what_fails_where_the_host_draws_is_raised(each: Host) -> None:
    """Our tab tells it; Forge and its kin answer None."""
    from sd_animagine.webui.host.drawing import on_drawing_thread

    assert on_drawing_thread(max, 1, 2) == 2
    with pytest.raises(ZeroDivisionError):
        on_drawing_thread(divmod, 1, 0)


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_that_is_not_called_is_told(hook: str) -> None:
    """What cannot be done is said by the routes and in the log, and the rest works."""
    called = tuple(each for each in HOOKS if each != hook)
    with running(ROOT, family=Family("forgetful", hooks=called)) as host:
        prompt = host.draw(asked(host))[0].prompt
        assert prompt == (TYPED if hook == "process" else COMPILED)
        assert not host.errors
        told = problems_told()
        assert len(told) == 1
        assert f"does not call `{hook}`, so " in told[0]


def test_each_family_tells_which_hooks_it_lacks(
    each: Host, caplog: pytest.LogCaptureFixture
) -> None:
    from sd_animagine.webui.callbacks import _started

    told = problems_told()
    missing = [hook for hook in HOOKS if hook not in each.family.hooks]
    assert [hook for hook in HOOKS if any(f"`{hook}`" in text for text in told)] == missing
    _started(None, None)
    assert [record.message for record in caplog.records] == [*told]


def test_the_ceiling_says_where_it_looks_once_only() -> None:
    """Without the second look it holds what was typed, and does not promise more."""
    with running(ROOT, family=FAMILIES["sdnext"]) as host:
        host.opts.animagine_max_rating = "safe"
        assert "nsfw" not in host.draw(asked(host, "1girl, nsfw"))[0].prompt
        assert any("a rating ceiling does not see what other" in text for text in problems_told())


def problems_told() -> list[str]:
    """What ``/status`` says."""
    from sd_animagine.webui.routes import browser

    return [*browser.surroundings().problems()]


def page_of(host: Host) -> gr.Blocks:
    with gradio_pages.page() as page:
        for interface, _, _ in host.tabs():
            interface.render()
    return page


def test_the_tab_stands(each: Host) -> None:
    from sd_animagine.webui import problems

    blocks = page_of(each).blocks.values()
    assert any(block.elem_id == "animagine_panel_prompt" for block in blocks)
    assert problems.noted() == ()


def test_pictures_of_one_batch_say_nothing_wrong(each: Host) -> None:
    """A host that writes one value into all of them gets none where they differ."""
    prompts = [f"{word}, 1girl" for word in ("smile", "night", "hat", "beanie")]
    p = asked(each, prompts, batch_size=2, n_iter=2)
    right = prompts if each.family.calls_values else [None] * 4
    assert [x.field("Animagine prompt") for x in each.draw(p)] == right
    p = asked(each, prompts, batch_size=1, n_iter=4)
    assert [x.field("Animagine prompt") for x in each.draw(p)] == prompts
    assert [x.field("Animagine prompt") for x in each.draw(p)] == prompts  # the same p again


def test_a_tab_that_fails_says_so_and_the_host_starts(host: Host) -> None:
    host.modules["modules.sd_samplers"].__dict__.update(visible_samplers=None, samplers=None)
    page = page_of(host)
    said = [b.value for b in page.blocks.values() if isinstance(b, gr.HTML) and b.value]
    assert any("cannot be shown here" in text for text in said)
    assert not any(getattr(child, "elem_id", None) == "animagine_panel" for child in page.children)
    from sd_animagine.webui import problems
    from sd_animagine.webui.routes.browser import surroundings

    assert surroundings().problems() == problems.noted() != ()
    assert host.draw(asked(host))[0].prompt == COMPILED


@pytest.fixture
def broken() -> Iterator[Host]:
    """A host in which nothing of the package can be loaded."""
    with running(ROOT, family=Family("unknown", lacks=("script_callbacks",))) as started:
        yield started


@pytest.mark.parametrize("place", ["flag", "settings page"])
def test_a_ceiling_holds_where_we_cannot_be_loaded(broken: Host, place: str) -> None:
    assert [script.title() for script in broken.scripts["txt2img"]] == ["Animagine"]
    assert broken.draw(asked(broken))[0].prompt == TYPED, "no ceiling: the host draws"
    if place == "flag":
        broken.modules["modules.shared"].cmd_opts.animagine_max_rating = "safe"
    else:
        broken.opts.animagine_max_rating = "sensitive"
    with pytest.raises(HTTPException, match="could not be held") as refused:
        broken.draw(asked(broken))
    assert str(refused.value).startswith("Animagine cannot be loaded here")


def test_a_host_without_any_modules_ends_only_where_the_flag_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "modules", SimpleNamespace())
    file = ROOT / "scripts" / "animagine.py"

    def load() -> Any:
        spec = importlib.util.spec_from_file_location("animagine.py", file)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    monkeypatch.setattr(sys, "argv", ["launch.py"])
    with pytest.raises(ImportError):
        load()
    monkeypatch.setattr(sys, "argv", ["launch.py", "--animagine-max-rating=safe"])
    with pytest.raises(SystemExit, match="the start was ended"):
        load()


def test_the_flag_is_refused_where_our_files_cannot_be_read(tmp_path: Any) -> None:
    copy = tmp_path / "preload.py"
    copy.write_text((ROOT / "preload.py").read_text("utf-8"), "utf-8")
    spec = importlib.util.spec_from_file_location("animagine_preload", copy)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    parser = argparse.ArgumentParser()
    module.preload(parser)
    assert parser.parse_args([]).animagine_max_rating is None
    with pytest.raises(SystemExit):
        parser.parse_args(["--animagine-max-rating", "safe"])


COMMENTED = (
    "smile, masterpiece, 1girl // my note",
    "smile, masterpiece, 1girl # my note",
    "/* old: nsfw, 2girls */ smile, masterpiece, 1girl",
    "smile /* a, b */, masterpiece, 1girl",
    "/* two\nlines */\nsmile, 1girl",
    "smile, // a\nmasterpiece, /* b */ 1girl # c",
    "smile, 1girl AND /* b */ night, 1boy // c",
    "smile BREAK // c\nnight, 1boy",
)


def test_nothing_is_lost_behind_a_comment(each: Host) -> None:
    """What the host leaves of the sent prompt has all that it leaves of the typed one, and ours."""

    def tags(text: str) -> list[str]:
        left = each.family.strip_comments(text)
        return sorted(filter(None, (part.strip() for part in re.split("[,\n]|AND|BREAK", left))))

    for typed in COMMENTED:
        sent = each.draw(asked(each, typed))[0].prompt
        left = each.family.strip_comments(sent).split("AND")
        scopes = sum(bool(part.strip()) for part in left)
        before, after = tags(typed), tags(sent)
        assert [tag for tag in before if tag not in after] == [], typed
        if any(before):
            assert after.count("absurdres") == scopes, typed


def test_the_option_overrides_what_the_host_does(each: Host) -> None:
    for value in (False, "none"):
        picture = each.draw(asked(each, "1girl # note", options={"comments": value}))[0]
        assert picture.prompt.startswith("1girl # note, ")


def test_switched_off_in_the_host_they_are_text(each: Host) -> None:
    if each.family.comments_option:
        setattr(each.opts, each.family.comments_option, False)
        assert each.draw(asked(each, "1girl # note"))[0].prompt.startswith("1girl # note, ")


def test_the_ceiling_reads_what_a_block_leaves_together() -> None:
    with running(ROOT, family=FAMILIES["neo"]) as host:
        host.opts.animagine_max_rating = "safe"
        with pytest.raises(HTTPException, match="nsfw"):
            host.draw(asked(host, "1girl, ns/* x */fw"))


TARGETS: tuple[tuple[dict[str, Any], tuple[float, float]], ...] = (
    ({"width": 512, "height": 768, "hr_scale": 1.3}, (832 * 1.3, 1216 * 1.3)),
    ({"width": 2048, "height": 512, "hr_resize_x": 1100}, (1100, 1100 * 640 / 1536)),
    ({"width": 512, "height": 2048, "hr_resize_y": 1900}, (1900 * 640 / 1536, 1900)),
)


def test_a_hires_target_is_told_as_the_host_rounds_it(each: Host) -> None:
    for sizes, sides in TARGETS:
        p = asked(each, "1girl", enable_hr=True, **sizes)
        note = each.draw(p)[0].field("Animagine note") or ""
        target = "x".join(str(each.drawn_side(side)) for side in sides)
        assert f"Hires fix now ends at {target}," in note


def test_a_sheet_expects_the_hires_size_that_the_host_draws(each: Host) -> None:
    from sd_animagine.sheets.pace import Effort, spoken
    from sd_animagine.webui.request.pace import PACE, effort_of
    from sd_animagine.webui.sheets.forecast import forecast

    p = asked(each, "1girl", enable_hr=True, width=832, height=1216, hr_scale=1.3, steps=28)
    effort = effort_of(p, 1)
    size = each.drawn_side(832 * 1.3), each.drawn_side(1216 * 1.3)
    assert (effort.second_width, effort.second_height) == size
    PACE.note(Effort(1000, 1000, 1), seconds=3600)
    page = {"width": 832, "height": 1216, "hires": True, "hr_scale": 1.3, "steps": 28}
    told = forecast("txt2img", ["negative"], page)
    assert f" · {spoken(4 * effort.work * 3600)}," in told


def test_the_routes_round_a_hires_target_as_the_host_does(each: Host) -> None:
    from sd_animagine.webui.routes import browser

    assert browser.surroundings().context().hires_step == (each.family.size_step or 1)
