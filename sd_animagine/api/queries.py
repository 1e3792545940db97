"""What stands behind the question mark of an address: read, and refused with the name of the field.

Declared to OpenAPI by ``schemas.query`` and read here, not by FastAPI: its refusals look different
in pydantic 1 and 2, and name the field only inside a list.
"""

from __future__ import annotations

from typing import Final

from fastapi import Request

from sd_animagine.api.bodies import Refused, unknown_field
from sd_animagine.values import must_be
from sd_animagine.words import Message

LONGEST: Final = 500
"""Characters of a value."""


def only(request: Request, *allowed: str) -> None:
    """Refuse a field that is none of these.

    Raises:
        Refused: 422 with its name.
    """
    for name in request.query_params:
        if name not in allowed:
            known = ", ".join(allowed) or "none"
            raise Refused(422, unknown_field(name, known), name[:60])


def text(request: Request, name: str) -> str:
    """A text, empty where it is not given.

    Raises:
        Refused: 422, too long.
    """
    value: str = request.query_params.get(name, "")
    if len(value) > LONGEST:
        said = Message(
            "{field} is too long; it must be at most {most} characters", field=name, most=LONGEST
        )
        raise Refused(422, said, name)
    return value


def whole(request: Request, name: str, default: int, allowed: range) -> int:
    """A whole number.

    Raises:
        Refused: 422, something else, or out of range.
    """
    value = text(request, name).strip()
    if not value:
        return default
    if value.isascii() and value.isdigit() and len(value) < 10 and int(value) in allowed:
        return int(value)
    limits = Message("a whole number from {first} to {last}", first=allowed[0], last=allowed[-1])
    raise Refused(422, must_be(name, value[:40], limits), name)


def needed(request: Request, name: str, allowed: range) -> int:
    """A whole number that has to be given.

    Raises:
        Refused: 422, missing, something else, or out of range.
    """
    if not text(request, name).strip():
        said = Message(
            "{field} is missing; it must be a whole number from {first} to {last}",
            field=name,
            first=allowed[0],
            last=allowed[-1],
        )
        raise Refused(422, said, name)
    return whole(request, name, 0, allowed)


def truth(request: Request, name: str) -> bool:
    """A value that is true or false; false where it is not given.

    Raises:
        Refused: 422, something else.
    """
    value = text(request, name).strip().lower()
    if value not in ("", "true", "false"):
        raise Refused(422, must_be(name, value[:40], Message("true or false")), name)
    return value == "true"
