"""The routes of the history: whose it is, what is told, what is refused."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.api.surroundings import Shelf
from sd_animagine.store.history import Entry, History
from sd_animagine.words import Message
from tests.api.conftest import BASE, client

INFOTEXT = (
    "1girl, smile, masterpiece\n"
    "Negative prompt: lowres\n"
    "Steps: 28, Sampler: Euler a, CFG scale: 5, Seed: 7, Size: 832x1216, Model: animagine, "
    'Animagine: 0.2.0; enabled=on; mode=fix, Animagine prompt: "smile, 1girl", '
    "Animagine size: 800x1200"
)
ENTRY = Entry("smile, 1girl", "lowres", INFOTEXT, "2026-11-30/00001-7.png", b"RIFF....")


class Server:
    """A server, and the history of its pages' one login."""

    def __init__(self, folder: Path) -> None:
        self.history = History(folder)
        self.shelf = Shelf(self.history, "ann")
        self.page = client(history=lambda _request: self.shelf)

    def get(self, route: str = "", **query: Any) -> Any:
        return self.page.get(f"{BASE}/history{route}", params=query)

    def post(self, route: str, body: Any) -> Any:
        return self.page.post(f"{BASE}/history{route}", json=body)


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


def test_the_list_is_short_and_in_pages(server: Server) -> None:
    server.history.keep("ann", [ENTRY, ENTRY._replace(prompt="x" * 1000, thumbnail=b"")])
    server.history.keep("bob", [ENTRY])
    answer = server.get(limit=1)
    assert answer.headers["cache-control"] == "no-store"
    page = answer.json()
    assert (page["on"], page["why"], page["notices"]) == (True, None, [])
    (newest,) = page["entries"]
    assert newest["prompt"] == "x" * 299 + "…" and newest["thumbnail"] is None
    (oldest,) = server.get(before=page["older"], words="SMILE").json()["entries"]
    assert oldest["prompt"] == "smile, 1girl"
    assert (oldest["width"], oldest["height"], oldest["seed"]) == (832, 1216, 7)
    assert oldest["thumbnail"] == f"data:image/webp;base64,{base64.b64encode(b'RIFF....').decode()}"
    assert server.get(before=oldest["id"]).json()["entries"] == []


def test_all_of_an_entry(server: Server) -> None:
    server.history.keep("ann", [ENTRY])
    whole = server.get("/entry", id=1).json()
    typed = {"prompt": "smile, 1girl", "negative_prompt": "lowres", "width": 800, "height": 1200}
    assert whole["typed"] == typed
    assert whole["sent"] == {
        "prompt": "1girl, smile, masterpiece",
        "negative_prompt": "lowres",
        "width": 832,
        "height": 1216,
        "steps": 28,
        "cfg_scale": 5,
        "sampler_name": "Euler a",
    }
    assert whole["options"] == {"enabled": True, "mode": "fix"}
    assert (whole["seed"], whole["checkpoint"], whole["infotext"]) == (7, "animagine", INFOTEXT)


def test_the_hires_fix_comes_back(server: Server) -> None:
    hires = ", Denoising strength: 0.5, Hires upscale: 1.5, Hires steps: 9, Hires upscaler: Latent"
    server.history.keep("ann", [ENTRY, ENTRY._replace(infotext=INFOTEXT + hires)])
    found = [server.get("/entry", id=each).json()["hires"] for each in (1, 2)]
    assert found == [
        None,
        {
            "hires_upscale": 1.5,
            "hires_upscaler": "Latent",
            "hires_steps": 9,
            "denoising_strength": 0.5,
        },
    ]


def test_what_was_switched_off_comes_back(server: Server) -> None:
    off = ', Animagine off: "5 (hat, shoes:1.2)\\nx\\n99999999999 y"'
    server.history.keep("ann", [ENTRY._replace(infotext=INFOTEXT + off), ENTRY])
    newest, oldest = server.get().json()["entries"]
    found = {server.get("/entry", id=each["id"]).json()["off"] for each in (newest, oldest)}
    assert found == {"5 (hat, shoes:1.2)", ""}


def test_any_text_comes_back(server: Server) -> None:
    server.history.keep("ann", [ENTRY._replace(prompt="\ud800 猫")])
    assert json.loads(server.get("/entry", id=1).text)["typed"]["prompt"] == "\ud800 猫"


def test_a_picture_is_shown_while_its_file_is_there(server: Server, tmp_path: Path) -> None:
    server.history.keep("ann", [ENTRY, ENTRY._replace(picture="")])
    assert server.get("/picture", id=2).status_code == 404
    gone = server.get("/picture", id=1)
    assert gone.status_code == 404 and "is gone" in gone.json()["detail"]["message"]
    path = tmp_path / ENTRY.picture
    path.parent.mkdir()
    path.write_bytes(b"\x89PNG...")
    shown = server.get("/picture", id=1).json()["picture"]
    assert shown == f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}"
    path.write_text("<script>")
    assert server.get("/picture", id=1).status_code == 404, "another file of its name is none"


def test_two_are_compared(server: Server) -> None:
    other = INFOTEXT.replace("Seed: 7", "Seed: 8").replace("masterpiece", "high score")
    server.history.keep("ann", [ENTRY, Entry("1girl", "", other)])
    found = server.get("/compare", one=1, other=2).json()
    assert found["typed"] == {
        "prompt": [{"kind": "removed", "text": "smile, "}, {"kind": "same", "text": "1girl"}],
        "negative_prompt": [{"kind": "removed", "text": "lowres"}],
    }
    assert found["sent"]["prompt"][1:] == [
        {"kind": "removed", "text": "masterpiece"},
        {"kind": "added", "text": "high score"},
    ]
    assert found["settings"] == [{"name": "Seed", "one": "7", "other": "8"}]


def test_stars_and_deletes_and_has_back(server: Server) -> None:
    server.history.keep("ann", [ENTRY, ENTRY])
    assert server.post("/star", {"id": 1, "starred": True}).json() == {"id": 1, "starred": True}
    assert [each["id"] for each in server.get(starred="true").json()["entries"]] == [1]
    assert server.post("/delete", {"id": 1}).json() == {"deleted": 1}
    assert server.post("/delete", {"id": 1}).status_code == 404
    assert server.post("/restore", {}).json() == {"restored": 1}
    assert server.post("/delete", {"all": True}).json() == {"deleted": 2}
    assert server.get().json()["entries"] == []


@pytest.mark.parametrize(
    ("route", "body", "field"),
    [
        ("/star", {"id": 1}, "starred"),
        ("/star", {"id": "1", "starred": True}, "id"),
        ("/star", {"id": 1, "starred": 1}, "starred"),
        ("/star", {"id": True, "starred": True}, "id"),
        ("/delete", {}, "id"),
        ("/delete", {"id": 0}, "id"),
        ("/delete", {"all": "yes"}, "all"),
        ("/delete", {"all": False}, "id"),
        ("/delete", {"id": 1, "force": True}, "force"),
        ("/delete", [], "body"),
        ("/restore", {"id": 1}, "id"),
    ],
    ids=str,
)
def test_a_wrong_order_changes_nothing(server: Server, route: str, body: Any, field: str) -> None:
    server.history.keep("ann", [ENTRY])
    answer = server.post(route, body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"]["field"] == field
    assert [each.starred for each in server.history.page("ann").entries] == [False]


@pytest.mark.parametrize(
    ("route", "query", "field"),
    [
        ("", {"limit": 49}, "limit"),
        ("", {"starred": "1"}, "starred"),
        ("", {"before": "-1"}, "before"),
        ("", {"words": "x" * 501}, "words"),
        ("", {"login": "bob"}, "login"),
        ("/entry", {}, "id"),
        ("/picture", {"id": "../1"}, "id"),
        ("/compare", {"one": 1}, "other"),
    ],
    ids=str,
)
def test_a_wrong_question_is_refused(
    server: Server, route: str, query: dict[str, Any], field: str
) -> None:
    answer = server.get(route, **query)
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"]["field"] == field


def test_another_website_s_page_can_change_nothing(server: Server) -> None:
    """A browser lets it send a body of these kinds, unseen, to any address of this machine."""
    server.history.keep("ann", [ENTRY])
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = server.page.post(
            f"{BASE}/history/delete", content=b'{"all": true}', headers={"Content-Type": kind}
        )
        assert answer.status_code == 415 and answer.json()["detail"]["field"] == "content-type"
    assert len(server.history.page("ann").entries) == 1
    long = server.post("/delete", {"id": 1, "x": "x" * 5000})
    assert long.status_code == 413


def test_where_none_is_kept_the_list_says_why(server: Server) -> None:
    server.history.keep("ann", [ENTRY])
    server.shelf = Shelf(off=Message("This server keeps no history."))
    page = server.get().json()
    assert page == {
        "on": False,
        "why": "This server keeps no history.",
        "entries": [],
        "older": None,
        "notices": [],
    }
    for answer in (server.get("/entry", id=1), server.post("/delete", {"all": True})):
        assert answer.status_code == 404
        assert answer.json()["detail"]["message"] == "This server keeps no history."
    server.shelf = Shelf(server.history, "ann", Message("The history is off."))
    page = server.get().json()
    assert not page["on"] and len(page["entries"]) == 1, "what was kept before can be deleted"


def test_a_store_that_cannot_be_read_is_said(server: Server, tmp_path: Path) -> None:
    server.history.keep("ann", [ENTRY])
    for path in tmp_path.iterdir():
        path.unlink()
    (tmp_path / "animagine.sqlite3").mkdir()
    answer = server.get()
    assert answer.status_code == 409 and "is not a file" in answer.json()["detail"]["message"]
