"""The page of a running program, as far as it saves presets: gradio's own requests."""

from __future__ import annotations

import json
import urllib.request
from typing import Any, Final

from tests.host.hosting import opener

_BUTTON: Final = "animagine_panel_preset_save"
_PATIENCE: Final = 60.0
"""Seconds for an answer: a store that is locked is waited for."""


class Page:
    """Presses *Save* under names and prompts of ours; all other controls are as they were."""

    def __init__(self, url: str) -> None:
        self._url = url
        config = self._ask("/config")
        props = {each["id"]: each["props"] for each in config["components"]}
        button = next(id_ for id_, each in props.items() if each.get("elem_id") == _BUTTON)
        events = enumerate(config["dependencies"])
        number, event = next((n, each) for n, each in events if _is_on(each, button))
        self._event = event.get("id", number)
        self._prefix = config.get("api_prefix", "")
        self._values = [props[id_].get("value") for id_ in event["inputs"]]

    def save(self, name: str, prompt: str) -> str:
        """Save a preset; returns what the page is told.

        Raises:
            OSError: no answer, as of a program that was killed.
            ValueError: half an answer.
        """
        data = [name, prompt, *self._values[2:]]
        body = {"fn_index": self._event, "data": data}
        return str(self._ask(f"{self._prefix}/run/predict", body)["data"][2])

    def _ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self._url + path, content, headers)
        with opener().open(request, timeout=_PATIENCE) as answer:
            return json.load(answer)


def _is_on(event: dict[str, Any], button: int) -> bool:
    """Return whether an event is one of a button; gradio 4 names the kind of event, too."""
    return any(target in (button, [button, "click"]) for target in event["targets"])
