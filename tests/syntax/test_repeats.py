"""What stands in a text again and again is read once: as if each time were the first."""

from __future__ import annotations

import random

import pytest

from benchmarks.constructs import AROUND, REPEATED
from sd_animagine.syntax import HASH, Dialect, Group, Node, Prompt, builder, parse
from sd_animagine.syntax.dialect import WEBUI_DIALECTS
from sd_animagine.vocabulary import bundled

PIECES = [piece for piece in REPEATED.values() if isinstance(piece, str)]
PIECES += [part for start, piece, end in AROUND.values() for part in (start, piece, end)
           if isinstance(part, str)]  # fmt: skip
PIECES += [
    *("a (b), ", "(a, b:1.2), ", "((a), b [c]), ", "{a, b}, ", "{a}, ", "{", "}", "(a}, ", "{a), "),
    *("<lora:a", ">", "<lora:a, b:1>, ", "smile <lora:a:1>, ", "(a <lora:b:1>), ", "a\n(b), "),
    *(
        "a|b, ",
        ":|, ",
        "|_|, ",
        r"\(a\), ",
        r"\\(a), ",
        "(a # b\n), ",
        "(a /* b */), ",
        "(a // b\n",
    ),
    *("(a BREAK b), ", "(a), BREAK(b), ", "(a) ADDCOMM ", "(a)，", "(a)、, ", "a,, ", "(a),, "),
    *(
        " \n",
        "\n, ",
        ", \n",
        " ，",
        "\n ), ",
        "x, ",
        "(a:1.2)AND ",
        "(a :1.2, ",
        "[a:b:2], ",
        "[a|b, c], ",
        "[SEP], ",
        "()",
        "(), ",
        ")",
        "]",
    ),
]


def shown(prompt: Prompt) -> object:
    """Return all that a prompt was read as."""
    scopes = [
        (sub.start, sub.end, sub.suffix, sub.number, sub.weight,
         [(scope.start, scope.end, scope.boundary, scope.suffix, list(map(of_node, scope.nodes)))
          for scope in sub.scopes])
        for sub in prompt.subprompts
    ]  # fmt: skip
    items, groups = map(of_node, prompt.items), map(of_node, prompt.groups)
    places = {id(node) for scope in prompt.scopes() for node in scope.nodes}
    listed = [id(item) in places for item in prompt.items]
    return scopes, list(items), list(groups), prompt.oddities, listed


def of_node(node: Node) -> tuple[object, ...]:
    """Return what a node is."""
    if isinstance(node, Group):
        inside = list(map(of_node, node.nodes))
        return (
            *(node.start, node.open, node.close, node.end, node.number, node.factor, node.weight),
            *(node.solid, inside),
        )
    return tuple(getattr(node, name) for name in node.__slots__)


@pytest.mark.parametrize("seed", range(20))
def test_what_stands_there_again_is_read_alike(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(seed)
    dialect: Dialect = rng.choice([HASH, *WEBUI_DIALECTS.values()])
    for _ in range(10):
        few = rng.sample(PIECES, rng.randint(1, 6))
        text = "".join(rng.choices(few, k=rng.randint(20, 120)))
        text += " " * builder.REPEATS
        how = {"negative": rng.random() < 0.3, "newlines": rng.random() < 0.2}
        found = parse(text, dialect=dialect, is_name=bundled().is_name, **how)
        with monkeypatch.context() as once:
            once.setattr(builder, "REPEATS", len(text) + 1)
            each = parse(text, dialect=dialect, is_name=bundled().is_name, **how)
        assert shown(found) == shown(each), (text.rstrip(), dialect, how)


def test_a_tag_in_brackets_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    monkeypatch.setattr(builder.Builder, "remember", lambda self, at: calls.append(at))
    parse("(a [b) c], " * 300)
    assert len(calls) == 1
