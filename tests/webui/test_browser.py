"""The routes inside the host: who may use them, what they know of it; the page's settings."""

from __future__ import annotations

import base64
import re
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the hosts' pinned releases warn of their own libraries
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

from tests.webui.conftest import ROOT
from tests.webui.fake_host import Host, settle


def request(
    *, basic: str = "", page: str = "", cookie: str = "", auth: Any = None, tokens: Any = None
) -> Any:
    headers = {}
    if basic:
        headers["authorization"] = "Basic " + base64.b64encode(basic.encode()).decode()
    if page:
        headers["x-animagine-page"] = page
    cookies = {"access-token-unsecure-abc": cookie} if cookie else {}
    app = SimpleNamespace(auth=auth, tokens=tokens or {})
    return SimpleNamespace(headers=headers, cookies=cookies, app=app)


def may_use(host: Host, api_auth: str | None, **given: Any) -> bool:
    from sd_animagine.webui.routes import credentials

    host.modules["modules.shared"].cmd_opts.api_auth = api_auth  # type: ignore[attr-defined]
    return credentials.may_use(request(**given))


def test_an_open_host_is_open(host: Host) -> None:
    assert may_use(host, None)


def test_api_auth_asks_for_user_and_password(host: Host) -> None:
    pairs = "ann:one,bob:two"
    assert not may_use(host, pairs)
    assert may_use(host, pairs, basic="bob:two")
    for wrong in ("bob:one", "bob", "bob:", ":two", "ann:one,bob:two", "x"):
        assert not may_use(host, pairs, basic=wrong), wrong


def test_a_broken_header_is_no_credential(host: Host) -> None:
    from sd_animagine.webui.routes import credentials

    host.modules["modules.shared"].cmd_opts.api_auth = "a:b"  # type: ignore[attr-defined]
    for header in ("Basic", "Basic %%%", "Bearer YTpi", "Basic /////w=="):
        asked = request()
        asked.headers["authorization"] = header
        assert not credentials.may_use(asked), header


def test_gradio_auth_asks_for_a_page_that_has_logged_in(host: Host) -> None:
    logins = {"auth": {"ann": "one"}, "tokens": {"t0ken": "ann"}}
    assert not may_use(host, None, **logins)
    assert not may_use(host, None, cookie="another", **logins)
    assert may_use(host, None, cookie="t0ken", **logins)


def test_either_will_do_where_both_are_set(host: Host) -> None:
    logins = {"auth": {"ann": "one"}, "tokens": {"t0ken": "ann"}}
    assert not may_use(host, "a:b", **logins)
    assert may_use(host, "a:b", cookie="t0ken", **logins)
    assert may_use(host, "a:b", basic="a:b", **logins)


def test_a_cookie_alone_opens_no_api_auth(host: Host) -> None:
    assert not may_use(host, "a:b", cookie="t0ken", tokens={"t0ken": "ann"})


def test_the_page_s_token_opens(host: Host) -> None:
    from sd_animagine.webui.routes import credentials

    assert may_use(host, "a:b", page=credentials.PAGE_TOKEN)
    assert not may_use(host, "a:b", page="guess")
    assert not may_use(host, "a:b", page="gu\u00e9ss")


def test_the_page_carries_its_token_only_where_it_is_needed(host: Host) -> None:
    from sd_animagine.webui.routes import credentials

    assert credentials.page_token_html() == ""
    host.modules["modules.shared"].cmd_opts.api_auth = "a:b"  # type: ignore[attr-defined]
    assert credentials.PAGE_TOKEN in credentials.page_token_html()


def test_names_of_the_host(host: Host, tmp_path: Path) -> None:
    from sd_animagine.webui.routes import browser

    (tmp_path / "sub").mkdir()
    for name in ("flat.safetensors", "sub/deep.pt", "note.txt"):
        (tmp_path / name).write_bytes(b"")
    shared: Any = host.modules["modules.shared"]
    shared.cmd_opts.lora_dir = str(tmp_path)
    style = SimpleNamespace(prompt="film grain", negative_prompt=None)
    shared.prompt_styles = SimpleNamespace(styles={"cinema": style, "empty": None})
    names = browser.names()
    assert names.loras == ("deep", "flat")
    assert [tuple(each) for each in names.styles] == [("cinema", "film grain", "")]


def test_the_host_puts_styles_in(host: Host) -> None:
    from sd_animagine.webui.routes import browser

    shared: Any = host.modules["modules.shared"]
    shared.prompt_styles = None
    assert browser.surroundings().with_styles("smile", "", ["cinema"]) == ("smile", "")
    shared.prompt_styles = SimpleNamespace(
        apply_styles_to_prompt=lambda text, names: f"{text}, {names}",
        apply_negative_styles_to_prompt=lambda text, names: f"{text} without {names}",
    )
    styled = browser.surroundings().with_styles
    assert styled("smile", "text", ["a"]) == ("smile, ['a']", "text without ['a']")
    assert styled("smile", "text", []) == ("smile", "text")


@pytest.mark.parametrize("flag", ["lora_dir", "lora_dirs", "lyco_dir"])
def test_every_flag_that_names_a_folder(host: Host, tmp_path: Path, flag: str) -> None:
    from sd_animagine.webui.routes import browser

    for part in ("one", "two"):
        (tmp_path / part).mkdir()
        (tmp_path / part / f"{part}.safetensors").write_bytes(b"")
    shared: Any = host.modules["modules.shared"]
    several = flag.endswith("s")  # Forge Neo's flag may be given again and again
    folders = [str(tmp_path / "one"), str(tmp_path / "two")]
    setattr(shared.cmd_opts, flag, folders if several else folders[0])
    assert browser.names().loras == (("one", "two") if several else ("one",))


def test_a_linked_folder_is_listed_as_the_host_lists_it(host: Host, tmp_path: Path) -> None:
    from sd_animagine.webui.routes import browser

    elsewhere, loras = tmp_path / "comfy", tmp_path / "Lora"
    elsewhere.mkdir()
    loras.mkdir()
    (elsewhere / "linked.safetensors").write_bytes(b"")
    try:
        (loras / "from comfy").symlink_to(elsewhere, target_is_directory=True)
        (elsewhere / "back").symlink_to(loras, target_is_directory=True)
    except OSError as error:
        pytest.skip(f"this account may not make links: {error}")
    shared: Any = host.modules["modules.shared"]
    shared.cmd_opts.lora_dir = shared.cmd_opts.embeddings_dir = str(loras)
    assert browser.names().loras == ("linked",)
    assert browser.names().embeddings == ("linked",)


def test_the_routes_stand_shortly_after_the_server(host: Host) -> None:
    page = routes_of(host)
    settle()
    paths = {getattr(route, "path", "") for route in page.app.routes}
    assert {f"/animagine/v1/{name}" for name in ("tags.json", "names", "check")} <= paths


def test_a_route_that_is_asked_for_at_once_answers(host: Host, monkeypatch) -> None:
    from sd_animagine.webui.routes import late

    never = SimpleNamespace(start=lambda: None)
    monkeypatch.setattr(late, "Thread", lambda **_: never)
    page = routes_of(host)
    assert page.get("/animagine/v1/buckets").status_code == 200
    assert page.get("/animagine/v1/nothing").status_code == 404
    assert page.get("/other").status_code == 404
    asked = [route for route in page.app.routes if "GET" in (getattr(route, "methods", 0) or ())]
    assert [route.path for route in asked].count("/animagine/v1/buckets") == 1


def routes_of(host: Host) -> Any:
    app = FastAPI()
    host.call("app_started", None, app)
    return TestClient(app)


def test_the_operator_s_ceiling_holds_for_the_routes(host: Host) -> None:
    host.modules["modules.shared"].cmd_opts.animagine_max_rating = "sensitive"  # type: ignore[attr-defined]
    page = routes_of(host)
    body = {"prompt": "1girl, nsfw, smile", "options": {"enabled": False, "rating": "explicit"}}
    compiled = page.post("/animagine/v1/compile", json=body).json()
    assert compiled["prompt"] == "1girl, smile"
    assert "ANI501" in {change["code"] for change in compiled["changes"]}
    (batched,) = page.post("/animagine/v1/batch", json=[body]).json()
    compiled.pop("report")  # rows for a page, which sends no batches
    assert batched == compiled
    refused = {"prompt": "1girl, (nsfw:0.0)AND[ns:ns:0.5]fw"}
    answer = page.post("/animagine/v1/compile", json=refused).json()
    assert "nsfw" not in answer["prompt"] or answer["refusal"]
    status = page.get("/animagine/v1/status").json()
    assert status["max_rating"] == {"rating": "sensitive", "set_by": "the start-up flag"}


def test_the_status_tells_host_checkpoint_and_verdict(host: Host) -> None:
    status = routes_of(host).get("/animagine/v1/status").json()
    assert status["program"]["kind"] == "a1111"
    assert status["checkpoint"]["name"] == "animagine-xl-4.0-opt.safetensors"
    assert status["checkpoint"]["verdict"]["release"] == "4.0 Opt"
    assert status["active"] and "Animagine XL 4.0 Opt" in status["why"]
    host.opts.animagine_gate = "never"
    status = routes_of(host).get("/animagine/v1/status").json()
    assert not status["active"]
    assert status["why"] == "it is set to act on no checkpoint (gate: never)"
    host.opts.animagine_gate, host.opts.animagine_select = "auto", "nonsense"
    status = routes_of(host).get("/animagine/v1/status").json()
    assert not status["active"] and "on the settings page: option select" in status["why"]


def test_the_page_s_script_has_the_settings_defaults(host: Host) -> None:
    from sd_animagine.webui.page.completion import SETTINGS

    text = (ROOT / "javascript" / "base_options.js").read_text("utf-8")
    block = text[text.index("const DEFAULTS") :].partition("});")[0]
    found = dict(re.findall(r"^\s*(\w+): (.+),$", block, re.MULTILINE))
    python = {s.name: str(s.default).lower() for s in SETTINGS}
    assert {name: value.strip('"') for name, value in found.items()} == python
    for setting in SETTINGS:
        assert getattr(host.opts, f"animagine_complete_{setting.name}") == setting.default


def test_no_javascript_file_is_a_test_or_more_than_one_global(host: Host) -> None:
    for path in (ROOT / "javascript").glob("*.js"):
        text = path.read_text("utf-8")
        code = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).strip()
        assert code.startswith("(() => {"), path.name
        assert code.endswith("})();"), path.name
        assert '"use strict";' in text, path.name
        assert "innerHTML" not in text, path.name
        watches = "setInterval" in text or ".observe(document" in text
        assert watches == (path.name == "base_watch.js"), path.name


@pytest.mark.parametrize("rule", ["style.css"])
def test_every_selector_is_ours(rule: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", (ROOT / rule).read_text("utf-8"), flags=re.DOTALL)
    for selectors in re.findall(r"([^{}@;]+)\{", re.sub(r"@media[^{]+\{", "", text)):
        for selector in selectors.split(","):
            assert ".animagine" in selector.strip().split(" ")[0] + " " + selector, selector
