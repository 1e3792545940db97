"""The page, in the order in which it is read: prompt, picture, what is sent, parts, and the rest.

`style.css` sets the picture beside all else where there is room, and docs/design.md says why.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import gradio as gr

from sd_animagine import model
from sd_animagine.compiler import SCRIPT_FIELDS
from sd_animagine.panel import option_controls, preview, sizes
from sd_animagine.panel.backend import Backend
from sd_animagine.panel.comparison import controls as comparison
from sd_animagine.panel.compat import html, known
from sd_animagine.panel.drafts import controls as drafts
from sd_animagine.panel.html import drawer_head, element, fragment
from sd_animagine.panel.ids import PANEL, element_id
from sd_animagine.panel.parts import styles

SUBJECTS: Final = (*(t for tags in model.COUNT_TAGS.values() for t in tags), model.NO_HUMANS)
QUALITY: Final = (*model.QUALITY_TAGS, *model.SCORE_TAGS, *model.RESOLUTION_TAGS)
STYLES: Final = (option_controls.NONE, *styles.SHOWN)
YEARS: Final = (option_controls.NONE, *(str(year) for year in reversed(model.YEARS)))
RATINGS: Final = (option_controls.NONE, *model.RATINGS)
NEGATIVES: Final = ("recommended", "empty")
RANGES: Final = {
    **{"width": (64, 4096), "height": (64, 4096), "steps": (1, 100), "cfg_scale": (1, 20)},
    **{"hires_upscale": (1, 2), "hires_steps": (0, 100), "denoising_strength": (0.05, 1)},
}
"""What the settings may be on this page."""
_START_SIZE: Final = (832, 1216)
OPTIONS: Final = tuple(
    field.name
    for field in sorted(SCRIPT_FIELDS, key=lambda field: field.kind == "bool")
    if field.name not in ("enabled", "rating", "year")
)
"""What has a control in the accordion too, the switches last; rating and year are parts of the
prompt here, and whoever is on this page wants it to act."""
PART_NAMES: Final = ("subjects", "identity", "rating", "free", "style", "year", "quality")
"""The part controls in the order that the handlers go by."""
SETTING_NAMES: Final = ("width", "height", "steps", "cfg_scale", "sampler_name")
ASKED: Final = (
    *("prompt", "negative_prompt", *SETTING_NAMES),
    *("seed", "batch_count", "batch_size", "off"),
)
"""Controls of a request, in the order of ``surroundings.Asked``."""
HIRES: Final = ("hires_upscale", "hires_upscaler", "hires_steps", "denoising_strength")
"""Controls of the second pass, behind the others; where the page has one."""
_STRENGTH: Final = 0.55
_TARGET_WORDS: Final = {
    "txt2img": "Send to txt2img",
    "img2img": "Send to img2img",
    "inpaint": "Send to inpaint",
    "extras": "Send to extras",
}


class Widgets:
    """Every component of the page that a handler touches, by what it is."""

    def __init__(self, early: Mapping[str, Any]) -> None:
        self.early = early
        self.parts: dict[str, Any] = {}
        self.request: dict[str, Any] = {}
        self.options: dict[str, Any] = {}
        self.buttons: dict[str, Any] = {}
        self.hidden: dict[str, Any] = {}
        self.result: dict[str, Any] = {}
        self.presets: dict[str, Any] = {}
        self.picture: dict[str, Any] = {}


def early(around: Backend) -> dict[str, Any]:
    """What a host wants to bind before it builds its page; not on the page yet."""
    apart: dict[str, Any] = {"render": False}
    shown_only = known(gr.Gallery.__init__, interactive=False, type="pil", format="png")
    # gradio's own sharing puts pictures on somebody else's server, and fails outside of that
    kept = known(gr.Gallery.__init__, show_share_button=False, buttons=["download", "fullscreen"])
    made = {
        "gallery": gr.Gallery(
            label="Pictures",
            show_label=False,
            columns=4,
            preview=True,
            height=480,
            object_fit="contain",
            elem_id=_id("gallery"),
            **shown_only,
            **kept,
            **apart,
        ),
        "sent": gr.Textbox(value="", label="sent", elem_id=_id("sent"), **apart),
    }
    _describe_once(made["gallery"])
    for name in bound_buttons(around):
        made[name] = gr.Button(name, elem_id=_id(name), **apart)
    return made


def _describe_once(component: Any) -> None:
    """Keep what gradio says of a component's data; asked at each start for each of three configs.

    Of pictures and files gradio 4 has pydantic work out a schema, which takes as long as twenty
    components of plain values.
    """
    component.api_info = functools.cache(component.api_info)


def bound_buttons(around: Backend) -> list[str]:
    """Names of the unseen buttons that the host binds to its other tabs."""
    return [
        *(f"do_text_{target}" for target in around.texts_to),
        *(f"do_picture_{target}" for target in around.pictures_to),
    ]


def build(around: Backend, before: Mapping[str, Any]) -> Widgets:
    """Put the page into the Blocks that are being built.

    Args:
        around: what the page stands in.
        before: what ``early`` has made.
    """
    made = Widgets(before)
    with gr.Column(elem_id=element_id(PANEL), elem_classes=["animagine", "animagine-page"]):
        with _area("prompt"):
            made.request = _texts()
        with _area("picture"):
            made.buttons = _buttons()
            made.result = _result(before["gallery"])
            made.buttons |= _send_buttons(around)
        with _area("sent"):
            preview.build(PANEL, element_id(PANEL))
        with _area("parts"), _drawer("Parts", "parts", is_open=True, can_be_pinned=True):
            made.parts = _parts()
        with _area("more"):
            with _drawer("Size and settings", "numbers", is_open=True):
                made.request |= _settings(around)
            if around.upscalers():
                with _drawer("Hires fix", "hires"):
                    made.request |= _hires(around.upscalers())
            if around.drafts is not None:
                with _drawer("Start from a picture", "start"):
                    made.request |= drafts.build(around.drafts, _drawer)
                    _number_words()
            if around.sheets is not None:
                with _drawer("Comparison sheet", "comparison"):
                    made.request |= comparison.build(around.sheets)
            with _drawer("Options", "compiling"):
                made.options = option_controls.grid(PANEL, OPTIONS)
            made.presets, made.picture = _presets(), _picture()
            with _drawer("History", "history"):
                html(element("div", class_="animagine-history"), "animagine")
        made.hidden = _hidden(before)
    return made


def _id(name: str) -> str:
    return element_id(PANEL, name)


def _area(name: str) -> Any:
    """A column that `style.css` gives its place on the page."""
    return gr.Column(elem_classes=[f"animagine-area-{name}"])


@contextmanager
def _drawer(
    label: str, name: str, *, is_open: bool = False, can_be_pinned: bool = False
) -> Iterator[None]:
    """What opens and closes; `panel_drawers.js` does, and remembers which are open.

    No accordion of gradio's: version 6 makes what is in one only once it is opened, and none can
    be opened by a script.
    """
    closed = [] if is_open else ["animagine-closed"]
    with gr.Column(elem_id=_id(name), elem_classes=["animagine-drawer", *closed]):
        html(drawer_head(label, _id(f"{name}_inside"), is_open, can_be_pinned), "animagine")
        with gr.Column(elem_id=_id(f"{name}_inside"), elem_classes=["animagine-inside"]):
            yield


def _parts() -> dict[str, Any]:
    chips = {"elem_classes": ["animagine-chips"]}
    made: dict[str, Any] = {}
    html(element("div", class_="animagine-counters"), "animagine")
    made["subjects"] = gr.CheckboxGroup(
        choices=list(SUBJECTS),
        value=[],
        label="Subjects",
        elem_id=_id("subjects"),
        elem_classes=["animagine-chips", "animagine-hidden"],
    )
    html(element("div", class_="animagine-search"), "animagine")
    made["identity"] = gr.CheckboxGroup(
        choices=[],
        value=[],
        label="Characters and series",
        visible=False,
        elem_id=_id("identity"),
        **chips,
    )
    made["rating"] = gr.Radio(
        choices=list(RATINGS), value=RATINGS[0], label="Rating", elem_id=_id("part_rating"), **chips
    )
    made["free"] = gr.Textbox(
        value="",
        label="Everything else",
        lines=3,
        placeholder="smile, looking at viewer, outdoors",
        elem_id=_id("free"),
    )
    made["style"] = gr.Dropdown(
        choices=list(STYLES), value=STYLES[0], label="Style", elem_id=_id("part_style")
    )
    made["year"] = gr.Dropdown(
        choices=list(YEARS), value=YEARS[0], label="Year", elem_id=_id("part_year")
    )
    made["quality"] = gr.CheckboxGroup(
        choices=list(QUALITY),
        value=[],
        label="Quality and score",
        elem_id=_id("part_quality"),
        **chips,
    )
    return made


def _settings(around: Backend) -> dict[str, Any]:
    sizes.build(PANEL)
    made: dict[str, Any] = {}
    cfg, steps = model.CFG_RANGE, model.STEPS_RANGE
    names = list(around.samplers())
    chosen = model.SAMPLER if model.SAMPLER in names else names[0]
    with gr.Row(elem_classes=["animagine-grid", "animagine-pairs"]):
        made["width"] = _number("width", "Width", _START_SIZE[0], *RANGES["width"], 8)
        made["height"] = _number("height", "Height", _START_SIZE[1], *RANGES["height"], 8)
        note = f"recommended {model.STEPS_RECOMMENDED}, range {steps[0]} to {steps[1]}"
        best: float = model.STEPS_RECOMMENDED
        made["steps"] = _slider("steps", "Steps", best, *RANGES["steps"], 1, note)
        note = f"recommended {model.CFG_RECOMMENDED:g}, range {cfg[0]:g} to {cfg[1]:g}"
        best = model.CFG_RECOMMENDED
        made["cfg_scale"] = _slider("cfg_scale", "CFG scale", best, *RANGES["cfg_scale"], 0.5, note)
        made["sampler_name"] = gr.Dropdown(
            choices=names,
            value=chosen,
            label="Sampler",
            info=f"recommended {model.SAMPLER}",
            elem_id=_id("sampling"),
        )
        made["seed"] = gr.Number(
            value=-1, label="Seed", info="-1 for a random one", elem_id=_id("seed")
        )
        made["batch_count"] = _slider("batch_count", "Batch count", 1, 1, 16, 1)
        made["batch_size"] = _slider("batch_size", "Batch size", 1, 1, 8, 1)
    _number_words()
    return made


def _hires(upscalers: Sequence[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    with gr.Row(elem_classes=["animagine-grid", "animagine-pairs"]):
        note = "1 for no second pass; the final size stands in the preview"
        of = RANGES["hires_upscale"]
        made["hires_upscale"] = _slider("hires_upscale", "Hires upscale", 1, *of, 0.05, note)
        made["hires_upscaler"] = gr.Dropdown(
            choices=list(upscalers),
            value=upscalers[0],
            label="Hires upscaler",
            elem_id=_id("hires_upscaler"),
        )
        of, note = RANGES["hires_steps"], "0 for as many as in the first pass"
        made["hires_steps"] = _slider("hires_steps", "Hires steps", 0, *of, 1, note)
        of, note = RANGES["denoising_strength"], "how much is drawn anew"
        label, name = "Denoising strength", "denoising_strength"
        made[name] = _slider(name, label, _STRENGTH, *of, 0.05, note)
    _number_words()
    return made


def _number_words() -> None:
    """Where a drawer says which of its numbers cannot be."""
    html(element("div", class_="animagine-number-words", role="status"), "animagine")


def _number(name: str, label: str, value: float, least: float, most: float, step: float) -> Any:
    return gr.Number(
        value=value,
        minimum=least,
        maximum=most,
        step=step,
        label=label,
        elem_id=_id(name),
    )


def _slider(
    name: str, label: str, value: float, least: float, most: float, step: float, note: str = ""
) -> Any:
    return gr.Slider(
        minimum=least,
        maximum=most,
        value=value,
        step=step,
        label=label,
        info=note or None,
        elem_id=_id(name),
    )


def _texts() -> dict[str, Any]:
    made: dict[str, Any] = {}
    made["prompt"] = gr.Textbox(
        value="",
        label="Prompt",
        lines=4,
        placeholder="1girl, smile, outdoors: type here, or pick below",
        elem_id=_id("prompt"),
        elem_classes=["animagine-prompt"],
    )
    offer = element("div", class_="animagine-pasted", role="status", hidden=True)
    made["taken_apart"] = html("", "animagine-taken-apart")
    html(fragment(offer, element("div", class_="animagine-tags-view")), "animagine")
    made["off"] = gr.Textbox(
        value="", label="off", elem_id=_id("off"), elem_classes=["animagine-hidden"]
    )
    with gr.Row(elem_classes=["animagine-negative"]):
        made["negative_prompt"] = gr.Textbox(
            value=", ".join(model.NEGATIVE),
            label="Negative prompt",
            lines=2,
            max_lines=4,
            elem_id=_id("neg_prompt"),
            elem_classes=["animagine-negative-prompt"],
        )
        made["negative_preset"] = gr.Dropdown(
            choices=list(NEGATIVES),
            value=NEGATIVES[0],
            label="Negative preset",
            elem_id=_id("negative_preset"),
        )
    html(element("div", class_="animagine-negative-empty", hidden=True), "animagine")
    return made


def _buttons() -> dict[str, Any]:
    with gr.Row(elem_classes=["animagine-buttons", "animagine-go"]):
        generate = gr.Button("Generate", variant="primary", elem_id=_id("generate"))
        interrupt = gr.Button("Interrupt", variant="stop", elem_id=_id("interrupt"))
        queue = gr.Button("Add to queue", elem_id=_id("queue"))
    html(element("div", class_="animagine-queue"), "animagine")
    return {"generate": generate, "interrupt": interrupt, "queue": queue}


def _result(gallery: Any) -> dict[str, Any]:
    # the host puts its progress bar at the top of what the container lies in
    with gr.Column(elem_classes=["animagine-drawn"]), gr.Group(elem_id=_id("gallery_container")):
        gallery.render()
    html(element("div", class_="animagine-beside", hidden=True), "animagine")
    html(element("ul", class_="animagine-strip", aria_label="Latest pictures"), "animagine")
    message = html("", "animagine-told")
    return {"gallery": gallery, "message": message}


def _send_buttons(around: Backend) -> dict[str, Any]:
    """Some send what is composed, others the picture that is chosen."""
    made: dict[str, Any] = {}
    if around.bind is None:
        return made
    with gr.Row(elem_classes=["animagine-buttons"]):
        for target in around.texts_to:
            label = _TARGET_WORDS[target]
            made[f"text_{target}"] = gr.Button(label, size="sm", elem_id=_id(f"send_{target}"))
        for target in around.pictures_to:
            label = _TARGET_WORDS[target].replace("Send", "Picture")
            made[f"picture_{target}"] = gr.Button(label, size="sm", elem_id=_id(f"to_{target}"))
    return made


def _presets() -> dict[str, Any]:
    made: dict[str, Any] = {}
    with _drawer("Presets", "presets"):
        made["name"] = gr.Dropdown(
            choices=[],
            value=None,
            label="Name",
            allow_custom_value=True,
            elem_id=_id("preset_name"),
        )
        with gr.Row(elem_classes=["animagine-buttons"]):
            for name in ("load", "save", "delete", "export", "import"):
                made[name] = gr.Button(name.title(), size="sm", elem_id=_id(f"preset_{name}"))
            made["restore"] = gr.Button(
                "Undo delete", size="sm", visible=False, elem_id=_id("preset_restore")
            )
        made["message"] = html("", "animagine-preset-message")
    return made


def _picture() -> dict[str, Any]:
    with _drawer("Read a picture", "read"):
        file = gr.File(
            label="PNG, JPEG or WebP",
            file_count="single",
            height=120,
            elem_id=_id("file"),
        )
        _describe_once(file)
        message = html("", "animagine-read-message")
    return {"file": file, "message": message}


def _hidden(before: Mapping[str, Any]) -> dict[str, Any]:
    """What the scripts press or fill in; out of sight, but on the page.

    Scripts put what they have to say in the place of the value of ``said``, and find there the
    infotexts of what was drawn. ``composed`` is a prompt with what was picked; a script writes it
    into the box where nobody has typed meanwhile. ``sent`` is what leaves the page: an infotext
    for another tab, the presets for a file.
    """
    made: dict[str, Any] = {}
    with gr.Row(elem_classes=["animagine-hidden"]):
        for name in (
            "sync",
            "compose",
            "count",
            "add",
            "name",
            "reload",
            "restore",
            "choose",
            "apart",
            "begin",
            "cover",
        ):
            made[name] = gr.Button(name, elem_id=_id(name))
        for name in ("said", "composed"):
            made[name] = gr.Textbox(value="", label=name, elem_id=_id(name))
        for name, component in before.items():
            if name != "gallery":
                made[name] = component
                component.render()
    return made
