"""The controls of a picture that is begun with, and what answers when one of them changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import gradio as gr

from sd_animagine.panel.backend import Backend, Drafts
from sd_animagine.panel.compat import LATEST, QUICK, html, known, only, scripted
from sd_animagine.panel.html import element
from sd_animagine.panel.ids import PANEL, element_id
from sd_animagine.panel.later import later
from sd_animagine.panel.telling import telling

NAMES: Final = (
    *("draft", "resize_mode", "draft_strength"),
    *("mask", "mask_blur", "masked_content"),
)
"""Controls of a request, behind those of the second pass."""
STRENGTHS: Final = (0.05, 1)
BLURS: Final = (0, 64)
_STRENGTH: Final = 0.75
_BLUR: Final = 4


def build(drafts: Drafts, drawer: Callable[[str, str], Any]) -> dict[str, Any]:
    """Put them into the drawer that is open, by name.

    Args:
        drafts: what the page draws from a picture on with.
        drawer: makes another, of a label and a name, for the mask.
    """
    made: dict[str, Any] = {
        "draft": _picture("draft", "Picture to start from", 240),
        "draft_told": html("", "animagine-draft-told"),
        "draft_size": gr.Button("Take its size", size="sm", visible=False, elem_id=_id("its_size")),
    }
    with gr.Row(elem_classes=["animagine-grid", "animagine-pairs"]):
        label = "Where its shape is another"
        made["resize_mode"] = _choice("resize_mode", label, drafts.modes, drafts.modes[1])
        made["draft_strength"] = gr.Slider(
            minimum=STRENGTHS[0],
            maximum=STRENGTHS[1],
            value=_STRENGTH,
            step=0.05,
            label="Denoising strength",
            info="how much is drawn anew",
            elem_id=_id("draft_strength"),
        )
    with drawer("Draw only a part anew", "part"):
        html(element("div", class_="animagine-mask", hidden=True), "animagine")
        made["mask"] = _picture("mask", "Mask: what is white is drawn anew", 160)
        with gr.Row(elem_classes=["animagine-grid", "animagine-pairs"]):
            label, contents = "Under the mask at first", drafts.contents
            made["masked_content"] = _choice("masked_content", label, contents, contents[0])
            made["mask_blur"] = gr.Slider(
                minimum=BLURS[0],
                maximum=BLURS[1],
                value=_BLUR,
                step=1,
                label="Mask blur",
                info="pixels of the picture that is drawn",
                elem_id=_id("mask_blur"),
            )
    return made


def _picture(name: str, label: str, height: int) -> Any:
    plain = known(gr.Image.__init__, buttons=["fullscreen"], sources=["upload", "clipboard"])
    made = gr.Image(
        label=label,
        type="filepath",
        image_mode=None,  # as it is; gradio would make it one of colours
        height=height,
        elem_id=_id(name),
        **plain,
    )
    made.preprocess = _path_of
    return made


def _path_of(file: Any) -> str | None:
    """The path alone: gradio opens a picture, and tells of one that is none by a stack trace."""
    return file.path if file is not None else None


def _choice(name: str, label: str, choices: Sequence[str], value: str) -> Any:
    return gr.Radio(
        choices=list(choices),
        value=value,
        label=label,
        elem_id=_id(name),
        elem_classes=["animagine-chips"],
    )


def bind(around: Backend, request: Mapping[str, Any], snap: Any, hidden: Mapping[str, Any]) -> None:
    """Have the size followed, and pictures of the page sent on.

    Args:
        around: what the page stands in.
        request: the controls of a request, those of ``build`` among them.
        snap: the control of the option that snaps sizes.
        hidden: the buttons that a script presses for a picture or a mask, and where it says which.
    """
    draft, told, button = (request[name] for name in ("draft", "draft_told", "draft_size"))
    mask, size = request["mask"], [request[side] for side in ("width", "height")]
    follow = telling(around.speaks, later("drafts.handlers.told", around.drafts))
    followed = [draft, request["resize_mode"], *size, snap]
    for each in followed:
        each.change(follow, inputs=followed, outputs=[told, button], **QUICK, **LATEST)
    own = later("drafts.handlers.size", around.drafts)
    button.click(own, inputs=[draft], outputs=size, **QUICK)
    for event in (draft.upload, draft.clear):  # the mask was another picture's
        event(later("drafts.handlers.nothing"), inputs=[], outputs=[mask], **QUICK)
    sent_on = telling(around.speaks, later("drafts.handlers.sent_on", around.drafts))
    for name, output, script in (("begin", draft, "begun"), ("cover", mask, "covered")):
        sent = hidden[name].click(
            sent_on,
            inputs=[hidden["said"]],
            outputs=[output],
            **scripted(f"() => Animagine.draft.{script}()"),
            **QUICK,
        )
        if name == "begin":
            sent.then(later("drafts.handlers.nothing"), inputs=[], outputs=[mask], **QUICK).then(
                **only("() => Animagine.draft.there()")
            )


def _id(name: str) -> str:
    return element_id(PANEL, name)
