"""The studio as one web application: the page, its scripts, and the routes of the WebUI."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

import gradio as gr
from fastapi import APIRouter, FastAPI, HTTPException, Request, Response

from sd_animagine import __version__
from sd_animagine.api import bodies, routes
from sd_animagine.api.surroundings import Names, Program
from sd_animagine.panel import page
from sd_animagine.panel.backend import Backend
from sd_animagine.panel.compat import QUICK, html
from sd_animagine.panel.html import Html, element, note
from sd_animagine.panel.ids import PANEL, element_id
from sd_animagine.panel.telling import language_of
from sd_animagine.studio.engines.base import Status
from sd_animagine.studio.page.chunks import chunks_of
from sd_animagine.studio.page.document import Document
from sd_animagine.studio.page.packer import Packer
from sd_animagine.studio.page.routes import router
from sd_animagine.studio.server import files
from sd_animagine.studio.server.context import vocabulary
from sd_animagine.studio.server.desk import Desk, progress_of
from sd_animagine.studio.server.front import GRADIO, Front
from sd_animagine.studio.server.hosts import Hosts
from sd_animagine.studio.server.incoming import LARGEST_UPLOAD
from sd_animagine.studio.server.shown import without_folders
from sd_animagine.studio.server.workers import Workers, surroundings
from sd_animagine.words import Message
from sd_animagine.words.languages import Language, chosen, in_language

_LARGEST_QUESTION: Final = 16 * 1024
"""Bytes of a question after progress."""
_PICTURE_HEADERS: Final = {
    "Cache-Control": "private, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
"""A picture is nothing else, whatever a browser finds in it."""
_FONTS: Final = ("system-ui", "sans-serif")
_MONO: Final = ("ui-monospace", "monospace")
"""gradio's own would be fetched from elsewhere."""
_NOTHING_MORE: Final[dict[str, Any]] = {
    "run_history": False,
    "footer_links": [],
    "ssr_mode": False,
    "enable_monitoring": False,
}
"""Of what gradio would offer besides the page: a record of every run, links, two more servers."""
_PATIENCE: Final = 2.0
"""Seconds that a page which is opened may wait for a WebUI's answer."""
_QUIET: Final = "*neutral_600"
"""Light grey on white as gradio has it cannot be read by everybody."""


def application(desk: Desk, hosts: Hosts | None = None, workers: Workers | None = None) -> Front:
    """The application for a server.

    Args:
        desk: what it serves.
        hosts: the names under which it answers; by default this machine's own.
        workers: take what is long; by default all is done here.
    """
    app = FastAPI(title="Animagine studio", version=__version__)
    around = replace(
        surroundings(desk.loaded),
        program=lambda: Program("studio", __version__),
        work=workers.do if workers is not None else None,
        history=lambda _request: desk.shelf,
        names=lambda: names_of(desk),
    )
    app.include_router(routes.router(around))
    built = blocks(desk)
    document = Document(chunks_of(each.get_block_name() for each in built.blocks.values()))
    packer = Packer()
    for made in (_progress(desk), router(document.files, packer), _pictures()):
        routes.refuse_other_methods(made)
        app.include_router(made)
    app = gr.mount_gradio_app(
        app,
        built,
        path="/",
        max_file_size=LARGEST_UPLOAD,
        show_error=True,
        theme=theme(),
        **_NOTHING_MORE,
    )
    return Front(app, hosts or Hosts(), document, packer)


def names_of(desk: Desk) -> Names:
    """What else than tags can stand in a prompt here."""
    embeddings = tuple(name for name, _ in desk.engine.embeddings)
    return Names(desk.engine.loras, embeddings, wildcards=desk.wildcards.names())


def blocks(desk: Desk) -> gr.Blocks:
    """The page."""
    with gr.Blocks(title="Animagine studio", analytics_enabled=False) as made:
        top = html(top_html(desk), "animagine")
        page.build(
            Backend(
                draw=desk.draw,
                presets=desk.outputs,
                vocabulary=vocabulary,
                interrupt=desk.tasks.interrupt,
                restore=desk.restore,
                samplers=lambda: desk.engine.samplers,
                upscalers=lambda: desk.engine.upscalers,
                infotext=desk.infotext,
                drafts=desk.drafts(),
                sheets=desk.comparisons(),
            )
        )

        def look_again(request: gr.Request) -> str:
            return top_html(desk, language_of(tuple, request))

        made.load(look_again, inputs=[], outputs=[top], **QUICK)
    made.queue(default_concurrency_limit=None)  # two pages may draw; the engine takes turns
    return made


def theme() -> Any:
    """Our theme: gradio's, without what it fetches from elsewhere, and readable for everybody."""
    blue = gr.themes.colors.blue
    made = gr.themes.Default(primary_hue=blue, font=list(_FONTS), font_mono=list(_MONO))
    made.set(block_info_text_color=_QUIET, body_text_color_subdued=_QUIET)
    for button, colour in (("primary", blue), ("cancel", gr.themes.colors.red)):
        fill = f"button_{button}_background_fill"
        for dark in ("", "_dark"):
            made.set(**{f"{fill}{dark}": colour.c700, f"{fill}_hover{dark}": colour.c800})
    return made


def top_html(desk: Desk, language: Language = "en") -> str:
    """The head of the page: what draws, and what is wrong with it."""
    status = desk.engine.status(_PATIENCE)
    told = [without_folders(status.message)]
    _, verdict = desk.verdict()
    if status.ready and verdict is not None and not verdict.is_animagine:
        told.append(verdict.sentence())
    shown = " ".join(in_language(each, language) for each in told)
    return element(
        "div",
        element(
            "a",
            "Skip to the prompt",
            href=f"#{element_id(PANEL, 'prompt')}",
            class_="animagine-skip",
        ),
        element("h1", "Animagine studio"),
        note(shown, wrong=not status.ready),
        *_way(status, language),
        class_="animagine animagine-top",
    )


def _way(status: Status, language: Language) -> list[Html]:
    """How it would draw better, behind a press; nothing where there is nothing to do."""
    told = []
    if status.install:
        said = in_language(Message("Install this and start the studio again."), language)
        told.append(element("p", said, " ", element("code", status.install)))
    if status.way:
        told.append(element("p", in_language(status.way, language)))
    if not told:
        return []
    label = Message("Draw real ones") if status.ready else Message("Install them")
    return [element("details", element("summary", in_language(label, language)), *told)]


def _progress(desk: Desk) -> APIRouter:
    made = APIRouter()

    @made.post("/internal/progress", include_in_schema=False)
    async def progress(request: Request) -> dict[str, Any]:
        try:
            asked = json.loads(await bodies.read(request, _LARGEST_QUESTION))
        except bodies.Refused as refused:
            raise HTTPException(refused.status_code, refused.detail) from None
        except (ValueError, RecursionError):
            asked = None
        if not isinstance(asked, dict):
            raise HTTPException(422, "the body must be a JSON object with id_task")
        accepted = request.headers.get("accept-language", "")
        return in_language(progress_of(desk.tasks, asked), chosen(accepted))

    return made


def _pictures() -> APIRouter:
    """Where gradio's page asks for its files, in place of gradio's own route."""
    made = APIRouter()

    @made.get(f"{GRADIO}/file={{name:path}}", include_in_schema=False)
    def picture(name: str) -> Response:
        found = files.picture(name)
        if found is None:
            raise HTTPException(404, "the studio has no such picture")
        content, kind = found
        return Response(content, media_type=kind, headers=_PICTURE_HEADERS)

    return made
