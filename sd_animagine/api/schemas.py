"""What the routes take and give, as JSON schemas.

Written from the options' own table instead of pydantic models: AUTOMATIC1111 has pydantic 1, Forge
pydantic 2, and what is allowed is decided in one place, ``serial`` and ``compiler.options``.
"""

from __future__ import annotations

from typing import Any, Final

from sd_animagine.api.bodies import FIX_FIELDS, FIXED, FIXES, MOST_CODES, MOST_STYLES
from sd_animagine.compiler import FIELDS
from sd_animagine.compiler.options import Field
from sd_animagine.model import QUALITY_KIND, YEARS
from sd_animagine.report.items import ALL_KINDS
from sd_animagine.report.serial import FINAL_SIZE, NUMBERS, TEXTS
from sd_animagine.rules.base import Severity
from sd_animagine.syntax import DIALECTS

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
WHOLE: Final[Schema] = {"type": "integer"}
NUMBER: Final[Schema] = {"type": "number"}
TRUTH: Final[Schema] = {"type": "boolean"}
_DIALECT: Final = "http://json-schema.org/draft-07/schema#"


def listing(of: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": of}


def record(**properties: Schema) -> Schema:
    """An object with these properties."""
    return {"type": "object", "properties": properties}


def said(schema: Schema, description: str) -> Schema:
    """A schema with a few words about it."""
    return {**schema, "description": description}


def or_null(schema: Schema, description: str) -> Schema:
    """A value that may be missing."""
    return {"anyOf": [schema, {"type": "null"}], "description": description}


def options() -> Schema:
    """The JSON schema of ``options``."""
    properties: Schema = {}
    for field in FIELDS:
        default = list(field.default) if field.kind == "codes" else field.default
        about = {"description": field.about, "default": default}
        properties[field.name] = {**_allowed(field), **about}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _allowed(field: Field) -> Schema:
    if field.kind == "bool":
        return TRUTH
    if field.kind == "choice":
        return {**TEXT, "enum": list(field.choices)}
    if field.kind == "year":
        return {**WHOLE, "enum": [0, *YEARS]}
    if field.kind == "codes":
        return listing({**TEXT, "pattern": "^ANI[0-9]*$"})
    tags = {**TEXT, "enum": list(QUALITY_KIND)}
    return {"anyOf": [{**TEXT, "enum": list(field.choices)}, listing(tags)]}


def of_options() -> Schema:
    """The schema of ``options`` as a document of its own."""
    return {"$schema": _DIALECT, "title": "Options of Animagine for WebUI", **options()}


_CODES: Final = {**listing({**TEXT, "pattern": "^ANI[0-9]{3}$"}), "maxItems": MOST_CODES}


def request() -> Schema:
    """A request; nothing is required, what is missing is left out."""
    hires = record(scale=NUMBER, width=NUMBER, height=NUMBER)
    names = said(listing(TEXT), "words that are never corrected (embeddings, trigger words)")
    styles = said(
        listing(TEXT), "names of the host's saved styles, put in before anything is compiled"
    )
    whole = record(
        **dict.fromkeys(TEXTS, TEXT),
        **dict.fromkeys(NUMBERS, NUMBER),
        sampler_name=TEXT,
        checkpoint=said(TEXT, "name of the checkpoint; without it the one that is loaded"),
        known_names=names,
        styles={**styles, "maxItems": MOST_STYLES, "uniqueItems": True},
        hires={**hires, "additionalProperties": False},
        img2img=said(TRUTH, "does it start from a picture? its size is then not snapped"),
        lines_are_regions=said(TRUTH, "is each line a region of its own, as in Forge Couple?"),
        options=options(),
        quiet=said(_CODES, "rules whose findings are not told; errors are"),
        items=said(TRUTH, "is the answer to list the items of the prompt as typed?"),
        **{
            "from": said({**TEXT, "enum": list(DIALECTS)}, "program whose prompts the texts are"),
            "to": said({**TEXT, "enum": list(DIALECTS)}, "program to write them for as well"),
        },
    )
    return {**whole, "additionalProperties": False}


def fixes() -> Schema:
    """A request for what is wrong to be put right; no styles, since they are nothing typed."""
    asked = request()
    properties = {
        name: schema for name, schema in asked["properties"].items() if name in FIX_FIELDS
    }
    more = {
        "fixes": {**TEXT, "enum": list(FIXES), "default": FIXES[0]},
        "codes": said(_CODES, "the rules whose findings are meant; without any all"),
        "fields": said(listing({**TEXT, "enum": sorted(FIXED)}), "likewise, the fields"),
    }
    return {**asked, "properties": {**properties, **more}}


def fixed() -> Schema:
    """The answer to it; fields that were not given are left out, but what an infotext brings."""
    return record(
        **dict.fromkeys(TEXTS, TEXT),
        **dict.fromkeys(NUMBERS, NUMBER),
        sampler_name=TEXT,
        hires=record(scale=NUMBER, width=NUMBER, height=NUMBER),
        fixed=said(WHOLE, "findings that are gone"),
        left=said(WHOLE, "findings besides hints that are still there"),
        said=said(TEXT, "both, for people"),
    )


_EDITS: Final = listing(record(start=WHOLE, end=WHOLE, text=TEXT))


def _findings(**more: Schema) -> Schema:
    fix = record(
        label=said(TEXT, "short words for a button"),
        safe=said(TRUTH, "does the meaning of the prompt stay?"),
        edits=_EDITS,
        values=said({"type": "object"}, "for size and settings instead of edits"),
    )
    severities = [severity.word for severity in reversed(Severity)]
    finding = record(
        code=TEXT,
        severity={**TEXT, "enum": severities},
        message=TEXT,
        field=said(TEXT, "the field it is about"),
        start=said(WHOLE, "in characters (code points) of the field as it was sent"),
        end=WHOLE,
        fixes=said(listing(fix), "empty, one, or a choice"),
        **more,
    )
    return listing(finding)


def findings() -> Schema:
    """The answer of a check."""
    left_out = listing({**TEXT, "enum": ["fixes"]})
    return record(
        findings=_findings(),
        findings_left_out=_counts("findings"),
        report=report(),
        left_out=said(left_out, "what there was no room for in 4 MiB"),
    )


def report() -> Schema:
    """What a page lists: a row for the findings of a rule in a field, and for changes of a kind."""
    common = {"code": TEXT, "message": TEXT, "count": WHOLE}
    row = record(
        **common,
        field=TEXT,
        severity=TEXT,
        findings=said(listing(WHOLE), "numbers of those in findings"),
        same_fixes=said(TRUTH, "has each of them the same fixes?"),
        fixable=said(WHOLE, "how many of them /fix puts right"),
    )
    mended = said(listing(WHOLE), "numbers of those that /fix mends in the typed text")
    change = record(**common, field=TEXT, findings=mended)
    counts = {"type": "object", "additionalProperties": TEXT}
    numbers = {"safe": WHOLE, "all": WHOLE}
    by_field = {"type": "object", "additionalProperties": record(**numbers)}
    return record(
        problems=said(listing(row), "what is left to a person, the gravest first"),
        hints=listing(row),
        changes=listing(change),
        counted=said(counts, "by field, in words"),
        fixable=said(
            record(**numbers, fields=by_field), "findings besides hints that /fix puts right"
        ),
        quiet=said(listing(record(**common)), "what is not told, as asked for"),
    )


def _counts(what: str) -> Schema:
    """How many of a kind are not told."""
    counts = {"type": "object", "additionalProperties": WHOLE}
    return said(counts, f"code → how many more {what} of it there are than the 200 that are told")


def compiled() -> Schema:
    """A compiled request; fields that were not given are left out."""
    place = {"start": WHOLE, "end": WHOLE}
    kinds = {**TEXT, "enum": ["added", "rewritten", "moved"]}
    mark = record(**place, kind=kinds, before=TEXT, reason=TEXT, code=TEXT)
    change = record(
        **dict.fromkeys(("kind", "field", "before", "after", "code", "reason"), TEXT),
        edits=said(_EDITS, "in the text as the changes before it have left it"),
    )
    chunk = record(start=WHOLE, tokens=WHOLE, after_break=TRUTH)
    count = record(
        tokens=said(WHOLE, "as the host counts"),
        limit=said(WHOLE, "75 for each chunk"),
        chunks=listing(chunk),
    )
    marks = {"type": "object", "additionalProperties": listing(mark)}
    counts = {"type": "object", "additionalProperties": count}
    parts = {**TEXT, "enum": ["items", "marks", "sections", "chunks", "edits", "fixes"]}
    return record(
        **dict.fromkeys(TEXTS, TEXT),
        **dict.fromkeys(NUMBERS, NUMBER),
        **dict.fromkeys(FINAL_SIZE, said(WHOLE, "of the picture after the hires pass")),
        trained=said(TRUTH, "is the size one that the model was trained at?"),
        sampler_name=TEXT,
        findings=_findings(left=said(TRUTH, "is it left to a person, and not put right?")),
        findings_left_out=_counts("findings"),
        changes=said(listing(change), "in the order in which they were made"),
        changes_left_out=_counts("changes"),
        active=said(TRUTH, "false where nothing is to be changed: off, or another model"),
        refusal=said(TEXT, "why nothing would be drawn (mode strict, rating ceiling), or empty"),
        marks=said(marks, "by field: what is not as it was typed, as places in the answer"),
        sections=said(listing(record(**place, section=TEXT)), "the tags of the answer's prompt"),
        tokens=said(counts, "by field"),
        items=said(listing(_item()), "of the prompt as it was typed, where that is asked for"),
        written=said(_written(), "prompt and negative prompt for the program named in to"),
        report=report(),
        summary=said(listing(TEXT), "what there is to say of it in one line, part by part"),
        typed_at=said(
            {"type": "object", "additionalProperties": WHOLE},
            "with styles, by field: where in the text with them the one that was sent begins",
        ),
        left_out=said(listing(parts), "what there was no room for in 4 MiB; a text is never cut"),
    )


def _written() -> Schema:
    note = record(field=TEXT, start=WHOLE, end=WHOLE, message=TEXT)
    notes = said(listing(note), "what that program cannot hold, by places in the compiled texts")
    return record(dialect=TEXT, prompt=TEXT, negative_prompt=TEXT, notes=notes)


def _item() -> Schema:
    place = record(start=WHOLE, end=WHOLE)
    edit = record(start=WHOLE, end=WHOLE, text=TEXT)
    return record(
        start=WHOLE,
        end=WHOLE,
        inside=said(place, "without the brackets that weigh it"),
        kind={**TEXT, "enum": list(ALL_KINDS)},
        text=TEXT,
        weight=NUMBER,
        scope=said(WHOLE, "what moves stays in its scope"),
        moves=said(TRUTH, "may it change places with others of its scope that move?"),
        removal=or_null(edit, "what takes it out; null where it stays"),
        change=said(TEXT, "what the compile did to it: moved, rewritten, removed, or empty"),
        reason=TEXT,
    )


def error() -> Schema:
    """What stands in a batch in the place of a wrong item."""
    return record(error=TEXT, field=TEXT)


def refusal() -> Schema:
    """A refused request: a sentence, and the name of the field that is to blame."""
    return record(detail=record(message=TEXT, field=TEXT))
