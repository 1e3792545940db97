"""Requests through the compiler, on top of what the host knows: one, or a batch of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from sd_animagine.api import bodies, facts
from sd_animagine.api.surroundings import Surroundings
from sd_animagine.collector import collector_paused
from sd_animagine.compiler import Compiled, Context, compile_request, report_request
from sd_animagine.compiler import Request as CompileRequest
from sd_animagine.compiler.fixing import fixed_request
from sd_animagine.report.items import items_json
from sd_animagine.report.line import line
from sd_animagine.report.marks import view_json
from sd_animagine.report.problems import (
    fixed_and_left,
    number_fixed,
    number_left,
    report_json,
    without,
)
from sd_animagine.report.serial import (
    TEXTS,
    RequestError,
    compiled_json,
    dialects_from,
    findings_json,
    request_from,
    request_json,
    written_json,
)
from sd_animagine.syntax import Dialect
from sd_animagine.transform import SizeError
from sd_animagine.words import Message
from sd_animagine.words.languages import Language, chosen, in_language

_TOO_LONG: Final = (
    "the texts have {length:,} characters, but this server takes at most {most:,} at once; "
    "the command line takes any number"
)

_NO_STYLES: Final = Message(
    "styles are saved in a WebUI and this server has none; "
    "leave styles out and write their texts into the prompt"
)


class Compiling:
    """What the host knows is looked up once, however many requests follow."""

    def __init__(self, around: Surroundings, language: Language = "en") -> None:
        self.around = around
        self.context = around.context()
        self.language = language

    def refuse_wrong_settings(self) -> None:
        """See to it that the operator's options can be gone by.

        Raises:
            Refused: 422, a value on the settings page is not allowed.
        """
        if self.context.options_problem:
            sentence = Message("on the settings page: {said}", said=self.context.options_problem)
            raise bodies.Refused(422, sentence, "options")

    def asked(self, values: dict[str, Any]) -> CompileRequest:
        """The request of a body.

        Raises:
            Refused: 422 with the field and what is allowed.
        """
        self.refuse_wrong_settings()
        asked = bodies.asked(values, lambda given: request_from(given, self.context.options))
        asked = self._styled(asked, bodies.styles(values))
        texts: list[str] = [text for name in TEXTS if (text := getattr(asked, name))]
        if (length := sum(map(len, texts))) > self.around.longest:
            said = Message(_TOO_LONG, length=length, most=self.around.longest)
            raise bodies.Refused(413, said, "prompt")
        return asked

    def _styled(self, asked: CompileRequest, names: list[str]) -> CompileRequest:
        if not names:
            return asked
        put_in = self.around.with_styles
        if put_in is None:
            raise bodies.Refused(422, _NO_STYLES, "styles")
        prompt, negative = put_in(asked.prompt, asked.negative_prompt or "", names)
        second = put_in(asked.hr_prompt or "", asked.hr_negative_prompt or "", names)
        # an empty text of the second pass is that of the first, which has the styles by then
        return replace(
            asked,
            prompt=prompt,
            negative_prompt=negative or asked.negative_prompt,
            hr_prompt=asked.hr_prompt and second[0],
            hr_negative_prompt=asked.hr_negative_prompt and second[1],
        )

    @collector_paused
    def check(self, values: dict[str, Any]) -> dict[str, Any]:
        """The findings.

        Raises:
            Refused: 422 with the field and what is allowed.
        """
        asked = self.asked(values)
        context, _ = self._dialects(values)
        try:
            found = report_request(asked, context)
        except SizeError as error:
            raise bodies.refusal(error) from None
        found, quiet = without(found, bodies.quiet(values))
        result = {
            "findings": findings_json(found.findings, asked),
            "findings_left_out": dict(found.findings_left_out),
            "report": report_json(found, quiet, repairs=False),
            "left_out": [],
        }
        return in_language(result, self._spoken(asked))

    @collector_paused
    def compile(self, values: dict[str, Any], *, rows: bool = True) -> dict[str, Any]:
        """The fields compiled, and all that there is to say of it.

        Args:
            values: the fields of a request.
            rows: what a page lists too.

        Raises:
            Refused: 422 with the field and what is allowed.
        """
        asked = self.asked(values)
        context, target = self._dialects(values)
        try:
            compiled = compile_request(asked, context)
        except SizeError as error:
            raise bodies.refusal(error) from None
        compiled, quiet = without(compiled, bodies.quiet(values))
        view = view_json(asked, compiled, context)
        result = compiled_json(compiled, asked)
        if target is not None:
            written = compiled.to(target.language, embeddings=context.embeddings())
            result["written"] = written_json(written)
        result = {**result, **view, "refusal": compiled.refusal, "left_out": []}
        length = view["tokens"]["prompt"]
        idle = facts.idle(self.context, self.around.setting)
        result["summary"] = line(asked, compiled, length, idle, bodies.styles(values))
        if rows:
            result["report"] = report_json(compiled, quiet, repairs=_repairs(compiled, asked))
        typed_at = _typed_at(values, asked)
        if values.get("styles"):
            result["typed_at"] = typed_at
        if bodies.items_asked(values):
            typed, at = values.get("prompt") or "", typed_at.get("prompt")
            result["items"] = items_json(typed, at, asked, compiled, context)
            result["left_out"] = ["items"] * (result["items"] == [] and typed.strip() != "")
        return in_language(result, self._spoken(asked))

    @collector_paused
    def fix(self, values: dict[str, Any]) -> dict[str, Any]:
        """The fields as they were typed, with what is wrong put right, and how much that is.

        Raises:
            Refused: 422 with the field and what is allowed.
        """
        which, codes, fields = bodies.fixes(values)
        asked = self.asked(values)
        context, _ = self._dialects(values)
        quiet = bodies.quiet(values)
        try:
            done = fixed_request(asked, context, unsafe=which == "all", codes=codes, fields=fields)
            found = [report_request(each, context) for each in (asked, done)]
            left = compile_request(done, context)
        except SizeError as error:
            raise bodies.refusal(error) from None
        fixed = number_fixed(*(without(each, quiet)[0] for each in found))
        remaining = number_left(without(left, quiet)[0], repairs=_repairs(left, done))
        result = {
            **request_json(done),
            "fixed": fixed,
            "left": remaining,
            "said": fixed_and_left(fixed, remaining),
        }
        return in_language(result, self._spoken(asked))

    def _dialects(self, values: dict[str, Any]) -> tuple[Context, Dialect | None]:
        """What reads the texts of a body as they are typed, and how they are to be written.

        Raises:
            Refused: 422, there is no such dialect.
        """
        try:
            source, target = dialects_from(values)
        except RequestError as error:
            raise bodies.refusal(error) from None
        return (replace(self.context, dialect=source) if source else self.context), target

    def _spoken(self, asked: CompileRequest) -> Language:
        """The language of an answer: as the request or the operator says, else the caller's."""
        return chosen(asked.options.language, self.language)

    def item(self, item: Any) -> dict[str, Any]:
        """An item of a batch compiled, or its error.

        Args:
            item: a request as it came.
        """
        try:
            bodies.check_size(item)
            return self.compile(bodies.known_fields(item), rows=False)
        except bodies.Refused as refused:
            return in_place(refused.within(self.language))
        except Exception as error:  # the other items are none the worse
            return in_place(bodies.failure(error).within(self.language))


def _repairs(compiled: Compiled, asked: CompileRequest) -> bool:
    """Does a compile do anything, or only tell?"""
    return compiled.active and asked.options.mode != "report"


def _typed_at(values: dict[str, Any], styled: CompileRequest) -> dict[str, int]:
    """Where in each text with its styles the one that was sent begins."""
    found = {}
    for field in TEXTS:
        text, whole = values.get(field), getattr(styled, field)
        if text and whole and text in whole:
            found[field] = whole.index(text)
    return found


def in_place(refused: bodies.Refused) -> dict[str, Any]:
    """What stands in a batch in the place of an item that was not compiled."""
    return {"error": refused.detail["message"], "field": refused.field}
