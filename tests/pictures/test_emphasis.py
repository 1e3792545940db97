from __future__ import annotations

import pytest

from sd_animagine.pictures.emphasis import from_compel, from_novelai, from_swarm

COMPEL = {
    "a (red hat) b": "a red hat b",
    "(red hat)1.3, x": "(red hat:1.3), x",
    "red hat++ z": "red (hat:1.21) z",
    "hat-, well-known, hat+ing, blue-eyed+": "(hat:0.9), well-known, hat+ing, (blue-eyed:1.1)",
    "(a (b)1.2 c)1.5": "(a (b:1.2) c:1.5)",
    "((hat))": "hat",
    "(hat)0.5.": "(hat:0.5).",
    "(born in)2020, (x)0": "born in2020, (x:0)",
    r"tama \(cat\), [hat]": r"tama \(cat\), \[hat\]",
    "a) b, (c": r"a\) b, \(c",
    "c++.": "(c:1.21).",
    "1girl, red - hat, 2+2": "1girl, red - hat, 2+2",
    '"a cat".swap("dog") (x)+': '"a cat".swap("dog") (x)+',
    "": "",
}


@pytest.mark.parametrize("text", COMPEL)
def test_invokeai(text: str) -> None:
    """As its parser, compel 2.5.1, reads them."""
    assert from_compel(text) == COMPEL[text]


def test_brackets_in_brackets_without_end() -> None:
    assert from_compel("(" * 5000 + "x" + ")" * 5000).count("x") == 1
    assert from_novelai("{" * 5000 + "x")[0] == "(x:2.65)"


@pytest.mark.parametrize(("text", "written"), [
    ("a<break>b", "a BREAK b"),
    ("[x], (y:1.2), <alternate:a,b> <fromto[0.3]:c||d>", r"\[x\], (y:1.2), [a|b] [c:d:0.3]"),
    ("<embed:easy>, <lora:ink:0.5>", "easy, <lora:ink:0.5>"),
])  # fmt: skip
def test_swarmui(text: str, written: str) -> None:
    assert from_swarm(text) == (written, [])
