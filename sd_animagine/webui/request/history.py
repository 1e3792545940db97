"""The history of what this WebUI drew for its pages with us: what is kept, and when it is not.

A picture is kept by what stands in it: a host that writes no infotext leaves nothing to keep.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sd_animagine.pictures.readers.webui import from_parameters
from sd_animagine.pictures.thumbnail import thumbnail
from sd_animagine.report.infotext import NEGATIVE_KEY, OPTIONS_KEY, PROMPT_KEY, options_in
from sd_animagine.store import StoreError
from sd_animagine.store.history import Entry, History, history_in
from sd_animagine.webui.host import folders, requested
from sd_animagine.webui.host.protocols import Processed, Processing
from sd_animagine.webui.host.settings import host_option, start_flag
from sd_animagine.webui.options import history_wanted
from sd_animagine.words import Message, said_by

_OPEN: Final = ("share", "ngrok", "listen")
"""Start-up flags that let others in."""
_LOGINS: Final = ("gradio_auth", "gradio_auth_path", "auth", "auth_file")
"""Those that ask them who they are; SD.Next has names of its own."""
_ALONE: Final = (None, "", "127.0.0.1", "localhost", "::1")
"""Addresses that only this machine reaches."""


def history() -> History:
    """The history in the data folder."""
    return history_in(folders.data_folder().absolute())


def why_off() -> str:
    """Why nothing new is kept; empty where it is."""
    wanted = history_wanted()
    if wanted == "off":
        return Message("Nothing new is kept: the history is off on the settings page.")
    if not host_option("enable_pnginfo", True):
        return Message("Nothing new is kept, since this WebUI writes no infotext into pictures.")
    if not host_option("samples_save", True):
        return Message("Nothing new is kept, since this WebUI does not save its pictures.")
    return why_hidden()


def why_hidden() -> str:
    """Why nobody is shown what was kept: others reach this WebUI, and it does not know who asks."""
    if history_wanted() == "on" or any(map(start_flag, _LOGINS)):
        return ""
    if not any(map(start_flag, _OPEN)) and start_flag("server_name") in _ALONE:
        return ""
    return Message(
        "No history is kept, since others reach this WebUI without a login. "
        "Choose “on” on the settings page to keep one for all."
    )


def keep(p: Processing, processed: Processed) -> None:
    """All pictures of a request are done: keep those that we had a part in."""
    if why_off() or not _is_of_a_page(p) or getattr(p, "do_not_save_samples", False):
        return
    images = processed.images[processed.index_of_first_image :]
    entries = [entry for image in images if (entry := _entry(image)) is not None]
    try:
        history().keep(str(getattr(p, "user", None) or ""), entries)
    except StoreError as error:
        why = said_by(error)
        history().notice(Message("A picture was not kept in the history. {why}", why=why))


def _is_of_a_page(p: Processing) -> bool:
    """Return whether somebody pressed a button for it; an API's caller keeps what it wants."""
    if requested.is_detail_pass(p):
        return False
    return requested.is_of_our_tab(p) or not getattr(p, "is_api", False)


def _entry(image: Any) -> Entry | None:
    """What is kept of a picture; None where we had no part in it, or it does not tell."""
    infotext = getattr(image, "info", {}).get("parameters") or ""
    found = from_parameters(infotext)
    ours = found.fields.get(OPTIONS_KEY)
    if ours is None or not options_in(ours).get("enabled", True):
        return None
    return Entry(
        prompt=found.fields.get(PROMPT_KEY, found.prompt or ""),
        negative_prompt=found.fields.get(NEGATIVE_KEY, found.negative_prompt or ""),
        infotext=infotext,
        picture=_path(image),
        thumbnail=thumbnail(image),
    )


def _path(image: Any) -> str:
    """Where the host has saved it; empty where it has not."""
    saved = getattr(image, "already_saved_as", "")
    if not saved:
        return ""
    path, folder = Path(saved).absolute(), folders.data_folder().absolute()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
