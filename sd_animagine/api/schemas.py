"""What the routes take and give, as OpenAPI describes it.

Written from the options' own table instead of pydantic models: AUTOMATIC1111 has pydantic 1, Forge
pydantic 2, and what is allowed is decided in one place, ``serial`` and ``compiler.options``.
"""

from __future__ import annotations

from typing import Any

from sd_animagine.compiler import FIELDS, Options
from sd_animagine.serial import NUMBERS, TEXTS

_TYPES = {"bool": "boolean", "choice": "string", "quality": "string", "year": "integer"}


def options() -> dict[str, Any]:
    """The JSON schema of ``options``."""
    plain = Options()
    properties: dict[str, Any] = {}
    for field in FIELDS:
        default = getattr(plain, field.name)
        schema: dict[str, Any] = {"description": field.help}
        if field.kind == "codes":
            schema |= {"type": "array", "items": {"type": "string"}, "default": list(default)}
        else:
            schema |= {"type": _TYPES[field.kind], "default": default}
        if field.kind == "choice":
            schema["enum"] = list(field.choices)
        properties[field.name] = schema
    return {"type": "object", "additionalProperties": False, "properties": properties}


def request() -> dict[str, Any]:
    """The JSON schema of a request; nothing is required, what is missing is left out."""
    size = {"type": "number"}
    hires = {"scale": size, "width": size, "height": size}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **{name: {"type": "string"} for name in TEXTS},
            **{name: {"type": "number"} for name in NUMBERS},
            "sampler_name": {"type": "string"},
            "checkpoint": {"type": "string", "description": "name of the checkpoint file"},
            "known_names": {
                "type": "array",
                "items": {"type": "string"},
                "description": "words that are never corrected (embeddings, trigger words)",
            },
            "hires": {"type": "object", "additionalProperties": False, "properties": hires},
            "options": options(),
        },
        "example": {"prompt": "smile, 1girl, long_hair", "negative_prompt": "", "width": 512},
    }


def findings() -> dict[str, Any]:
    """The JSON schema of an answer that holds findings."""
    edit = {"start": {"type": "integer"}, "end": {"type": "integer"}, "text": {"type": "string"}}
    fix = {
        "label": {"type": "string", "description": "short words for a button"},
        "safe": {"type": "boolean", "description": "does the meaning of the prompt stay?"},
        "edits": {"type": "array", "items": {"type": "object", "properties": edit}},
    }
    finding = {
        "code": {"type": "string", "example": "ANI101"},
        "severity": {"type": "string", "enum": ["error", "warning", "info", "hint"]},
        "message": {"type": "string"},
        "field": {"type": "string", "description": "the field it is about"},
        "start": {"type": "integer", "description": "in characters (code points) of the field"},
        "end": {"type": "integer"},
        "fixes": {"type": "array", "items": {"type": "object", "properties": fix}},
    }
    return {
        "type": "object",
        "properties": {
            "findings": {"type": "array", "items": {"type": "object", "properties": finding}}
        },
    }


def refusal() -> dict[str, Any]:
    """The JSON schema of a 413 or 422."""
    detail = {"message": {"type": "string"}, "field": {"type": "string"}}
    return {
        "type": "object",
        "properties": {"detail": {"type": "object", "properties": detail}},
    }


def body(schema: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    """The ``openapi_extra`` of a route that takes a JSON body."""

    def content(of: dict[str, Any], text: str) -> dict[str, Any]:
        return {"description": text, "content": {"application/json": {"schema": of}}}

    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {
            "200": content(answer, "Done"),
            "413": content(refusal(), "The body is over the limit"),
            "422": content(refusal(), "A field is not what it must be"),
        },
    }
