"""The host's way from an infotext, or a picture, into the fields of a tab."""

from __future__ import annotations

from typing import Any

from sd_animagine.webui.host.modules import host_module


def bind(button: Any, target: str, text: Any | None, picture: Any | None) -> None:
    """Have a button's press paste a text, or send a picture, to a tab."""
    pasting = host_module("infotext_utils", "generation_parameters_copypaste")
    pasting.register_paste_params_button(
        pasting.ParamBinding(
            paste_button=button,
            tabname=target,
            source_text_component=text,
            source_image_component=picture,
        )
    )
