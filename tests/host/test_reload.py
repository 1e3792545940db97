""" "Reload UI": the host forgets all callbacks and scripts, but not our package."""

from __future__ import annotations

from typing import Any

from tests.goldens import Q
from tests.host.browser import Page, window
from tests.host.client import Api
from tests.host.hosting import STARTED, Host
from tests.host.webui import OFF, SMALL

_CLICKS = 5


def test_reload_script_bodies(browser: Any, host: Host, api: Api) -> None:
    """The host puts the last class of each file into its slots: both scripts stay what they were.

    It forgets which scripts are always on, whosever they are, and so refuses arguments for them,
    which is how one sees that it has reloaded; the next test has it load everything anew.
    """
    with window(browser, host) as page:
        button = "() => document.querySelector('#settings_reload_script_bodies').click()"
        for _ in range(_CLICKS):
            page.page.evaluate(button)
            page.page.wait_for_timeout(3_000)
            if api.ask("1girl", OFF).status != 200:
                break
    assert api.ask("1girl", OFF).status == 422
    body = {**SMALL, "prompt": "smile, 1girl"}
    answer = api.post("/sdapi/v1/txt2img", body)
    assert answer.info["prompt"] == f"1girl, smile, {Q}"
    sheet = {"script_name": "Animagine sheets", "script_args": [{"sheet": "order"}]}
    prompts = api.post("/sdapi/v1/txt2img", {**body, **sheet}).info["all_prompts"]
    assert prompts == [f"smile, 1girl, {Q}", f"1girl, smile, {Q}"]


def test_reload_ui(browser: Any, host: Host, api: Api) -> None:
    starts = len(STARTED.findall(host.log_text()))
    with browser.new_context() as context:  # gone before the host closes its server
        page = Page(context.new_page(), host.url)
        page.open("light")
        # The page would ask for the host while it starts, which AUTOMATIC1111 may die of.
        page.page.route("**/internal/ping*", lambda route: route.abort())
        for _ in range(_CLICKS):  # a busy page may not listen to its buttons yet
            page.page.evaluate("() => document.querySelector('#settings_restart_gradio').click()")
            page.page.wait_for_timeout(2_000)
            if host.log_text().count("Restarting UI") >= starts:
                break
    host.wait_for_start(starts + 1)
    answer = api.draw("smile, 1girl")
    assert answer.info["prompt"] == f"1girl, smile, {Q}"
    assert answer.picture.params["Animagine prompt"] == "smile, 1girl"
    found = [s for s in api.get("/sdapi/v1/script-info") if s["name"] == "animagine"]
    assert len(found) == 2
    script = {"script_name": "Animagine sheets", "script_args": [{"sheet": "order"}]}
    assert len(api.draw("smile, 1girl", **script).info["all_prompts"]) == 2
    with window(browser, host) as page:
        assert page.page.locator("#animagine_txt2img").count() == 1
        assert page.page.locator("#setting_animagine_gate").count() == 1
