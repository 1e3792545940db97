"""The host's entry: shows the script class to the loader and registers the callbacks.

The host executes this file again at every "Reload UI", the package only once. It logs an error here
and goes on without us, so whatever fails is caught: an operator's rating ceiling must not vanish
with us. Then this file has a script of its own, of nothing but the host's modules, which refuses
every picture while a ceiling is set. A second copy of the extension does nothing.
"""

import sys

try:
    from modules import scripts, shared
except Exception as error:  # no host that we know: then only the operator's flag can be kept
    if any(word.startswith("--animagine-max-rating") for word in sys.argv):
        sys.exit(f"Animagine cannot hold the rating ceiling here ({error}); the start was ended")
    raise


def another_copy():
    """Return the file of another copy of this extension that the host has loaded, if any."""
    for data in getattr(scripts, "scripts_data", ()):
        name = getattr(getattr(data, "script_class", None), "__name__", "")
        if name == "AnimagineScript" and str(data.path) != __file__:
            return data.path
    return None


try:
    if another_copy():
        told = f"*** Animagine is here twice: {another_copy()} acts, {__file__} does nothing."
        print(f"{told} Remove one of the two folders.", file=sys.stderr)  # noqa: T201
    else:
        from sd_animagine.webui.callbacks import register
        from sd_animagine.webui.script import AnimagineScript

        register()
except BaseException as error:
    if isinstance(error, KeyboardInterrupt):
        raise
    CAUSE = f"Animagine cannot be loaded here ({type(error).__name__}: {error})"
    print(f"*** {CAUSE}; prompts go out as typed.", file=sys.stderr)  # noqa: T201

    class AnimagineScript(scripts.Script):
        """Does nothing, or refuses every picture where an operator has set a rating ceiling."""

        def title(self):
            """The name in the page and, in lower case, in the API."""
            return "Animagine"

        def show(self, is_img2img):
            """In both tabs, always."""
            return scripts.AlwaysVisible

        def ui(self, is_img2img):
            """No controls."""
            return []

        def process(self, p, *arguments):
            """Stop the request before anything is drawn, see ``webui.refusal``."""
            limits = (
                getattr(shared.cmd_opts, "animagine_max_rating", None),
                getattr(shared.opts, "animagine_max_rating", None),
            )
            if set(limits) - {None, "explicit"}:
                p.init = refuse


def refuse(*_arguments, **_named):
    """Stand in for ``p.init``: the host passes its error on to the page and to API callers."""
    from fastapi import HTTPException

    class Refused(HTTPException):
        def __str__(self):
            return self.detail

    sentence = "nothing was drawn, since the rating ceiling of this WebUI could not be held"
    raise Refused(422, f"{CAUSE}; {sentence}")


__all__ = [name for name in ("AnimagineScript",) if name in globals()]
