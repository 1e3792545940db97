"""The sentences for people: their list in docs/sentences.md, and the tables of their translations.

``python -m tools.sentences`` reads every ``Message("…")`` of the package, and the first line of the
docstring of each rule, which heads several findings together. It writes the page, and puts each
table of ``sd_animagine/words`` in order: what is new is there with no translation yet, and what
nobody says any more is gone.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Final

from sd_animagine.words.languages import FOLDER, LANGUAGES, Language

ROOT: Final = Path(__file__).parents[1]
PACKAGE: Final = ROOT / "sd_animagine"
PAGE: Final = ROOT / "docs" / "sentences.md"
OTHERS: Final[tuple[Language, ...]] = tuple(each for each in LANGUAGES if each != "en")

_MAKERS: Final = ("Message", "joined")
_RULE: Final = re.compile(r"ani[0-9]{3}\.py")
_NAMES: Final = {"ja": "日本語", "zh": "中文"}
_HEAD: Final = """\
# Sentences

Findings, the reasons of changes, labels of fixes, refusals: every sentence that the program makes,
for translators. `python -m tools.sentences` finds them in the source, and their translations in
`sd_animagine/words/`. What stands in `{}` is put in when a sentence is shown. How to translate:
[CONTRIBUTING.md](../CONTRIBUTING.md#translate).
"""


def sentences() -> dict[str, Path]:
    """Return template → the module that says it (the first of several), in the page's order."""
    found: dict[str, Path] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for template in (*headings_in(path), *said_in(path)):
            found.setdefault(template, path)
    return found


def headings_in(path: Path) -> Iterator[str]:
    """Yield what a rule finds, as its module's docstring begins."""
    if _RULE.fullmatch(path.name):
        yield (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]


def said_in(path: Path) -> Iterator[str]:
    """Yield the templates of a module.

    Raises:
        ValueError: one is not written out where it is used, so that it cannot be listed.
    """
    tree = ast.parse(path.read_text("utf-8"))
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for call in _calls(tree):
        yield from _written_out(path, call.args[0], named)


def _calls(tree: ast.Module) -> list[ast.Call]:
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _MAKERS
        and node.args
    ]
    return sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def _written_out(path: Path, node: ast.expr, named: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(node, ast.Name) and node.id in named:
        node = named[node.id]
    if isinstance(node, ast.IfExp):
        yield from _written_out(path, node.body, named)
        yield from _written_out(path, node.orelse, named)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif path.parent != FOLDER:  # there they are made of what others have written out
        raise ValueError(f"{path.name}:{node.lineno}: the template of a Message is not written out")


def table(language: Language) -> dict[str, str]:
    """Return template → translation as the file has it; empty where it is yet to be made."""
    found: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    return found


def in_order(language: Language) -> str:
    """Return the file of a language as it ought to be."""
    known = table(language)
    entries = {template: known.get(template, "") for template in sentences()}
    return json.dumps(entries, ensure_ascii=False, indent=4) + "\n"


def values_in(template: str) -> set[tuple[str, str]]:
    """Return the values that a template asks for, each with its format."""
    fields = Formatter().parse(template)
    return {(name, form or "") for _, name, form, _ in fields if name is not None}


def page() -> str:
    """Return the whole page."""
    tables = [table(language) for language in OTHERS]
    parts = [_HEAD]
    last = None
    for template, path in sentences().items():
        if path != last:
            last = path
            head = " | ".join(("English", *(_NAMES[language] for language in OTHERS)))
            parts.append(f"\n## {path.relative_to(PACKAGE).as_posix()}\n\n| {head} |\n")
            parts.append("|---" * (1 + len(OTHERS)) + "|\n")
        cells = (template, *(known.get(template, "") for known in tables))
        parts.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n")
    return "".join(parts)


def main() -> None:
    """Write the tables and the page."""
    for language in OTHERS:
        (FOLDER / f"{language}.json").write_text(in_order(language), "utf-8", newline="\n")
    PAGE.write_text(page(), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
