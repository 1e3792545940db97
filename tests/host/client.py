"""Asks the running host for pictures, and reads what it says about them."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tests.host.hosting import Host, opener
from tests.host.webui import OFF, SMALL

_FORGE_HIRES = {"hr_cfg": 5, "hr_additional_modules": ["Use same choices"]}
"""Without the second, Forge's own API fails; without the first it ignores the negative prompt."""
_PARAM = re.compile(r'\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)')
"""The host's own expression for the last line of an infotext."""


@dataclass(frozen=True)
class Picture:
    """A picture and its infotext."""

    png: bytes = field(repr=False)

    @cached_property
    def image(self) -> Any:
        """As Pillow has it."""
        from PIL import Image

        return Image.open(io.BytesIO(self.png))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.image.size  # type: ignore[no-any-return]

    @cached_property
    def pixels(self) -> tuple[tuple[int, int], str]:
        """Size, and a digest of every pixel: equal only for equal pictures."""
        return self.size, hashlib.sha256(self.image.convert("RGB").tobytes()).hexdigest()

    @property
    def texts(self) -> tuple[str, str]:
        """Prompt and negative prompt, as the infotext says they were drawn."""
        head = self.infotext.rpartition("\n")[0]
        prompt, _, negative = head.partition("\nNegative prompt: ")
        return prompt, negative

    @property
    def infotext(self) -> str:
        """What the host wrote into the file."""
        return str(self.image.info.get("parameters", ""))

    @cached_property
    def params(self) -> dict[str, str]:
        """The last line of the infotext, by name."""
        return params_in(self.infotext)

    def is_near(self, other: Picture) -> bool:
        """Equal but for rounding: a picture drawn in a batch differs by a level or two."""
        from PIL import ImageChops

        difference = ImageChops.difference(self.image.convert("RGB"), other.image.convert("RGB"))
        return bool(max(most for _, most in difference.getextrema()) <= 2)

    @property
    def data(self) -> str:
        """As the API takes it."""
        return base64.b64encode(self.png).decode()


@dataclass(frozen=True)
class Answer:
    """What the API said."""

    status: int
    body: dict[str, Any] = field(repr=False)

    @cached_property
    def pictures(self) -> list[Picture]:
        """All pictures, a grid first where there is one."""
        return [Picture(base64.b64decode(image)) for image in self.body["images"]]

    @property
    def picture(self) -> Picture:
        """The only one."""
        (picture,) = self.pictures
        return picture

    @cached_property
    def info(self) -> dict[str, Any]:
        """The field ``info``: what was drawn."""
        return dict(json.loads(self.body["info"]))


class Api:
    """The host's web API."""

    sees_the_last_texts = True

    def __init__(self, host: Host) -> None:
        self.host = host
        self.family = host.family
        self.cuts_comments = host.cuts_comments
        names = self.get("/sdapi/v1/scripts")["txt2img"]
        self.dynamic_prompts = next((n for n in names if n.startswith("dynamic prompts")), None)
        self.forge_couple = "forge couple" in names

    def get(self, path: str) -> Any:
        """The JSON of a route."""
        with opener().open(self.host.url + path, timeout=60) as answer:
            return json.load(answer)

    def post(self, path: str, body: dict[str, Any]) -> Answer:
        """The answer of a route, whatever its status."""
        request = urllib.request.Request(
            self.host.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        try:
            with opener().open(request, timeout=600) as answer:
                return Answer(answer.status, json.load(answer))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, json.loads(error.read()))

    def ask(
        self,
        prompt: str,
        *arguments: object,
        tab: str = "txt2img",
        others: dict[str, list[object]] | None = None,
        **fields: Any,
    ) -> Answer:
        """Ask for pictures.

        Args:
            prompt: the prompt.
            *arguments: of our script; none leaves it out of the request.
            tab: or ``img2img``.
            others: arguments of other always-on scripts.
            **fields: of the request, over those of ``SMALL``.
        """
        scripts: dict[str, list[object]] = {}
        if self.dynamic_prompts:  # it would parse every text, also where none of its syntax is
            scripts[self.dynamic_prompts] = [False]
        if arguments:
            scripts["Animagine"] = list(arguments)
        scripts.update(others or {})
        body = {**SMALL, "prompt": prompt, **fields}
        if self.host.kind == "forge" and body.get("enable_hr"):
            body = {**_FORGE_HIRES, **body}
        if self.host.family == "neo" and "hr_upscaler" in body:
            body["hr_upscaler"] = "None"  # it has none for latents; this one resizes
        body["alwayson_scripts"] = {name: {"args": args} for name, args in scripts.items()}
        return self.post(f"/sdapi/v1/{tab}", body)

    def _settle(self) -> None:
        """Leave the same random state behind, whatever was drawn before.

        AUTOMATIC1111 encodes the picture that it starts from with what the request before left.
        """
        ours = {"Animagine": {"args": [OFF]}}
        body = {**SMALL, "width": 64, "height": 64, "prompt": "1girl", "alwayson_scripts": ours}
        assert self.post("/sdapi/v1/txt2img", body).status == 200

    def draw(self, prompt: str, *arguments: object, **how: Any) -> Answer:
        """As ``ask``, with small pictures left small, and it has to work."""
        if how.get("tab") == "img2img":
            self._settle()
        answer = self.ask(prompt, *(arguments or ({"snap": False},)), **how)
        assert answer.status == 200, answer.body
        return answer

    def script_arguments(self, name: str, tab: str = "txt2img") -> list[dict[str, Any]]:
        """What the host tells of the arguments of a script, which it names in lower case."""
        found: list[dict[str, Any]] = next(
            each["args"]
            for each in self.get("/sdapi/v1/script-info")
            if each["name"] == name and each["is_img2img"] == (tab == "img2img")
        )
        return found

    def script(self, name: str, tab: str = "txt2img", **values: Any) -> dict[str, Any]:
        """Fields of a request that a script of the dropdown runs.

        Args:
            name: of the script, in lower case.
            tab: or ``img2img``.
            **values: of its arguments that shall not be as the page first has them, by their
                labels: not every host has the same ones, nor in the same order.
        """
        told = self.script_arguments(name, tab)
        labels = [str(each["label"]).lower().replace(" ", "_") for each in told]
        assert {*values} <= {*labels}, labels
        arguments = [
            values.get(label, each["value"]) for label, each in zip(labels, told, strict=True)
        ]
        return {"script_name": name, "script_args": arguments}

    def again(self, infotext: str) -> Answer:
        """The answer to a request that is nothing but an infotext."""
        body: dict[str, object] = {"infotext": infotext}
        if self.host.kind == "forge":
            body["styles"] = []  # its own reading of this field fails
        if self.dynamic_prompts:
            body["alwayson_scripts"] = {self.dynamic_prompts: {"args": [False]}}
        answer = self.post("/sdapi/v1/txt2img", body)
        assert answer.status == 200, answer.body
        return answer

    def shown(self, text: str) -> str:
        """As the host cuts comments: Forge before us and all blanks too, the others behind us."""
        if not self.cuts_comments:
            return text
        if self.family == "neo":
            return re.sub(r"[^\S\n]*#.*", "", text)
        text = re.sub(r"(^|\n)#[^\n]*(\n|$)", "\n", text)
        text = re.sub(r"#[^\n]*(\n|$)", "\n", text)
        return text.strip() if self.family == "forge" else text

    def samplings(self) -> int:
        """How often the sampler has begun: what all print while they sample."""
        return self.host.log_text().count("it/s")

    def log_text(self) -> str:
        """Everything that the host has printed."""
        return self.host.log_text()

    def errors_since(self, offset: int) -> list[str]:
        """The errors it reported after the given number of characters of its log."""
        return self.host.errors_since(offset)

    def prompt_list(self, lines: str) -> dict[str, Any]:
        """Fields of a request that is run once for each line."""
        arguments = [False, False, "start", lines]
        if self.host.kind == "forge":
            arguments.append(False)  # no combined picture
        return {"script_name": "prompts from file or textbox", "script_args": arguments}

    def typed(self, prompt: str, negative_prompt: str = "", **how: Any) -> Picture:
        """The picture of a text that somebody typed without us."""
        return self.draw(prompt, OFF, negative_prompt=negative_prompt, **how).picture


def params_in(infotext: str) -> dict[str, str]:
    """The last line of an infotext, by name, quoted values unquoted."""
    found = {}
    for name, value in _PARAM.findall(infotext.rsplit("\n", 1)[-1]):
        found[name] = json.loads(value) if value.startswith('"') else value.strip()
    return found
