"""The tab "Animagine": the panel, with this host as its surroundings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sd_animagine.panel.backend import Backend
from sd_animagine.panel.page import Page
from sd_animagine.webui import problems
from sd_animagine.webui.host import facts, folders, language
from sd_animagine.words import Message

if TYPE_CHECKING:
    from sd_animagine.vocabulary import Vocabulary

_PART: Final = Message("the tab")
TEXTS_TO = ("txt2img", "img2img")
PICTURES_TO = {"img2img": "img2img", "inpaint": "img2img", "extras": ""}
"""Inpaint has the fields of img2img."""


def add_tab() -> list[tuple[Any, str, str]]:
    """Called by the host before it builds its page: what it shall render, title, and id."""
    return [(GuardedPage(), "Animagine", "animagine_tab")]


class GuardedPage:
    """The page, or the sentence that says why there is none: an error here would end the start."""

    children: tuple[Any, ...] = ()

    def __init__(self) -> None:
        """Make the page: the host binds its buttons before it renders it."""
        self.page: Page | None = None
        self.failed: Exception | None = None
        try:
            self.page = Page(surroundings())
        except Exception as error:
            self.failed = error

    def render(self) -> None:
        """Build the page into the Blocks that are open."""
        with problems.told(_PART):
            if self.failed is not None:
                raise self.failed
            if self.page is not None:
                self.page.render()


def surroundings() -> Backend:
    """This host, for the panel."""
    from sd_animagine.webui.page import drawing, sending

    return Backend(
        draw=drawing.draw,
        presets=folders.data_folder(),
        vocabulary=_vocabulary,
        interrupt=drawing.interrupt,
        restore=drawing.restore,
        samplers=facts.sampler_names,
        bind=sending.bind,
        texts_to=TEXTS_TO,
        pictures_to=PICTURES_TO,
        infotext=sending.infotext_of,
        speaks=language.speaks,
    )


def _vocabulary() -> Vocabulary:
    from sd_animagine.webui.context import vocabulary  # not while the page is built

    return vocabulary()
