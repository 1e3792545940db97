"""What each room may import from outside, and how the rooms are kept.

Which room sees which other is held by ``lint-imports``; its layers stand in ``pyproject.toml``.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import layers_page

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "sd_animagine"

OUTSIDE: dict[str, tuple[str, ...]] = {
    "tokens": ("ftfy",),
    "agent": ("mcp",),
    "cli": ("shtab",),
    "api": ("fastapi", "starlette", "pydantic"),
    "panel": ("gradio",),
    "pictures": ("PIL",),
    "sheets": ("PIL",),
    "webui": ("gradio", "modules", "fastapi", "starlette", "modules_forge", "PIL"),
    "diffusers": ("torch", "diffusers"),
    "sdxl": (
        *("torch", "diffusers", "transformers", "safetensors", "huggingface_hub", "PIL"),
        "spandrel",
    ),
    "caption_files": ("pyarrow", "ray"),
    "comfyui": ("comfy", "folder_paths", "server", "aiohttp", "torch", "PIL", "numpy"),
    "studio": (
        *("gradio", "fastapi", "uvicorn", "httpx", "numpy", "PIL", "brotli"),
        *("torch", "diffusers", "transformers", "safetensors", "huggingface_hub"),
    ),
}
"""What a part may import besides the standard library and this package."""

HOSTS = ("modules", "modules_forge")
HOST = ("webui", "host")
"""What is the host's, and the one room that imports it."""

MOST = 15
"""Files of a room that is looked through at a glance."""

LAZY = (
    *("pyarrow", "ray"),
    *("torch", "diffusers", "transformers", "safetensors", "huggingface_hub", "numpy", "PIL"),
    *("httpx", "spandrel"),
)
"""What the studio imports inside functions only: it starts without them."""


def part_of(path: Path) -> str:
    inside = path.relative_to(PACKAGE)
    return inside.parts[0].removesuffix(".py")


def imported(path: Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            if node.module == "sd_animagine":
                found += [f"sd_animagine.{alias.name}" for alias in node.names]
            else:
                found.append(node.module or "")
    return found


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(PACKAGE)) for p in FILES])
def test_imports(path: Path) -> None:
    for name in imported(path):
        top = name.partition(".")[0]
        if top != "sd_animagine" and top not in sys.stdlib_module_names:
            assert top in OUTSIDE.get(part_of(path), ()), f"{path.name} may not import {name}"
            room = path.relative_to(PACKAGE).parts[:2]
            assert room == HOST or top not in HOSTS, f"{path.name} may not import {name}"


def test_the_table_shows_the_layers() -> None:
    assert layers_page.page() == layers_page.PAGE.read_text("utf-8"), "python -m tools.layers_page"


ROOMS = sorted({path.parent for path in FILES} - {PACKAGE / "rules"})


@pytest.mark.parametrize("room", ROOMS, ids=[str(p.relative_to(PACKAGE)) for p in ROOMS])
def test_a_room_is_small(room: Path) -> None:
    assert len(list(room.glob("*.py"))) <= MOST


def test_few_modules_lie_outside_a_room() -> None:
    loose = {path.name for path in PACKAGE.glob("*.py")} - {"__init__.py", "__main__.py"}
    assert len(loose) <= 5, sorted(loose)


def test_importing_the_package_loads_nothing() -> None:
    heavy = (
        *("gradio", "torch", "ftfy", "fastapi", "pydantic", "modules", "numpy"),
        "sd_animagine.compiler",
    )
    code = f"import sys, sd_animagine; print([m for m in {heavy} if m in sys.modules])"
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "[]"


def test_the_command_line_loads_no_studio() -> None:
    code = "import sys, sd_animagine.cli.main; print('sd_animagine.studio' in sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "False"


def test_importing_the_engines_loads_nothing_heavy() -> None:
    modules = [f"sd_animagine.studio.engines.{p.stem}" for p in PACKAGE.glob("studio/engines/*.py")]
    for room in ("sdxl", "diffusers"):
        modules += [f"sd_animagine.{room}.{path.stem}" for path in PACKAGE.glob(f"{room}/*.py")]
    code = f"import sys, {', '.join(modules).replace('.__init__', '')}\n"
    code += f"print([m for m in {LAZY} if m in sys.modules])"
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "[]"


def test_the_host_s_folders_hold_only_what_the_host_may_run() -> None:
    scripts = {path.name for path in (ROOT / "scripts").iterdir() if path.suffix == ".py"}
    assert scripts <= {"animagine.py", "animagine_sheets.py"}
    assert len((ROOT / "scripts" / "animagine_sheets.py").read_text("utf-8").splitlines()) <= 25
    assert not (ROOT / "tests" / "__init__.py").exists()


def test_no_rule_imports_another() -> None:
    """What two rules need lies in a module of its own, so that either can change or go."""
    for path in sorted((PACKAGE / "rules").glob("ani*.py")):
        line = re.search(r"^\s*(?:from|import) .*\bani\d{3}\b.*", path.read_text("utf-8"), re.M)
        assert line is None, f"{path.name}: {line[0]}"


def test_a_code_is_written_once() -> None:
    """A rule's identity is its own: whoever runs it asks the rule, and compares no codes."""
    known = PACKAGE / "rules" / "registry.py"
    example = PACKAGE / "api" / "described.py"
    for path in FILES:
        found = [
            node.value
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Constant) and re.fullmatch(r"ANI\d{3}", str(node.value))
        ]
        own = [path.stem.upper()] if re.fullmatch(r"ani\d{3}", path.stem) else []
        assert found == own or path in (known, example), f"{path.name} writes {found}"
