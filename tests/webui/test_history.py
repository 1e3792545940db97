"""The history in a WebUI: what of its pictures is kept, for whom, and when nothing is."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from sd_animagine.store.history import Entry
from tests.webui.fake_host import Host, Processing
from tests.webui.test_browser import request

TYPED = "smile, 1girl"


@pytest.fixture
def keeping(host: Host, tmp_path: Path) -> Host:
    """A host that writes infotexts, as they are by default, with a data folder of its own."""
    host.opts.enable_pnginfo = True
    host.modules["modules.paths_internal"].__dict__["data_path"] = str(tmp_path)
    host.saved = tmp_path / "outputs"
    return host


def flags(host: Host, **given: Any) -> None:
    host.modules["modules.shared"].__dict__["cmd_opts"] = SimpleNamespace(**given)


def kept(login: str = "") -> list[Entry]:
    from sd_animagine.webui.request.history import history

    return [each.entry for each in history().page(login).entries]


def shelf(**given: Any) -> Any:
    from sd_animagine.webui.routes.browser import surroundings

    return surroundings().history(request(**given))


def test_each_picture_is_kept_as_typed_and_as_sent(keeping: Host) -> None:
    keeping.draw(Processing(TYPED, "bad", width=832, height=1216, n_iter=2))
    second, first = kept()
    assert (first.prompt, first.negative_prompt) == (TYPED, "bad")
    assert first.infotext.startswith("1girl, smile, masterpiece")
    assert (first.picture, second.picture) == ("outputs/1.png", "outputs/2.png")
    assert 0 < len(first.thumbnail) < 20 * 1024
    assert shelf().history.page("").entries[0].entry == second and not shelf().off


def test_a_picture_outside_of_the_data_folder_keeps_its_place(
    keeping: Host, tmp_path: Path
) -> None:
    keeping.saved = tmp_path.parent / "elsewhere"
    keeping.draw(Processing(TYPED))
    assert kept()[0].picture == str(tmp_path.parent / "elsewhere" / "1.png")


def test_each_login_has_its_own(keeping: Host) -> None:
    flags(keeping, share=True, gradio_auth="ann:1,bob:2")
    keeping.draw(Processing(TYPED, user="ann"))
    assert len(kept("ann")) == 1 and kept("bob") == kept() == []
    asked = {"auth": {}, "tokens": {"secret": "ann"}}
    assert shelf(cookie="secret", **asked)[1:] == ("ann", "")
    stranger = shelf(cookie="other", **asked)
    assert stranger.history is None and "Log in" in stranger.off


@pytest.mark.parametrize("flag", ["share", "listen", "ngrok"])
def test_where_others_come_in_without_a_login_none_is_kept(keeping: Host, flag: str) -> None:
    keeping.draw(Processing(TYPED))
    flags(keeping, **{flag: True})
    keeping.draw(Processing(TYPED))
    assert len(kept()) == 1
    assert shelf().history is None and "without a login" in shelf().off, "nor is it shown"
    flags(keeping, server_name="0.0.0.0")
    assert shelf().history is None
    keeping.opts.animagine_history = "on"
    keeping.draw(Processing(TYPED))
    assert len(kept()) == 2 and shelf().history is not None


@pytest.mark.parametrize(
    ("option", "value", "why"),
    [
        ("animagine_history", "off", "off on the settings page"),
        ("enable_pnginfo", False, "writes no infotext"),
        ("samples_save", False, "does not save its pictures"),
    ],
)
def test_what_the_host_says_of_its_pictures_holds(
    keeping: Host, option: str, value: Any, why: str
) -> None:
    keeping.draw(Processing(TYPED))
    setattr(keeping.opts, option, value)
    keeping.draw(Processing(TYPED))
    assert len(kept()) == 1
    assert why in shelf().off and shelf().history is not None, "what is there can be deleted"


def test_what_no_page_of_ours_asked_for_is_not_kept(keeping: Host) -> None:
    keeping.draw(Processing(TYPED, is_api=True))
    keeping.draw(Processing(TYPED, do_not_save_samples=True))
    keeping.draw(Processing(TYPED, _ad_inner=True))
    off = keeping.defaults()
    off[0] = False
    keeping.draw(Processing(TYPED, script_args=off))
    keeping.opts.sd_model_checkpoint = "v1-5-pruned.safetensors"
    keeping.draw(Processing(TYPED))
    assert kept() == []
    assert keeping.errors == []


def test_what_our_tab_asked_for_is(keeping: Host) -> None:
    from sd_animagine.webui.host.requested import mark_as_our_tab_s

    asked = Processing(TYPED, is_api=True)
    mark_as_our_tab_s(asked, "ann")
    keeping.draw(asked)
    assert [each.prompt for each in kept("ann")] == [TYPED]


def test_a_grid_and_what_has_no_infotext_are_not_kept(keeping: Host) -> None:
    from sd_animagine.webui.request.history import keep

    pictures = keeping.draw(Processing(TYPED))
    before = len(kept())
    mask, picture = Image.new("RGB", (8, 8)), Image.new("RGB", (8, 8))
    picture.info["parameters"] = pictures[0].infotext
    done = SimpleNamespace(images=[picture, mask, picture], index_of_first_image=1, infotexts=[])
    keep(Processing(TYPED), done)
    assert len(kept()) == before + 1 and kept()[0].picture == ""


def test_a_store_that_cannot_be_written_costs_no_picture(keeping: Host, tmp_path: Path) -> None:
    (tmp_path / "animagine.sqlite3").mkdir()
    (picture,) = keeping.draw(Processing(TYPED))
    assert picture.prompt.startswith("1girl") and keeping.errors == []
    (told,) = shelf().history.notices()
    assert "not kept in the history" in told and "is not a file" in told
