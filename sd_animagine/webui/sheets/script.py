"""The script "Animagine sheets", as the host wants it: a thin class, one for each tab."""

from __future__ import annotations

from typing import Any

from sd_animagine.webui import problems
from sd_animagine.webui.host.drawing import processed
from sd_animagine.webui.host.facts import loses_errors
from sd_animagine.webui.host.protocols import Processing
from sd_animagine.webui.host.requested import add_comment
from sd_animagine.webui.host.scripts import Script
from sd_animagine.webui.request.refusal import AnimagineRefused
from sd_animagine.words import Message


class AnimagineSheetsScript(Script):  # type: ignore[misc]  # the host has no types
    """Draws the model card's comparisons on the user's own prompt."""

    _controls: list[Any] | None = None
    infotext_fields: list[Any]

    def title(self) -> str:
        """The name in the Script dropdown and, in lower case, in the API."""
        return "Animagine sheets"

    def show(self, is_img2img: bool) -> bool:
        """In both tabs, when chosen."""
        return True

    def ui(self, is_img2img: bool) -> list[Any]:
        """Build the controls once: the API asks twice more, and wants their values only."""
        if self._controls is None:
            from sd_animagine.webui.sheets import controls

            tab = "img2img" if is_img2img else "txt2img"
            self._controls, self.infotext_fields = [], []
            with problems.told(Message("the sheets of {tab}", tab=tab)):
                self._controls, self.infotext_fields = controls.build(tab)
        return self._controls

    def run(self, p: Processing, *arguments: object) -> Any:
        """Draw a sheet in place of the request; None has the host draw the request itself."""
        from sd_animagine.webui.sheets import draw

        try:
            return draw.run(p, arguments)
        except AnimagineRefused as refused:
            if not loses_errors():
                raise
            add_comment(p, str(refused))
            return processed(p, ())
