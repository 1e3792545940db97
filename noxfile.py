"""``nox`` runs everything CI runs; ``nox -s tests`` the tests alone, on both hosts' libraries."""

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


@nox.session
def lint(session: nox.Session) -> None:
    """Style and types."""
    session.install("-e", ".[lint]")
    session.run("ruff", "check", ".")
    session.run("mypy")


@nox.session
@nox.parametrize("host", list(HOSTS))
def tests(session: nox.Session, host: str) -> None:
    """The tests, with the libraries of one host."""
    session.install(*HOSTS[host])
    session.install("-e", ".[test]")
    session.run("pytest", *session.posargs)


@nox.session
def tags(session: nox.Session) -> None:
    """Are tags/ and CLIP's merges what their tools make of their sources?"""
    session.run("python", "-m", "tools.build_tags", "--check")
    session.run("python", "-m", "tools.build_bpe", "--check")
