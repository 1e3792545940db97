"""How OpenAPI describes each route: summary, parameters, body, answers, examples.

Everything is given to FastAPI ready made, so that the description is the same with pydantic 1
and 2. The examples are what the routes really say: a test sends them.
"""

from __future__ import annotations

from typing import Any, Final

from sd_animagine.api import schemas
from sd_animagine.api.history import LIMITS as LIMITS_OF_PAGE
from sd_animagine.api.history import PAGE
from sd_animagine.api.lookups import LIMITS
from sd_animagine.api.schemas import (
    NUMBER,
    TEXT,
    TRUTH,
    WHOLE,
    Schema,
    listing,
    or_null,
    record,
    said,
)
from sd_animagine.lookup.complete import LIMIT
from sd_animagine.words.languages import LANGUAGES

_REFUSALS: Final = {
    "401": "The host asks for credentials",
    "404": "There is no such thing",
    "409": "It cannot be done now, or there is no room",
    "413": "The body is over the limit, or the texts are",
    "415": "The body does not say that it is JSON",
    "422": "A field is not what it must be",
}
_STARRY: Final = "firefly (honkai: star rail)"
_KNOWN: Final = {
    "name": _STARRY,
    "text": r"firefly \(honkai: star rail\)",
    "series": "honkai: star rail",
}


def _query(name: str, schema: Schema, description: str, example: object) -> Schema:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
        "example": example,
    }


def _route(
    summary: str,
    answer: Schema,
    *refusals: str,
    example: Any = None,
    parameters: tuple[Schema, ...] = (),
    body: Schema | None = None,
    sent: Any = None,
) -> dict[str, Any]:
    """What a decorator takes."""
    responses = {"200": _content(answer, "Done", example)}
    for status in ("401", *refusals):
        schema = record(detail=TEXT) if status == "401" else schemas.refusal()
        responses[status] = _content(schema, _REFUSALS[status])
    extra: dict[str, Any] = {"responses": responses}
    if parameters:
        extra["parameters"] = list(parameters)
    if body is not None:
        extra["requestBody"] = {"required": True, **_content(body, "", sent)}
    return {"summary": summary, "openapi_extra": extra}


def _content(schema: Schema, description: str, example: Any = None) -> dict[str, Any]:
    media: dict[str, Any] = {"schema": schema}
    if example is not None:
        media["example"] = example
    content = {"content": {"application/json": media}}
    return {"description": description, **content} if description else content


_COMPILED: Final = {
    "prompt": "1girl, smile, masterpiece, high score, great score, absurdres",
    "width": 832,
    "height": 1216,
}
_COMPLETION: Final = record(
    name=TEXT,
    text=said(TEXT, "as it is written in a prompt, its brackets escaped"),
    kind=TEXT,
    section=TEXT,
    alias=or_null(TEXT, "the other name that fits where the name itself does not"),
    series=or_null(TEXT, "of a character"),
    posts=or_null(WHOLE, "pictures with this tag, where a source tells it"),
)
_CHARACTER: Final = record(
    name=TEXT,
    text=said(TEXT, "as it is written in a prompt"),
    series=or_null(TEXT, "the narrow one"),
    broader=or_null(TEXT, "the series that this one belongs to"),
    count=or_null(TEXT, "the count tag that goes with the character"),
    aliases=listing(TEXT),
    posts=or_null(WHOLE, "where a source tells it"),
    new=said(TRUTH, "did it come up after the model was trained?"),
)
_RULE: Final = record(
    **dict.fromkeys(("code", "name", "family", "summary", "what", "why"), TEXT),
    language=said({**TEXT, "enum": [*LANGUAGES]}, "of summary, what and why"),
    severities=listing(TEXT),
    where=listing(TEXT),
    safe_fix=TRUTH,
    example=record(before=TEXT, after=listing(TEXT)),
)
_STATUS: Final = record(
    version=TEXT,
    program=record(
        kind=said(TEXT, "a1111, forge, neo, classic, reforge, studio or server"), version=TEXT
    ),
    libraries={"type": "object", "additionalProperties": TEXT},
    problems=said(
        listing(TEXT),
        "a sentence for each part of ours that could not be loaded, or cannot work in this host",
    ),
    active=said(TRUTH, "is a request without options of its own changed?"),
    why=TEXT,
    setting=or_null(TEXT, "where the page changes it"),
    checkpoint=record(
        name=or_null(TEXT, "of the file"),
        verdict=or_null(
            record(is_animagine=TRUTH, reason=TEXT, confidence=TEXT, release=TEXT),
            "is it Animagine XL 4, and why",
        ),
    ),
    max_rating=record(rating=TEXT, set_by=or_null(TEXT, "who set the ceiling")),
    suggestions=record(rapidfuzz=TRUTH, engine=TEXT),
    tokenizer=TEXT,
    tags=record(
        version=TEXT,
        names=WHOLE,
        damaged=said(listing(TEXT), "a sentence for each list, or row, that was left out"),
        user_lists=listing(record(file=TEXT, names=WHOLE, left_out=WHOLE)),
    ),
)
_NAMES: Final = record(
    tags=said(TEXT, "version of tags.json"),
    comments=record(
        marks=said(listing(TEXT), "what begins a comment that the line's end ends"),
        blocks=said(TRUTH, "is what stands between /* and */ a comment too?"),
    ),
    loras=listing(TEXT),
    embeddings=listing(TEXT),
    styles=listing(record(name=TEXT, prompt=TEXT, negative_prompt=TEXT)),
    wildcards=said(
        listing(TEXT), "names between two underscores, where these routes' own program draws them"
    ),
)

_ID: Final = {**_query("id", WHOLE, "of an entry", 1), "required": True}
_ENTRY: Final = {
    "id": said(WHOLE, "never given to another one"),
    "at": said(NUMBER, "seconds since 1970"),
    "starred": TRUTH,
    "seed": or_null(WHOLE, "of the picture"),
    "thumbnail": or_null(TEXT, "a small copy, as a data: address"),
}
_SIZE: Final = {name: or_null(WHOLE, "in pixels") for name in ("width", "height")}
_TEXT_PAIR: Final = {"prompt": TEXT, "negative_prompt": TEXT}
_PIECE: Final = record(
    kind={**TEXT, "enum": ["same", "added", "removed", "moved"]},
    text=said(TEXT, "all but what is removed make up the second text"),
)
_DIFFERENCE: Final = record(prompt=listing(_PIECE), negative_prompt=listing(_PIECE))
_HISTORY: Final = {
    "history": _route(
        "What was drawn before, the newest first",
        record(
            on=said(TRUTH, "is what is drawn now kept?"),
            why=or_null(TEXT, "why not"),
            entries=listing(
                record(**_ENTRY, prompt=said(TEXT, "as typed, its beginning"), **_SIZE)
            ),
            older=or_null(WHOLE, "the before of the next page"),
            notices=said(listing(TEXT), "what the user must know; each is told once"),
        ),
        "409",
        "422",
        parameters=(
            _query("words", TEXT, "only entries whose texts and settings hold all of them", "hair"),
            _query("starred", TRUTH, "only favourites", "false"),
            _query("before", WHOLE, "only entries that are older than this one", 1000),
            _query(
                "limit",
                {
                    **WHOLE,
                    "minimum": LIMITS_OF_PAGE[0],
                    "maximum": LIMITS_OF_PAGE[-1],
                    "default": PAGE,
                },
                "entries at most",
                2,
            ),
        ),
    ),
    "history/entry": _route(
        "All that is kept of a picture",
        record(
            **_ENTRY,
            typed=record(**_TEXT_PAIR, **_SIZE),
            off=said(TEXT, "tags that were switched off: on each line a place and a tag"),
            sent=record(
                **_TEXT_PAIR,
                **_SIZE,
                steps=or_null(WHOLE, ""),
                cfg_scale=or_null(NUMBER, ""),
                sampler_name=or_null(TEXT, ""),
            ),
            hires=or_null({"type": "object"}, "the hires fix, by the names of the page's controls"),
            options=said({"type": "object"}, "those of the request"),
            checkpoint=or_null(TEXT, "name of the model"),
            infotext=TEXT,
            has_picture=said(TRUTH, "was it saved as a file?"),
        ),
        "404",
        "409",
        "422",
        parameters=(_ID,),
    ),
    "history/picture": _route(
        "The picture itself",
        record(picture=said(TEXT, "as a data: address")),
        "404",
        "409",
        "413",
        "422",
        parameters=(_ID,),
    ),
    "history/compare": _route(
        "What differs between two pictures",
        record(
            typed=_DIFFERENCE,
            sent=_DIFFERENCE,
            settings=listing(
                record(name=TEXT, one=or_null(TEXT, "of the first"), other=or_null(TEXT, ""))
            ),
        ),
        "404",
        "409",
        "422",
        parameters=(
            {**_query("one", WHOLE, "of an entry", 1), "required": True},
            {**_query("other", WHOLE, "of another one", 2), "required": True},
        ),
    ),
    "history/star": _route(
        "Make a picture a favourite, or none",
        record(id=WHOLE, starred=TRUTH),
        *("404", "409", "413", "415", "422"),
        body={**record(id=WHOLE, starred=TRUTH), "required": ["id", "starred"]},
        sent={"id": 1, "starred": True},
        example={"id": 1, "starred": True},
    ),
    "history/delete": _route(
        "Delete a picture from the history, or all; its file stays",
        record(deleted=WHOLE),
        *("404", "409", "413", "415", "422"),
        body={**record(id=WHOLE, all=TRUTH), "additionalProperties": False},
        sent={"id": 1},
        example={"deleted": 1},
    ),
    "history/restore": _route(
        "Have back what was deleted last, within ten minutes",
        record(restored=WHOLE),
        *("404", "409", "413", "415", "422"),
        body=record(),
        sent={},
    ),
}

DESCRIBED: Final[dict[str, dict[str, Any]]] = {
    "compile": _route(
        "A request as the model was trained for it, with all that was found and changed",
        schemas.compiled(),
        "413",
        "422",
        body=schemas.request(),
        sent={"prompt": "smile, 1girl", "width": 512, "height": 768},
        example=_COMPILED,
    ),
    "check": _route(
        "What the rules say of a request; nothing is changed",
        schemas.findings(),
        "413",
        "422",
        body=schemas.request(),
        sent={"prompt": "1girl, smile, smile", "options": {"select": ["ANI002"]}},
    ),
    "fix": _route(
        "The texts and settings as they were typed, with what is wrong put right and nothing added",
        schemas.fixed(),
        "413",
        "422",
        body=schemas.fixes(),
        sent={"prompt": "1girl, long_hair, blue eye", "fixes": "all"},
        example={"prompt": "1girl, long hair, blue eyes", "fixed": 2, "left": 0},
    ),
    "batch": _route(
        "Up to 1,000 requests at once, as /compile does each; a wrong one has its error in place",
        listing({"anyOf": [schemas.compiled(), schemas.error()]}),
        "413",
        "422",
        body={**listing(schemas.request()), "maxItems": 1000},
        sent=[{"prompt": "smile, 1girl", "width": 512, "height": 768}, {"prompt": 3}],
        example=[_COMPILED, {"error": "prompt is 3; it must be text", "field": "prompt"}],
    ),
    "complete": _route(
        "The tags that fit what was typed, most used first",
        record(tags=listing(_COMPLETION)),
        "422",
        parameters=(
            _query("q", TEXT, "the tag so far, in any spelling", "firefly_(hon"),
            _query(
                "limit",
                {**WHOLE, "minimum": LIMITS[0], "maximum": LIMITS[-1], "default": LIMIT},
                "tags at most",
                1,
            ),
            _query("after", TEXT, "the tag in front; a character brings its series", "1girl"),
        ),
        example={
            "tags": [{**_KNOWN, "kind": "character", "section": "identity", "alias": None}],
        },
    ),
    "character": _route(
        "What is known of a character",
        _CHARACTER,
        "404",
        "422",
        parameters=(
            {**_query("name", TEXT, "or an alias, in any spelling", _STARRY), "required": True},
        ),
        example={**_KNOWN, "broader": "honkai (series)", "count": "1girl"},
    ),
    "tags.json": _route(
        "The tag lists, for completion in a browser",
        {"type": "object"},
        "422",
        parameters=(_query("v", TEXT, "their version: then they may be kept for ever", ""),),
    ),
    "words": _route(
        "What the page itself says, English and in a language; English has none",
        {"type": "object", "additionalProperties": TEXT},
        "422",
        parameters=(
            {**_query("language", {**TEXT, "enum": [*LANGUAGES]}, "", "ja"), "required": True},
        ),
    ),
    "names": _route("The host's networks, embeddings and styles", _NAMES, "422"),
    "buckets": _route(
        "The nine trained sizes",
        record(buckets=listing(record(width=WHOLE, height=WHOLE, ratio=TEXT))),
        "422",
    ),
    "rules": _route("What can be found, and why", record(rules=listing(_RULE)), "422"),
    "schema": _route("The JSON schema of options", {"type": "object"}, "422"),
    "status": _route("Versions, the checkpoint, and why the script is active", _STATUS, "422"),
    **_HISTORY,
}
"""By the end of the address."""
