"""Which names of a host we use and that host lacks: ``python -m tools.host_names FOLDER…``.

Reads the host's sources, runs none of them. A name that we ask for with a default, or where its
absence is caught, is *optional*; any other that is missing is an error, and the exit status is 1.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
OURS = (ROOT / "sd_animagine" / "webui", ROOT / "scripts")
PACKAGES = ("modules", "modules_forge")
_CATCHES = frozenset(("ImportError", "AttributeError", "Exception", "BaseException"))


class Use(NamedTuple):
    """A name of the host, and where we use it."""

    module: str
    """Dotted, such as ``modules.shared``."""
    name: str
    """A member of it; empty for the module itself."""
    optional: bool
    where: str
    """File and line of ours."""
    others: tuple[str, ...] = ()
    """Modules that do as well."""

    @property
    def full(self) -> str:
        """Module and name, dotted."""
        return f"{self.module}.{self.name}" if self.name else self.module


class _Reader(ast.NodeVisitor):
    """Collects what one file of ours uses."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.modules: dict[str, str] = {}
        """Our name for a module of the host → the module."""
        self.guards = 0
        self.found: list[Use] = []

    def add(self, node: ast.AST, module: str, name: str = "", *, optional: bool = False) -> None:
        where = f"{self.path.relative_to(ROOT).as_posix()}:{getattr(node, 'lineno', 0)}"
        self.found.append(Use(module, name, optional or self.guards > 0, where))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        package, _, inside = (node.module or "").partition(".")
        if package not in PACKAGES:
            return
        for alias in node.names:
            if inside:
                self.add(node, str(node.module), alias.name)
            else:
                module = f"{package}.{alias.name}"
                self.modules[alias.asname or alias.name] = module
                self.add(node, module)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.value, ast.Name) and node.value.id in self.modules:
            self.add(node, self.modules[node.value.id], node.attr)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id in ("getattr", "hasattr"):
            owner, name, *default = node.args
            known = isinstance(owner, ast.Name) and owner.id in self.modules
            if known and isinstance(name, ast.Constant) and isinstance(owner, ast.Name):
                optional = bool(default) or node.func.id == "hasattr"
                self.add(node, self.modules[owner.id], str(name.value), optional=optional)
        elif isinstance(node.func, (ast.Name, ast.Attribute)) and _last(node.func) == "host_module":
            asked = [f"modules.{n.value}" for n in node.args if isinstance(n, ast.Constant)]
            for module in asked:
                self.add(node, module, optional=True)
                self.found[-1] = self.found[-1]._replace(others=(*asked,))
        self.generic_visit(node)

    def visit_Try(self, node: ast.Try) -> None:
        caught = {_last(each) for handler in node.handlers for each in _types(handler)}
        guarded = bool(caught & _CATCHES)
        self.guards += guarded
        for child in node.body:
            self.visit(child)
        self.guards -= guarded
        for rest in (*node.handlers, *node.orelse, *node.finalbody):
            self.visit(rest)


def _types(handler: ast.ExceptHandler) -> list[ast.expr]:
    if handler.type is None:
        return [ast.Name("BaseException", ast.Load())]
    return handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def uses() -> list[Use]:
    """Return every name of a host that the extension uses."""
    found: list[Use] = []
    for folder in OURS:
        for path in sorted(folder.rglob("*.py")):
            reader = _Reader(path)
            reader.visit(ast.parse(path.read_text("utf-8")))
            found += reader.found
    return found


def members(folder: Path, module: str) -> set[str] | None:
    """Return the names that a module of the host defines at its top, None if there is no such file.

    Args:
        folder: the host's.
        module: dotted, such as ``modules.shared``.
    """
    stem = folder.joinpath(*module.split("."))
    path = stem.with_suffix(".py") if stem.with_suffix(".py").is_file() else stem / "__init__.py"
    if not path.is_file():
        return None
    names: set[str] = set()
    for node in _top(ast.parse(path.read_text("utf-8", "replace")).body):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*" and node.module:
                names.update(members(folder, node.module) or ())
        else:
            stored = (each for each in ast.walk(node) if isinstance(each, ast.Name))
            names.update(each.id for each in stored if isinstance(each.ctx, ast.Store))
    return names


def _top(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module's own level, those inside ``if``, ``try`` and ``with`` too."""
    for node in body:
        yield node
        if isinstance(node, (ast.If, ast.Try, ast.With)):
            yield from _top(node.body)
            yield from _top(getattr(node, "orelse", []))
            for handler in getattr(node, "handlers", []):
                yield from _top(handler.body)


def missing(folder: Path) -> list[Use]:
    """Return what a host lacks of the names we use."""
    ours = uses()
    known = {module: members(folder, module) for module in {use.module for use in ours}}
    needed = {use.module for use in ours if not use.name and not use.optional}
    found = []
    for use in ours:
        names = known[use.module]
        if any(known[other] is not None for other in use.others):
            continue
        if names is None:  # a module that may be missing takes its names along
            found.append(use._replace(optional=use.module not in needed))
        elif use.name and use.name not in names:
            found.append(use)
    return found


def main(arguments: list[str]) -> int:
    """Print what each folder's host lacks; return 1 where something needed is missing."""
    if not arguments:
        print(__doc__)
        return 2
    status = 0
    for argument in arguments:
        lacks = missing(Path(argument))
        needed = [use for use in lacks if not use.optional]
        status = status or bool(needed)
        print(f"{Path(argument).name}: {len(needed)} needed, {len(lacks) - len(needed)} optional")
        for use in sorted(lacks, key=lambda use: (use.optional, use.full)):
            print(f"  {'optional' if use.optional else 'NEEDED  '} {use.full}  {use.where}")
    return int(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
