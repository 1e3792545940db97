"""No pattern of this package takes more than linear time, whatever text it is given."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sd_animagine
from sd_animagine.files import checkpoint
from sd_animagine.pictures.readers import webui as read_back
from sd_animagine.syntax import lexer
from tests.backtracking import fault
from tests.webui.fake_host import running

ROOT = Path(__file__).parents[1]
SOURCES = [*sorted((ROOT / "sd_animagine").rglob("*.py")), *sorted((ROOT / "scripts").glob("*.py")),
           ROOT / "install.py", ROOT / "preload.py"]  # fmt: skip
FUNCTIONS = ("compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall",
             "finditer")  # fmt: skip
ANCHORED = ("match", "fullmatch")


class Found(NamedTuple):
    """A pattern and where it stands."""

    where: str
    pattern: str
    flags: int
    searched: bool
    """Is it looked for anywhere in a text, or only matched at its start?"""
    is_kept: bool = False
    """Was it compiled, to be used elsewhere?"""


def modules() -> Iterator[ModuleType]:
    """Every module of the package; those of a host's are there while one runs."""
    for each in pkgutil.walk_packages(sd_animagine.__path__, "sd_animagine."):
        if not each.name.endswith("__main__"):
            yield importlib.import_module(each.name)


def compiled() -> Iterator[Found]:
    """The compiled patterns that modules and their classes hold."""
    uses = _uses()
    for module in modules():
        classes = [c for c in vars(module).values() if isinstance(c, type)]
        own = [c for c in classes if c.__module__ == module.__name__]
        for holder in (module, *own):
            for key, value in vars(holder).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    used = uses.get(key, set())
                    searched = not used or not used <= set(ANCHORED)
                    where = f"{module.__name__}: {key}"
                    yield Found(where, value.pattern, value.flags, searched)


def _uses() -> dict[str, set[str]]:
    """Name of a pattern → the methods that are called on it anywhere."""
    found: dict[str, set[str]] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Attribute) or node.attr not in FUNCTIONS:
                continue
            name = getattr(node.value, "id", getattr(node.value, "attr", ""))
            found.setdefault(name, set()).add(node.attr)
    return found


def literal() -> Iterator[Found]:
    """The patterns that are written out where ``re`` is called."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not _is_re(node.func) or not node.args:
                continue
            if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                method = node.func.attr  # type: ignore[attr-defined]
                is_kept = method == "compile"
                searched = not is_kept and method not in ANCHORED
                yield Found(where, node.args[0].value, 0, searched, is_kept)


def _is_re(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
        and function.attr in FUNCTIONS
    )


_SCRIPT_LITERAL = re.compile(
    r"(?<=[(=,:\[!&|?{};])\s?/((?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^\\/\[\n])+)/([dgimsuy]*)"
)
"""A regular expression between slashes, as it stands in a script."""


def in_scripts() -> Iterator[Found]:
    """The regular expressions of the page's scripts, written as Python writes them."""
    for path in sorted((ROOT / "javascript").glob("*.js")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            code = line.strip()
            if code.startswith(("*", "/*", "//")):
                continue
            for found in _SCRIPT_LITERAL.finditer(line):
                flags = re.IGNORECASE if "i" in found[2] else 0
                flags |= re.MULTILINE if "m" in found[2] else 0
                flags |= re.DOTALL if "s" in found[2] else 0
                pattern = found[1].replace("[()[", r"[()\[")
                yield Found(f"javascript/{path.name}:{number}", pattern, flags, True)


def faults(patterns: Iterable[Found]) -> list[str]:
    """What is wrong with patterns, a line for each."""
    told = ((each, fault(each.pattern, each.flags, searched=each.searched)) for each in patterns)
    return [f"{each.where}: {each.pattern}: {why}" for each, why in told if why]


def test_the_patterns_of_the_package_are_linear() -> None:
    with running(ROOT):
        held = list(compiled())
    written = list(literal())
    assert len(held) > 40
    assert faults([*held, *written]) == []
    known = {each.pattern for each in held}
    unseen = [each for each in written if each.is_kept and each.pattern not in known]
    assert not unseen, "compiled where no module holds it, so no test sees how it is used"


def test_the_patterns_of_the_scripts_are_linear() -> None:
    found = list(in_scripts())
    assert len(found) > 20
    assert faults(found) == []


@pytest.mark.parametrize(
    ("pattern", "searched"),
    [
        (r"(a+)+b", False),
        (r"(?:ab|[ax]b)*d", False),
        (r"(?:aa|a)*b", False),
        (r"a*b?a*c", False),
        (r"\s+$", True),
        (r"[a-z]+:", True),
        (r"<\w+:[^>]+>", True),
        (r"animagine[\s_]*(?:xl)?[\s_]*4", False),
        (r'(\w[\w /-]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)', True),
        (r"(?:x+x+)+y", False),
        (r"b(?:b*c)?", True),
    ],
)
def test_what_backtracks_is_seen(pattern: str, searched: bool) -> None:
    assert fault(pattern, searched=searched)


@pytest.mark.parametrize(
    ("pattern", "searched"),
    [
        (r"\s+$", False),
        (r"[a-z]+", True),
        (r"[a-z]+(?:'[a-z]+)*", True),
        (r"^[ab]+c", True),
        (r"(?:a|b)*c", False),
        (r"__[^_,\s][^_,]*(?:_[^_,]+)*__", True),
        (r":\d+\Z", True),
        (r'"(?:\\.|[^\\"])*"', False),
    ],
)
def test_what_does_not_is_not(pattern: str, searched: bool) -> None:
    assert not fault(pattern, searched=searched)


_HOST_PAIR = re.compile(r'\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)')
"""How AUTOMATIC1111 reads an infotext's last line."""
_PAIRS = st.lists(
    st.sampled_from(["ab", "a b", "x", "é", "/", "-", " ", ":", ": ", ",", ", ", '"', "\\", "("]),
    max_size=14,
).map("".join)


@given(_PAIRS)
def test_a_last_line_is_read_as_the_host_reads_it(line: str) -> None:
    assert list(read_back._pairs(line)) == _HOST_PAIR.findall(line)


@given(st.lists(st.sampled_from(["<", ">", ":", "a", "lora", " ", "<a:b>", ",", "é"])).map("".join))
def test_networks_are_found_as_the_host_finds_them(text: str) -> None:
    found = [match.span() for match in lexer.networks(text)]
    assert found == [match.span() for match in lexer.NETWORK.finditer(text)]
    assert lexer.without_networks(text) == lexer.NETWORK.sub("", text)


_OLD_WILDCARD = re.compile(r"__[^_,\s](?:[^_,]|_(?!_))*__")


@given(st.lists(st.sampled_from(["_", "__", "a", " ", ",", "/"])).map("".join))
def test_wildcards_are_found_as_before(text: str) -> None:
    new = [match.span() for match in lexer.WILDCARD.finditer(text)]
    assert new == [match.span() for match in _OLD_WILDCARD.finditer(text)]


_OLD_GAP = r"[\s_.,\-]*"
_OLD_SAYS = re.compile(
    rf"(?:animagine{_OLD_GAP}(?:xl)?{_OLD_GAP}(?:v(?:er(?:sion)?)?)?{_OLD_GAP}4"
    rf"|anim4gine{_OLD_GAP}(?:xl)?)(?:[._,\-]?0)?(?![.,]?[1-9]|0\d)",
    re.IGNORECASE,
)


@given(
    st.lists(
        st.sampled_from(["animagine", "Anim4gine", "xl", "v", "version", "4", "0", "3", "1", ".",
                         " ", "-", "_", ",", "opt"]),
        max_size=9,
    ).map("".join)
)  # fmt: skip
def test_a_name_says_what_it_said(name: str) -> None:
    said = checkpoint._by_words("name", name)
    assert (said is not None and said.is_animagine) == bool(_OLD_SAYS.search(name))
