"""The routes on a bare application."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the hosts' pinned releases warn of their own libraries
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

from sd_animagine.api.routes import router
from sd_animagine.api.surroundings import Surroundings
from sd_animagine.compiler import Options
from sd_animagine.compiler.context import default_context

BASE = "/animagine/v1"


def client(*, knows: dict[str, Any] | None = None, **given: Any) -> TestClient:
    """A server that acts on any checkpoint.

    Args:
        knows: the fields of its context that are not as they are without a host.
        given: the other surroundings.
    """
    app = FastAPI()
    context = replace(default_context(), options=Options(gate="always"))
    context = replace(context, **(knows or {}))
    app.include_router(router(Surroundings(**{"context": lambda: context, **given})))
    return TestClient(app, base_url="http://testserver", raise_server_exceptions=False)


@pytest.fixture(scope="module")
def page() -> TestClient:
    """One for a whole module."""
    return client()
