"""What is written into a picture and what a paste makes of it."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from sd_animagine import __version__
from sd_animagine.compiler import FIELDS, SCRIPT_FIELDS, Field, Options
from tests.webui.fake_host import Host, read_infotext
from tests.webui.test_process import TYPED, asked

KINDS: dict[str, Any] = {
    "quality": "best quality, high score",
    "year": 2011,
    "codes": ("ANI1", "ANI2"),
}


def other_than_default(field: Field) -> Any:
    """A value that an option has only where somebody sets it."""
    if field.kind == "bool":
        return not field.default
    if field.kind == "choice":
        return next(word for word in reversed(field.choices) if word != field.default)
    return KINDS[field.kind]


OTHER = {f.name: other_than_default(f) for f in FIELDS if f.name != "enabled" and f.in_picture}


def pasted(host: Host, infotext: str, tab: str = "txt2img") -> dict[str | None, Any]:
    """Control → value, as the host's paste button fills them in; the line "You typed" has no id."""
    params = read_infotext(infotext)
    script = host.script(tab)
    found = {}
    for component, function in script.infotext_fields:
        value = function(params)
        if value is not None:
            found[component.elem_id] = value
    return found


def brought_back(host: Host, infotext: str) -> tuple[str, ...]:
    """What the button "Restore" puts into the two boxes; nothing where there is none."""
    html = pasted(host, infotext)[None]
    return tuple(unescape(text) for text in re.findall(r'data-text="([^"]*)"', html))


def test_every_option_survives_the_infotext() -> None:
    from sd_animagine.webui.request.infotext import options_in, options_text

    options = Options(**OTHER)
    text = options_text(options)
    assert text.startswith(f"{__version__}; ")
    assert options_in(text) == {"enabled": True, **OTHER}


def test_a_paste_restores_the_controls(host: Host) -> None:
    wanted = {"mode": "report", "year": 2011, "snap": False, "rating": "sensitive"}
    picture = host.draw(asked(host, options=wanted))[0]
    values = pasted(host, picture.infotext)
    assert values["animagine_txt2img_mode"] == "report"
    assert values["animagine_txt2img_year"] == "2011"
    assert values["animagine_txt2img_rating"] == "sensitive"
    assert values["animagine_txt2img_snap"] is False
    assert {f"animagine_txt2img_{f.name}" for f in SCRIPT_FIELDS} <= set(values)


def test_a_paste_of_a_picture_drawn_without_us_switches_off(host: Host) -> None:
    picture = host.draw(asked(host, options={"enabled": False}))[0]
    assert pasted(host, picture.infotext)["animagine_txt2img_enabled"] is False


def test_a_foreign_infotext_leaves_the_controls_alone(host: Host) -> None:
    values = pasted(host, "a cat\nSteps: 20, Size: 512x512")
    assert values == {None: ""}


def test_an_infotext_of_another_version_gives_what_it_can() -> None:
    from sd_animagine.webui.request.infotext import options_in

    text = "9.9; mode=strict; sparkle=on; year=3000; snap"
    assert options_in(text) == {"mode": "strict"}


def test_the_keys_can_be_read_back_and_survive_odd_texts(host: Host) -> None:
    for text in ('smile, "quoted\\", 1girl', "smile: a, 1girl\nnight", "smile,\t1girl, 日本"):
        picture = host.draw(asked(host, text))[0]
        assert picture.field("Animagine prompt") == text


def test_keys_of_an_earlier_run_are_removed(host: Host) -> None:
    p = asked(host)
    host.draw(p)
    assert "Animagine prompt" in p.extra_generation_params
    p.prompt = "1girl, masterpiece, high score, great score, absurdres"
    host.draw(p)
    assert "Animagine prompt" not in p.extra_generation_params


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))]
)
def test_a_drawn_request_s_keys_can_be_copied(host: Host, copied: Callable[[Any], Any]) -> None:
    """X/Y/Z plot hands them on, and Distributed copies them deeply to send them away."""
    p = asked(host)
    host.draw(p)
    value = p.extra_generation_params["Animagine prompt"]
    again = copied(value)
    assert (again, again.compiled, again.values) == (value, value.compiled, value.values)


def test_the_typed_prompt_can_be_brought_back(host: Host) -> None:
    picture = host.draw(asked(host, negative_prompt="hat"))[0]
    assert brought_back(host, picture.infotext) == (TYPED, "hat")
    assert brought_back(host, "a cat\nSteps: 20") == ()


@pytest.mark.parametrize("text", ["", " hat", '"hat"', '"', "“hat”", 'a "hat", red', "hat\n"])
def test_any_text_can_be_brought_back(host: Host, text: str) -> None:
    """The host takes off blanks and quotes that it has not set, and cannot read an empty text."""
    picture = host.draw(asked(host, negative_prompt=text))[0]
    assert picture.negative != text
    assert brought_back(host, picture.infotext)[1] == text


def test_an_empty_negative_prompt_can_be_brought_back(host: Host) -> None:
    picture = host.draw(asked(host))[0]
    assert picture.negative
    assert picture.field("Animagine negative") == ""
    assert brought_back(host, picture.infotext) == (TYPED, "")


def test_an_infotext_of_0_1_is_read() -> None:
    from sd_animagine.compiler import Options
    from sd_animagine.report.infotext import options_in

    written = (
        "0.1.0; enabled=on; mode=strict; reorder=on; quality=best quality; negative=after; "
        "rating=safe; year=2023; snap=on; settings=report; complete_series=off; "
        "suggested_fixes=off; gate=always; ignore=ANI4"
    )
    given = {"mode": "strict", "quality": "best quality", "rating": "safe", "year": 2023}
    given |= {"gate": "always", "ignore": ["ANI4"]}
    assert Options.from_mapping(options_in(written)) == Options.from_mapping(given)
