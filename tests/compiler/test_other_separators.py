"""What other extensions and tools part prompts with: nothing crosses it."""

from __future__ import annotations

import pytest

from sd_animagine.compiler import Options, Request, compile_request
from sd_animagine.syntax import parse
from sd_animagine.syntax.lines import lines
from sd_animagine.vocabulary import bundled
from tests.promises import problem_of

KEPT = Options(quality="off", negative="off")


@pytest.mark.parametrize(
    ("text", "ordered"),
    [
        ("smile, 1girl AND_PERP masterpiece, 1boy", "1girl, smile AND_PERP 1boy, masterpiece"),
        ("park, 1girl AND_TOPK hat, hatsune miku", "1girl, park AND_TOPK hatsune miku, hat"),
        ("smile, 1girl\nAND_SALT\nhat, 1boy", "1girl, smile\nAND_SALT\n1boy, hat"),
        ("smile, 1girl | hat, 1boy", "1girl, smile | 1boy, hat"),
        ("smile, 1girl|hat, 1boy", "1girl, smile|1boy, hat"),
        ("smile, 1girl AND a | hat, 1boy :0.5", "1girl, smile AND a | 1boy, hat :0.5"),
        (":|, 1girl", "1girl, :|"),
        ("|_|, 1girl", "1girl, |_|"),
        ("||_||, 1girl", "1girl, ||_||"),
        ("smile :|, 1girl", "1girl, smile :|"),
        ("{hat|cap}, 1girl", "1girl, {hat|cap}"),
        ("(hat|cap), 1girl", "1girl, (hat|cap)"),
        ("[hat|cap], 1girl", "1girl, [hat|cap]"),
        ("ANDROID, 1girl", "1girl, ANDROID"),
        ("AND_PERPS, 1girl", "1girl, AND_PERPS"),
    ],
)
def test_tags_stay_in_their_part(text: str, ordered: str) -> None:
    assert compile_request(Request(text, options=KEPT)).prompt == ordered
    for options in (Options(), KEPT, Options(suggested_fixes=True)):
        assert problem_of(text, None, options) is None


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("a :1.1 AND_PERP b :0.5", [":1.1", ":0.5"]),
        ("(a, b) :0.7 AND_SALT c", [":0.7"]),
        ("a AND_PERP :3", []),
        ("a | b :0.5 AND c", [":0.5"]),
        ("a :0.5 | b", []),
    ],
)
def test_a_part_may_have_a_weight_of_its_own(text: str, weights: list[str]) -> None:
    prompt = parse(text, is_name=bundled().is_name)
    suffixes = [scope.suffix for scope in prompt.scopes() if scope.suffix is not None]
    assert [text[each.start : each.end].strip() for each in suffixes] == weights


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[x:yyy:0.3]", "yyy"),
        ("[x:yyy:0.3] AND a | b", "yyy a | b"),
        ("[x:yyy:0.3], a | b", "x:yyy:0.3, a | b"),
        ("[a|b:0.5]", "a|b:0.5"),
        ("[a:b:c:0.5]", "a:b:c:0.5"),
        ("[x|yyy]", "yyy"),
        (":| [x:y:0.3]", ":| x:y:0.3"),
    ],
)
def test_the_encoder_gets_what_the_host_gives_it(text: str, said: str) -> None:
    parts = [part.text for line in lines(parse(text)) for part in line]
    assert " ".join("".join(parts).split()) == said
