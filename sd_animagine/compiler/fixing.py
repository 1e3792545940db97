"""Findings put right where they were typed: their fixes alone, and nothing added to the text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from sd_animagine.compiler.context import Context, default_context
from sd_animagine.compiler.options import ADDS_NOTHING, Options
from sd_animagine.compiler.pipeline import compile_request, report_request
from sd_animagine.compiler.request import Hires, Request
from sd_animagine.compiler.sizes import compile_settings
from sd_animagine.rules.base import Finding, Rule, Severity
from sd_animagine.rules.registry import code_of, selected

_TEXTS: Final = ("prompt", "negative_prompt", "hr_prompt", "hr_negative_prompt")
_SETTINGS: Final = ("width", "height", "steps", "cfg_scale", "sampler_name")


def fixed_request(
    request: Request,
    context: Context | None = None,
    *,
    unsafe: bool = False,
    codes: Collection[str] = (),
    fields: Collection[str] = (),
) -> Request:
    """Return a request with what is found in it put right; one without findings as it is.

    Fixes are carried out in text order and what comes of them is looked at anew, so that of two
    that contradict each other the second is not done to a text that is another one by then. A
    finding with a choice of fixes is left to a person.

    Args:
        request: as it was typed.
        context: what the program knows besides; by default the tag lists.
        unsafe: fixes that change what is asked for too, not only safe ones.
        codes: the rules whose findings are meant; without any all but hints.
        fields: the fields that are meant, as findings name them; without any all.

    Raises:
        SizeError: width or height is no size, or a setting is no number.
        OptionError: the operator's settings page holds what is not allowed.
    """
    context = context or default_context()
    found = report_request(request, context).findings
    wanted = [
        finding
        for finding in found
        if is_fixable(finding, unsafe=unsafe)
        and (finding.code in codes if codes else finding.severity > Severity.HINT)
        and (finding.field in fields or not fields)
    ]
    done = _with_texts(request, context, wanted, unsafe=unsafe, alone=bool(codes))
    return _with_settings(done, context, wanted, unsafe=unsafe)


def is_fixable(finding: Finding, *, unsafe: bool) -> bool:
    """Return whether a finding has one fix, and one that may be carried out."""
    fix = finding.fix
    return fix is not None and (unsafe or fix.safe)


def _with_texts(
    request: Request, context: Context, wanted: list[Finding], *, unsafe: bool, alone: bool
) -> Request:
    """The texts compiled with nothing to add; ``alone`` lets no further rule have a say."""
    codes = {finding.code for finding in wanted if finding.field in _TEXTS}
    if not codes:
        return request
    if code_of("ceiling") not in codes:
        context = replace(context, ceiling=None)  # which is held whatever the options say
    further = () if alone else (rule.code for rule in _rules(request.options) if rule.safe_fix)
    options = replace(
        request.options,
        **ADDS_NOTHING,
        mode="fix",
        reorder=code_of("order") in codes,
        suggested_fixes=unsafe,
        select=tuple(sorted(codes.union(further))),
        ignore=(),
    )
    made = compile_request(replace(request, options=options), context)
    names: Iterable[str] = {finding.field for finding in wanted}
    if code_of("infotext") in codes:
        names = (*_TEXTS, *_SETTINGS)  # one that was taken apart fills all of them
    given = {name: getattr(made, name) for name in names if name in (*_TEXTS, *_SETTINGS)}
    return replace(request, **{name: value for name, value in given.items() if value is not None})


def _with_settings(
    request: Request, context: Context, wanted: list[Finding], *, unsafe: bool
) -> Request:
    """Size and settings as the findings about them say, one after the other."""
    codes = {finding.code for finding in wanted if finding.field not in _TEXTS}
    rules = tuple(rule for rule in _rules(request.options) if rule.code in codes)
    texts = [text for name in _TEXTS if (text := getattr(request, name))]
    done: set[str] = set()
    while True:
        found = compile_settings(request, context, texts, rules, change=False).findings
        finding = _first(found, done, unsafe=unsafe)
        if finding is None or finding.fix is None:
            return request
        done.add(finding.code)
        request = replace(request, **_values(dict(finding.fix.values)))


def _first(found: Iterable[Finding], done: Collection[str], *, unsafe: bool) -> Finding | None:
    fixable = (f for f in found if f.code not in done and is_fixable(f, unsafe=unsafe))
    return next(fixable, None)


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    hires = values.get("hires")
    return {**values, "hires": Hires(**hires)} if hires is not None else {**values}


@lru_cache(maxsize=16)
def _rules(options: Options) -> tuple[Rule, ...]:
    return selected(options.select, options.ignore)
