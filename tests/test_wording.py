"""How the sentences for people are worded: see "Write a sentence" in CONTRIBUTING.md."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tools.sentences import PACKAGE, said_in, sentences

MOST_WORDS: Final = 25
MOST_ON_A_BUTTON: Final = 6

PARTS: Final = {
    "A caption",
    "a list of at most {most} names, each once",
    "a list of names",
    "a list of at most {most} rule codes such as ANI101",
    "a list of {choices}",
    "a list of {choices}; empty for all nine",
    "a name of at most {most} characters",
    "a number of at most {most}",
    "a whole number",
    "a whole number, 0 or more",
    "a whole number from {first} to {last}",
    "a whole number of pixels from 1 to {last}",
    "an object of option names",
    "a multiple of {step}",
    "a number from {first} to {last}",
    "an object with scale, or width and height",
    "from {first} to {last}, which is year_to",
    "none, or a list of {tags}",
    "text",
    "0 for none, or {first} to {last}",
    "at most {most} rule codes or prefixes such as ANI101 or ANI2",
    "{presets}, or a list of {tags}",
    "one of {choices}",
    "signs without commas, line ends, brackets and braces",
    "true or false",
    "{before} → {after}",
    "{first} and {rest}",
    "{first} or {rest}",
    "{names} and {more} more",
    "at the start",
    "after the subjects, with each series after its characters",
    "after the characters and series",
    "after the rating",
    "at the end",
    "Settings → Animagine → Act on which checkpoints",
}
"""Templates that are put into a sentence and are none themselves."""

FINDINGS: Final = (PACKAGE / "rules", PACKAGE / "ceiling")
"""Where each stands alone."""

VERBS: Final = (
    *("Add", "Apply", "Check", "Choose", "Close", "Describe", "Draw", "Install", "Keep", "Move"),
    *("Put", "Remove", "Report", "Set", "Use", "Write"),
)
"""What begins a button's label, and what a remedy says to do."""

CODE_WORDS: Final = (
    "boundary compile compiler dialect emphasis encoder escape host kind node oddity opaque "
    "parse parser prose reading regex scope snap span string subprompt syntax"
).split()
"""Words of the source that a person has never seen."""

KNOWN_BY_USERS_OF: Final = {"comfyui": ("node",)}
"""Room → what everybody knows who uses the program that it reads the pictures of."""

GIVEN_IN: Final = ("api", "cli", "diffusers", "project", "sheets", "store", "studio", "webui")
"""Rooms that take what somebody gives, and refuse some of it."""

REFUSALS: Final = (
    *("HTTPException", "OptionError", "PipelineError", "PresetError", "Refusal", "Refused"),
    *("ProjectError", "RequestError", "SheetError", "SizeError", "StoreError", "UsageError"),
)

NOT_GIVEN: Final = {
    "The request was broken off.",
    "This file is not UTF-8 text.",
    "The file of this picture is gone: it was moved, renamed or deleted.",
    "This picture is not in the history any more.",
    "There is no deleted preset to have back any more.",
    "The studio has no such address.",
    "the studio has no such picture",
    "{}, animagine: {}",  # what an option may be follows
    "{}: {}",
    "{} cannot be read: {}",
    "This file cannot be read ({reason}).",
}
"""Where no other value would do: what was asked for is not there, or the system says why."""

_VALUE = re.compile(r"\{\w+(?::[^}]*)?\}|https?://\S+|--[\w-]+")
"""What is put in, and what has to be typed as it stands."""
_REMEDY = re.compile(rf"\b(?:{'|'.join(VERBS)})\b", re.IGNORECASE)
_ALLOWED = re.compile(r"\b(?:must|allowed|at most|needs?|only|over|larger|such as|Known are)\b")
_DO = re.compile(r"\b(?:Delete|log in|Take|Type|Update)\b")
_CODE_WORD = re.compile(rf"\b(?:{'|'.join(CODE_WORDS)})s?\b", re.IGNORECASE)


def is_sentence(template: str) -> bool:
    """Return whether it ends as one; what stands behind it may be another."""
    return template.removesuffix(" {why}").endswith((".", "?"))


def blemish(template: str) -> str:
    """What is wrong with the form of a sentence or of a button's label; empty if nothing is."""
    words = template.split()
    if "; it must be " in template:  # begins with the field's own name
        return ""
    if not re.match(r"[A-Z“{1]", template):
        return "begins with no capital"
    if is_sentence(template):
        return "has too many words" if len(words) > MOST_WORDS else ""
    if words[0] not in VERBS:
        return "ends with no full stop, and is no button: it begins with no verb"
    return "is too long for a button" if len(words) > MOST_ON_A_BUTTON else ""


def is_clause(template: str) -> bool:
    """Is it what refusals and summaries are put together of in one line, by semicolons?"""
    starts = template[0].islower() or template[0] in "{“1"
    return starts and not is_sentence(template) and len(template.split()) <= MOST_WORDS


def test_each_has_the_form_of_a_sentence_or_of_a_button() -> None:
    wrong = [
        f"{path.name}: {template!r} {blemish(template)}"
        for template, path in sentences().items()
        if template not in PARTS
        and blemish(template)
        and (path.parent in FINDINGS or not is_clause(template))
    ]
    assert wrong == []


def test_none_has_a_word_of_the_source() -> None:
    found = {
        f"{p.name}: {t!r}": [
            word
            for word in _CODE_WORD.findall(_VALUE.sub("", t))
            if word not in KNOWN_BY_USERS_OF.get(p.parent.name, ())
        ]
        for t, p in sentences().items()
    }
    assert {sentence: words for sentence, words in found.items() if words} == {}


@pytest.mark.parametrize("path", sorted((PACKAGE / "rules").glob("ani*.py")), ids=lambda p: p.stem)
def test_a_rule_tells_a_remedy(path: Path) -> None:
    """A rule has a fix, whose button says what to do, or each of its sentences says it."""
    said = [each for each in said_in(path) if each not in PARTS]
    if all(map(is_sentence, said)):
        alone = [each for each in said if not each.startswith("{said}")]
        assert [each for each in alone if not _REMEDY.search(each)] == []


def refusals_in(path: Path) -> Iterator[str]:
    """Yield what a module says where it raises a refusal; not what ``must_be`` puts together."""
    tree = ast.parse(path.read_text("utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    for function in functions:
        raised = [n.exc for n in ast.walk(function) if isinstance(n, ast.Raise)]
        for call in raised:
            if not isinstance(call, ast.Call) or _name(call.func) not in REFUSALS:
                continue
            names = {_name(each) for each in call.args}
            said = [n for n in ast.walk(function) if isinstance(n, ast.Assign)]
            yield from _texts(call, *(n.value for n in said if _name(n.targets[0]) in names))


def _name(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]


def _texts(*nodes: ast.expr) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            parts = [each.value if isinstance(each, ast.Constant) else "{}" for each in node.values]
            yield "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Call) and _name(node.func) not in ("must_be", "unknown_field"):
            yield from _texts(*node.args)


@pytest.mark.parametrize("room", GIVEN_IN)
def test_a_refusal_tells_what_is_allowed_or_a_remedy(room: str) -> None:
    silent = [
        f"{path.name}: {text!r}"
        for path in sorted((PACKAGE / room).rglob("*.py"))
        for text in refusals_in(path)
        if " " in text and text not in NOT_GIVEN and not text.endswith("{said}")
        if not any(pattern.search(text) for pattern in (_ALLOWED, _REMEDY, _DO))
    ]
    assert silent == []


def test_quotation_marks_stand_in_templates() -> None:
    """Another language has others; ``words.quoted`` puts them around the texts of a list."""
    by_hand = [
        f"{path.name}:{node.lineno}"
        for path in PACKAGE.rglob("*.py")
        if path.parent.name != "cli"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.JoinedStr) and "“" in ast.unparse(node)
    ]
    assert by_hand == []


def test_the_parts_are_still_said() -> None:
    assert set(sentences()) >= PARTS


@pytest.mark.parametrize(
    ("template", "wrong"),
    [
        ("“{tag}” is there twice", "no button"),
        ("the weight is {weight:.3g}.", "no capital"),
        ("Word " * 30 + "end.", "too many"),
        ("Add all of the tags that are missing", "too long"),
        ("Add the missing commas", ""),
        ("“{tag}” appears twice. Keep one.", ""),
    ],
)
def test_what_is_wrong_is_named(template: str, wrong: str) -> None:
    assert wrong in blemish(template) if wrong else not blemish(template)
