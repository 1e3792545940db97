"""The always-on script "Animagine", as the host wants it: a thin class, one for each tab."""

from __future__ import annotations

from typing import Any

from sd_animagine.webui import problems
from sd_animagine.webui.host import requested
from sd_animagine.webui.host.language import spoken
from sd_animagine.webui.host.protocols import Processed, Processing
from sd_animagine.webui.host.scripts import ALWAYS_VISIBLE, Script
from sd_animagine.webui.host.settings import host_option, start_flag
from sd_animagine.webui.options import MAX_RATING
from sd_animagine.webui.page import controls
from sd_animagine.webui.request.refusal import refuse
from sd_animagine.words import Message, in_line


class AnimagineScript(Script):  # type: ignore[misc]  # the host has no types
    """Compiles what a person typed into what Animagine XL 4.0 was trained on."""

    _controls: list[Any] | None = None
    infotext_fields: list[Any]

    sorting_priority = -1
    """Forge puts low ones on top; AUTOMATIC1111 goes by load order."""

    def title(self) -> str:
        """The name in the page and, in lower case, in the API."""
        return "Animagine"

    def show(self, is_img2img: bool) -> Any:
        """In both tabs, always."""
        return ALWAYS_VISIBLE

    def ui(self, is_img2img: bool) -> list[Any]:
        """Build the controls; their order is the order of the script's arguments.

        The host asks for the page, and twice more for the API, which wants nothing but their
        values: it gets those of the page, since building them is most of what we cost at start.
        """
        if self._controls is None:
            tab = "img2img" if is_img2img else "txt2img"
            self._controls, self.infotext_fields = [], []
            with problems.told(Message("the accordion of {tab}", tab=tab)):
                self._controls, self.infotext_fields = controls.build(tab)
        return self._controls

    def process(self, p: Processing, *arguments: object) -> None:
        """Called once for each request, when all prompts are known and nothing is drawn yet."""
        hook = _hook(p)
        if hook is not None:
            hook.process(p, arguments)

    def process_batch(self, p: Processing, *_arguments: object, **_batch: object) -> None:
        """Called for each batch, when networks are out of its prompts and nothing is encoded."""
        hook = _hook(p)
        if hook is not None:
            hook.process_batch(p)

    def post_sample(self, p: Processing, *_arguments: object) -> None:
        """Called when a batch is sampled and not decoded yet."""
        hook = _hook(p)
        if hook is not None:
            hook.post_sample(p)

    def postprocess(self, p: Processing, processed: Processed, *_arguments: object) -> None:
        """Called when all pictures of a request are done."""
        hook = _hook(p)
        if hook is not None:
            hook.postprocess(p, processed)


def _hook(p: Processing) -> Any:
    """The hooks, loaded when the first picture is asked for: a start of the host needs none.

    Where they cannot be loaded the prompt goes out as typed; nothing is drawn where the operator
    has set a ceiling, since it could not be held.
    """
    try:
        from sd_animagine.webui.request import hook
    except Exception as error:
        cause = f"{type(error).__name__}: {error}"
        told = Message("{who} cannot be loaded ({cause})", who="Animagine", cause=cause)
        if _has_ceiling():
            refuse(p, in_line((told, Message("nothing was drawn"))))
        else:
            comment = in_line((told, Message("the prompt was used as typed")))
            requested.add_comment(p, spoken(comment))
        return None
    return hook


def _has_ceiling() -> bool:
    """Return whether the operator has set one; ``guard``, which knows it exactly, may not load."""
    limits = {start_flag("animagine_max_rating"), host_option(MAX_RATING, None)}
    return bool(limits - {None, "explicit"})
