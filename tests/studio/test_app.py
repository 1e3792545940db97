"""The studio as a server: the page, its files, progress, and the WebUI's routes."""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.sdxl.loading import Missing
from sd_animagine.studio.engines import demo
from sd_animagine.studio.engines.base import Status
from sd_animagine.studio.engines.demo import DemoEngine
from sd_animagine.studio.engines.diffusers import DiffusersEngine
from sd_animagine.studio.engines.webui import WebuiEngine
from tests.safetensors import lora
from tests.spoken import marked

__all__ = ["marked"]

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the hosts' pinned releases warn of their own libraries
    gradio = pytest.importorskip("gradio")
    from fastapi.testclient import TestClient

GRADIO = "/gradio_api"

if not gradio.__version__.startswith("6."):
    pytest.skip("the studio's page is for gradio 6", allow_module_level=True)


def client_of(engine: Any, folder: Path) -> Any:
    from sd_animagine.studio.server.app import application
    from sd_animagine.studio.server.desk import Desk

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # gradio's own
        return TestClient(application(Desk(engine, folder)), base_url="http://127.0.0.1:7865")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("outputs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "missing_packages", lambda: Missing("No torch.", "pip x"))
        made = client_of(DemoEngine(), folder)
        made.outputs = folder
        yield made


def test_the_page(client: Any) -> None:
    page = client.get("/").text
    assert "animagine/page/page.js?" in page
    assert "Demo pictures, no trained model." in page
    assert not re.search(r"""<(?:script|link)\b[^>]*\b(?:src|href)=["']https?:""", page)


def test_its_files(client: Any) -> None:
    answer = client.get("/animagine/page/page.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert "Animagine.start" in answer.text
    assert ".animagine-top" in client.get("/animagine/page/page.css").text
    assert client.get("/assets/animagine.css").status_code == 200
    assert client.get("/animagine/page/nothing.js").status_code == 404
    assert client.get("/animagine/page/..%2f..%2fpyproject.toml").status_code == 404


@pytest.mark.parametrize("name", ["status", "names", "tags.json", "buckets", "rules", "schema"])
def test_the_webui_s_routes(client: Any, name: str) -> None:
    assert client.get(f"/animagine/v1/{name}").status_code == 200


def test_what_the_page_loads_comes_packed(client: Any) -> None:
    """As the browser unpacks it, it is what an older browser gets as it is."""
    import brotli

    page = client.get("/", headers={"Accept-Encoding": "identity"}).text
    loaded = re.findall(
        r'(?:src|href)="(?:\./)?((?:assets|animagine)/[^"]+)"(?! crossorigin dis)', page
    )
    assert len(loaded) > 20
    for path in ("", "animagine/v1/tags.json", *loaded):
        plain = client.get(f"/{path}", headers={"Accept-Encoding": "identity"})
        with client.stream("GET", f"/{path}", headers={"Accept-Encoding": "gzip, br"}) as packed:
            raw = b"".join(packed.iter_raw())
        assert packed.headers["content-encoding"] == "br"
        assert "content-encoding" not in plain.headers
        assert brotli.decompress(raw) == plain.content
        assert len(raw) == int(packed.headers["content-length"])
        assert {"accept-encoding"} == {
            packed.headers["vary"].lower(),
            plain.headers["vary"].lower(),
        }
        assert ("immutable" in packed.headers.get("cache-control", "")) is (path in loaded)


def test_gradio_offers_nothing_but_the_page(client: Any) -> None:
    config = client.get("/config").json()
    assert {each["api_visibility"] for each in config["dependencies"]} == {"private"}
    assert (config["run_history"], config["footer_links"]) == (False, [])
    assert not config["analytics_enabled"]
    for path in ("runs", "run-history/buckets", "info", "openapi.json"):
        assert client.get(f"{GRADIO}/{path}").status_code == 404


def test_compile_and_status(client: Any) -> None:
    body = {"prompt": "masterpiece, smile, 1girl", "width": 512, "height": 768}
    compiled = client.post("/animagine/v1/compile", json=body).json()
    assert compiled["prompt"].startswith("1girl, smile, masterpiece")
    assert (compiled["width"], compiled["height"]) == (832, 1216)
    status = client.get("/animagine/v1/status").json()
    assert status["program"]["kind"] == "studio"
    assert status["checkpoint"]["name"] == "demo"
    assert status["active"]


def test_progress(client: Any) -> None:
    answer = client.post("/internal/progress", json={"id_task": "none", "id_live_preview": -1})
    assert answer.json()["queued"]
    for wrong, status in ((b"{", 422), (b"[]", 422), (b"[" * 9_000, 422), (b"x" * 20_000, 413)):
        assert client.post("/internal/progress", content=wrong).status_code == status


@pytest.mark.usefixtures("marked")
def test_a_page_is_told_in_its_language(client: Any, tmp_path: Path) -> None:
    from sd_animagine.studio.server.app import top_html
    from sd_animagine.studio.server.desk import Desk

    def textinfo(accepted: str) -> str:
        headers = {"Accept-Language": accepted}
        body = {"id_task": "none"}
        return client.post("/internal/progress", json=body, headers=headers).json()["textinfo"]

    assert textinfo("de, zh-CN;q=0.8, en;q=0.5") == "[zh] in the queue"
    assert textinfo("de") == "in the queue"
    engine = DiffusersEngine(str(tmp_path / "gone.safetensors"))
    told = top_html(Desk(engine, tmp_path), "ja")
    assert told.count("[ja] ") == (3 if "<code>" in told else 1)
    assert str(tmp_path) not in told


def test_no_file_of_this_machine(client: Any, tmp_path: Path) -> None:
    for path in (__file__, "/etc/passwd", "pyproject.toml", str(tmp_path), "", "%00", "a" * 5000):
        assert client.get(f"{GRADIO}/file={path}").status_code == 404
        assert client.get(f"{GRADIO}/file/{path}").status_code == 404
    elsewhere = client.get(f"{GRADIO}/file=http://a.example/a.png", follow_redirects=False)
    assert elsewhere.status_code == 404


def test_nothing_of_the_outputs_folder_is_served(client: Any) -> None:
    folder = client.outputs
    for name in ("picture.png", ".hidden.png", "page.html", "animagine.sqlite3"):
        (folder / name).write_bytes(b"<script>alert(1)</script>")
        assert client.get(f"{GRADIO}/file={folder / name}").status_code == 404


def test_the_page_s_pictures_are_served_as_pictures(client: Any) -> None:
    def uploaded(name: str) -> Any:
        sent = {"files": (name, b"<script>alert(1)</script>", "text/html")}
        path = client.post(f"{GRADIO}/upload", files=sent).json()[0]
        return client.get(f"{GRADIO}/file={path}")

    answer = uploaded("a.png")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    for name in ("a.html", "a.svg", ".a", "a.png.htm"):
        assert uploaded(name).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/animagine/v1/compile", "POST"),
        ("POST", "/animagine/v1/status", "GET"),
        ("DELETE", "/animagine/v1/tags.json", "GET"),
        ("OPTIONS", "/animagine/v1/batch", "POST"),
        ("GET", "/internal/progress", "POST"),
        ("PUT", "/animagine/page/page.js", "GET, HEAD"),
    ],
)
def test_a_wrong_method(client: Any, method: str, path: str, allowed: str) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.json()["detail"]["message"] == f"the method is {method}; it must be {allowed}"


def test_no_folder_of_this_machine_is_told(client: Any) -> None:
    machine = (str(Path.cwd()), str(Path.home()), sys.prefix, sys.executable, str(client.outputs))
    for path in ("/", "/config", "/theme.css", "/animagine/v1/status", "/animagine/v1/names"):
        text = client.get(path).text
        assert [each for each in machine if each in text] == []


def test_no_folder_of_this_machine_is_told_where_something_is_wrong(tmp_path: Path) -> None:
    from sd_animagine.studio.server.app import top_html
    from sd_animagine.studio.server.desk import Desk

    for name in ("gone.safetensors", "there.safetensors", "folder"):
        (tmp_path / "there.safetensors").write_bytes(b"no header")
        (tmp_path / "folder").mkdir(exist_ok=True)
        told = top_html(Desk(DiffusersEngine(str(tmp_path / name)), tmp_path))
        assert str(tmp_path) not in told
        assert name in told or "Drawing here needs" in told


def test_the_top_of_the_page_says_what_is_wrong(tmp_path: Path) -> None:
    from sd_animagine.studio.server.app import top_html
    from sd_animagine.studio.server.desk import Desk

    nobody = Desk(WebuiEngine("http://127.0.0.1:9"), tmp_path)
    assert "The WebUI at http://127.0.0.1:9 cannot be reached" in top_html(nobody)
    gone = Desk(DiffusersEngine("<b>gone.safetensors"), tmp_path)
    assert "animagine-wrong" in top_html(gone)
    assert "<b>" not in top_html(gone)


class Pony(DemoEngine):
    """Draws with another model."""

    name = "other"

    def status(self, patience: float = 0.0) -> Status:
        return Status(True, "Draws here.", "ponyDiffusionV6XL.safetensors")


def test_the_top_of_the_page_says_that_it_is_another_model(tmp_path: Path) -> None:
    from sd_animagine.studio.server.app import top_html
    from sd_animagine.studio.server.desk import Desk

    told = top_html(Desk(Pony(), tmp_path))
    assert "Draws here. This may or may not be Animagine XL 4" in told
    assert "does not say Animagine XL 4" in told


def test_what_to_install_can_be_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sd_animagine.studio.server.app import top_html
    from sd_animagine.studio.server.desk import Desk

    monkeypatch.setattr(demo, "missing_packages", lambda: Missing("No torch.", "pip x"))
    told = top_html(Desk(DemoEngine(), tmp_path))
    assert "start the studio again. <code>pip x</code>" in told
    line, _, behind = told.partition("<details>")
    assert "Demo pictures, no trained model." in line
    assert "pip x" not in line and "A WebUI draws real ones too" in behind


def test_nothing_can_be_opened_where_nothing_is_to_be_done(tmp_path: Path) -> None:
    from sd_animagine.studio.server.app import top_html
    from sd_animagine.studio.server.desk import Desk

    assert "<details>" not in top_html(Desk(Pony(), tmp_path))


def test_loras_are_offered_and_their_words_are_known(tmp_path: Path) -> None:
    lora(
        tmp_path / "loras" / "tiny.safetensors", **{"modelspec.trigger_phrase": "looking at veiwer"}
    )
    engine = DiffusersEngine(str(tmp_path / "gone.safetensors"), loras=tmp_path / "loras")
    client = client_of(engine, tmp_path)
    assert client.get("/animagine/v1/names").json()["loras"] == ["tiny"]

    def codes(prompt: str) -> set[str]:
        found = client.post("/animagine/v1/check", json={"prompt": prompt}).json()["findings"]
        return {each["code"] for each in found if "veiwer" in each["message"]}

    assert codes("1girl, looking at veiwer")
    assert not codes("1girl, looking at veiwer, <lora:tiny:1>")
