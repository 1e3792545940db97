"""A real WebUI for the tests of this folder. Without one they skip at once, but the promises.

Those ask for ``webui`` and then run on the fakes. See docs/host-tests.md for the environment
variables.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.host.browser import opened
from tests.host.client import Api
from tests.host.hosting import Host
from tests.host.webui import Webui
from tests.webui.families import of_these_libraries

_WEBUI = "ANIMAGINE_WEBUI"
FAMILIES_OR_REAL = (
    [None] if os.environ.get(_WEBUI) else [family.name for family in of_these_libraries()]
)
"""What the promises run on: the WebUI that is given, or a fake of every family on its libraries."""
_PAGE_CLOSED = "WebSocketDisconnect"
"""Gradio's own traceback of a page that was closed while it joined the queue."""


def pytest_configure(config: pytest.Config) -> None:
    """Make our marker known."""
    config.addinivalue_line("markers", "host_error(text): the host's log may say this")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a WebUI skip everything here but the promises."""
    if os.environ.get(_WEBUI):
        return
    skip = pytest.mark.skip(reason=f"needs a WebUI: {_WEBUI} is not set (docs/host-tests.md)")
    for item in items:
        promise = "webui" in getattr(item, "fixturenames", ())
        if item.path.parent == Path(__file__).parent and not promise:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """The WebUI, started once."""
    extra = os.environ.get("ANIMAGINE_EXTENSIONS")
    running = Host(
        Path(os.environ[_WEBUI]).resolve(),
        tmp_path_factory.mktemp("host") / "data",
        Path(extra).resolve() if extra else None,
    )
    running.prepare()
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def api(host: Host) -> Api:
    """Its web API."""
    pytest.importorskip("PIL", reason="needs Pillow to compare pictures")
    return Api(host)


@pytest.fixture(scope="module", params=FAMILIES_OR_REAL)
def webui(request: pytest.FixtureRequest) -> Iterator[Webui]:
    """The WebUI, or a fake of every family, started once for each file of promises."""
    if request.param is None:
        yield request.getfixturevalue("api")
        return
    from tests.host import fakes  # with a real one gradio and fastapi need not be here

    with fakes.started(request.param) as fake:
        yield fake


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium, one for each file of tests."""
    with opened() as running:
        yield running


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test may leave an error in the host's log, except where it says which."""
    log = request.getfixturevalue("webui" if "webui" in request.fixturenames else "host")
    before = len(log.log_text())
    yield
    marker = request.node.get_closest_marker("host_error")
    allowed = [_PAGE_CLOSED, *(marker.args if marker else ())]
    errors = [e for e in log.errors_since(before) if not any(text in e for text in allowed)]
    assert not errors, errors
