"""The ``process`` hook: plan first, then assign, so that nothing can be half done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sd_animagine.failures import cause
from sd_animagine.webui.host import drawing, requested
from sd_animagine.webui.host.language import spoken
from sd_animagine.webui.host.protocols import Processed, Processing
from sd_animagine.webui.request import batches, guard, history, infotext, pace
from sd_animagine.webui.request.arguments import asks_for_strict
from sd_animagine.webui.request.original import give
from sd_animagine.webui.request.plan import Plan, plan_for
from sd_animagine.webui.request.refusal import give_back, refuse, withdraw
from sd_animagine.webui.request.texts import put_texts
from sd_animagine.words import Message

_PREFIX = "Animagine: "
_MOST_COMMENTS = 10
"""A list of a hundred prompts runs as a hundred requests, whose comments the host adds up."""


def process(p: Processing, arguments: Sequence[object]) -> None:
    """Compile a request in place, in the host's own lists.

    Raises:
        Exception: whatever goes wrong while planning, for the host's log; the request then goes
            out as it came, and says so.
    """
    try:
        _process(p, arguments)
    finally:  # the operator's ceiling holds whatever went wrong
        guard.enforce(p, partial(_add, p))
    pace.begin(p)


def process_batch(p: Processing) -> None:
    """See to it that what is drawn stays below the operator's ceiling, whoever changed it since."""
    if not drawing.calls_infotext_values():
        infotext.fit_batch(p)
    guard.watch(p)


def post_sample(p: Processing) -> None:
    """A batch is sampled; a sheet wants to know whether to its end."""
    batches.sampled(p)


def postprocess(p: Processing, processed: Processed) -> None:
    """All pictures of a request are done: remember what they took, and what they are."""
    pace.end(p)
    give_back(p)
    history.keep(p, processed)


def _process(p: Processing, arguments: Sequence[object]) -> None:
    try:
        plan = plan_for(p, arguments)
    except Exception as error:
        _tell_failure(p, cause(error), strict=asks_for_strict(arguments))
        raise
    _carry_out(p, plan)


def _tell_failure(p: Processing, why: str, *, strict: bool) -> None:
    """The request goes out as it came, and says so; in mode strict it does not go out."""
    note = Message(
        "this extension failed ({cause}), so {outcome}; please report this",
        cause=why,
        outcome=Message("nothing was drawn" if strict else "the prompt was used as typed"),
    )
    withdraw(p)
    if strict:
        refuse(p, Message("{who}: {said}", who="Animagine", said=note))
    infotext.write(p, {infotext.NOTE_KEY: note})
    _comment(p, note)


def _carry_out(p: Processing, plan: Plan) -> None:
    withdraw(p)
    if plan.refusal:
        refuse(p, plan.refusal, plan.language)
    if plan.texts and plan.main is not None:
        put_texts(p, plan.texts, plan.main)
    give(p, plan.asked, plan.given)
    infotext.write(p, plan.infotext)
    if plan.comment:
        _comment(p, plan.comment, plan.language)


def _add(p: Processing, text: str) -> None:
    """Tell one thing more, below the picture and to whoever asked by the API."""
    infotext.add_note(p, text)
    _comment(p, text)


def _comment(p: Processing, text: str, language: str = "auto") -> None:
    ours = [comment for comment in requested.comments_of(p) if comment.startswith(_PREFIX)]
    if len(ours) < _MOST_COMMENTS:
        requested.add_comment(p, _PREFIX + spoken(text, language))
    elif len(ours) == _MOST_COMMENTS:
        further = Message("further pictures: see their infotext")
        requested.add_comment(p, _PREFIX + spoken(further, language))
