"""The operator's rating ceiling in the host: whatever a request says, and whatever fails.

Twice: in ``process``, on the texts of all pictures, where a tag can still be taken out and the
infotext agrees; and when the host asks for the encoders (``setup_conds``), on the very texts of the
batch, after every extension's hooks, where all that is left is to refuse. If the look itself fails,
nothing is drawn: a ceiling that may have a hole is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

from sd_animagine.ceiling import Ceiling, hold, refusal
from sd_animagine.report.summary import summary
from sd_animagine.rules.registry import code_of
from sd_animagine.transform import Change
from sd_animagine.webui.host import facts
from sd_animagine.webui.host.protocols import Processing
from sd_animagine.webui.limit import ceiling
from sd_animagine.webui.request.refusal import AnimagineRefused, refuse
from sd_animagine.words import Message, in_line

_LISTS: Final = ("all_prompts", "all_hr_prompts")
_ADVICE: Final = Message("nothing was drawn")


def enforce(p: Processing, tell: Callable[[str], None]) -> None:
    """Hold the texts of all pictures under the ceiling, or stop the request; never raises.

    Args:
        p: the request, after the script has done with it, or has failed.
        tell: shows a line under the picture.
    """
    try:
        limit = ceiling()
        if limit is not None:
            _enforce(p, limit, tell)
    except Exception as error:
        refuse(p, _failed(error))


def _enforce(p: Processing, limit: Ceiling, tell: Callable[[str], None]) -> None:
    dialect = facts.dialect()
    changes: list[Change] = []
    refused: list[str] = []

    def held(text: Any, field: str) -> Any:
        if not isinstance(text, str):
            raise TypeError(f"{field} holds {type(text).__name__}, not text")
        result = hold(text, limit, code=code_of("ceiling"), field=field, dialect=dialect)
        changes.extend(result.changes)
        refused.append(result.refusal)
        return result.text

    for name in _LISTS:
        texts = getattr(p, name, None)
        if texts:
            field = name.removeprefix("all_").removesuffix("s")
            setattr(p, name, [held(text, field) for text in texts])
    main = getattr(p, "main_prompt", None)
    if main is not None:
        p.main_prompt = held(main, "prompt")
    reasons = list(filter(None, refused))
    if reasons:
        refuse(p, _told([*reasons, _ADVICE]))
    elif changes:
        tell(summary(changes, []))


def watch(p: Processing) -> None:
    """Look at a batch's texts once more when the host has them encoded; never raises."""
    try:
        limit = ceiling()
    except Exception as error:
        vars(p)["setup_conds"] = _Watching(p, None, _failed(error))
        return
    if limit is not None or isinstance(vars(p).get("setup_conds"), _Watching):
        vars(p)["setup_conds"] = _Watching(p, limit, "")


class _Watching:
    """Stands in for ``p.setup_conds``, which both hosts call unguarded."""

    def __init__(self, p: Processing, limit: Ceiling | None, failure: str) -> None:
        found = vars(p).get("setup_conds")
        self.other: Any = found.other if isinstance(found, _Watching) else found
        """Another extension's stand-in; never the method, as ``p`` may be copied with all this."""
        self.p = p
        self.limit = limit
        self.failure = failure

    def __call__(self, *arguments: object, **named: object) -> Any:
        message = self.failure or self.refusal()
        if message:
            raise AnimagineRefused(message)
        go_on = self.other or partial(type(self.p).setup_conds, self.p)
        return go_on(*arguments, **named)

    def refusal(self) -> str:
        """Why this batch is not drawn; empty if it may be."""
        try:
            reason = refusal(_texts(self.p), self.limit) if self.limit is not None else ""
        except Exception as error:
            return _failed(error)
        return _told([reason, _ADVICE]) if reason else ""


def _texts(p: Processing) -> Iterable[str]:
    """What is about to be encoded: of the first pass and, where there is one, of the second."""
    return [*(getattr(p, "prompts", None) or ()), *(getattr(p, "hr_prompts", None) or ())]


def _told(sentences: Iterable[str]) -> Message:
    return Message("{who}: {said}", who="Animagine", said=in_line(sentences))


def _failed(error: Exception) -> str:
    why = f"{type(error).__name__}: {error}"
    said = Message("the rating of this prompt could not be checked ({cause})", cause=why)
    return _told([said, _ADVICE])
