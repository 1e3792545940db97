"""Drawing what the tab asks for: as a request of txt2img, in the host's own queue.

So the host shows progress, live preview and time left, saves the pictures, and runs every script
that is always on, ours among them.
"""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any, Final

from sd_animagine.panel.backend import PageAnswer, PageRequest, line
from sd_animagine.panel.html import element, fragment
from sd_animagine.panel.telling import login
from sd_animagine.report.infotext import OFF_KEY, without_entries
from sd_animagine.webui.host import drawing, requested, scripts, settings
from sd_animagine.webui.host.language import spoken
from sd_animagine.words import Message

_NOTHING: Final[list[Any]] = [None, "[]"]
_withdrawn: set[str] = set()
"""Tasks that were interrupted before they had begun."""


def draw(task: str, asked: PageRequest) -> PageAnswer:
    """Wait for our turn, then draw. An error becomes the message, as everywhere in the host."""
    run = drawing.queued(_run, _NOTHING)
    pictures, infotexts, message = run(task, asked, login.get())
    return pictures, infotexts, message


def interrupt(task: str) -> None:
    """Stop our task and nobody else's: one that waits never begins."""
    if drawing.is_current(task):
        settings.state().interrupt()
    elif not drawing.is_finished(task):
        _withdrawn.add(task)  # it waits in the host's queue, or in gradio's, which tells nobody


def restore(task: str) -> PageAnswer:
    """The result of a task that was begun before the page was loaded anew."""
    found = drawing.result_of(task)
    if len(found) == len(_NOTHING) + 1:
        pictures, infotexts, message = found
        return pictures, infotexts, message
    lost = Message("The page was reloaded. Pictures drawn meanwhile are in the output folder.")
    return None, "[]", line(lost)


def _run(task: str, asked: PageRequest, who: str) -> list[Any]:
    if task in _withdrawn:
        _withdrawn.discard(task)
        return [*_NOTHING, element("p", spoken(Message("It was stopped before it began.")))]
    processed = drawing.on_drawing_thread(_process, asked, who)
    infotexts = json.dumps(list(processed.infotexts))
    stopped = [spoken(Message("Stopped before it was done: the last picture is unfinished."))]
    lines = [
        *(stopped if settings.state().interrupted else ()),
        *(processed.comments or "").split("\n"),
        # what our keys say, the comments say already
        without_entries(processed.info.split("\n")[-1]),
    ]
    told = fragment(*(element("p", line) for line in lines if line))
    return [processed.images, infotexts, told]


def _process(asked: PageRequest, who: str) -> Any:
    p = drawing.new_request(
        prompt=asked.prompt,
        negative_prompt=asked.negative_prompt,
        seed=asked.seed,
        sampler_name=asked.sampler_name,
        n_iter=asked.batch_count,
        batch_size=asked.batch_size,
        steps=asked.steps,
        cfg_scale=asked.cfg_scale,
        width=asked.width,
        height=asked.height,
    )
    if getattr(p, "scheduler", "") is None:
        p.scheduler = "Automatic"  # as the host's page has it; Forge warns of none
    requested.mark_as_our_tab_s(p, who)
    if asked.off:
        p.extra_generation_params[OFF_KEY] = asked.off
    p.is_api = True  # steps, sampler and seed are ours, not those of the txt2img tab
    p.scripts = scripts.runner()
    p.script_args = _arguments(asked)
    with closing(p):
        processed = drawing.draw(p)
    bar = settings.bar()
    if bar is not None:
        bar.clear()
    return processed


def _arguments(asked: PageRequest) -> tuple[Any, ...]:
    """Every script's default arguments, and our own options by name."""
    runner = scripts.runner()
    values = [getattr(control, "value", None) for control in runner.inputs]
    values[0] = 0  # no script of the dropdown
    for script in runner.alwayson_scripts:
        if script.title() == "Animagine":
            values[script.args_from] = {"enabled": True, **asked.options}
    return tuple(values)
