"""The routes on a bare application."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the hosts' pinned releases warn of their own libraries
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

from sd_animagine.api.routes import router
from sd_animagine.api.surroundings import Surroundings
from sd_animagine.compiler import Options

BASE = "/animagine/v1"


def client(**given: Any) -> TestClient:
    """A server that acts on any checkpoint."""
    app = FastAPI()
    ours = {"options": lambda: Options(gate="always"), **given}
    app.include_router(router(Surroundings(**ours)))
    return TestClient(app, base_url="http://testserver", raise_server_exceptions=False)


@pytest.fixture(scope="module")
def page() -> TestClient:
    """One for a whole module."""
    return client()
