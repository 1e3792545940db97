"""The rating ceiling in the host: no request gets around it, and it fails closed."""

from __future__ import annotations

import argparse
import copy
import importlib.util
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import HTTPException

from sd_animagine.model import RATINGS
from tests.webui.conftest import ROOT
from tests.webui.fake_host import Host, Processing, Script
from tests.webui.test_process import Q, asked


@pytest.fixture
def limited(host: Host) -> Host:
    """A host whose operator allows nothing above *safe*."""
    host.opts.animagine_max_rating = "safe"
    return host


def test_an_idle_script_still_lists_what_was_taken_out(limited: Host) -> None:
    p = asked(limited, "1girl, nsfw", options={"enabled": False})
    [picture] = limited.draw(p)
    assert picture.prompt == "1girl"
    assert "removed “nsfw”: The highest rating allowed" in (picture.field("Animagine note") or "")
    assert [c for c in p.comments if "removed “nsfw”" in c]


def test_without_a_ceiling_nothing_is_touched(host: Host) -> None:
    p = asked(host, f"1girl, nsfw, explicit, {Q}")
    assert host.draw(p)[0].prompt == f"1girl, nsfw, explicit, {Q}"
    assert "setup_conds" not in vars(p)


@pytest.mark.parametrize(
    ("flag", "page", "rating", "source"),
    [
        (None, "explicit", "explicit", ""),
        ("safe", "explicit", "safe", "the start-up flag"),
        ("nsfw", "sensitive", "sensitive", "the settings page"),
        ("sensitive", "nsfw", "sensitive", "the start-up flag"),
        (None, " Sensitive ", "sensitive", "the settings page"),
        (None, "anything", "safe", "the settings page"),
    ],
)
def test_the_lower_of_flag_and_page(
    host: Host, flag: str | None, page: str, rating: str, source: str
) -> None:
    from modules import shared

    from sd_animagine.webui.limit import operator

    shared.cmd_opts = SimpleNamespace(animagine_max_rating=flag)
    host.opts.animagine_max_rating = page
    assert operator() == (rating, source)


class Late(Script):
    """An extension that resolves its wildcards when a batch begins, before or after us."""

    def __init__(self, word: str, name: str = "prompts") -> None:
        self.word, self.list = word, name
        self.controls: list[Any] = []

    def process_batch(self, p: Any, *_: object, **__: object) -> None:
        setattr(p, self.list, [f"1girl, {self.word}" for _ in getattr(p, self.list)])


LATE = {
    "word": "nsfw",
    "zero width": "n\u200bsfw",
    "Cyrillic": "n\u0455fw",
    "full width": "ｎｓｆｗ",
    "editing": "[safe:nsfw:0.1]",
    "alternation": "[n|s]sfw",
    "weight": "(nsfw:1.2)",
    "AND": "x AND nsfw",
    "underscores": "very_nsfw_picture",
    "character reference": "&#110;sfw",
    "mojibake": "ï½Žsfw",
    "control character": "n\x00sfw",
    "reference, cut by editing": "&#1[10;:x:0.5]sfw",
}


@pytest.mark.parametrize("place", [0, 1], ids=["before", "after"])
@pytest.mark.parametrize("texts", ["prompts", "hr_prompts"])
def test_what_appears_late_is_refused(limited: Host, place: int, texts: str) -> None:
    late = Late("", texts)
    limited.scripts["txt2img"].insert(place, late)
    for late.word in LATE.values():
        p = asked(limited, "1girl, smile", enable_hr=True)
        with pytest.raises(HTTPException) as refused:
            limited.draw(p)
        assert refused.value.status_code == 422
        assert "The highest rating allowed here is safe." in str(refused.value)
        assert not limited.errors


def test_what_is_harmless_and_late_is_drawn(limited: Host) -> None:
    limited.scripts["txt2img"].append(Late("smile"))
    assert limited.draw(asked(limited, "night"))[0].prompt == "1girl, smile"


def test_the_encoders_are_called_all_the_same(limited: Host) -> None:
    called: list[Processing] = []

    class Encoding(Processing):
        def setup_conds(self) -> None:
            called.append(self)

    first = Encoding("1girl", script_args=limited.defaults())
    limited.draw(first)
    limited.draw(first)
    again = copy.copy(first)
    limited.draw(again)
    assert called == [first, first, again]


def test_another_stand_in_is_kept(limited: Host) -> None:
    called: list[str] = []
    p = asked(limited, "1girl", setup_conds=lambda: called.append("theirs"))
    limited.draw(p)
    limited.draw(p)
    assert called == ["theirs", "theirs"]


def test_it_can_be_lifted_between_two_runs(limited: Host) -> None:
    p = asked(limited, "1girl")
    limited.draw(p)
    limited.opts.animagine_max_rating = "explicit"
    limited.scripts["txt2img"].append(Late("nsfw"))
    assert limited.draw(p)[0].prompt == "1girl, nsfw"


def test_wrong_options_are_told_beside_what_was_taken_out(limited: Host) -> None:
    [picture] = limited.draw(asked(limited, "1girl, nsfw", options={"yaer": 3}))
    note = picture.field("Animagine note") or ""
    assert note.startswith("There is no option 'yaer'")
    assert "removed “nsfw”" in note


def test_an_error_while_assigning_does_not_open_it(limited: Host, monkeypatch: Any) -> None:
    from sd_animagine.webui.request import hook

    def fail(*_: object) -> None:
        raise RuntimeError("out of ideas")

    monkeypatch.setattr(hook, "put_texts", fail)
    assert limited.draw(asked(limited, "1girl, nsfw"))[0].prompt == "1girl"


def test_an_internal_error_elsewhere_does_not_open_it(limited: Host, monkeypatch: Any) -> None:
    from sd_animagine.webui.request import plan

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("out of ideas")

    monkeypatch.setattr(plan, "compile_request", fail)
    assert limited.draw(asked(limited, "1girl, nsfw"))[0].prompt == "1girl"
    assert "out of ideas" in limited.errors[0]


@pytest.mark.parametrize("place", ["hold", "refusal", "ceiling"])
def test_if_the_look_fails_nothing_is_drawn(limited: Host, monkeypatch: Any, place: str) -> None:
    from sd_animagine.webui.request import guard

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("out of ideas")

    monkeypatch.setattr(guard, place, fail)
    with pytest.raises(HTTPException, match="could not be checked"):
        limited.draw(asked(limited, "1girl, smile"))


def test_a_prompt_that_is_no_text_is_refused(limited: Host) -> None:
    with pytest.raises(HTTPException, match="could not be checked"):
        limited.draw(asked(limited, ["1girl", 3]))


def test_the_api_may_not_set_it(host: Host, monkeypatch: Any) -> None:
    from sd_animagine.webui import options

    added: dict[str, Any] = {}
    monkeypatch.setattr(host.opts, "add_option", added.__setitem__, raising=False)
    options.add_settings_page()
    assert added["animagine_max_rating"].restrict_api is True
    assert added["animagine_max_rating"].default == "explicit"


def test_the_start_up_flag() -> None:
    spec = importlib.util.spec_from_file_location("animagine_preload", ROOT / "preload.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.RATINGS == RATINGS
    parser = argparse.ArgumentParser()
    module.preload(parser)
    assert parser.parse_args([]).animagine_max_rating is None
    assert parser.parse_args(["--animagine-max-rating", "safe"]).animagine_max_rating == "safe"
    with pytest.raises(SystemExit):
        parser.parse_args(["--animagine-max-rating", "none"])
