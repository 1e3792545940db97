"""A whole request through the compiler: texts, size and settings, one frozen result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Final

from sd_animagine.ceiling import hold
from sd_animagine.collector import collector_paused
from sd_animagine.compiler.context import Context, default_context
from sd_animagine.compiler.options import OptionError, Options
from sd_animagine.compiler.pasted import taken_apart, whole_in
from sd_animagine.compiler.provenance import CompiledText, Step
from sd_animagine.compiler.request import Compiled, Request
from sd_animagine.compiler.sizes import compile_settings
from sd_animagine.compiler.text import (
    MOST_FINDINGS,
    Job,
    Settled,
    errors_in,
    left_alone,
    look,
    pasted_findings,
    settle,
    withheld_tags,
)
from sd_animagine.rules import failing
from sd_animagine.rules.base import Finding, Report
from sd_animagine.rules.registry import code_of, rule_of, selected
from sd_animagine.syntax import apply_edits
from sd_animagine.syntax.pasted import Pasted
from sd_animagine.transform import Change
from sd_animagine.transform.origin import of_edits
from sd_animagine.vocabulary import normalise

_FIRST_PASS: Final = {"hr_prompt": "prompt", "hr_negative_prompt": "negative_prompt"}
"""Text of the second pass → that of the first."""


@collector_paused
def compile_request(request: Request, context: Context | None = None) -> Compiled:
    """What the model was trained on, for what somebody typed.

    Args:
        request: one picture as asked for.
        context: what the program knows besides; by default the tag lists, the user's included.

    Raises:
        SizeError: width or height is no size; the message names the field and what is allowed.
        OptionError: the operator's settings page holds what is not allowed.
    """
    return _Compiler(request, context or default_context()).run()


def check_request(request: Request, context: Context | None = None) -> tuple[Finding, ...]:
    """The findings alone, nothing is changed. Raises what ``compile_request`` raises."""
    return report_request(request, context).findings


def report_request(request: Request, context: Context | None = None) -> Compiled:
    """The request as it is, with its findings. Raises what ``compile_request`` raises."""
    request = replace(request, options=_reporting(request.options))
    return compile_request(request, context)


class _Compiler:
    """One run; the parts share what they know of the request."""

    def __init__(self, request: Request, context: Context) -> None:
        if context.options_problem:
            raise OptionError(context.options_problem)
        options = request.options
        ceiling = context.ceiling
        self.guard = rule_of("ceiling")
        self.findings: list[Finding] = []
        self.left_out: Counter[str] = Counter()
        if ceiling is not None and not ceiling.allows(options.rating):
            self.findings += self.guard.about_rating(options.rating, ceiling)
            options = replace(options, rating="")
        self.context = context
        self.request = request
        self.options = options
        self.dialect = context.dialect_of(options)
        _, self.verdict = context.checkpoint_of(request)
        self.active = (
            options.enabled
            and options.mode != "off"
            and options.gate != "never"
            and self.verdict.is_animagine
        )
        self.rules = selected(options.select, options.ignore)
        self.protected = _normal_forms(_names(request, context))
        self.newlines = options.newline_is_boundary == "on" or (
            options.newline_is_boundary == "auto" and request.lines_are_regions
        )
        self.own = _own_texts(request)
        """Those of the second pass that are not those of the first."""
        self.typed_negative = request.negative_prompt
        self.changes: list[Change] = []
        self.errors: list[Finding] = []
        self.start: int | None = None
        """Where in the given prompt the drawn one begins, if that was taken apart."""
        self.texts: dict[str, CompiledText] = {}
        self.opened: dict[str, tuple[str, Sequence[Step]]] = {}
        """Field that an infotext was taken apart into → what was typed there, and what was done."""

    def run(self) -> Compiled:
        """Texts first, then size and settings; everything is only put together at the end."""
        options = self.options
        silent = not options.enabled or options.mode == "off" or options.gate == "never"
        self.choose_rules(silent=silent)
        change = self.active and options.mode in ("fix", "strict")
        request = self.take_apart() if change and options.suggested_fixes else self.request
        settled = {} if silent else self.settle_all(change)
        prompt = self.held("prompt", settled.get("prompt"), request.prompt) or ""
        negative = self.kept(
            "negative_prompt", settled.get("negative_prompt"), request.negative_prompt
        )
        hires = self.second("hr_prompt", self.held, settled, prompt)
        hires_negative = self.second("hr_negative_prompt", self.kept, settled, negative)
        drawn = filter(None, (prompt, negative, hires, hires_negative))
        settings = compile_settings(request, self.context, drawn, self.rules, change=change)
        return Compiled(
            prompt=prompt,
            negative_prompt=negative,
            hr_prompt=hires,
            hr_negative_prompt=hires_negative,
            width=settings.width,
            height=settings.height,
            hr_width=settings.hr_width,
            hr_height=settings.hr_height,
            steps=settings.steps,
            cfg_scale=settings.cfg_scale,
            sampler_name=settings.sampler_name,
            findings=(*self.told(), *settings.findings),
            findings_left_out=dict(self.left_out),
            changes=(*self.changes, *settings.changes),
            remaining=tuple(self.errors),
            active=self.active,
            texts=self.texts,
            dialect=self.dialect,
        )

    def choose_rules(self, *, silent: bool) -> None:
        """Leave the rules that have a say; that of the operator's ceiling always has."""
        if silent:
            self.rules = ()
        elif not self.verdict.is_animagine:  # another model's prompt is not wrong
            self.rules = tuple(rule for rule in self.rules if rule.is_about_models)
        language = self.dialect.language
        self.rules = tuple(
            rule for rule in self.rules if not rule.dialects or language in rule.dialects
        )
        if self.context.ceiling is not None and self.guard not in self.rules:
            self.rules = (*self.rules, self.guard)

    def settle_all(self, change: bool) -> dict[str, Settled]:
        """Compile the texts, those of the second pass where they are its own."""
        request = self.request
        asked = self.text("prompt", request.prompt, change)
        settled = {"prompt": asked}
        if request.negative_prompt is not None:
            text = request.negative_prompt
            settled["negative_prompt"] = self.negative("negative_prompt", text, change, asked)
        if "hr_prompt" in self.own:
            asked = self.text("hr_prompt", self.own["hr_prompt"], change)
            settled["hr_prompt"] = asked
        if "hr_negative_prompt" in self.own:
            settled["hr_negative_prompt"] = self.second_negative(change, asked, settled)
        return settled

    def second_negative(self, change: bool, asked: Settled, settled: dict[str, Settled]) -> Settled:
        """The negative prompt beside a hires prompt: what is told of the first is not told again.

        Args:
            change: may it be changed?
            asked: the hires prompt.
            settled: the texts that were compiled before.
        """
        field, first = "hr_negative_prompt", "negative_prompt"
        findings, changes = len(self.findings), len(self.changes)
        found = self.negative(field, self.own[field], change, asked)
        if self.own[field] == self.typed_negative:
            told = {_said(each) for each in self.findings if each.field == first}
            more = (each for each in self.findings[findings:] if _said(each) not in told)
            self.findings[findings:] = [each._replace(field=first) for each in more]
            if found.text == settled[first].text:
                del self.own[field], self.changes[changes:]
        return found

    def second(
        self,
        field: str,
        send: Callable[[str, Settled | None, str | None], str | None],
        settled: dict[str, Settled],
        first: str | None,
    ) -> str | None:
        """A text of the second pass as it goes out; without one of its own the first pass's.

        Args:
            field: its name.
            send: makes of a compiled text what goes out.
            settled: the texts that were compiled.
            first: that of the first pass, as it goes out.
        """
        if field in self.own:
            return send(field, settled.get(field), self.own[field])
        if getattr(self.request, field) is None:
            return None
        self.texts[field] = self.texts[_FIRST_PASS[field]]
        return first

    def pasted(self, text: str, *, negative: bool) -> Pasted | None:
        """Return the parts of a whole infotext in a box, if it is to be noticed."""
        found = whole_in(text, negative=negative)
        return found if found is not None and rule_of("infotext") in self.rules else None

    def take_apart(self) -> Request:
        """Return the request with the parts of an infotext in their fields, from now on in use."""
        found = self.pasted(self.request.prompt, negative=False)
        if found is not None:
            apart = taken_apart(self.request, found)
            self.findings += pasted_findings(self.job("prompt", self.request.prompt, False)).told
            self.changes += apart.changes
            for field in ("prompt", "negative_prompt"):
                typed = getattr(self.request, field) or ""
                own = [change for change in apart.changes if change.field == field]
                self.opened[field] = typed, tuple(_steps(typed, own))
            self.request, self.start = apart.request, apart.start
        return self.request

    def told(self) -> list[Finding]:
        """The findings of all fields, of each rule no more than of one: the gravest ones."""
        if len(self.findings) <= MOST_FINDINGS:
            return self.findings
        counts = Counter(finding.code for finding in self.findings)
        if max(counts.values(), default=0) <= MOST_FINDINGS:
            return self.findings
        told: Counter[str] = Counter()
        kept: set[int] = set()
        for finding in sorted(self.findings, key=lambda each: -each.severity):
            told[finding.code] += 1
            if told[finding.code] <= MOST_FINDINGS:
                kept.add(id(finding))
            else:
                self.left_out[finding.code] += 1
        return [finding for finding in self.findings if id(finding) in kept]

    def job(self, field: str, text: str, change: bool, asked: Settled | None = None) -> Job:
        """A text and what decides about it; with ``asked`` it is a negative prompt."""
        return Job(
            field=field,
            text=text,
            negative=asked is not None,
            options=self.options,
            rules=self.rules,
            vocabulary=self.context.vocabulary,
            protected=self.protected,
            newlines=self.newlines,
            change=change,
            asked=asked.names if asked is not None else (),
            added=asked.added if asked is not None else (),
            ceiling=self.context.ceiling,
            pause=self.context.pause,
            encoder=self.context.encoder,
            wildcards=self.context.wildcards,
            embeddings=self.context.embeddings() if self.dialect.embedding else (),
            dialect=self.dialect,
        )

    def text(self, field: str, text: str, change: bool) -> Settled:
        """A positive prompt."""
        return self._keep(self.job(field, text, change))

    def negative(self, field: str, text: str, change: bool, asked: Settled) -> Settled:
        """A negative prompt."""
        job = self.job(field, text, change, asked)
        settled = self._keep(job)
        for rule in self.rules if change else ():
            if rule.withheld is not None:
                tags = withheld_tags(job, settled.view)
                if tags:
                    self.findings.append(rule.finding(rule.withheld(tags), field))
        return settled

    def held(self, field: str, settled: Settled | None, given: str | None) -> str | None:
        """A positive prompt as it goes out: under the operator's ceiling, whatever the options."""
        text = self.kept(field, settled, given)
        if self.context.ceiling is None or text is None:
            return text
        failed = [f for f in settled.findings.told if self.guard.failed_with(f)] if settled else []
        if failed:
            self.errors += failed
            return text
        try:
            held = hold(
                text,
                self.context.ceiling,
                code=self.guard.code,
                field=field,
                dialect=self.dialect,
            )
        except Exception as error:
            self.errors.append(failing.rule_failed(self.guard, field, error))
            return text
        self.changes += held.changes
        if held.changes:
            steps = (*self.texts[field].after, *_steps(text, held.changes))
            self.texts[field] = replace(self.texts[field], text=held.text, after=steps)
        if held.refusal:
            self.errors.append(self.guard.finding(Report(held.refusal), field))
        return held.text

    def kept(self, field: str, settled: Settled | None, given: str | None) -> str | None:
        """A text as it was compiled, or as it was given; what was done to it is kept beside it."""
        if given is None:
            return None
        if settled is None:
            job = self.job(field, given, False)._replace(negative=field.endswith("negative_prompt"))
            self.texts[field] = CompiledText(given, given, partial(look, job, given))
            return given
        typed, steps = self.opened.get(field, (given, ()))
        read = partial(getattr, settled, "view")
        before = (*steps, *settled.before)
        self.texts[field] = CompiledText(typed, settled.text, read, before, settled.after)
        return settled.text

    def _keep(self, job: Job) -> Settled:
        pasted = self.pasted(job.text, negative=job.negative)
        settled = settle(job) if pasted is None else left_alone(job, pasted)
        self.findings += self._placed(settled.findings.told)
        if settled.findings.left_out:
            self.left_out.update(settled.findings.left_out)
        self.changes += settled.changes
        if job.options.mode == "strict" and job.change and pasted is None:
            errors = errors_in(job, settled)
            self.errors += [error for error in errors if not self.guard.said(error)]  # see held()
        return settled

    def _placed(self, found: list[Finding]) -> list[Finding]:
        """Findings in the texts as given: of one taken apart the prompt's, where that stood."""
        start = self.start
        if start is None:
            return found
        return [
            each._replace(start=each.start + start, end=each.end + start, fixes=())
            for each in found
            if each.field == "prompt"
        ]


def _own_texts(request: Request) -> dict[str, str]:
    """The texts of the second pass that are its own: a WebUI fills in the first's for empty ones.

    Beside a hires prompt of its own, the same negative prompt may be changed in another way.
    """
    own: dict[str, str] = {}
    negative = request.hr_negative_prompt
    if request.hr_prompt is not None and request.hr_prompt != request.prompt:
        own["hr_prompt"] = request.hr_prompt
        negative = request.negative_prompt if negative is None else negative
    elif negative == request.negative_prompt:
        negative = None
    return own if negative is None else {**own, "hr_negative_prompt": negative}


def _said(finding: Finding) -> tuple[str, int, int, str]:
    return finding.code, finding.start, finding.end, finding.message


def _steps(text: str, changes: Iterable[Change]) -> Iterator[Step]:
    """What changes that follow each other do to a text; that an infotext went marks no tag."""
    for change in changes:
        told = None if change.code == code_of("infotext") and change.kind != "added" else change
        yield partial(of_edits, len(text), [(edit, told) for edit in change.edits])
        text = apply_edits(text, change.edits)


@lru_cache(maxsize=16)
def _reporting(options: Options) -> Options:
    return replace(options, mode="report")


@lru_cache(maxsize=16)
def _normal_forms(names: frozenset[str]) -> frozenset[str]:
    """Each name as look-ups see it. A LoRA brings hundreds; a batch asks with the same ones."""
    return frozenset((*map(normalise, names), *map(str.lower, names)))


def _names(request: Request, context: Context) -> frozenset[str]:
    """Return the names that are not to be corrected: the request's and the program's."""
    given = (request.prompt, request.negative_prompt, request.hr_prompt, request.hr_negative_prompt)
    names = context.names_in(filter(None, given))
    return names | request.known_names if request.known_names else names


def compile_prompt(
    prompt: str,
    negative_prompt: str | None = None,
    *,
    width: int | None = None,
    height: int | None = None,
    options: Options | None = None,
) -> Compiled:
    """Compile one prompt; what is not given is left out. For more fields build a ``Request``.

    Raises:
        SizeError: width or height (pixels) is not a whole number from 1 to 16384.
    """
    return compile_request(
        Request(
            prompt=prompt,
            negative_prompt=negative_prompt,
            width=width,
            height=height,
            options=options or Options(),
        )
    )


def check(
    prompt: str, negative_prompt: str | None = None, *, options: Options | None = None
) -> tuple[Finding, ...]:
    """What the rules say of a prompt; nothing is changed."""
    return check_request(Request(prompt, negative_prompt, options=options or Options()))
