"""The page put together: its layout, and which handler answers to what.

What gradio 3.41, 4.40 and 6 share: scripts on component events and ``.then`` only, updates by
``gr.update``. What not all of them know stands in ``compat``, and nowhere else.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from sd_animagine.panel import layout
from sd_animagine.panel.backend import Backend
from sd_animagine.panel.comparison import controls as comparison
from sd_animagine.panel.compat import LATEST, QUICK, UNLISTED, only, scripted
from sd_animagine.panel.drafts import controls as drafts
from sd_animagine.panel.later import later
from sd_animagine.panel.layout import ASKED, HIRES, OPTIONS, PART_NAMES, SETTING_NAMES, Widgets
from sd_animagine.panel.telling import telling


class Page:
    """The page before it stands; has what a host asks of a tab, and no ``Blocks`` of its own.

    A ``Blocks`` makes a whole web application when it is closed, which takes gradio longer than
    all our components.
    """

    children: tuple[Any, ...] = ()
    """None for the host to keep defaults of."""

    def __init__(self, around: Backend) -> None:
        """Make what the host has to bind before its own page is built."""
        self.around = around
        self.early = layout.early(around)
        if around.bind is None:
            return
        sent, gallery = self.early["sent"], self.early["gallery"]
        for target in around.texts_to:
            around.bind(self.early[f"do_text_{target}"], target, sent, None)
        for target in around.pictures_to:
            around.bind(self.early[f"do_picture_{target}"], target, None, gallery)

    def render(self) -> Widgets:
        """Build the page into the Blocks that are open, and make it work."""
        made = layout.build(self.around, self.early)
        _bind_parts(made, self.around)
        _bind_drawing(made, self.around)
        _bind_presets(made, self.around)
        _bind_preset_files(made, self.around)
        _bind_negative_presets(made, self.around)
        _bind_picture(made, self.around)
        _bind_sending(made, self.around)
        _bind_history(made, self.around)
        if self.around.drafts is not None:
            drafts.bind(self.around, made.request, made.options["snap"], made.hidden)
        if self.around.sheets is not None:
            names, told = _asked_names(made), made.result["message"]
            comparison.bind(self.around, made.request, names, _options(made), told)
        return made


def build(around: Backend) -> Widgets:
    """Build the page into the Blocks that are open, all at once."""
    return Page(around).render()


def _parts(made: Widgets) -> list[Any]:
    return [made.parts[name] for name in PART_NAMES]


def _texts(made: Widgets) -> list[Any]:
    return [made.request[name] for name in ("prompt", "negative_prompt", "off")]


def _settings(made: Widgets) -> list[Any]:
    return [made.request[name] for name in SETTING_NAMES]


def _asked_names(made: Widgets) -> list[str]:
    """Hires fix, pictures to start from and sheets only where the page has them."""
    return [
        name for name in (*ASKED, *HIRES, *drafts.NAMES, *comparison.NAMES) if name in made.request
    ]


def _asked(made: Widgets) -> list[Any]:
    return [made.request[name] for name in _asked_names(made)]


def _options(made: Widgets) -> list[Any]:
    return [made.options[name] for name in OPTIONS]


def _hires(made: Widgets) -> list[Any]:
    """The second pass, where the page has one."""
    return [made.request[name] for name in HIRES if name in made.request]


def _bind_parts(made: Widgets, around: Backend) -> None:
    prompt, parts = made.request["prompt"], _parts(made)
    apart = later("handlers.parts_from", around.vocabulary)
    made.hidden["sync"].click(apart, inputs=[prompt], outputs=parts, **QUICK, **LATEST)
    inputs = [made.hidden["said"], prompt, *parts]
    composed = made.hidden["composed"]
    asks = (
        *(
            (made.parts[name].input, "prompt_from", "parts", name)
            for name in ("rating", "style", "year", "quality")
        ),
        (made.hidden["compose"].click, "prompt_from", "parts", "free"),
        (made.parts["identity"].input, "identity_from", "parts", "identity"),
        (made.hidden["add"].click, "with_character", "parts", ""),
        (made.hidden["count"].click, "identity_from", "counters", "subjects"),
    )
    for event, handler, asker, control in asks:
        script = f"(...all) => Animagine.{asker}.picked('{control}', all.slice(0, {len(inputs)}))"
        event(
            later(f"handlers.{handler}", around.vocabulary),
            inputs=inputs,
            outputs=[composed] if handler == "prompt_from" else [composed, *parts],
            **scripted(script),
            **QUICK,
            **LATEST,
        ).then(**only(f"(prompt) => Animagine.{asker}.answered(prompt)", [composed]))


def _replacing(what: str, count: int) -> str:
    """A script that remembers what stands in the boxes, since the answer replaces it."""
    return f"(...values) => Animagine.undo.before('{what}', values.slice(0, {count}))"


# --- drawing -----------------------------------------------------------------------------------


def _bind_drawing(made: Widgets, around: Backend) -> None:
    inputs = [made.hidden["said"], *_asked(made), *_options(made)]
    outputs = [made.result["gallery"], made.hidden["said"], made.result["message"]]
    finished = only("(infotexts) => Animagine.drawing.finished(infotexts)", [made.hidden["said"]])
    made.buttons["generate"].click(
        telling(around.speaks, later("handlers.draw", around, _asked_names(made))),
        inputs=inputs,
        outputs=outputs,
        **scripted(f"(...values) => Animagine.drawing.submit(values.slice(0, {len(inputs)}))"),
        show_progress="hidden",
        **UNLISTED,
    ).then(**finished)
    made.buttons["interrupt"].click(
        around.interrupt,
        inputs=[made.hidden["said"]],
        outputs=[],
        **scripted("() => Animagine.drawing.interrupted()"),
        **QUICK,
    )
    script = f"(...values) => Animagine.queue.add(values.slice(0, {len(inputs)}))"
    made.buttons["queue"].click(**only(script, inputs))
    made.hidden["restore"].click(
        telling(around.speaks, later("handlers.restore", around)),
        inputs=[made.hidden["said"]],
        outputs=outputs,
        **scripted("() => Animagine.panelControls.heard('restore', [Animagine.drawing.task()])"),
        show_progress="hidden",
        **UNLISTED,
    ).then(**finished)


# --- history ---------------------------------------------------------------------------------


def _bind_history(made: Widgets, around: Backend) -> None:
    """What a script puts back into lists; into boxes it writes by itself."""
    upscaler = [made.request[name] for name in ("hires_upscaler",) if name in made.request]
    made.hidden["choose"].click(
        later("handlers.choices", around),
        inputs=[made.hidden["said"]],
        outputs=[made.request["sampler_name"], *_options(made), *upscaler],
        **scripted("() => Animagine.undo.choices()"),
        **QUICK,
    )


# --- sending -----------------------------------------------------------------------------------


def _bind_sending(made: Widgets, around: Backend) -> None:
    """A visible button writes the infotext, then presses those that the host has bound.

    Text and picture have a button each: pasting a text sets all fields of a tab, and is by far the
    largest event of a page, so there is one for each tab and not one for each pair.
    """
    if around.bind is None:
        return
    request = [*_asked(made), *_options(made)]
    sent = made.hidden["sent"]
    for target in around.texts_to:
        made.buttons[f"text_{target}"].click(
            telling(around.speaks, later("handlers.infotext", around, _asked_names(made))),
            inputs=request,
            outputs=[sent],
            **QUICK,
        ).then(**only(f"(text) => Animagine.drawing.send(['do_text_{target}'], text)", [sent]))
    for target, text_target in around.pictures_to.items():
        pressed = [f"do_text_{text_target}"] * bool(text_target) + [f"do_picture_{target}"]
        script = f"() => Animagine.drawing.send({pressed}, Animagine.drawing.chosen())"
        made.buttons[f"picture_{target}"].click(**only(script, [], [sent]))


# --- presets -----------------------------------------------------------------------------------


def _bind_presets(made: Widgets, around: Backend) -> None:
    folder = around.presets
    told = partial(telling, around.speaks)
    name, message = made.presets["name"], made.presets["message"]
    texts = _texts(made)
    others = [*_options(made), *_hires(made)]
    held = [*texts, *_settings(made), *others]
    listed = _listed(made)
    made.presets["save"].click(
        told(later("saving.save", folder)), inputs=[name, *held], outputs=listed, **QUICK
    )
    made.presets["delete"].click(
        told(later("saving.delete", folder)), inputs=[name], outputs=listed, **QUICK
    )
    made.presets["restore"].click(
        told(later("saving.restore", folder)), inputs=[name], outputs=listed, **QUICK
    )
    made.hidden["reload"].click(
        told(later("saving.listed", folder)),
        inputs=[name],
        outputs=listed,
        **scripted("(...values) => Animagine.panelControls.heard('reload', values.slice(0, 1))"),
        **QUICK,
    )
    made.presets["load"].click(
        told(later("saving.load", around)),
        inputs=[name],
        outputs=[message, *texts, *_parts(made), *_settings(made), *others],
        **scripted(_replacing("preset", 1)),
        **QUICK,
    )


def _listed(made: Widgets) -> list[Any]:
    """What shows which presets there are."""
    name, message, restore = (made.presets[each] for each in ("name", "message", "restore"))
    return [name, made.request["negative_preset"], message, restore]


def _bind_preset_files(made: Widgets, around: Backend) -> None:
    folder = around.presets
    told = partial(telling, around.speaks)
    sent = made.hidden["sent"]
    made.presets["import"].click(
        told(later("saving.take_in", folder)),
        inputs=[made.hidden["said"]],
        outputs=_listed(made),
        **scripted("async () => [await Animagine.files.textOfFile()]"),
        **QUICK,
    )
    made.presets["export"].click(
        told(later("saving.export", folder)),
        inputs=[],
        outputs=[sent, made.presets["message"]],
        **QUICK,
    ).then(**only("(text) => Animagine.files.download(text)", [sent]))


def _bind_negative_presets(made: Widgets, around: Backend) -> None:
    folder = around.presets
    negatives = made.request["negative_preset"]
    made.hidden["name"].click(
        later("saving.negative_preset", folder),
        inputs=[negatives, made.request["negative_prompt"]],
        outputs=[negatives],
        **QUICK,
        **LATEST,
    )
    negatives.input(
        later("saving.negative", folder),
        inputs=[negatives, made.request["negative_prompt"]],
        outputs=[made.request["negative_prompt"]],
        **scripted(_replacing("negative", 2)),
        **QUICK,
    )


# --- pictures ----------------------------------------------------------------------------------


def _bind_picture(made: Widgets, around: Backend) -> None:
    file = made.picture["file"]
    hires = _hires(made)
    filled = [*_texts(made), *_parts(made), *_settings(made), made.request["seed"], *hires]
    made.hidden["apart"].click(
        telling(around.speaks, later("handlers.take_apart", around)),
        inputs=[made.request["prompt"]],
        outputs=[*filled, made.request["taken_apart"]],
        **scripted(_replacing("infotext", 1)),
        **QUICK,
    )
    file.upload(
        telling(around.speaks, later("handlers.read", around)),
        inputs=[file],
        outputs=[*filled, made.picture["message"], file],
        **scripted(_replacing("picture", 1)),
        **QUICK,
    )
