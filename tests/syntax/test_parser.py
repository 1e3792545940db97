"""The parser reads what the host reads, loses nothing, and never fails."""

from __future__ import annotations

import pytest
from hypothesis import given

from sd_animagine.syntax import NONE, Group, Item, Kind, Node, parse, separators
from tests.texts import anything
from tests.work import lines


def shape(node: Node) -> str:
    """A node as a short text: groups in brackets, kinds other than tags by their first letter."""
    if isinstance(node, Group):
        return f"({' '.join(map(shape, node.nodes))})*{node.factor:.2g}"
    return node.text if node.kind is Kind.TAG else f"{node.kind.name[0]}<{node.text}>"


def scopes(text: str, **how: bool) -> list[list[str]]:
    prompt = parse(text, **how)  # type: ignore[arg-type]
    return [[shape(node) for node in scope.nodes] for scope in prompt.scopes()]


CASES = [
    ("", [[]]),
    ("long hair, smile", [["long hair", "smile"]]),
    ("a,, b", [["a", "E<>", "b"]]),
    ("a, , b,", [["a", "E<>", "b"]]),
    (", a", [["a"]]),
    ("(a:1.2), (b), [c]", [["(a)*1.2", "(b)*1.1", "(c)*0.91"]]),
    ("((a))", [["((a)*1.1)*1.1"]]),
    ("(a, b:1.5)", [["(a b)*1.5"]]),
    (r"firefly \(honkai: star rail\)", [[r"firefly \(honkai: star rail\)"]]),
    ("firefly (honkai: star rail)", [["firefly (honkai: star rail)"]]),
    ("long (blonde) hair", [["long (blonde) hair"]]),
    ("very (a, b)", [["O<very (a, b)>"]]),
    ("[a:b:0.5], [a:10], [a::3], [a|b]", [["O<[a:b:0.5]>", "O<[a:10]>", "O<[a::3]>", "O<[a|b]>"]]),
    ("[a:b], c", [["(a:b)*0.91", "c"]]),
    ("([a:b:0.5], c:1.2)", [["(O<[a:b:0.5]> c)*1.2"]]),
    ("<lora:x:1>, a <lora:y:0.5>", [["N<<lora:x:1>>", "a <lora:y:0.5>"]]),
    ("{a, b|c} d, __w/x__, ${v=1}", [["O<{a, b|c} d>", "O<__w/x__>", "O<${v=1}>"]]),
    ("a BREAK b, c", [["a"], ["b", "c"]]),
    ("a AND b", [["a"], ["b"]]),
    ("aAND b, ANDROID, BREAKER", [["aAND b", "ANDROID", "BREAKER"]]),
    ("a ADDCOMM b [SEP] c", [["a"], ["b"], ["c"]]),
    ("(a BREAK b)", [["(a BREAK b)*1.1"]]),
    ("a # c, (d\nb", [["a", "b"]]),
    ("a\nb,\n\nc", [["a", "b", "c"]]),
    ("a，b、c", [["a", "b", "c"]]),
    ("a, (b, c", [["a", "R<(b, c>"]]),
    ("a, b (c, d", [["a", "R<b (c, d>"]]),
    ("a), b]", [["a)", "b]"]]),
    ("a:1.2), b", [["a:1.2)", "b"]]),
    ("(a [b) c], d", [["O<(a [b) c]>", "d"]]),
    ("()", [["O<()>"]]),
    ("a :1.2", [["a :1.2"]]),
    ("(a, b):1.2", [["O<(a, b):1.2>"]]),
    ("a :1.2 AND b:.5", [["a"], ["b"]]),
    ("a :1.2\n<lora:x:1>", [["a :1.2", "N<<lora:x:1>>"]]),
    ("a :1.2\n<lora:x:1> AND b", [["a"], ["b"]]),
    ("a, b:1.2, ", [["a", "b:1.2"]]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[repr(text) for text, _ in CASES])
def test_shapes(text: str, expected: list[list[str]]) -> None:
    assert scopes(text) == expected


def test_a_negative_prompt_has_no_networks_and_no_AND() -> None:
    assert scopes("a AND b, <lora:x:1> :2", negative=True) == [["a AND b", "<lora:x:1> :2"]]
    prompt = parse("a AND b, <lora:x:1>", negative=True)
    assert [odd.kind for odd in prompt.oddities] == ["and-in-negative", "network-in-negative"]


def test_comments_can_be_off() -> None:
    assert scopes("a # b, c", dialect=NONE) == [["a # b", "c"]]


def test_lines_can_be_scopes() -> None:
    assert scopes("a, b\nc, (d\ne)", newlines=True) == [["a", "b"], ["c", "(d e)*1.1"]]


@pytest.mark.parametrize("text", ["((a:1.2)b:1.5)", "[(a, b:2)]"])
def test_weights_multiply(text: str) -> None:
    items = parse(text).items
    assert all(abs(item.weight - 2 / 1.1) < 1e-9 for item in items if item.text in "ab")


def test_a_known_name_at_the_end_is_no_weight() -> None:
    assert parse("b AND a, reverse:1999").subprompts[1].suffix is not None
    kept = parse("b AND a, reverse:1999", is_name={"reverse:1999"}.__contains__)
    assert kept.subprompts[1].suffix is None and kept.items[-1].text == "reverse:1999"


@pytest.mark.parametrize(
    ("text", "number", "weight"),
    [
        ("a, 16:9", ":9", 9),
        ("a: 0.99, b: 0.95 ", ": 0.95", 0.95),
        ("(a, b) :1.2", ":1.2", 1.2),
        (":3 <lora:x:1>", ":3", 3),
        ("a <lora:x:1> :3 # c", ":3", 3),
        ("a BREAK b:-1\n<lora:x:1>", ":-1", -1),
        ("a, (b:1.2", ":1.2", 1.2),
    ],
)
def test_without_AND_a_number_at_the_end_stays_with_its_text(
    text: str, number: str, weight: float
) -> None:
    (sub,) = parse(text).subprompts
    assert sub.suffix is None and sub.weight == weight
    assert sub.number is not None and text[slice(*sub.number)] == number


@pytest.mark.parametrize("text", ["a, 16:9,", "a:9 b", "(a:1.2)", "a, [b:c:9]", "a:9, <lora:x:1>"])
def test_what_stands_behind_a_number_makes_it_text(text: str) -> None:
    (sub,) = parse(text).subprompts
    assert sub.number is None and sub.weight == 1


@given(anything)
def test_nothing_is_lost(text: str) -> None:
    prompt = parse(text)
    whole = ""
    for sub in prompt.subprompts:
        for scope in sub.scopes:
            between = separators(prompt, scope)
            inside = [text[node.start : node.end] for node in scope.nodes] + [""]
            assert (
                "".join(s + n for s, n in zip(between, inside, strict=True))
                == (text[scope.start : scope.end])
            )
            assert text[len(whole) : scope.start].strip() in _BETWEEN
            whole = text[: scope.end]
    assert whole + text[len(whole) :] == text


_BETWEEN = (
    *("", "AND", "BREAK", "ADDCOMM", "ADDBASE", "ADDROW", "ADDCOL", "[SEP]", "[SKIP]"),
    *("|", "AND_PERP", "AND_SALT", "AND_TOPK"),
)


@given(anything)
def test_items_are_what_their_spans_say(text: str) -> None:
    def visit(node: Node) -> list[Item]:
        return [node] if isinstance(node, Item) else [i for n in node.nodes for i in visit(n)]

    prompt = parse(text)
    found = [item for scope in prompt.scopes() for node in scope.nodes for item in visit(node)]
    assert found == prompt.items
    assert all(text[item.start : item.end] == item.text for item in found)
    scope_of = [scope for item in found for scope in (prompt.scopes()[item.scope],)]
    assert all(
        scope.start <= item.start <= item.end <= scope.end
        for item, scope in zip(found, scope_of, strict=True)
    )


HARD = [
    *("(", "[", "{", "<a:", "((a)", "{(", "<a:b>#\n", "a:1", "([)", "\\", "AND ", ":1)", "__a"),
    *("[a:", "[a|", "):", "(a:1)", "[a:1:2]", "#", "a\n", "（", "a :1 <b:c>\n", "{a} ", "BREAK "),
]


@pytest.mark.parametrize("fragment", HARD)
def test_twice_the_text_is_twice_the_work(fragment: str) -> None:
    once, twice = (lines(parse, (fragment * size)[:size]) for size in (3000, 6000))
    assert twice < 2.1 * once + 100


def test_a_weight_behind_brackets_leaves_a_group() -> None:
    prompt = parse("1girl, (smile, night:1.2) :0.7 AND (solo)  :0.5")
    first, second = prompt.subprompts
    assert (first.weight, second.weight) == (0.7, 0.5)
    assert [type(node).__name__ for node in first.scopes[0].nodes] == ["Item", "Group"]
    assert [item.weight for item in prompt.items] == pytest.approx([1, 1.2, 1.2, 1.1])
    assert first.suffix is not None and prompt.text[slice(*first.suffix)] == " :0.7 "


def test_square_brackets_beyond_the_deepest_ones_hold_nothing_together() -> None:
    for depth, texts in ((0, ["[a|b, c]"]), (31, ["[a|b, c]"]), (32, ["[a|b", "c]"])):
        prompt = parse("(" * depth + "[a|b, c]" + ")" * depth)
        assert [item.text for item in prompt.items] == texts


def test_brackets_around_brackets_weigh_from_the_inside() -> None:
    prompt = parse("(((a:1.2)):2), ((b) )")
    assert [(item.text, item.depth) for item in prompt.items] == [("a", 3), ("b", 2)]
    assert [item.weight for item in prompt.items] == pytest.approx([1.2 * 1.1 * 2, 1.1 * 1.1])
    weights = [(group.start, group.end, group.weight) for group in prompt.groups]
    assert weights == [
        (2, 9, pytest.approx(1.2 * 1.1 * 2)),
        (1, 10, pytest.approx(1.1 * 2)),
        (0, 13, 2.0),
        (16, 19, pytest.approx(1.1 * 1.1)),
        (15, 21, pytest.approx(1.1)),
    ]
