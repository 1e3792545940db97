"""What a request tells of itself; ``p`` is the host's object for it, one for each request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sd_animagine.webui.host.modules import host_module
from sd_animagine.webui.host.protocols import Processing
from sd_animagine.webui.host.settings import host_option, with_styles

_OURS = "animagine"
_OUR_TAB = "_animagine_tab"
_COUPLE = "forge couple"
_COUPLE_ENABLED, _COUPLE_SEPARATOR = 0, 3
"""Places among the arguments of Forge Couple 2 to 7."""


def is_img2img(p: Processing) -> bool:
    """Does the request start from a picture?"""
    return hasattr(p, "init_images")


def is_size_fixed(p: Processing) -> bool:
    """May width and height not be touched?

    The upscale button draws only the second pass over a picture that is there already; and with
    the old hires behaviour width and height are the target, not the first pass.
    """
    if getattr(p, "txt2img_upscale", False) or getattr(p, "firstpass_image", None) is not None:
        return True
    return has_hires(p) and bool(host_option("use_old_hires_fix_width_height", False))


def has_hires(p: Processing) -> bool:
    """Is there a second pass with prompts of its own?"""
    return bool(getattr(p, "enable_hr", False)) and getattr(p, "all_hr_prompts", None) is not None


def hires_step() -> int:
    """Return what the sides of a hires target are rounded to: Forge Neo has a setting for it."""
    rounds = hasattr(host_module("processing"), "sRound")
    return int(host_option("res_step", 1)) if rounds else 1


def is_detail_pass(p: Processing) -> bool:
    """Is this ADetailer drawing one detail of a finished picture?"""
    return bool(getattr(p, "_ad_inner", False))


def mark_as_our_tab_s(p: Any, login: str) -> None:
    """Remember of a request that our tab made it, and for whom."""
    p.user = login
    setattr(p, _OUR_TAB, True)


def is_of_our_tab(p: Processing) -> bool:
    """Did our tab make the request?"""
    return bool(getattr(p, _OUR_TAB, False))


def lines_are_regions(p: Processing) -> bool:
    """Is Forge Couple on for this request, with each line of the prompt a region?"""
    runner = getattr(p, "scripts", None)
    for script in getattr(runner, "alwayson_scripts", None) or ():
        if getattr(script, "name", None) == _COUPLE:
            values = (p.script_args or ())[script.args_from : script.args_to]
            if len(values) <= _COUPLE_SEPARATOR or not values[_COUPLE_ENABLED]:
                return False
            return not str(values[_COUPLE_SEPARATOR]).replace("\\n", "").strip()
    return False


def own_arguments(p: Processing) -> Sequence[object]:
    """The arguments of our always-on script in a request."""
    runner = getattr(p, "scripts", None)
    for script in getattr(runner, "alwayson_scripts", None) or ():
        if getattr(script, "name", None) == _OURS:
            return tuple((p.script_args or ())[script.args_from : script.args_to])
    return ()


def styled_texts(p: Processing) -> tuple[str, str]:
    """Prompt and negative prompt as typed, with the chosen styles; of a list its first."""
    prompt, negative_prompt = (
        text[0] if isinstance(text, list) else text for text in (p.prompt, p.negative_prompt)
    )
    names = getattr(p, "styles", None) or ()
    return with_styles(str(prompt or ""), str(negative_prompt or ""), names)


def comments_of(p: Processing) -> list[str]:
    """What the page will show under the picture so far."""
    return list(getattr(p, "comments", None) or ())


def add_comment(p: Processing, text: str) -> None:
    """Show a line under the picture. Both hosts escape it for HTML themselves."""
    comment = getattr(p, "comment", None)
    if comment is not None:
        comment(text)
