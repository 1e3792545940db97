"""The routes under ``/animagine/v1``.

What takes time runs in the server's thread pool; nothing is made before somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Final

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException as StarletteHTTPException

from sd_animagine.api import bodies, facts, history, lookups, queries, schemas, work
from sd_animagine.api.answers import answer, ready, stream
from sd_animagine.api.compiling import Compiling
from sd_animagine.api.described import DESCRIBED
from sd_animagine.api.surroundings import Surroundings
from sd_animagine.lookup import browser_index, complete
from sd_animagine.values import must_be
from sd_animagine.words import Message
from sd_animagine.words.languages import LANGUAGES, chosen, in_language, page_words

BASE: Final = "/animagine/v1"
_METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"))
_FOR_EVER: Final = "private, max-age=31536000, immutable"
_ASK_AGAIN: Final = "private, no-cache"


class _Route(APIRoute):
    """A route that answers with a sentence, whatever fails behind it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        answered = super().get_route_handler()

        async def answer_or_say_why(request: Request) -> Response:
            try:
                return await answered(request)
            except bodies.Refused as refused:
                raise _answered(refused, request) from None
            except StarletteHTTPException:
                raise
            except Exception as error:
                raise _answered(bodies.failure(error), request) from None

        return answer_or_say_why


def _answered(refused: bodies.Refused, request: Request) -> HTTPException:
    """A refusal as fastapi answers it, in the caller's language."""
    said = refused.within(request.state.language)
    return HTTPException(said.status_code, said.detail)


def router(surroundings: Surroundings | None = None) -> APIRouter:
    """The routes, for an application that includes them.

    Args:
        surroundings: what the host knows; without one, an open server with default options.
    """
    around = surroundings or Surroundings()

    def guard(request: Request) -> None:
        accepted = request.headers.get("accept-language", "")
        request.state.language = chosen(*around.speaks(), accepted)
        if not around.may_use(request):
            said = Message("this server asks for a user and password; log in again")
            raise HTTPException(401, in_language(said, request.state.language))

    made = APIRouter(
        prefix=BASE, tags=["animagine"], dependencies=[Depends(guard)], route_class=_Route
    )
    _add_compiling(made, around)
    _add_lookups(made, around)
    _add_page(made, around)
    _add_facts(made, around)
    _add_history(made, around)
    _add_history_orders(made, around)
    refuse_other_methods(made)
    return made


def refuse_other_methods(made: APIRouter) -> None:
    """Answer 405 to the right address by the wrong method.

    Without this an application that has something mounted behind the routes says 404.
    """
    for route in [*made.routes]:
        allowed = route.methods
        refused = sorted(_METHODS - allowed)
        path = route.path.removeprefix(made.prefix)
        made.add_api_route(path, _refusing(allowed), methods=refused, include_in_schema=False)


def _refusing(allowed: Iterable[str]) -> Callable[[Request], None]:
    named = ", ".join(sorted(allowed))

    def refuse(request: Request) -> None:
        detail = {"message": f"the method is {request.method}; it must be {named}",
                  "field": "method"}  # fmt: skip
        raise HTTPException(405, detail, {"Allow": named})

    return refuse


def _add_compiling(made: APIRouter, around: Surroundings) -> None:
    async def body(request: Request) -> dict[str, Any]:
        return bodies.parse(await bodies.read(request))

    async def wrong(request: Request) -> dict[str, Any]:
        return bodies.parse(await bodies.read(request), bodies.FIX_FIELDS)

    async def raw(request: Request) -> bytes:
        return await bodies.read(request, bodies.BATCH_LIMIT)

    @made.post("/compile", **DESCRIBED["compile"])
    async def compile_(request: Request, values: dict[str, Any] = Depends(body)) -> Response:  # noqa: B008
        return ready(await work.answer_of(around, "compile", values, request.state.language))

    @made.post("/check", **DESCRIBED["check"])
    async def check(request: Request, values: dict[str, Any] = Depends(body)) -> Response:  # noqa: B008
        return ready(await work.answer_of(around, "check", values, request.state.language))

    @made.post("/fix", **DESCRIBED["fix"])
    async def fix(request: Request, values: dict[str, Any] = Depends(wrong)) -> Response:  # noqa: B008
        return ready(await work.answer_of(around, "fix", values, request.state.language))

    @made.post("/batch", **DESCRIBED["batch"])
    def batch(request: Request, sent: bytes = Depends(raw)) -> Response:
        items = bodies.items(sent)
        Compiling(around).refuse_wrong_settings()
        return stream(work.answers_of(around, items, request.state.language), len(items))


def _add_lookups(made: APIRouter, around: Surroundings) -> None:
    """What a text that is being typed can become."""

    @made.get("/complete", **DESCRIBED["complete"])
    def completions(request: Request) -> Response:
        queries.only(request, "q", "limit", "after")
        typed = queries.text(request, "q")
        limit = queries.whole(request, "limit", complete.LIMIT, lookups.LIMITS)
        after = queries.text(request, "after")
        return answer(lookups.completions(around.context().vocabulary, typed, limit, after))

    @made.get("/character", **DESCRIBED["character"])
    def character(request: Request) -> Response:
        queries.only(request, "name")
        name = queries.text(request, "name")
        if not name.strip():
            said = Message("name is missing; it must be the name of a character")
            raise bodies.Refused(422, said, "name")
        return answer(lookups.character(around.context().vocabulary, name))

    @made.get("/tags.json", **DESCRIBED["tags.json"])
    def tags(request: Request) -> Response:
        return _tags(request, around, queries.text(request, "v"))


def _add_page(made: APIRouter, around: Surroundings) -> None:
    """What a page needs once, when it is loaded."""

    @made.get("/words", **DESCRIBED["words"])
    def words(request: Request) -> Response:
        queries.only(request, "language")
        language = queries.text(request, "language")
        if language not in LANGUAGES:
            allowed = Message("one of {choices}", choices=", ".join(LANGUAGES))
            raise bodies.Refused(422, must_be("language", language, allowed), "language")
        return answer(page_words(language))

    @made.get("/names", **DESCRIBED["names"])
    def names() -> Response:
        return answer(lookups.names(around.names(), around.context()))


def _add_facts(made: APIRouter, around: Surroundings) -> None:
    @made.get("/buckets", **DESCRIBED["buckets"])
    def buckets(request: Request) -> Response:
        queries.only(request)
        return answer(facts.buckets())

    @made.get("/rules", **DESCRIBED["rules"])
    def rules(request: Request) -> Response:
        queries.only(request)
        return answer(facts.rules(request.state.language))

    @made.get("/schema", **DESCRIBED["schema"])
    def schema(request: Request) -> Response:
        queries.only(request)
        return answer(schemas.of_options())

    @made.get("/status", **DESCRIBED["status"])
    def status(request: Request) -> Response:
        queries.only(request)
        return answer(in_language(facts.status(around), request.state.language))


def _add_history(made: APIRouter, around: Surroundings) -> None:
    """What was drawn before, as whoever asks may see it."""

    def told(request: Request, value: dict[str, Any]) -> Response:
        return answer(in_language(value, request.state.language))

    @made.get("/history", **DESCRIBED["history"])
    def listed(request: Request) -> Response:
        queries.only(request, "words", "starred", "before", "limit")
        page = history.listed(
            around.history(request),
            queries.text(request, "words"),
            starred=queries.truth(request, "starred"),
            before=queries.whole(request, "before", 0, history.IDS) or None,
            limit=queries.whole(request, "limit", history.PAGE, history.LIMITS),
        )
        return told(request, page)

    @made.get("/history/entry", **DESCRIBED["history/entry"])
    def entry(request: Request) -> Response:
        queries.only(request, "id")
        number = queries.needed(request, "id", history.IDS)
        return told(request, history.whole(around.history(request), number))

    @made.get("/history/picture", **DESCRIBED["history/picture"])
    def picture(request: Request) -> Response:
        queries.only(request, "id")
        number = queries.needed(request, "id", history.IDS)
        return told(request, history.picture(around.history(request), number))

    @made.get("/history/compare", **DESCRIBED["history/compare"])
    def compare(request: Request) -> Response:
        queries.only(request, "one", "other")
        one, other = (queries.needed(request, name, history.IDS) for name in ("one", "other"))
        return told(request, history.compared(around.history(request), one, other))


def _add_history_orders(made: APIRouter, around: Surroundings) -> None:
    """What somebody wants done with it."""

    @made.post("/history/star", **DESCRIBED["history/star"])
    async def star(request: Request) -> Response:
        sent = await bodies.order(request, "id", "starred")
        number, starred = history.id_in(sent), history.truth_in(sent, "starred")
        shelf = around.history(request)
        return answer(await run_in_threadpool(history.star, shelf, number, starred=starred))

    @made.post("/history/delete", **DESCRIBED["history/delete"])
    async def delete(request: Request) -> Response:
        sent = await bodies.order(request, "id", "all")
        everything = "all" in sent and history.truth_in(sent, "all")
        number = None if everything else history.id_in(sent)
        return answer(await run_in_threadpool(history.delete, around.history(request), number))

    @made.post("/history/restore", **DESCRIBED["history/restore"])
    async def restore(request: Request) -> Response:
        await bodies.order(request)
        return answer(await run_in_threadpool(history.restore, around.history(request)))


def _tags(request: Request, around: Surroundings, asked_for: str) -> Response:
    """The index, or nothing where the browser has it already; immutable under its own version."""
    vocabulary = around.context().vocabulary
    version = browser_index.version(vocabulary)
    tag = f'"{version}"'
    headers = {
        "ETag": tag,
        "Cache-Control": _FOR_EVER if asked_for == version else _ASK_AGAIN,
        "Vary": "Accept-Encoding",
    }
    known = request.headers.get("if-none-match", "")
    if tag in known.replace("W/", "") or known.strip() == "*":
        return Response(status_code=304, headers=headers)
    index = browser_index.encoded(vocabulary)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(index.packed, media_type="application/json", headers=headers)
    return Response(index.plain, media_type="application/json", headers=headers)
