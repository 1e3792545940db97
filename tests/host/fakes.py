"""The fakes of ``tests/webui``, asked as a running WebUI is asked."""

from __future__ import annotations

import base64
import contextlib
import csv
import io
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the hosts' pinned releases warn of their own libraries
    from fastapi import FastAPI, HTTPException
    from fastapi.testclient import TestClient

from tests.host.client import Api
from tests.host.hosting import STYLES
from tests.host.webui import OFF, SMALL, Webui
from tests.webui import fake_host
from tests.webui.families import FAMILIES

ROOT = Path(__file__).parents[2]
_STYLES = {
    row["name"]: (row["prompt"], row["negative_prompt"])
    for row in csv.DictReader(io.StringIO(STYLES))
}


_TOLD = (
    *("all_prompts", "all_negative_prompts", "width", "height", "steps", "cfg_scale"),
    *("sampler_name", "extra_generation_params"),
)
"""What the API tells of a request under its own name."""


@dataclass(frozen=True)
class FakePicture:
    """What would be drawn."""

    sampled: tuple[object, ...]
    """Stands for the pixels: all that the sampler was given."""
    size: tuple[int, int]
    infotext: str = field(repr=False)

    @property
    def pixels(self) -> object:
        return self.size, self.sampled

    @property
    def data(self) -> str:
        return base64.b64encode(repr(self.pixels).encode()).decode()

    @property
    def texts(self) -> tuple[str, str]:
        read = fake_host.read_infotext(self.infotext)
        return read["Prompt"], read["Negative prompt"]

    @cached_property
    def params(self) -> dict[str, str]:
        read = fake_host.read_infotext(self.infotext)
        return {name: read[name] for name in read if name not in ("Prompt", "Negative prompt")}


@dataclass(frozen=True)
class FakeAnswer:
    """What came of a request."""

    status: int
    body: dict[str, Any] = field(repr=False)
    pictures: list[FakePicture] = field(default_factory=list)
    info: dict[str, Any] = field(default_factory=dict)

    @property
    def picture(self) -> FakePicture:
        (picture,) = self.pictures
        return picture


class FakeWebui:
    """One of the families."""

    def __init__(self, host: fake_host.Host) -> None:
        self.host = host
        self.family = host.family.name
        self.cuts_comments = bool(host.family.comments)
        self.sees_the_last_texts = "setup_conds" in host.family.hooks
        self._sampled: list[tuple[object, ...]] = []
        host.sampling = self._sample
        app = FastAPI()
        host.call("app_started", None, app)
        self._routes = TestClient(app)

    def ask(
        self, prompt: str, *arguments: object, tab: str = "txt2img", **fields: Any
    ) -> FakeAnswer:
        p = fake_host.Processing(**{**SMALL, "prompt": prompt, **fields})
        p.styles = [_STYLES[name] for name in fields.get("styles", ())]
        p.script_args = self.host.defaults(tab)
        at = self.host.script(tab).args_from
        p.script_args[at : at + len(arguments)] = arguments
        return self._drawn(p)

    def draw(self, prompt: str, *arguments: object, **how: Any) -> FakeAnswer:
        answer = self.ask(prompt, *(arguments or ({"snap": False},)), **how)
        assert answer.status == 200, answer.body
        return answer

    def typed(self, prompt: str, negative_prompt: str = "", **how: Any) -> FakePicture:
        return self.draw(prompt, OFF, negative_prompt=negative_prompt, **how).picture

    def again(self, infotext: str) -> FakeAnswer:
        read = fake_host.read_infotext(infotext)
        width, height = map(int, read["Size"].split("x"))
        p = fake_host.Processing(**{**SMALL, "width": width, "height": height})
        p.prompt, p.negative_prompt = read["Prompt"], read["Negative prompt"]
        script = self.host.script()
        p.script_args = self.host.defaults()
        for component, value_in in script.infotext_fields:
            value = value_in(read)
            if component in script.controls and value is not None:
                p.script_args[script.args_from + script.controls.index(component)] = value
        return self._drawn(p)

    def get(self, path: str) -> Any:
        return self._routes.get(path).json()

    def post(self, path: str, body: dict[str, Any]) -> FakeAnswer:
        if path == "/sdapi/v1/options":
            self.host.opts.__dict__.update(body)
            return FakeAnswer(200, {})
        answer = self._routes.post(path, json=body)
        return FakeAnswer(answer.status_code, answer.json())

    def shown(self, text: str) -> str:
        return text

    def samplings(self) -> int:
        return len(self._sampled)

    def log_text(self) -> str:
        return "".join(self.host.errors)

    def errors_since(self, offset: int) -> list[str]:
        return [self.log_text()[offset:]] if len(self.log_text()) > offset else []

    def _sample(self, p: fake_host.Processing) -> None:
        negatives = p.all_hr_negative_prompts or []
        for n, texts in enumerate(zip(p.prompts, p.negative_prompts, strict=True)):
            at = p.iteration * p.batch_size + n
            second = (p.hr_prompts[n], negatives[at]) if p.hr_prompts else ()
            how = (p.steps, p.cfg_scale, p.sampler_name, p.seed + at)
            self._sampled.append((*map(self._encoded, (*texts, *second)), *p.drawn_size, *how))

    def _encoded(self, text: str) -> str:
        """What is left of a prompt where it is encoded: no comment, and one blank for many."""
        return " ".join(self.host.family.strip_comments(text).split())

    def _drawn(self, p: fake_host.Processing) -> FakeAnswer:
        before = len(self._sampled)
        try:
            with ThreadPoolExecutor(1) as pool:  # a host answers its API on no main thread
                drawn = pool.submit(self.host.draw, p).result()
        except HTTPException as refusal:
            return FakeAnswer(refusal.status_code, {"detail": refusal.detail})
        size = self._size(p)
        sampled = self._sampled[before:]
        made = [FakePicture(s, size, x.infotext) for s, x in zip(sampled, drawn, strict=True)]
        names = ("all_prompts", "all_negative_prompts", "width", "height", "steps", "cfg_scale")
        info = {
            name: getattr(p, name) for name in (*names, "sampler_name", "extra_generation_params")
        }
        info["prompt"], info["negative_prompt"] = p.all_prompts[0], p.all_negative_prompts[0]
        info["infotexts"] = [picture.infotext for picture in made]
        return FakeAnswer(200, {}, made, info)

    def _size(self, p: fake_host.Processing) -> tuple[int, int]:
        if not p.enable_hr:
            return p.drawn_size
        width, height = (self.host.drawn_side(side * p.hr_scale) for side in p.drawn_size)
        return width, height


@contextlib.contextmanager
def started(family: str, *others: Path) -> Iterator[FakeWebui]:
    """A fake of that family with this checkout as its extension, and others behind it."""
    with fake_host.running(ROOT, *others, family=FAMILIES[family]) as host:
        yield FakeWebui(host)


if TYPE_CHECKING:  # mypy holds both to what the promises ask of a WebUI

    def _held(fake: FakeWebui, real: Api) -> None:
        _fake: Webui = fake
        _real: Webui = real
