"""The line "You typed": brings back what a picture that was read was made from.

A paste leaves the compiled prompt in the box, so that the same picture comes out again; what was
typed is in the infotext, and one button puts it into the boxes.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import gradio as gr

from sd_animagine.panel.ids import element_id
from sd_animagine.webui.infotext import NEGATIVE_KEY, PROMPT_KEY

_KEYS: Final = (PROMPT_KEY, NEGATIVE_KEY)


def build(tab: str) -> list[tuple[Any, Any]]:
    """Build the line, hidden until a picture is read, and say what a pasted infotext puts there."""
    hidden = {"visible": False, "equal_height": False}  # else the button is as tall as the text
    with gr.Row(**hidden, elem_id=element_id(tab, "typed_row")) as row:
        prompt = _box(tab, "typed", "You typed")
        negative = _box(tab, "typed_negative", "and as negative prompt")
        button = gr.Button(
            "Restore", size="sm", scale=0, min_width=100, elem_id=element_id(tab, "restore")
        )
    button.click(
        fn=None,
        inputs=[prompt, negative],
        outputs=[],
        _js=f"(prompt, negative) => Animagine.restore('{tab}', prompt, negative)",
    )
    return [
        (row, _row_after_paste),
        (prompt, partial(_typed, PROMPT_KEY, "Prompt")),
        (negative, partial(_typed, NEGATIVE_KEY, "Negative prompt")),
    ]


def _box(tab: str, name: str, label: str) -> Any:
    box = gr.Textbox(
        value="", label=label, lines=1, interactive=False, elem_id=element_id(tab, name)
    )
    box.do_not_save_to_config = True  # the host would keep its text as a default
    return box


def _row_after_paste(params: dict[str, Any]) -> Any:
    return gr.update(visible=any(key in params for key in _KEYS))


def _typed(key: str, as_drawn: str, params: dict[str, Any]) -> str:
    """The text as typed; where it was not changed, what was drawn is what was typed."""
    return str(params.get(key, params.get(as_drawn)) or "")
