"""The sentences for people: their list in docs/sentences.md, and the tables of their translations.

``python -m tools.sentences`` reads every ``Message("…")`` of the package, and of the docstring of
each rule the first line, which heads several findings together, and what explains the rule. It
writes the page, and puts each table of ``sd_animagine/words`` in order: what is new is there with
no translation yet, and what nobody says any more is gone.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from string import Formatter
from typing import Final

from sd_animagine.rules.documentation import Documentation, one_line, taken_apart
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

Findings, the reasons of changes, labels of fixes, refusals, what explains a rule: every sentence
that the program makes, for translators. `python -m tools.sentences` finds them in the source, and
their translations in `sd_animagine/words/`. What stands in `{}` is put in when a sentence is shown.
How to translate:
[CONTRIBUTING.md](../CONTRIBUTING.md#translate).
"""


def sentences() -> dict[str, Path]:
    """Return template → the module that says it (the first of several), in the page's order."""
    return _found(headings_in, said_in)


def explanations() -> dict[str, Path]:
    """Return what explains the rules → the module of the rule."""
    return _found(explained_in)


def _found(*readers: Callable[[Path], Iterable[str]]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for reader in readers:
            for text in reader(path):
                found.setdefault(text, path)
    return found


def headings_in(path: Path) -> Iterator[str]:
    """Yield what a rule finds, as its module's docstring begins."""
    for said in _documented(path):
        yield said.headline


def explained_in(path: Path) -> Iterator[str]:
    """Yield what explains a rule, each paragraph as a line."""
    for said in _documented(path):
        yield one_line(said.what)
        yield one_line(said.why)


def _documented(path: Path) -> Iterator[Documentation]:
    if _RULE.fullmatch(path.name):
        said = taken_apart(ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "")
        if said is None:
            raise ValueError(f"{path.name} lacks What, Why or Example")
        yield said


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


def tables(language: Language) -> dict[Path, dict[str, Path]]:
    """Return the files of a language → what each ought to translate."""
    return {
        FOLDER / f"{language}.json": sentences(),
        FOLDER / f"rules_{language}.json": explanations(),
    }


def table(path: Path) -> dict[str, str]:
    """Return English → translation as a file has it; empty where it is yet to be made."""
    found: dict[str, str] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return found


def in_order(path: Path, wanted: Iterable[str]) -> str:
    """Return a file as it ought to be, with all that is wanted and no more."""
    known = table(path)
    entries = {english: known.get(english, "") for english in wanted}
    return json.dumps(entries, ensure_ascii=False, indent=4) + "\n"


def values_in(template: str) -> set[tuple[str, str]]:
    """Return the values that a template asks for, each with its format."""
    fields = Formatter().parse(template)
    return {(name, form or "") for _, name, form, _ in fields if name is not None}


def page() -> str:
    """Return the whole page."""
    known = [
        {english: other for path in tables(language) for english, other in table(path).items()}
        for language in OTHERS
    ]
    parts = [_HEAD]
    last = None
    for template, path in _found(headings_in, explained_in, said_in).items():
        if path != last:
            last = path
            head = " | ".join(("English", *(_NAMES[language] for language in OTHERS)))
            parts.append(f"\n## {path.relative_to(PACKAGE).as_posix()}\n\n| {head} |\n")
            parts.append("|---" * (1 + len(OTHERS)) + "|\n")
        cells = (template, *(each.get(template, "") for each in known))
        parts.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n")
    return "".join(parts)


def main() -> None:
    """Write the tables and the page."""
    for language in OTHERS:
        for path, wanted in tables(language).items():
            path.write_text(in_order(path, wanted), "utf-8", newline="\n")
    PAGE.write_text(page(), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
