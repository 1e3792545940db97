"""Words that cut a prompt in parts stay words, whatever is done beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sd_animagine.compiler import Options, Request, compile_prompt, compile_request
from sd_animagine.syntax import apart, parse, replacing
from sd_animagine.syntax.removal import removal
from tests.goldens import Q

WORDS = ("BREAK", "AND", "ADDCOMM", "ADDBASE", "ADDROW", "ADDCOL", "AND_PERP", "AND_TOPK")
PLAIN = Options(quality="off", negative="off")


@pytest.mark.parametrize("word", WORDS)
def test_nothing_is_moved_onto_it(word: str) -> None:
    assert compile_prompt(f"night {word}(smile), 1girl", options=PLAIN).prompt == (
        f"night {word} 1girl, (smile)"
    )
    assert compile_prompt(f"smile, (1girl){word}(night)", options=PLAIN).prompt == (
        f"(1girl), smile {word}(night)"
    )


@pytest.mark.parametrize("word", WORDS)
def test_nothing_is_put_onto_it(word: str) -> None:
    prompt = compile_prompt(f"(smile:1.2){word} (night)", options=Options(rating="safe")).prompt
    assert len(parse(prompt).scopes()) == 2
    assert prompt.count(word) == 1
    negative = compile_prompt("1girl", f"(nose){word}").negative_prompt
    assert negative is not None
    if word != "AND":  # text, there
        assert [scope.boundary for scope in parse(negative).scopes()] == [word, ""]


@pytest.mark.parametrize("mode", ["after", "before", "if-empty"])
@pytest.mark.parametrize("word", ["BREAK", "ADDCOMM", "[SEP]"])
def test_a_negative_prompt_of_a_boundary_alone_is_filled_in_front_of_it(
    word: str, mode: str
) -> None:
    negative = compile_prompt("1girl", word, options=Options(negative=mode)).negative_prompt
    assert negative in (f"{_ALL} {word}", f"{_ALL}{word}")
    assert parse(negative, negative=True).scopes()[0].boundary == word


_ALL = compile_prompt("1girl", "").negative_prompt


@pytest.mark.parametrize("text", ["\\", "smile\\", "\\\\\\"])
def test_a_backslash_does_not_escape_what_it_comes_to_stand_before(text: str) -> None:
    compiled = compile_prompt(f"{text}, (1girl)[SEP]night", options=PLAIN).prompt
    assert [scope.boundary for scope in parse(compiled).scopes()] == ["[SEP]", ""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a word comes out of the bracket, so that the host reads "BREAKsmile"
        (
            r"smile, \BREAK[smile|night], 1girl, hat",
            f"safe, smile, \\BREAK[smile|night], 1girl, hat, {Q}",
        ),
        ("hat, BREAK[smile:night:0.5], 1girl", f"safe, hat, BREAK[smile:night:0.5], 1girl, {Q}"),
        ("hat BREAK{smile|night}, 1girl", f"safe, hat BREAK{{smile|night}}, 1girl, {Q}"),
        ("[smile|night]BREAK hat", f"safe, [smile|night]BREAK hat, {Q}"),
        ("[smile|night]BREAK", f"safe, {Q}, [smile|night]BREAK"),
        ("hat, [smile|night]BREAK hat", f"safe, hat, [smile|night]BREAK hat, {Q}"),
        ("BREAK[smile|night] BREAK hat", f"BREAK[smile|night], safe BREAK hat, {Q}"),
        # a backslash at the very end: the host takes all editing of the part for text
        ("hat, [smile:night:0.5], 1girl\\", f"safe, hat, [smile:night:0.5], {Q}, 1girl\\"),
        ("[smile:night:0.5]\\", f"safe, {Q}, [smile:night:0.5]\\"),
        ("[smile|night], hat\\AND 1girl", f"safe, [smile|night], {Q}, hat\\AND 1girl, {Q}"),
        ("hat, [smile|night], 1girl\\\\", f"safe, hat, [smile|night], 1girl\\\\, {Q}"),
        ("hat, 1girl\\", f"safe, hat, 1girl\\, {Q}"),
        # the network is taken out, and the backslash stands before the bracket
        ("hat, \\<lora:x:1>[SKIP]", "safe, hat, \\<lora:x:1>[SKIP]"),
        ("\\<lora:x:1>[SEP]hat", "safe, \\<lora:x:1>[SEP]hat"),
    ],
)
def test_what_changes_the_meaning_of_its_neighbour_keeps_it(text: str, expected: str) -> None:
    compiled = compile_prompt(text, options=Options(rating="safe"))
    assert compiled.prompt == expected
    assert compile_prompt(expected, options=Options(rating="safe")).changes == ()


@pytest.mark.parametrize("text", ["#", "#x", "# x"])
def test_a_negative_prompt_of_a_comment_alone_is_filled_apart_from_it(text: str) -> None:
    assert compile_prompt("", text).negative_prompt == f"{_ALL} {text}"


def test_a_negative_prompt_is_filled_in_front_of_such_a_backslash() -> None:
    filled = compile_prompt("1girl", "hat, [smile|night]\\").negative_prompt
    assert filled == f"hat, {_ALL}, [smile|night]\\"
    assert compile_prompt("1girl", "[smile|night]\\").negative_prompt == f"{_ALL}, [smile|night]\\"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("BREAK[smile|night]BREAK", "ANI105"),
        ("hat BREAK BREAK{smile|night}BREAK", "ANI105"),
        ("BREAK[smile|night]\\", "ANI105"),
        ("BREAK<lora:x:1>[smile|night]BREAK", "ANI105"),
        ("(smile", "ANI001"),
        ("smile (hat", "ANI001"),
        ("smile BREAK (hat", "ANI001"),
        ("smile AND (hat, [cap", "ANI001"),
    ],
)
def test_where_no_tags_can_be_added_that_is_said(text: str, code: str) -> None:
    compiled = compile_prompt(text)
    parts = zip(text.split(" AND "), compiled.prompt.split(" AND "), strict=True)
    assert any(typed == sent for typed, sent in parts)
    said = [each.code for each in compiled.findings if "tags can be added" in each.message]
    assert said == [code]


@pytest.mark.parametrize("text", ["hat, BREAK[a|b], cap", "[a|b]BREAK", "hat (cap), (smile", "hat"])
def test_where_tags_are_added_nothing_is_said(text: str) -> None:
    compiled = compile_prompt(text)
    assert "masterpiece" in compiled.prompt
    assert not [each for each in compiled.findings if "can be added" in each.message]


def test_what_a_repair_takes_out_or_writes_leaves_it_alone() -> None:
    text = "night BREAK(smile), smile, 1boy"
    item = parse(text).items[1]
    assert removal(text, item, 11, len(text)) == (11, 20, " ")
    named = "firefly \\(honkai: star rail\\)BREAK night"
    completed = compile_prompt(named, options=Options(complete_series=True, quality="off")).prompt
    assert completed == "firefly \\(honkai: star rail\\), honkai: star rail BREAK night"


def test_a_list_whose_signs_go_stays_apart_from_it() -> None:
    options = replace(PLAIN, comments="none", suggested_fixes=True)
    assert compile_prompt("smile//BREAK night", options=options).prompt == "smile BREAK night"
    assert compile_prompt("night AND/smile//hat", options=options).prompt == "night AND smile, hat"


def test_no_mark_of_a_comment_is_taken_out_where_that_would_make_a_network_of_tags() -> None:
    options = replace(PLAIN, comments="hash-slash", suggested_fixes=True)
    for text, expected in (
        ("smile <a:hat BREAK night//>, sky", "smile <a:hat BREAK night//>, sky"),
        ("smile, hat BREAK night//sky", "smile, hat BREAK night sky"),
        ("smile <a:b> BREAK night//sky <c:d>", "smile <a:b> BREAK night sky <c:d>"),
    ):
        compiled = compile_prompt(text, options=options)
        assert compiled.prompt == expected
        assert "ANI010" in [finding.code for finding in compiled.findings]


@pytest.mark.parametrize(
    ("before", "text", "after", "expected"),
    [
        ("K", "smile", "A", " smile "),
        ("K", "(smile)", "A", "(smile)"),
        ("K", "", "A", " "),
        ("K", "<lora:a:1>smile", "", " <lora:a:1>smile"),
        ("", "smile<lora:a:1>", "A", "smile<lora:a:1> "),
        ("M", "(smile)<a:B<lora:a:1>", "B", "(smile)<a:B<lora:a:1>"),
        ("", "smile", "", "smile"),
        ("]", "smile\\", "[S", "smile\\ "),
        ("]", "smile\\\\", "[S", "smile\\\\"),
    ],
)
def test_apart(before: str, text: str, after: str, expected: str) -> None:
    assert apart(before, text, after) == expected


def test_replacing_parts_words_that_were_apart_and_no_others() -> None:
    assert replacing("a(b)c", 1, 4, "").text == " "
    assert replacing("abc", 1, 2, "").text == ""
    assert replacing("a(b)c", 1, 4, "d").text == " d "


@pytest.mark.parametrize(
    ("text", "boundaries"),
    [
        ("night<lora:a:1>BREAK, smile", [""]),
        ("night <lora:a:1>BREAK, smile", ["BREAK", ""]),
        ("night BREAK<lora:a:1><lora:b:1>smile", [""]),
        ("night BREAK<lora:a:1> smile", ["BREAK", ""]),
    ],
)
def test_the_host_looks_for_it_when_the_networks_are_gone(text: str, boundaries: list[str]) -> None:
    assert [scope.boundary for scope in parse(text).scopes()] == boundaries


def test_two_of_them_in_brackets_are_no_repetition() -> None:
    text = "1girl, (night, ADDROW, smile, ADDROW, solo)"
    found = compile_request(Request(text, options=PLAIN)).prompt
    assert found == text


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("text", ["worst quality\\<a:b>{} night", "night {}<a:b><c:d>\\mastepiece"])
def test_a_network_between_does_not_keep_words_apart(word: str, text: str) -> None:
    typed = text.format(word)
    options = Options(quality="off", suggested_fixes=True)
    compiled = compile_prompt(typed, options=options).prompt
    assert compiled.count("\\") == 0
    assert len(parse(typed).scopes()) == len(parse(compiled).scopes()) == 2


@pytest.mark.parametrize(
    "text",
    [":) AND cat", ":) :0.5 AND cat", ":) \r\nsmile", ":)\u3000", ":) | cat", ":)，hat", ":) # x"],
)
def test_a_face_is_escaped_at_once_whatever_stands_beside_it(text: str) -> None:
    compiled = compile_prompt(text, options=Options(gate="always")).prompt
    assert compiled.startswith(":\\)")
    assert compile_prompt(compiled, options=Options(gate="always")).prompt == compiled
