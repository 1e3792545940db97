"""Our section of the host's settings page, and the options that live there."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import gradio as gr

from sd_animagine.compiler.options import FIELDS, Field, Options
from sd_animagine.model import RATINGS
from sd_animagine.webui import problems
from sd_animagine.webui.host.settings import add_option, host_option, new_option, replace_saved
from sd_animagine.words import Message

SECTION = ("animagine", "Animagine")
PREFIX = "animagine_"
MAX_RATING = PREFIX + "max_rating"
"""The operator's: not among ``Options``, so that no request can set it."""

_KNOWN_WORDS = PREFIX + "known_words"
_TAG_LISTS = PREFIX + "tag_lists"
_HISTORY = PREFIX + "history"
_HISTORIES = ("auto", "on", "off")
_TAGCOMPLETE = PREFIX + "tagcomplete"

GATE_PLACE = Message("Settings → Animagine → Act on which checkpoints")
"""Where a person changes which checkpoints are acted on."""

KNOWS_ALL = "separated by commas; never corrected or called unknown"
KNOWS_MOST = (
    f"{KNOWS_ALL}; corrections know one typing error in the 5000 most used names, with rapidfuzz "
    "installed any in all names"
)
"""What ``suggest.engine()`` would say; but the host is starting, and loads nothing."""

_FIELDS = tuple(field for field in FIELDS if field.position is None)
"""What has no control in the accordion."""


@problems.alone(Message("the settings page"))
def add_settings_page() -> None:
    """Put our section on the settings page; the host calls this while it builds the page."""
    for field in _FIELDS:
        default = field.default
        component, arguments = gr.Textbox, {}
        if field.kind == "bool":
            component = gr.Checkbox
        elif field.kind == "choice":
            component, arguments = gr.Radio, {"choices": list(field.choices)}
        else:
            default = " ".join(default)
        info = new_option(default, field.label, component, arguments, section=SECTION)
        if field.note:
            info = info.info(field.note)
        add_option(PREFIX + field.name, info)
        _spell_out(field)
    _add_names()
    _add_max_rating()
    _add_history()


def _spell_out(field: Field) -> None:
    """Put the choice in the place of a saved switch of 0.1.

    The page would show none of the choices, and AUTOMATIC1111 would then save nothing at all.
    """
    saved = host_option(PREFIX + field.name, None)
    if field.switch is not None and isinstance(saved, bool):
        replace_saved(PREFIX + field.name, field.switch[saved])


def _add_names() -> None:
    """Words and lists of the user's own. A path is not for an API caller to name."""
    words = new_option("", "Words I know", gr.Textbox, {}, section=SECTION)
    words = words.info(KNOWS_MOST if find_spec("rapidfuzz") is None else KNOWS_ALL)
    add_option(_KNOWN_WORDS, words)
    lists = new_option("", "My own tag lists", gr.Textbox, {}, section=SECTION)
    lists = lists.info(
        "CSV files as tagcomplete or hanatsumi have them, separated by commas; "
        "those in the extension's folder tags/user are read anyway"
    )
    lists.restrict_api = True
    add_option(_TAG_LISTS, lists)
    theirs = new_option(
        True, "Use the tags of tagcomplete's list too", gr.Checkbox, {}, section=SECTION
    )
    add_option(_TAGCOMPLETE, theirs)


def known_words() -> list[str]:
    """The words that the user has marked as known."""
    return _parts(_KNOWN_WORDS)


def tag_list_paths() -> list[Path]:
    """The tag lists that the settings page names."""
    return [Path(part) for part in _parts(_TAG_LISTS)]


def reads_tagcomplete() -> bool:
    """Is tagcomplete's list to be read too?"""
    return bool(host_option(_TAGCOMPLETE, True))


def _parts(option: str) -> list[str]:
    """The values of an option that holds several, separated by commas or line ends."""
    text = host_option(option, "")
    parts = text.replace("\n", ",").split(",") if isinstance(text, str) else ()
    return [part.strip() for part in parts if part.strip()]


def _add_max_rating() -> None:
    """The rating ceiling. No request may set it for itself (``restrict_api``).

    AUTOMATIC1111 also refuses it in ``POST /sdapi/v1/options``; Forge lets that set anything, as
    the page does. Where strangers reach that route, the start-up flag is the ceiling that holds.
    """
    info = new_option(
        RATINGS[-1],
        "Highest rating that a prompt may ask for",
        gr.Radio,
        {"choices": list(RATINGS)},
        section=SECTION,
    )
    info = info.info(
        "what is above it is taken out of prompts, or refused; it filters text, not pictures; "
        "where others can change these settings, start with --animagine-max-rating instead"
    )
    info.restrict_api = True
    add_option(MAX_RATING, info)


def _add_history() -> None:
    """Not for a request to set: it is about what stays on the disk."""
    arguments = {"choices": list(_HISTORIES)}
    info = new_option("auto", "Keep a history", gr.Radio, arguments, section=SECTION)
    info = info.info(
        "prompts, settings and a small copy of each picture, in the data folder's "
        "animagine.sqlite3; auto: not where others reach this WebUI without a login"
    )
    info.restrict_api = True
    add_option(_HISTORY, info)


def history_wanted() -> str:
    """What the settings page says of the history: ``auto``, ``on`` or ``off``."""
    wanted = host_option(_HISTORY, _HISTORIES[0])
    return wanted if wanted in _HISTORIES else _HISTORIES[0]


def max_rating() -> str:
    """What the settings page says of the ceiling; see ``guard`` for the flag."""
    rating = host_option(MAX_RATING, RATINGS[-1])
    return rating if isinstance(rating, str) else ""


def settings_page_options() -> Options:
    """What the settings page says; everything else has its default.

    Raises:
        OptionError: a value on the page is not allowed; names it and what is.
    """
    return Options.from_mapping({f.name: host_option(PREFIX + f.name, f.default) for f in _FIELDS})
