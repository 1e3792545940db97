"""The controls of a picture that is begun with, and what answers when one of them changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import gradio as gr

from sd_animagine.panel.backend import Backend, Drafts
from sd_animagine.panel.compat import LATEST, QUICK, html, known, scripted
from sd_animagine.panel.ids import PANEL, element_id
from sd_animagine.panel.later import later
from sd_animagine.panel.telling import telling

NAMES: Final = ("draft", "resize_mode", "draft_strength")
"""Controls of a request, behind those of the second pass."""
STRENGTHS: Final = (0.05, 1)
_STRENGTH: Final = 0.75


def build(drafts: Drafts) -> dict[str, Any]:
    """Put them into the drawer that is open, by name."""
    plain = known(gr.Image.__init__, buttons=["fullscreen"], sources=["upload", "clipboard"])
    made: dict[str, Any] = {
        "draft": gr.Image(
            label="Picture to start from",
            type="filepath",
            image_mode=None,  # as it is; gradio would make it one of colours
            height=240,
            elem_id=_id("draft"),
            **plain,
        ),
        "draft_told": html("", "animagine-draft-told"),
        "draft_size": gr.Button("Take its size", size="sm", visible=False, elem_id=_id("its_size")),
    }
    with gr.Row(elem_classes=["animagine-grid", "animagine-pairs"]):
        made["resize_mode"] = gr.Radio(
            choices=list(drafts.modes),
            value=drafts.modes[1],
            label="Where its shape is another",
            elem_id=_id("resize_mode"),
            elem_classes=["animagine-chips"],
        )
        made["draft_strength"] = gr.Slider(
            minimum=STRENGTHS[0],
            maximum=STRENGTHS[1],
            value=_STRENGTH,
            step=0.05,
            label="Denoising strength",
            info="how much is drawn anew",
            elem_id=_id("draft_strength"),
        )
    return made


def bind(around: Backend, request: Mapping[str, Any], snap: Any, begin: Any, said: Any) -> None:
    """Have the size followed, and a picture of the page sent on.

    Args:
        around: what the page stands in.
        request: the controls of a request, those of ``build`` among them.
        snap: the control of the option that snaps sizes.
        begin: the button that a script presses for a picture to be sent on.
        said: what it says of the picture.
    """
    draft, told, button = (request[name] for name in ("draft", "draft_told", "draft_size"))
    size = [request[side] for side in ("width", "height")]
    follow = telling(around.speaks, later("drafts.handlers.told", around.drafts))
    followed = [draft, request["resize_mode"], *size, snap]
    for each in followed:
        each.change(follow, inputs=followed, outputs=[told, button], **QUICK, **LATEST)
    button.click(
        later("drafts.handlers.size", around.drafts), inputs=[draft], outputs=size, **QUICK
    )
    begin.click(
        telling(around.speaks, later("drafts.handlers.sent_on", around.drafts)),
        inputs=[said],
        outputs=[draft],
        **scripted("() => Animagine.draft.begun()"),
        **QUICK,
    )


def _id(name: str) -> str:
    return element_id(PANEL, name)
