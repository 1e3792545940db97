"""How options reach the script, and what becomes of wrong ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi import HTTPException

from sd_animagine.compiler import FIELDS, SCRIPT_FIELDS, Options, Request, check_request
from sd_animagine.compiler.options import BY_NAME, COMMENTS
from tests.failing import fail
from tests.hostile import OPTIONS, VALUES, as_json, is_a_sentence
from tests.spoken import marked
from tests.webui.conftest import ROOT
from tests.webui.fake_host import Host, Processing
from tests.webui.test_process import COMPILED, Q, asked

LANGUAGES = sorted((ROOT / "localizations").glob("*.json"))

__all__ = ["marked"]


def test_one_control_for_each_script_argument_in_its_place(host: Host) -> None:
    for tab in ("txt2img", "img2img"):
        controls = host.script(tab).controls
        assert len(controls) == len(SCRIPT_FIELDS)
        names = [control.elem_id.removeprefix(f"animagine_{tab}_") for control in controls]
        assert names == [field.name for field in SCRIPT_FIELDS]
    assert [field.position for field in SCRIPT_FIELDS] == list(range(len(SCRIPT_FIELDS)))


def test_the_page_s_defaults_are_the_options_defaults(host: Host) -> None:
    from sd_animagine.webui.request.arguments import options_from

    assert options_from(host.defaults(), Options()) == Options()


def test_each_choice_of_what_a_comment_is_has_its_explanation(host: Host) -> None:
    note = next(info.note for info in host.opts.entries.values() if "comment" in info.label)
    assert all(f"{choice}: " in note for choice in COMMENTS)


def test_where_the_gate_is_set_is_named_as_on_the_page(host: Host) -> None:
    from sd_animagine.webui.options import GATE_PLACE

    assert f"Settings → Animagine → {BY_NAME['gate'].label}" == GATE_PLACE


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_the_options_and_their_notes_are_translated_as_the_page_shows_them(
    host: Host, path: Path
) -> None:
    from sd_animagine.webui.options import PREFIX

    words = json.loads(path.read_text("utf-8"))
    names = [PREFIX + field.name for field in FIELDS]
    shown = [info for name, info in host.opts.entries.items() if name in names]
    assert len(shown) > 5
    assert [info.label for info in shown if info.label not in words] == []
    assert [info.note for info in shown if info.note and info.note not in words] == []


def test_the_finding_about_another_checkpoint_names_the_setting(host: Host) -> None:
    request = Request("1girl", checkpoint="ponyDiffusionV6XL.safetensors")
    [told] = [f.message for f in check_request(request) if f.code == "ANI406"]
    assert f"set “{BY_NAME['gate'].label}” (gate) to “always”" in told


def test_positional_arguments_may_be_few(host: Host) -> None:
    p = Processing("smile, 1girl", script_args=[True, "fix", True, "off"])
    script = host.script()
    script.args_to = script.args_from + 4
    assert host.draw(p)[0].prompt == "1girl, smile"


def test_strict_refuses_a_conflict_and_keeps_everything(host: Host) -> None:
    p = asked(host, "1girl, safe, nsfw", options={"mode": "strict"})
    with pytest.raises(HTTPException, match="ANI204 The ratings safe and nsfw") as refused:
        host.draw(p)
    assert refused.value.status_code == 422
    assert p.all_prompts == ["1girl, safe, nsfw"]
    assert p.drawn_size == (0, 0)
    p.prompt = "1girl, safe"
    assert host.draw(p)[0].prompt == f"1girl, safe, {Q}", "the same p may draw another prompt"


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize(
    ("localization", "options", "language"),
    [("None", {}, ""), ("ja_JP", {}, "ja"), ("ja_JP", {"language": "zh"}, "zh")],
)
def test_what_stands_under_a_picture_is_in_the_host_s_language(
    host: Host, localization: str, options: dict[str, str], language: str
) -> None:
    """But not what is written into the picture: others read that."""
    host.opts.localization = localization
    p = asked(host, "smile, 1girl, smile", options=options)
    note = host.draw(p)[0].field("Animagine note") or ""
    [comment] = [each for each in p.comments if each.startswith("Animagine: ")]
    assert comment.startswith(f"Animagine: [{language}] " if language else "Animagine: 8 changes")
    assert "changes — " in note and "[" not in note
    with pytest.raises(HTTPException) as refused:
        host.draw(asked(host, "1girl, safe, nsfw", options={"mode": "strict", **options}))
    assert str(refused.value.detail).startswith(f"[{language}] " if language else "Animagine, ")


@pytest.mark.parametrize("options", [{"mode": "off"}, {"enabled": False}, {"gate": "never"}])
def test_switched_off(host: Host, options: dict[str, object]) -> None:
    p = asked(host, options=options)
    assert host.draw(p)[0].prompt.startswith("masterpiece, smile")
    assert not p.comments


def test_another_checkpoint_is_left_alone_and_told_how_to_force(host: Host) -> None:
    host.opts.sd_model_checkpoint = "ponyDiffusionV6XL.safetensors [abc]"
    p = asked(host)
    picture = host.draw(p)[0]
    assert picture.prompt.startswith("masterpiece, smile")
    assert "always" in (picture.field("Animagine note") or "")
    host.opts.animagine_gate = "always"
    assert host.draw(asked(host))[0].prompt == COMPILED


def test_the_request_s_own_checkpoint_decides(host: Host) -> None:
    other = {"sd_model_checkpoint": "ponyDiffusionV6XL"}
    assert host.draw(asked(host, override_settings=other))[0].prompt.startswith("masterpiece")


def test_a_wrong_size_draws_nothing(host: Host) -> None:
    with pytest.raises(HTTPException, match="width is 0; it must be a whole number of pixels"):
        host.draw(asked(host, width=0))


def test_an_internal_error_is_told_and_changes_nothing(host: Host, monkeypatch) -> None:
    from sd_animagine.webui.request import plan

    monkeypatch.setattr(plan, "compile_request", fail)
    p = asked(host, "smile, 1girl")
    picture = host.draw(p)[0]
    assert picture.prompt == "smile, 1girl"
    said = "this extension failed (KeyError, plan.py:"
    assert said in (picture.field("Animagine note") or "")
    assert any(said in comment and "please report this" in comment for comment in p.comments)
    assert len(host.errors) == 1


def test_an_internal_error_in_mode_strict_draws_nothing(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sd_animagine.webui.request import plan

    monkeypatch.setattr(plan, "compile_request", fail)
    with pytest.raises(HTTPException, match=r"this extension failed .*nothing was drawn"):
        host.draw(asked(host, options={"mode": "strict"}))


def test_the_settings_page_holds_the_options_that_no_control_has(host: Host) -> None:
    on_page = {f.name for f in FIELDS if f.position is None}
    assert {f"animagine_{name}" for name in on_page} <= set(vars(host.opts))
    host.opts.animagine_ignore = "ANI101"
    assert host.draw(asked(host, "smile, 1girl"))[0].prompt == f"smile, 1girl, {Q}"
    host.opts.animagine_ignore = "nonsense"
    p = asked(host, "smile, 1girl")
    assert host.draw(p)[0].prompt == "smile, 1girl"
    assert any("option ignore is 'nonsense'" in comment for comment in p.comments)


def test_the_host_asks_for_the_controls_again_and_gets_the_same(host: Host) -> None:
    """The API wants their default values only; building them again would slow the host's start."""
    script = host.script()
    assert script.ui(False) is script.controls


def test_hooks_that_cannot_be_loaded_draw_nothing(host: Host, monkeypatch) -> None:
    """A ceiling that nobody holds is none."""
    import sys

    monkeypatch.setitem(sys.modules, "sd_animagine.webui.request.hook", None)
    monkeypatch.delattr("sd_animagine.webui.request.hook", raising=False)
    p = asked(host, "smile, 1girl")
    assert host.draw(p)[0].prompt == "smile, 1girl"
    assert any("Animagine cannot be loaded" in comment for comment in p.comments)
    host.opts.animagine_max_rating = "safe"
    with pytest.raises(HTTPException, match=r"Animagine cannot be loaded .*nothing was drawn"):
        host.draw(p)


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_whatever_an_argument_is(host: Host, value: object) -> None:
    from sd_animagine.compiler import OptionError
    from sd_animagine.webui.request.arguments import asks_for_strict, options_from

    defaults = host.defaults()
    arguments = [[*defaults[:n], value, *defaults[n + 1 :]] for n in range(len(SCRIPT_FIELDS))]
    arguments += [[given] for name in OPTIONS for given in ({name: value}, as_json({name: value}))]
    for each in arguments:
        assert isinstance(asks_for_strict(each), bool)
        try:
            options_from(each, Options())
        except OptionError as error:
            assert is_a_sentence(str(error), "option", "argument")


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_whatever_stands_on_the_settings_page(host: Host, value: object) -> None:
    from sd_animagine.compiler import OptionError
    from sd_animagine.webui import limit, options
    from sd_animagine.webui.host import facts

    names = ("gate", "select", "ignore", "newline_is_boundary", "img2img_snap", "max_rating")
    for name in names:
        kept = getattr(host.opts, f"animagine_{name}")
        setattr(host.opts, f"animagine_{name}", value)
        try:
            options.settings_page_options()
        except OptionError as error:
            assert is_a_sentence(str(error), f"option {name}")
        assert limit.operator().rating
        setattr(host.opts, f"animagine_{name}", kept)
    host.opts.comma_padding_backtrack = value
    assert isinstance(facts.encoder().backtrack, int)


@pytest.mark.parametrize(("saved", "choice"), [(True, "auto"), (False, "none")])
def test_a_switch_that_0_1_saved_becomes_the_choice_it_stood_for(
    host: Host, saved: bool, choice: str
) -> None:
    """AUTOMATIC1111 refuses to save a whole settings page that holds a switch beside choices."""
    from sd_animagine.webui.options import settings_page_options

    opts = host.modules["modules.shared"].opts
    opts.animagine_comments = saved
    opts.animagine_gate, opts.animagine_ignore = "always", "ANI4 ANI501"  # as 0.1 saved them
    host.call("ui_settings")
    assert opts.animagine_comments == choice
    read = settings_page_options()
    assert (read.comments, read.gate, read.ignore) == (choice, "always", ("ANI4", "ANI501"))
