"""The node Animagine Prompt: two texts and a size to what the model was trained on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sd_animagine.comfyui.context import context
from sd_animagine.comfyui.drawing.embeddings import names
from sd_animagine.comfyui.node import CATEGORY, NodeError, shown
from sd_animagine.compiler import Compiled, Context, OptionError, Request, compile_request
from sd_animagine.compiler.written import Written
from sd_animagine.model import MAX_SIDE, RATINGS, YEARS
from sd_animagine.pictures.readers.comfyui.own import (
    FIRST_LANGUAGE,
    LANGUAGES,
    NO_RATING,
    dialect_of,
    request_of,
    sizes,
)
from sd_animagine.report.line import line
from sd_animagine.report.marks import view_json
from sd_animagine.report.summary import summary
from sd_animagine.transform import SizeError
from sd_animagine.vocabulary import tables
from sd_animagine.vocabulary.user_lists import paths_in, stamp
from sd_animagine.words.languages import chosen, in_language

QUALITY: Final = ("card", "light", "heavy", "off")
NEGATIVE_MODES: Final = ("after", "before", "if-empty", "replace", "off")
MODES: Final = ("fix", "report", "strict", "off")
"""Kept for ever: workflows hold them."""


class AnimaginePrompt:
    """See the module."""

    CATEGORY = CATEGORY
    DESCRIPTION = (
        "Brings a prompt into the form that Animagine XL 4.0 was trained on: order, spelling, "
        "quality tags, negative prompt, size. Says what it found and changed."
    )
    SEARCH_ALIASES: Final = ("animagine", "prompt", "tags", "danbooru", "quality")
    RETURN_TYPES = ("STRING", "STRING", "INT", "INT", "STRING")
    RETURN_NAMES = ("prompt", "negative", "width", "height", "report")
    OUTPUT_TOOLTIPS = (
        "The prompt, for a text encoder.",
        "The negative prompt, for a text encoder.",
        "For Empty Latent Image.",
        "For Empty Latent Image.",
        "What was found and changed, as text.",
    )
    FUNCTION = "run"
    OUTPUT_NODE = True

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:
        """Return the inputs, as ComfyUI asks for them; new ones go to the end."""
        text = {"multiline": True, "default": ""}
        side = {"min": 1, "max": MAX_SIDE, "tooltip": "Taken where size is width x height."}
        return {
            "required": {
                "prompt": ("STRING", {**text, "placeholder": "prompt, as in AUTOMATIC1111"}),
                "negative": ("STRING", {**text, "placeholder": "negative prompt"}),
                "size": _choice(sizes(), "832 x 1216", "Width and height in pixels."),
                "rating": _choice(
                    (NO_RATING, *RATINGS), NO_RATING, "Rating to add where the prompt has none."
                ),
                "year": (
                    "INT",
                    {
                        "default": 0,
                        "min": 0,
                        "max": YEARS[-1],
                        "tooltip": "Year to add where the prompt has none: 0 for none, or "
                        f"{YEARS[0]} to {YEARS[-1]}.",
                    },
                ),
                "quality": _choice(
                    QUALITY,
                    "card",
                    "Quality tags to add at the end; card: those of the model card.",
                ),
                "negative_mode": _choice(
                    NEGATIVE_MODES, "after", "Where the recommended negative prompt goes."
                ),
                "mode": _choice(
                    MODES,
                    "fix",
                    "fix: repair; report: change nothing; strict: as fix, but draw nothing where "
                    "an error remains; off: nothing.",
                ),
                "language": _choice(
                    tuple(LANGUAGES),
                    FIRST_LANGUAGE,
                    "How prompts are written for the next node. ComfyUI: for any that encodes a "
                    "text. A1111: for Animagine Encode, with BREAK, AND and [from:to:when].",
                ),
            },
            "optional": {
                "width": ("INT", {**side, "default": 832}),
                "height": ("INT", {**side, "default": 1216}),
                "options": (
                    "STRING",
                    {"default": "", "tooltip": 'More options: {"complete_series": true}'},
                ),
            },
        }

    @classmethod
    def IS_CHANGED(cls, **_values: Any) -> Any:
        """Return what changes with the files that a compile reads, so that it runs again."""
        return stamp(paths_in(tables.folder() / "user")), sorted(names())

    def run(self, **values: Any) -> dict[str, Any]:
        """Return the outputs, and what the node says."""
        around = context()
        request, compiled, written = compiled_of(values, around)
        if request.options.mode == "strict" and compiled.refusal:
            raise NodeError(compiled.refusal)
        report = list(filter(None, told(request, compiled, written, around)))
        prompt, negative = written.prompt, written.negative_prompt or ""
        view = {
            "prompt": compiled.prompt,
            "negative_prompt": compiled.negative_prompt or "",
            "report": report,
            **view_json(request, compiled, around),
        }
        result = (prompt, negative, compiled.width, compiled.height, "\n".join(report))
        ui = {"text": shown([prompt, negative, *report]), "animagine": [view]}
        return {"ui": ui, "result": result}


def compiled_of(values: Mapping[str, Any], around: Context) -> tuple[Request, Compiled, Written]:
    """Return what the inputs of the node become.

    Raises:
        NodeError: one of them is not allowed, or nothing may be drawn of it.
    """
    try:
        request = request_of(values)
        compiled = compile_request(request, around)
        compiled = in_language(compiled, chosen(request.options.language))
        return request, compiled, compiled.to(dialect_of(values), embeddings=names())
    except (OptionError, SizeError) as error:
        raise NodeError(error.args[0]) from None


def told(request: Request, compiled: Compiled, written: Written, around: Context) -> Iterator[str]:
    """Yield the report: one line, what was done and is left, and what was not written."""
    length = view_json(request, compiled, around)["tokens"]["prompt"]
    yield " · ".join(line(request, compiled, length, ""))
    report = request.options.mode == "report"
    yield summary(compiled.changes, compiled.findings, report=report)
    yield from (loss.message for loss in written.notes)


def _choice(choices: tuple[str, ...], default: str, tooltip: str) -> tuple[Any, dict[str, str]]:
    return list(choices), {"default": default, "tooltip": tooltip}
