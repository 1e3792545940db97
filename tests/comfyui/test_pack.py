"""The root ``__init__.py``: nodes inside ComfyUI, nothing anywhere else."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FOREIGN = ("gradio", "fastapi", "starlette", "torch", "diffusers", "numpy", "PIL", "aiohttp")

INSIDE = """
import importlib.util, json, sys
from types import ModuleType, SimpleNamespace

server = ModuleType("server")
added = []
table = SimpleNamespace(**{
    method: lambda path, method=method: added.append(f"{method} {path}") or (lambda each: each)
    for method in ("get", "post")
})
server.PromptServer = SimpleNamespace(instance=SimpleNamespace(routes=table))
sys.modules["server"] = server
path = list(sys.path)


def load(folder, name):
    spec = importlib.util.spec_from_file_location(
        name, f"{folder}/__init__.py", submodule_search_locations=[folder]
    )
    pack = importlib.util.module_from_spec(spec)
    sys.modules[name] = pack
    spec.loader.exec_module(pack)
    return pack


"""


def inside(code: str, **more: Any) -> Any:
    """The last line of what Python says in a program that has ComfyUI's server."""
    done = subprocess.run(
        [sys.executable, "-c", INSIDE + code],
        capture_output=True, text=True, check=True, encoding="utf-8", **more,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def test_outside_of_comfyui_it_is_empty() -> None:
    spec = importlib.util.spec_from_file_location("a_pack", ROOT / "__init__.py")
    assert spec is not None and spec.loader is not None
    pack = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pack)
    assert pack.NODE_CLASS_MAPPINGS == pack.NODE_DISPLAY_NAME_MAPPINGS == {}


def test_inside_it_has_nodes_and_loads_nothing_heavy(tmp_path: Path) -> None:
    found = inside(
        f"pack = load({str(ROOT)!r}, 'pack')\n"
        f"heavy = [name for name in {FOREIGN} if name in sys.modules]\n"
        "nodes = {n: pack.NODE_DISPLAY_NAME_MAPPINGS[n] for n in pack.NODE_CLASS_MAPPINGS}\n"
        "print(json.dumps([nodes, heavy, sys.path == path, added]))",
        cwd=tmp_path,
    )
    nodes, heavy, same_path, added = found
    assert nodes["AnimagineEncode"] == "Animagine Encode"
    assert all(name.replace(" ", "") == key for key, name in nodes.items())
    assert heavy == [] and same_path
    assert "post /animagine/v1/compile" in added and "get /animagine/v1/tags.json" in added


def test_a_second_copy_leaves_the_first_alone(tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    shutil.copy(ROOT / "__init__.py", second)
    found = inside(
        f"one = load({str(ROOT)!r}, 'one'); two = load({str(second)!r}, 'two')\n"
        "print(json.dumps([len(one.NODE_CLASS_MAPPINGS), len(two.NODE_CLASS_MAPPINGS)]))",
        cwd=tmp_path,
    )
    assert found[0] > 0 and found[1] == 0


def test_the_pack_takes_its_own_package(tmp_path: Path) -> None:
    """Where pip has installed another version, and another pack has imported that."""
    other = tmp_path / "sd_animagine"
    other.mkdir()
    (other / "__init__.py").write_text("__version__ = '0.0.1'\n")
    found = inside(
        "import sd_animagine as before\n"
        f"pack = load({str(ROOT)!r}, 'pack')\n"
        "import sd_animagine as after\n"
        "print(json.dumps([before.__version__, after.__file__, len(pack.NODE_CLASS_MAPPINGS)]))",
        cwd=tmp_path,
    )
    assert found[0] == "0.0.1"
    assert Path(found[1]).parent == ROOT / "sd_animagine"
    assert found[2] > 0
