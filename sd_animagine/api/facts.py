"""What does not depend on a prompt: sizes, rules, and how this program stands."""

from __future__ import annotations

import platform
from functools import lru_cache
from importlib import metadata
from math import gcd
from typing import Any, Final

from sd_animagine import __version__
from sd_animagine.api.surroundings import Surroundings
from sd_animagine.compiler import Context
from sd_animagine.lookup import browser_index
from sd_animagine.lookup.suggest import engine, uses_rapidfuzz
from sd_animagine.model import BUCKETS
from sd_animagine.rules.base import Rule
from sd_animagine.rules.documentation import FAMILIES, documentation, documented, explanation
from sd_animagine.vocabulary import Vocabulary
from sd_animagine.words import Message
from sd_animagine.words.languages import LANGUAGES, Language

_LIBRARIES: Final = ("fastapi", "pydantic", "gradio", "rapidfuzz")
_TOKENIZER: Final = "CLIP's byte-pair encoding, as both text encoders of SDXL have it (bundled)"


def buckets() -> dict[str, Any]:
    """The nine trained sizes, the square one first."""
    found = []
    for width, height in BUCKETS:
        part = gcd(width, height)
        ratio = f"{width // part}:{height // part}"
        found.append({"width": width, "height": height, "ratio": ratio})
    return {"buckets": found}


@lru_cache(maxsize=len(LANGUAGES))
def rules(language: Language) -> dict[str, Any]:
    """The catalogue, from the rules' own documentation."""
    return {"rules": [_rule(rule, language) for rule in documented()]}


def _rule(rule: Rule, language: Language) -> dict[str, Any]:
    said = explanation(rule, language)
    before, *after = documentation(rule).example
    return {
        "code": rule.code,
        "name": rule.name,
        "family": FAMILIES[rule.code[3]],
        "severities": [severity.word for severity in rule.severities],
        "where": list(rule.where),
        "safe_fix": rule.safe_fix,
        "language": said.language,
        "summary": said.summary,
        "what": said.what.replace("`", ""),
        "why": said.why.replace("`", ""),
        "example": {"before": before, "after": after},
    }


def status(around: Surroundings) -> dict[str, Any]:
    """Versions, the checkpoint and why the script is active or not; no secrets, no paths."""
    context = around.context()
    limit = around.limit()
    program = around.program()
    active, why = activity(context)
    verdict = context.verdict
    return {
        "version": __version__,
        "program": {"kind": program.kind, "version": program.version},
        "libraries": _libraries(),
        "problems": list(around.problems()),
        "active": active,
        "why": why,
        "setting": around.setting or None,
        "checkpoint": {
            "name": _file_name(context.checkpoint) or None,
            "verdict": None if verdict is None else verdict._asdict(),
        },
        "max_rating": {"rating": limit.rating, "set_by": limit.source or None},
        "suggestions": {"rapidfuzz": uses_rapidfuzz(), "engine": engine()},
        "tokenizer": _TOKENIZER,
        "tags": _tags(context.vocabulary),
    }


def idle(context: Context, setting: str) -> Message:
    """Say that nothing is changed, why, and where a person changes that."""
    _, why = activity(context)
    if not setting:
        return Message("idle: {why}", why=why)
    if why.endswith("."):  # a verdict is a sentence of its own
        return Message("idle: {why} To change it: {setting}", why=why, setting=setting)
    return Message("idle: {why}. To change it: {setting}", why=why, setting=setting)


def activity(context: Context) -> tuple[bool, str]:
    """Does a request with no options of its own change anything, and why."""
    if context.options_problem:
        return False, Message("on the settings page: {said}", said=context.options_problem)
    if context.options.gate == "never":
        return False, Message("it is set to act on no checkpoint (gate: never)")
    if context.options.gate == "always":
        return True, Message("it is set to act on every checkpoint (gate: always)")
    verdict = context.verdict
    if verdict is None:
        return True, Message("the checkpoint is not known")
    return verdict.is_animagine, verdict.sentence()


def _tags(vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "version": browser_index.version(vocabulary),
        "names": len(vocabulary.kinds),
        "damaged": list(vocabulary.problems),
        "user_lists": [
            {"file": each.path.name, "names": len(each), "left_out": each.dropped + each.broken}
            for each in vocabulary.user_lists
        ],
    }


def _file_name(name: str) -> str:
    """The name of a checkpoint's file without the folders in front of it."""
    return name.replace("\\", "/").rpartition("/")[2]


@lru_cache(maxsize=1)
def _libraries() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
