"""stable-diffusion-webui-distributed: one request drawn by three WebUIs of this machine.

It hands a request on before any extension has changed its prompts, with the arguments of each
script that the other WebUI has too: so each WebUI compiles what was typed, once, by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, NamedTuple

import pytest

from sd_animagine.model import NEGATIVE
from tests.goldens import Q
from tests.host.client import Answer, Api, Picture
from tests.host.hosting import Host
from tests.host.neighbours import another, folder_of
from tests.host.plots import plot

NAME = "stable-diffusion-webui-distributed"
TYPED = "masterpiece, smile, 1girl"
SENT = f"1girl, smile, {Q}"
NEGATIVE_TEXT = ", ".join(NEGATIVE)
_SPEED = 60.0
"""Pictures a minute, the same for all: three pictures are then one for each WebUI."""


_NO_GRID = {"override_settings": {"return_grid": False}}
"""With it, Distributed 2.3.0 puts the infotexts of an API request beside the wrong pictures."""


class Machines(NamedTuple):
    """Three WebUIs."""

    master: Api
    """Has Distributed and our extension; asks the others."""
    beside: Host
    """Has our extension."""
    bare: Host
    """Has it not."""


@pytest.fixture(scope="module")
def machines(host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    if host.kind != "a1111":
        pytest.skip("Distributed is for AUTOMATIC1111's txt2img")
    folder_of(NAME)
    data = tmp_path_factory.mktemp("distributed")
    with ExitStack() as stack:
        beside = stack.enter_context(another(host, data / "beside"))
        bare = stack.enter_context(another(host, data / "bare", ours=False))
        config = data / "distributed.json"
        config.write_text(json.dumps(_config(beside=beside, bare=bare)), "utf-8")
        flags = ("--distributed-config", str(config))
        master = stack.enter_context(another(host, data / "master", NAME, flags=flags))
        if "Error loading script: distributed.py" in master.log_text():
            pytest.skip("Distributed cannot be loaded here (it needs the package rich)")
        yield Machines(Api(master), beside, bare)


def _config(**remotes: Host) -> dict[str, Any]:
    """With the speeds in it: where one is missing, Distributed first measures it."""
    workers = [{"master": {"master": True, "avg_ipm": _SPEED}}]
    workers += [
        {label: {"address": "127.0.0.1", "port": remote.port, "avg_ipm": _SPEED}}
        for label, remote in remotes.items()
    ]
    return {"workers": workers, "benchmark_payload": {}, "complement_production": False}


def _by_worker(answer: Answer) -> dict[str, tuple[str, Picture]]:
    """Who drew which picture, with its infotext, as Distributed writes it for the API."""
    assert answer.status == 200, answer.body
    texts = answer.info["infotexts"]
    assert len(texts) == len(answer.pictures)
    found = {}
    for text, picture in zip(texts, answer.pictures, strict=True):
        _, _, label = text.partition("Worker Label: ")
        found[label or "master"] = text, picture
    return found


def test_each_machine_compiles_once(machines: Machines) -> None:
    """What our machines drew is what one alone draws; the third drew what was typed."""
    how: dict[str, Any] = {"width": 256, "height": 256, "steps": 2}
    answer = machines.master.draw(TYPED, {"snap": False}, batch_size=3, **_NO_GRID, **how)
    drawn = _by_worker(answer)
    assert list(drawn) == ["master", "beside", "bare"]
    for seed, (label, (text, picture)) in enumerate(drawn.items(), 7):
        prompt, negative = (TYPED, "") if label == "bare" else (SENT, NEGATIVE_TEXT)
        head, _, params = text.partition("\nSteps: ")
        assert head == prompt + f"\nNegative prompt: {negative}" * bool(negative), label
        assert params.count("Animagine prompt: ") == (label != "bare"), label
        assert f"Seed: {seed}," in params, label
        assert picture.is_near(machines.master.typed(prompt, negative, seed=seed, **how)), label


def test_sizes_are_snapped_once(machines: Machines) -> None:
    answer = machines.master.draw(TYPED, {}, batch_size=3, width=512, height=768, **_NO_GRID)
    sizes = {label: picture.image.size for label, (_, picture) in _by_worker(answer).items()}
    assert sizes == {"master": (832, 1216), "beside": (832, 1216), "bare": (512, 768)}


def test_each_cell_of_a_plot_is_sent(machines: Machines) -> None:
    """The plot hands what the cell before has left in the request on to the next."""
    before = len(machines.master.host.log_text())
    script = plot(machines.master, {"Steps": "1, 2"})
    machines.master.draw(TYPED, {"snap": False}, batch_size=3, **script)
    log = machines.master.host.log_text()[before:]
    assert "Error running before_process" not in log
    assert log.count("Job distribution") == 2
