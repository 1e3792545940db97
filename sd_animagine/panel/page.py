"""The page put together: its layout, and which handler answers to what.

What gradio 3.41 and 4.40 share: scripts on component events and ``.then`` only (``events``),
updates by ``gr.update``, nothing that either knows alone. Handlers that only compute go past the
queue, so that they answer while a picture is being drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import gradio as gr

from sd_animagine.panel import handlers, layout
from sd_animagine.panel.events import only, scripted
from sd_animagine.panel.ids import PANEL, element_id
from sd_animagine.panel.layout import OPTIONS, Widgets
from sd_animagine.panel.surroundings import Asked, Drawn, Surroundings
from sd_animagine.presets import PresetError, Presets

_QUICK: Final = {"show_progress": "hidden", "queue": False}
_ASKED: Final = (
    *("prompt", "negative_prompt", "width", "height", "steps", "cfg_scale", "sampler_name"),
    *("seed", "batch_count", "batch_size"),
)
"""Controls of a request, in the order of ``Asked``."""


def build(around: Surroundings) -> Widgets:
    """Build the page into the Blocks that are open, and make it work."""
    made = layout.build(around)
    presets = Presets(around.presets)
    _bind_parts(made)
    _bind_drawing(made, around)
    _bind_presets(made, presets)
    _bind_picture(made, around)
    if around.bind is not None:
        _bind_sending(made, around)
    return made


def _parts(made: Widgets) -> list[Any]:
    return [made.parts[name] for name in handlers.PART_NAMES]


def _settings(made: Widgets) -> list[Any]:
    return [made.request[name] for name in handlers.SETTING_NAMES]


def _options(made: Widgets) -> list[Any]:
    return [made.options[name] for name in OPTIONS]


def _bind_parts(made: Widgets) -> None:
    prompt, parts = made.request["prompt"], _parts(made)
    made.hidden["sync"].click(handlers.parts_from, inputs=[prompt], outputs=parts, **_QUICK)
    picks = [made.parts[name].input for name in ("subjects", "rating", "year", "quality")]
    for event in (*picks, made.hidden["compose"].click):
        event(handlers.prompt_from, inputs=[prompt, *parts], outputs=[prompt], **_QUICK)
    made.parts["identity"].input(
        handlers.identity_from, inputs=[prompt, *parts], outputs=[prompt, *parts], **_QUICK
    )
    picked = f"(...values) => [Animagine.page.picked(), ...values.slice(1, {2 + len(parts)})]"
    made.hidden["add"].click(
        handlers.with_character,
        inputs=[made.hidden["picked"], prompt, *parts],
        outputs=[prompt, *parts],
        **scripted(picked),
        **_QUICK,
    )


# --- drawing -----------------------------------------------------------------------------------


def _bind_drawing(made: Widgets, around: Surroundings) -> None:
    inputs = [made.hidden["task"], *(made.request[n] for n in _ASKED), *_options(made)]
    outputs = [made.result["gallery"], made.hidden["infotexts"], made.result["message"]]
    made.buttons["generate"].click(
        partial(_draw, around),
        inputs=inputs,
        outputs=outputs,
        **scripted(f"(...values) => Animagine.page.submit(values.slice(0, {len(inputs)}))"),
        show_progress="hidden",
    ).then(**only("() => Animagine.page.finished()"))
    made.buttons["interrupt"].click(
        around.interrupt,
        inputs=[made.hidden["task"]],
        outputs=[],
        **scripted("() => [Animagine.page.task()]"),
        **_QUICK,
    )
    made.hidden["restore"].click(
        around.restore,
        inputs=[made.hidden["task"]],
        outputs=outputs,
        **scripted("() => Animagine.page.heard('restore', [Animagine.page.task()])"),
        show_progress="hidden",
    ).then(**only("() => Animagine.page.finished()"))


def asked_from(values: Sequence[Any]) -> Asked:
    """The request that the controls' values make; an emptied number is its default."""
    request, options = values[: len(_ASKED)], values[len(_ASKED) :]
    prompt, negative, width, height, steps, cfg, sampler, seed, count, size = request
    return Asked(
        str(prompt or ""),
        str(negative or ""),
        int(width or 832),
        int(height or 1216),
        int(steps or 28),
        float(cfg or 5),
        str(sampler or ""),
        int(-1 if seed is None else seed),
        int(count or 1),
        int(size or 1),
        handlers.options_of(OPTIONS, options),
    )


def _draw(around: Surroundings, task: str, *values: Any) -> Drawn:
    return around.draw(task, asked_from(values))


# --- sending -----------------------------------------------------------------------------------


def _bind_sending(made: Widgets, around: Surroundings) -> None:
    """A visible button writes the infotext, then presses the one that the host has bound."""
    assert around.bind is not None
    request = [*(made.request[n] for n in _ASKED), *_options(made)]
    sent = made.hidden["sent"]
    for target in around.texts_to:
        made.buttons[f"text_{target}"].click(
            partial(_infotext, around), inputs=request, outputs=[sent], **_QUICK
        ).then(**only(_press(f"do_text_{target}")))
        around.bind(made.hidden[f"do_text_{target}"], target, sent, None)
    for target in around.pictures_to:
        made.buttons[f"picture_{target}"].click(
            handlers.text_at,
            inputs=[made.hidden["infotexts"], made.hidden["index"]],
            outputs=[sent],
            **scripted("(texts) => [texts, Animagine.page.index()]"),
            **_QUICK,
        ).then(**only(_press(f"do_picture_{target}")))
        gallery = made.result["gallery"]
        around.bind(made.hidden[f"do_picture_{target}"], target, sent, gallery)


def _infotext(around: Surroundings, *values: Any) -> str:
    return around.infotext(asked_from(values))


def _press(name: str) -> str:
    return f"() => Animagine.page.press('{element_id(PANEL, name)}')"


# --- presets -----------------------------------------------------------------------------------


def _bind_presets(made: Widgets, presets: Presets) -> None:
    name, told = made.presets["name"], made.presets["message"]
    negatives = made.request["negative_preset"]
    both = [made.request["prompt"], made.request["negative_prompt"]]
    held = [*both, *_settings(made), *_options(made)]
    listed = [name, negatives, told]
    made.presets["save"].click(
        partial(_save, presets), inputs=[name, *held], outputs=listed, **_QUICK
    )
    made.presets["delete"].click(partial(_delete, presets), inputs=[name], outputs=listed, **_QUICK)
    made.hidden["reload"].click(
        partial(_listed, presets),
        inputs=[name],
        outputs=listed,
        **scripted("(...values) => Animagine.page.heard('reload', values.slice(0, 1))"),
        **_QUICK,
    )
    made.presets["import"].upload(
        partial(_import, presets), inputs=[made.presets["import"]], outputs=listed, **_QUICK
    )
    made.presets["load"].click(
        partial(_load, presets),
        inputs=[name],
        outputs=[told, *both, *_parts(made), *_settings(made), *_options(made)],
        **_QUICK,
    )
    download = made.hidden["download"]
    made.presets["export"].click(
        partial(_export, presets), inputs=[], outputs=[download, told], **_QUICK
    ).then(**only("(text) => Animagine.page.download(text)") | {"inputs": [download]})
    negatives.input(
        partial(_negative, presets),
        inputs=[negatives, made.request["negative_prompt"]],
        outputs=[made.request["negative_prompt"]],
        **_QUICK,
    )


def _negative(presets: Presets, preset: str | None, current: str | None) -> str:
    return handlers.negative_from(preset, current, presets)


def _listed(presets: Presets, name: str | None, told: str = "", wrong: bool = False) -> list[Any]:
    """The names as they are now, and a sentence."""
    try:
        names = [handlers.preset_names(presets, name), handlers.negative_names(presets)]
    except PresetError as error:
        return [gr.update(), gr.update(), handlers.message(str(error), wrong=True)]
    if presets.notice:
        told, wrong = presets.notice, True
    return [*names, handlers.message(told, wrong=wrong) if told else ""]


def _save(presets: Presets, name: Any, prompt: Any, negative: Any, *rest: Any) -> list[Any]:
    count = len(handlers.SETTING_NAMES)
    options = dict(zip(OPTIONS, rest[count:], strict=True))
    try:
        saved = presets.save(name, handlers.preset_values(prompt, negative, rest[:count], options))
    except PresetError as error:
        return _listed(presets, name, str(error), wrong=True)
    return _listed(presets, saved, f"Saved as “{saved}”.")


def _delete(presets: Presets, name: Any) -> list[Any]:
    try:
        presets.delete(str(name or ""))
    except PresetError as error:
        return _listed(presets, name, str(error), wrong=True)
    return _listed(presets, None, f"Deleted “{name}”." if name else "")


def _load(presets: Presets, name: Any) -> list[Any]:
    try:
        values = presets.get(str(name or ""))
    except PresetError as error:
        return [handlers.message(str(error), wrong=True), *handlers.loaded({}, OPTIONS)]
    return [handlers.message(f"Loaded “{name}”."), *handlers.loaded(values, OPTIONS)]


def _export(presets: Presets) -> list[Any]:
    try:
        return [presets.export(), ""]
    except PresetError as error:
        return ["", handlers.message(str(error), wrong=True)]


def _import(presets: Presets, file: Any) -> list[Any]:
    path = getattr(file, "name", file)
    try:
        with open(path, "rb") as opened:  # noqa: PTH123 - the upload's own path
            text = opened.read(5 * 1024 * 1024).decode("utf-8")
        names = presets.take_in(text)
    except (OSError, UnicodeDecodeError, TypeError):
        return _listed(presets, None, "This file is no text.", wrong=True)
    except PresetError as error:
        return _listed(presets, None, f"Not taken in: {error}.", wrong=True)
    return _listed(presets, names[0] if names else None, f"Taken in: {', '.join(names)[:400]}.")


# --- pictures ----------------------------------------------------------------------------------


def _bind_picture(made: Widgets, around: Surroundings) -> None:
    both = [made.request["prompt"], made.request["negative_prompt"]]
    file = made.picture["file"]
    outputs = [
        *both,
        *_parts(made),
        *_settings(made),
        made.request["seed"],
        made.picture["message"],
    ]
    file.upload(partial(_read, around), inputs=[file], outputs=outputs, **_QUICK)


def _read(around: Surroundings, file: Any) -> list[Any]:
    return handlers.from_picture(file, around.samplers())
