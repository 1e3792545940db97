"""What the host calls while a request is drawn, and what is not done where it does not."""

from __future__ import annotations

from typing import Final

from modules import processing, scripts

from sd_animagine.words import Message

_LATE = Message("a rating ceiling does not see what other extensions write into a prompt after us")
_WITHOUT: Final = {
    "process": Message("prompts go out as typed, and no rating ceiling is held"),
    "process_batch": _LATE,
    "setup_conds": _LATE,
    "post_sample": Message("a sheet that is interrupted shows its unfinished picture too"),
    "postprocess": Message("a sheet does not know how long it will take"),
}
"""The hook → what is missing without it."""


def lacking() -> tuple[str, ...]:
    """Return a sentence for each thing that cannot be done, since this host never calls for it."""
    told: dict[Message, list[str]] = {}
    for hook, without in _WITHOUT.items():
        if not _is_called(hook):
            told.setdefault(without, []).append(f"`{hook}`")
    return tuple(
        Message(
            "{who}: {said}",
            who="Animagine",
            said=Message(
                "this WebUI does not call {hooks}, so {without}",
                hooks=", ".join(hooks),
                without=without,
            ),
        )
        for without, hooks in told.items()
    )


def _is_called(hook: str) -> bool:
    """Return whether the host has the function through which a hook is called."""
    if hook == "setup_conds":  # the request's own, which ``guard`` stands in for
        return hasattr(getattr(processing, "StableDiffusionProcessing", None), hook)
    return hasattr(getattr(scripts, "ScriptRunner", None), hook)
