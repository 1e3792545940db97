"""Our routes, made when one of them is first asked for, or shortly after the host's start.

Loading what they need while the host starts would make it start later.
"""

from __future__ import annotations

from threading import Lock, Thread
from typing import Any, Final

from starlette.routing import BaseRoute, Match, NoMatchFound

BASE: Final = "/animagine/"


class LateRoutes(BaseRoute):
    """Stands in the server's list of routes and puts the real ones behind itself in time."""

    path = BASE
    name = "animagine"

    def __init__(self, app: Any) -> None:
        self.app = app
        self.lock = Lock()
        self.made = False

    def make(self) -> None:
        """Add the routes, once."""
        from sd_animagine.webui.routes.browser import add_routes

        with self.lock:
            if not self.made:
                add_routes(self.app)
                self.made = True

    def matches(self, scope: Any) -> tuple[Match, Any]:
        """Never: but whoever looks for a route of ours finds it further down the list."""
        if not self.made and str(scope.get("path", "")).startswith(BASE):
            self.make()
        return Match.NONE, {}

    def url_path_for(self, *_names: Any, **_params: Any) -> Any:
        """No address leads here."""
        raise NoMatchFound("animagine", {})

    async def handle(self, *_: Any) -> None:
        """Never called: nothing matches."""
        raise RuntimeError("this route matches nothing")


def add_late_routes(_demo: Any, app: Any) -> None:
    """Called by the host when its server stands; ``_demo`` is None without a page."""
    late = LateRoutes(app)
    app.router.routes.append(late)
    Thread(target=late.make, name="animagine-routes", daemon=True).start()
