"""The tab in the host: that it is registered, what it hands over, whose queue it takes."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from sd_animagine.panel.backend import PageRequest
from tests import gradio_pages
from tests.webui.fake_host import Host

ASKED = PageRequest("1girl", "lowres", 832, 1216, 28, 5.0, "Euler a", 7, 1, 1, {"mode": "strict"})


class Processed(SimpleNamespace):
    """What ``process_images`` gives back."""


class Request:
    """``StableDiffusionProcessingTxt2Img``."""

    made: ClassVar[list[Request]] = []

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)
        self.extra_generation_params: dict[str, Any] = {}
        self.closed = False
        Request.made.append(self)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def drawing(host: Host, tmp_path: Path) -> Any:
    """The adapter, with as much of the host as drawing takes."""
    Request.made.clear()
    script = host.script()
    controls = [SimpleNamespace(value=None, elem_id="script_list"), *script.controls]
    script.args_from, script.args_to = 1, len(controls)
    runner = SimpleNamespace(inputs=controls, alwayson_scripts=[script])
    text = "1girl, masterpiece\nNegative prompt: lowres\nSteps: 28, Seed: 7"
    text += ', Animagine: 0.2.0; mode=fix, Animagine note: "1 change — moved, so"'
    done = Processed(images=["picture"], infotexts=[text], comments="<b>note</b>\n", info=text)
    host.modules["modules.scripts"].__dict__["scripts_txt2img"] = runner
    host.modules["modules.processing"].__dict__.update(
        StableDiffusionProcessingTxt2Img=Request, process_images=lambda p: done
    )
    state = SimpleNamespace(interrupted=0)
    state.interrupt = lambda: setattr(state, "interrupted", state.interrupted + 1)
    host.modules["modules.shared"].__dict__.update(
        state=state, total_tqdm=SimpleNamespace(clear=lambda: None)
    )
    for name in ("samples", "txt2img_samples", "grids", "txt2img_grids"):
        setattr(host.opts, f"outdir_{name}", str(tmp_path))
    host.modules["modules.progress"].__dict__.update(
        current_task=None, pending_tasks={}, restore_progress=lambda task: [None, "[]", task]
    )
    host.modules["modules.call_queue"].__dict__["wrap_gradio_gpu_call"] = _queued
    from sd_animagine.webui.page import drawing as adapter

    return adapter


def _queued(function: Any, extra_outputs: list[Any]) -> Any:
    def call(task: str, *rest: Any) -> Any:
        assert task.startswith("task(")
        try:
            return function(task, *rest)
        except Exception as error:
            return [*extra_outputs, f"<div class='error'>{type(error).__name__}: {error}</div>"]

    return call


def test_the_tab_is_registered_once_however_often_the_script_is_executed(host: Host) -> None:
    host.reload_bodies()
    assert [kind for kind, _ in host.callbacks].count("ui_tabs") == 1


def test_the_host_binds_our_buttons_before_it_renders_the_tab(host: Host) -> None:
    ((tab, title, name),) = host.tabs()
    assert (title, name) == ("Animagine", "animagine_tab")
    texts = [each.tabname for each in host.bindings if each.source_text_component]
    pictures = [each.tabname for each in host.bindings if each.source_image_component]
    assert texts == ["txt2img", "img2img"]
    assert pictures == ["img2img", "inpaint", "extras"]
    assert len(host.bindings) == len(texts) + len(pictures)
    with gradio_pages.page() as page:
        for each in host.bindings:  # as the host does it, with none of them on the page yet
            source = each.source_text_component or each.source_image_component
            each.paste_button.click(lambda held: held, [source], [])
        tab.render()
    assert list(tab.children) == []  # nothing for the host to keep defaults of
    assert {each.paste_button._id for each in host.bindings} <= set(page.blocks)
    # ours and the host's own on our buttons: none is described at each start
    described = page.get_config_file()["dependencies"]
    assert {each["api_name"] for each in described} == {False}


def test_a_picture_is_drawn_as_a_request_of_txt2img(drawing: Any) -> None:
    pictures, infotexts, message = drawing.draw("task(1)", ASKED)
    (request,) = Request.made
    assert pictures == ["picture"] and json.loads(infotexts)[0].startswith("1girl")
    assert (request.prompt, request.width, request.steps, request.seed) == ("1girl", 832, 28, 7)
    assert request.is_api and request.closed
    assert request.script_args[0] == 0
    assert request.script_args[1] == {"enabled": True, "mode": "strict"}
    assert "&lt;b&gt;note" in message and "Steps: 28" in message
    assert "Animagine note" not in message  # it says what the comments say


def test_what_is_switched_off_stands_in_the_picture(drawing: Any) -> None:
    drawing.draw("task(1)", ASKED._replace(off="5 hat"))
    drawing.draw("task(2)", ASKED)
    first, second = (request.extra_generation_params for request in Request.made)
    assert first["Animagine off"] == "5 hat" and "Animagine off" not in second


def test_an_error_while_drawing_is_told_in_the_page(drawing: Any, host: Host) -> None:
    def fail(_p: Any) -> None:
        raise RuntimeError("no memory left on the GPU")

    host.modules["modules.processing"].__dict__["process_images"] = fail
    pictures, _, message = drawing.draw("task(1)", ASKED)
    assert pictures is None and "no memory left on the GPU" in message
    assert Request.made[0].closed


def test_interrupt_stops_our_task_and_nobody_else_s(drawing: Any, host: Host) -> None:
    progress = host.modules["modules.progress"].__dict__
    state = host.modules["modules.shared"].__dict__["state"]
    progress["current_task"] = "task(other)"
    progress["finished_tasks"] = ["task(done)"]
    drawing.interrupt("task(1)")  # waits, in the host's queue or in gradio's
    drawing.interrupt("task(done)")
    assert state.interrupted == 0
    assert drawing._withdrawn == {"task(1)"}
    assert "before it began" in drawing.draw("task(1)", ASKED)[2]
    assert not Request.made
    progress["current_task"] = "task(2)"
    drawing.interrupt("task(2)")
    assert state.interrupted == 1
    assert "the last picture is unfinished" in drawing.draw("task(2)", ASKED)[2]
    state.interrupted = 0
    assert "unfinished" not in drawing.draw("task(3)", ASKED)[2]


def test_a_result_that_is_gone_is_said(drawing: Any, host: Host) -> None:
    assert drawing.restore("task(1)")[2] == "task(1)"
    gone = [{}, {}, {}, "Couldn't restore"]
    host.modules["modules.progress"].__dict__["restore_progress"] = lambda task: gone
    (told,) = drawing.restore("task(1)")[2]
    assert "in the output folder" in told.text


def test_what_is_sent_is_an_infotext_that_reads_back(host: Host) -> None:
    from sd_animagine.pictures.readers.webui import from_parameters
    from sd_animagine.webui.page.sending import infotext_of
    from sd_animagine.webui.request.infotext import options_in

    text = infotext_of(ASKED)
    found = from_parameters(text)
    assert (found.prompt, found.negative_prompt, found.seed) == ("1girl", "lowres", 7)
    assert (found.width, found.height, found.sampler_name) == (832, 1216, "Euler a")
    assert options_in(found.fields["Animagine"])["mode"] == "strict"
