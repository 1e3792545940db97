"""A WebUI as the promises see it: one that runs, or one of the fakes.

What we promise of a host (a request in; texts, size, infotext or a refusal out) is written once, in
the test files that ask for the fixture ``webui``. Without a real WebUI they run on every family of
``tests/webui/families.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

SMALL: dict[str, Any] = {
    "seed": 7,
    "steps": 1,
    "width": 128,
    "height": 128,
    "cfg_scale": 5,
    "sampler_name": "Euler a",
}
"""A request that takes a fraction of a second on a CPU."""
OFF = {"enabled": False}
HIRES: dict[str, Any] = {
    "enable_hr": True,
    "hr_scale": 1.5,
    "hr_second_pass_steps": 1,
    "denoising_strength": 0.6,
    "hr_upscaler": "Latent",
    "hr_cfg_scale": 5.0,  # without it Forge Classic fails; the others know no such field
}


class Picture(Protocol):
    """A picture and what its file says."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""

    @property
    def pixels(self) -> object:
        """Equal only for equal pictures."""

    @property
    def data(self) -> str:
        """As the API takes it."""

    @property
    def infotext(self) -> str:
        """What the host wrote into the file."""

    @property
    def texts(self) -> tuple[str, str]:
        """Prompt and negative prompt, as the infotext says they were drawn."""

    @property
    def params(self) -> dict[str, str]:
        """The last line of the infotext, by name."""


class Answer(Protocol):
    """What came of a request."""

    @property
    def status(self) -> int:
        """As HTTP has it: 200, or 422 where nothing was drawn."""

    @property
    def body(self) -> dict[str, Any]:
        """Of a refusal, its ``detail``."""

    @property
    def info(self) -> dict[str, Any]:
        """What was drawn, as the API tells it."""

    @property
    def pictures(self) -> Sequence[Picture]:
        """All pictures, a grid first where there is one."""

    @property
    def picture(self) -> Picture:
        """The only one."""


class Webui(Protocol):
    """What the promises ask of it."""

    family: str
    """Its name in ``tests/webui/families.py``."""
    cuts_comments: bool
    """Without, a comment is text as any other."""
    sees_the_last_texts: bool
    """Can we look at what all others have written, right before it is drawn?"""

    def ask(self, prompt: str, *arguments: object, **how: Any) -> Answer:
        """Ask for pictures, with arguments of our script and fields of the web API."""

    def draw(self, prompt: str, *arguments: object, **how: Any) -> Answer:
        """As ``ask``, with small pictures left small, and it has to work."""

    def typed(self, prompt: str, negative_prompt: str = "", **how: Any) -> Picture:
        """The picture of a text that somebody typed without us."""

    def again(self, infotext: str) -> Answer:
        """The answer to a request that is nothing but an infotext."""

    def get(self, path: str) -> Any:
        """The JSON of a route."""

    def post(self, path: str, body: dict[str, Any]) -> Answer:
        """The answer of a route, whatever its status."""

    def shown(self, text: str) -> str:
        """A prompt as the host tells it of a picture: some cut comments out of it."""

    def samplings(self) -> int:
        """How often the sampler has begun."""
