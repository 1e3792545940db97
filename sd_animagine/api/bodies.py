"""Request bodies: read with a limit, parsed, and refused with a sentence that names the field.

Nothing here raises anything but ``Refused``: whatever is sent, the answer is a 413 or a 422 with
``{"detail": {"message": sentence, "field": name}}``, or the request goes on. Only what reads from a
connection takes starlette, so that a server of another make can use the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from sd_animagine.compiler import OptionError
from sd_animagine.compiler import Request as CompileRequest
from sd_animagine.failures import log
from sd_animagine.report.serial import NUMBERS, SWITCHES, TEXTS, RequestError, request_from
from sd_animagine.transform import SizeError
from sd_animagine.values import from_json, must_be, shown
from sd_animagine.words import Message, said_by
from sd_animagine.words.languages import Language, in_language

LIMIT: Final = 256 * 1024
"""Largest body of one request, and largest item of a batch, in bytes."""
BATCH_LIMIT: Final = 4 * 1024 * 1024
"""Largest body of a batch, in bytes."""
ORDER_LIMIT: Final = 4 * 1024
"""Largest body that says what to do, in bytes."""
MOST_ITEMS: Final = 1000
"""Items of a batch."""
_DEEPEST: Final = 16
"""Lists and objects inside each other; what a body may hold needs three, in a batch four."""
FIELDS: Final = (
    *TEXTS, *NUMBERS, *SWITCHES, "sampler_name", "checkpoint", "known_names", "styles", "hires",
    "options", "quiet", "items", "from", "to"
)  # fmt: skip
"""What a body may hold."""
FIX_FIELDS: Final = (
    *(name for name in FIELDS if name not in ("styles", "to")), "fixes", "codes", "fields"
)  # fmt: skip
"""What one may hold that asks for fixes: of a text as it was typed, so without styles."""
FIXES: Final = ("safe", "all")
FIXED: Final = frozenset((*TEXTS, "size", "steps", "cfg_scale", "sampler_name"))
"""The fields that findings with fixes name."""
MOST_CODES: Final = 100
"""Rule codes in a list of them."""
_CODE: Final = re.compile(r"ANI[0-9]{3}")
MOST_STYLES: Final = 100
"""Styles of a request; one can repeat the text that it is put around."""


class Refused(Exception):
    """A request that is not carried out, with the field that is to blame."""

    def __init__(self, status: int, sentence: str, field: str = "body") -> None:
        self.sentence = sentence
        self.field = _encodable(field)
        self.status_code = status
        self.detail = {"message": _encodable(sentence), "field": self.field}
        super().__init__(self.detail["message"])

    def within(self, language: Language) -> Refused:
        """Return the same in a language."""
        return Refused(self.status_code, in_language(self.sentence, language), self.field)


def _encodable(text: str) -> str:
    """As it is written out as UTF-8, in which there are no lone surrogates."""
    return text.encode("utf-8", "replace").decode()


async def read(request: Any, limit: int = LIMIT) -> bytes:
    """The body of a request (starlette's), refused before it is all here if it is too long.

    Raises:
        Refused: 413, over the limit; 400, whoever sent it has gone, so nobody reads the answer.
    """
    from starlette.requests import ClientDisconnect

    size = 0
    parts = []
    try:
        async for part in request.stream():
            size += len(part)
            if size > limit:
                raise too_long(limit)
            parts.append(part)
    except ClientDisconnect:
        raise Refused(400, Message("The request was broken off.")) from None
    return b"".join(parts)


def too_long(limit: int = LIMIT) -> Refused:
    """The answer to a body over a limit in bytes."""
    most = f"{limit // 1024:,}"
    return Refused(413, Message("The body has over {most} KiB, the most allowed.", most=most))


def parse(body: bytes, fields: Sequence[str] = FIELDS) -> dict[str, Any]:
    """The JSON object of a body.

    Raises:
        Refused: 422, no JSON, no object, or a field that is not known.
    """
    return known_fields(_value(body), fields)


def items(body: bytes) -> list[Any]:
    """The JSON list of a batch's body; what stands in it is not looked at.

    Raises:
        Refused: 422, no JSON, no list, or one that is too long.
    """
    found = _value(body)
    if not isinstance(found, list):
        raise Refused(422, Message("The body must be a JSON list of requests."))
    if len(found) > MOST_ITEMS:
        said = Message(
            "The body has {count} items; at most {most} are allowed.",
            count=f"{len(found):,}",
            most=f"{MOST_ITEMS:,}",
        )
        raise Refused(422, said)
    return found


def check_size(item: Any) -> None:
    """Refuse an item of a batch that would be too long for a body of its own.

    Raises:
        Refused: 413, over the limit as compact JSON in UTF-8.
    """
    text = json.dumps(item, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode("utf-8", "surrogatepass")) > LIMIT:
        raise Refused(
            413, Message("The item has over {most} KiB, the most allowed.", most=LIMIT // 1024)
        )


async def order(request: Any, *allowed: str) -> dict[str, Any]:
    """The body of a request (starlette's) that changes something here, with these fields only.

    It has to say that it is JSON: another website's page in the same browser, which could send a
    body too, may not say so without asking first.

    Raises:
        Refused: 413, 422, or 415 where it does not say so.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(415, must_be("content-type", kind, "application/json"), "content-type")
    return known_fields(_value(await read(request, ORDER_LIMIT)), allowed)


def known_fields(values: Any, allowed: Sequence[str] = FIELDS) -> dict[str, Any]:
    """The fields of a request.

    Args:
        values: what a body holds.
        allowed: those that there are.

    Raises:
        Refused: 422, no object, or a field that is not known.
    """
    if not isinstance(values, dict):
        raise Refused(422, Message("The request must be a JSON object."))
    for name in values:
        if name not in allowed:
            known = ", ".join(allowed) or "none"
            raise Refused(422, unknown_field(name, known), name[:60])
    return values


def _value(body: bytes) -> Any:
    try:
        value = from_json(body, _no_constant)
    except (ValueError, RecursionError) as error:
        said = Message("The body must be JSON: {error}.", error=str(error)[:180])
        raise Refused(422, said) from None
    level = [value]
    for _ in range(_DEEPEST):
        inner = [each for each in level if isinstance(each, dict | list)]
        level = [v for each in inner for v in (each.values() if isinstance(each, dict) else each)]
        if not level:
            return value
    raise Refused(
        422, Message("The body has over {most} lists and objects inside each other.", most=_DEEPEST)
    )


def unknown_field(name: str, known: str) -> Message:
    """Return what is said of a field that there is not."""
    return Message("There is no field {field}. Known are {known}.", field=shown(name), known=known)


def asked(
    values: dict[str, Any], make: Callable[[dict[str, Any]], CompileRequest] = request_from
) -> CompileRequest:
    """The request that a body stands for.

    Raises:
        Refused: 422 with the field and what is allowed.
    """
    try:
        return make(values)
    except (RequestError, OptionError) as error:
        raise refusal(error) from None


def styles(values: dict[str, Any]) -> list[str]:
    """The names of the styles that a body asks for.

    Raises:
        Refused: 422, no list of names, too many, or one of them twice.
    """
    names = values.get("styles")
    if names is None:
        return []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        said = must_be("styles", names, Message("a list of names"))
        raise Refused(422, said, "styles")
    if len(names) > MOST_STYLES or len(names) != len(set(names)):
        allowed = Message("a list of at most {most} names, each once", most=MOST_STYLES)
        said = must_be("styles", names, allowed)
        raise Refused(422, said, "styles")
    return names


def quiet(values: dict[str, Any]) -> list[str]:
    """The rules whose findings a body does not want to be told; a code of no rule does nothing.

    Raises:
        Refused: 422, no list of codes, or too long a one.
    """
    return _codes(values, "quiet")


def items_asked(values: dict[str, Any]) -> bool:
    """Return whether a body asks for the items of its prompt.

    Raises:
        Refused: 422, neither true nor false.
    """
    asked = values.get("items")
    if asked is not None and not isinstance(asked, bool):
        said = must_be("items", asked, Message("true or false"))
        raise Refused(422, said, "items")
    return bool(asked)


def fixes(values: dict[str, Any]) -> tuple[str, list[str], list[str]]:
    """Which fixes a body asks for, of which rules and fields; of all where it names none.

    Raises:
        Refused: 422 with the field and what is allowed.
    """
    asked = values.get("fixes", FIXES[0])
    if asked not in FIXES:
        allowed = Message("one of {choices}", choices=", ".join(FIXES))
        raise Refused(422, must_be("fixes", asked, allowed), "fixes")
    fields = values.get("fields")
    if fields is not None and not (isinstance(fields, list) and set(map(str, fields)) <= FIXED):
        allowed = Message("a list of {choices}", choices=", ".join(sorted(FIXED)))
        raise Refused(422, must_be("fields", fields, allowed), "fields")
    return asked, _codes(values, "codes"), list(fields or ())


def _codes(values: dict[str, Any], name: str) -> list[str]:
    codes = values.get(name)
    if codes is None:
        return []
    is_list = isinstance(codes, list) and len(codes) <= MOST_CODES
    if not is_list or not all(isinstance(code, str) and _CODE.fullmatch(code) for code in codes):
        allowed = Message("a list of at most {most} rule codes such as ANI101", most=MOST_CODES)
        raise Refused(422, must_be(name, codes, allowed), name)
    return list(codes)


def refusal(error: RequestError | OptionError | SizeError) -> Refused:
    """The answer to a value that is not allowed."""
    sentence = said_by(error)
    if isinstance(error, OptionError):
        return Refused(422, sentence, "options")
    named = (name for name in FIELDS if sentence.startswith(f"{name} "))
    return Refused(422, sentence, next(named, "body"))


def failure(error: Exception) -> Refused:
    """The answer where something of ours failed: 422, since this very request makes it fail.

    No 5xx: whoever gets one asks again, and would make it fail again.
    """
    said = Message(
        "the server failed on this request ({cause}); please report this",
        cause=log("a request", error),
    )
    return Refused(422, said)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number in JSON")
