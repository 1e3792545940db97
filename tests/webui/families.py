"""What the host families have and lack, as measured on running hosts and read in their sources.

The fake host is built from these facts, so that a name which a host lacks fails a test here and not
a start there.
"""

from __future__ import annotations

import re
from importlib import metadata
from typing import Final, NamedTuple

_HASH: Final = (re.compile(r"[^\S\n]*#[^\n]*"),)
_SLASHES: Final = (
    re.compile(r"/\*.*?\*/", re.DOTALL),
    re.compile(r"[^\S\n]*(?:#|//)[^\n]*"),
)
_SLASHES_AT_START: Final = (
    re.compile(r"^/\*.*?\*/$", re.DOTALL | re.MULTILINE),
    re.compile(r"#[^\n]*"),
    re.compile(r"//[^\n]*"),
    re.compile(r"(?:/\*|\*/)[^\n]*"),
)


HOOKS: Final = ("process", "process_batch", "setup_conds", "post_sample", "postprocess")
"""Those that we use: of a request ``setup_conds``, of a script the others."""


class Family(NamedTuple):
    """One kind of host."""

    name: str
    gradio: int = 3
    """The release of gradio that it has, and with it its pydantic."""
    lacks: tuple[str, ...] = ()
    """Modules, or names in modules, that are not there: ``sd_hijack``, ``scripts.scripts_data``."""
    has: tuple[str, ...] = ()
    """Modules of its own beside those of AUTOMATIC1111 1.10."""
    calls_values: bool = True
    """An infotext value that can be called is called for each picture (since 1.9)."""
    writes_any_value: bool = True
    """A value that JSON does not know is written as null; without it the request fails."""
    comments: tuple[re.Pattern[str], ...] = _HASH
    """What is cut out of prompts, in this order."""
    dialect: str = "hash"
    """Our name for that."""
    size_step: int = 0
    """What sizes and hires targets are taken to, as its settings say; 0 where they are cut."""
    comments_option: str = "enable_prompt_comments"
    """The option that switches it; empty where none does."""
    hooks: tuple[str, ...] = HOOKS
    """What it calls while a request is drawn."""
    has_main_prompt: bool = True
    """A request has texts of its own beside those of its pictures."""
    main_thread: tuple[str, ...] | None = None
    """What its thread that draws for the page keeps; None where there is none."""
    takes_of_axis: tuple[str, ...] = ("format_value", "confirm", "choices", "prepare")
    """What an axis of its plot may be given by name."""
    ways_to_stop: tuple[str, ...] = ("interrupted", "stopping_generation")
    """What says that somebody has ended the drawing."""

    def strip_comments(self, text: str) -> str:
        """The host's own function."""
        for pattern in self.comments:
            text = pattern.sub("", text)
        return text


_BEFORE_1_9: Final = (
    *("sd_samplers.visible_samplers", "script_callbacks.add_callback"),
    "script_callbacks.callback_map",
)

FAMILIES: Final = {
    family.name: family
    for family in (
        Family("a1111-1.10"),
        Family("a1111-1.8", lacks=_BEFORE_1_9, calls_values=False, writes_any_value=False),
        Family(
            "a1111-1.6",
            lacks=(*_BEFORE_1_9, "infotext_utils"),
            has=("generation_parameters_copypaste",),
            calls_values=False,
            writes_any_value=False,
            comments=(),
            dialect="none",
            comments_option="",
            hooks=tuple(hook for hook in HOOKS if hook != "post_sample"),
            takes_of_axis=("format_value", "confirm", "choices"),
            ways_to_stop=("interrupted",),
        ),
        Family(
            "forge",
            gradio=4,
            lacks=("sd_hijack.model_hijack",),
            main_thread=("last_exception",),
        ),
        Family(
            "neo",
            gradio=4,
            main_thread=("last_exception",),
            lacks=("sd_hijack",),
            comments=_SLASHES,
            dialect="hash-slash",
            size_step=64,
        ),
        Family(
            "classic",
            main_thread=(),
            lacks=("script_callbacks.add_callback",),
            writes_any_value=False,
            comments=_SLASHES,
            dialect="hash-slash",
        ),
        Family(
            "reforge",
            main_thread=(),
            comments=_SLASHES_AT_START,
            dialect="hash-slash-line-start",
            comments_option="",
        ),
        Family(  # read in its source, not run
            "sdnext",
            lacks=(
                *("sd_hijack.model_hijack", "paths_internal.data_path", "infotext_utils"),
                *("script_callbacks.add_callback", "images.GridAnnotation", "errors.report"),
                *("images.draw_grid_annotations", "shared.total_tqdm"),
                *("progress.restore_progress", "sd_models.checkpoint_aliases"),
            ),
            has=("generation_parameters_copypaste", "image", "image.grid"),
            calls_values=False,
            writes_any_value=False,
            comments=(),
            dialect="none",
            comments_option="",
            hooks=("process", "process_batch", "postprocess"),
            has_main_prompt=False,
            takes_of_axis=("fmt", "confirm", "choices", "prepare"),
        ),
    )
}


def of_these_libraries() -> list[Family]:
    """Return the families that have the gradio which is installed; all where none has it."""
    try:
        installed = int(metadata.version("gradio").partition(".")[0])
    except metadata.PackageNotFoundError:
        installed = 0
    found = [family for family in FAMILIES.values() if family.gradio == installed]
    return found or [*FAMILIES.values()]
