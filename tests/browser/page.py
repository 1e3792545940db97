"""A page with the hosts' prompt boxes, our real scripts, styles and routes; any gradio.

    python tests/browser/page.py PORT

Scripts and styles get into the page as the hosts put them: classic scripts at the end of the head
in code-point order, the style sheet before the end of the body.
"""

from __future__ import annotations

import html
import json
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request, Response
from PIL import Image

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from sd_animagine.api.routes import router  # noqa: E402
from sd_animagine.api.surroundings import Names, Shelf, Style, Surroundings  # noqa: E402
from sd_animagine.compiler import Options  # noqa: E402
from sd_animagine.compiler.context import default_context  # noqa: E402
from sd_animagine.panel import option_controls, page, preview  # noqa: E402
from sd_animagine.panel.backend import Backend, PageAnswer, PageRequest  # noqa: E402
from sd_animagine.pictures.thumbnail import thumbnail  # noqa: E402
from sd_animagine.store.history import Entry, History  # noqa: E402
from sd_animagine.webui.page import restore  # noqa: E402

HOST_NAMES = Names(
    loras=("flat colour", "pixel_art_xl", "<b>&\"'lora"),
    embeddings=("easynegative", "badhandv4"),
    styles=(Style("my cinema style", "{prompt}, film grain, dramatic shadow", "blurry"),),
)
SCRIPTS = sorted(path.name for path in (ROOT / "javascript").glob("*.js"))
PRESETS = Path(tempfile.mkdtemp())
HISTORY = History(PRESETS)
"""Of 30 pictures, so that they are two pages."""
READ = {"Animagine prompt": "1girl, solo, ", "Negative prompt": "text, "}
"""What stands in the infotext of a picture that was read."""
READ_BY_HOST = "1girl\nSteps: 28, Sampler: Euler a, CFG scale: 5, Seed: 4711, Size: 832x1216"
"""The infotext of what is drawn."""
LET_GO = threading.Event()
OPTIONS = ("enabled", "snap", "mode", "rating", "year", "quality", "negative")


def drawn_before() -> None:
    """Fill the history; every picture has a seed and a colour of its own."""
    for number in range(30):
        prompt = f"{number}girls, smile" if number % 2 else f"1girl, hat, picture {number}"
        file = PRESETS / f"{number}.png"
        image = Image.new("RGB", (64, 96), (8 * number, 90, 160))
        image.save(file)
        infotext = (
            f"{prompt}, masterpiece\nNegative prompt: lowres\nSteps: {20 + number}, "
            f"Sampler: Euler a, CFG scale: 6, Seed: {number}, Size: 832x1216, "
            "Animagine: 0.2.0; enabled=on; mode=report; snap=off, "
            f'Animagine prompt: "{prompt}", Animagine off: {len(prompt)} picture {number} off'
        )
        HISTORY.keep("", [Entry(prompt, "lowres", infotext, file.name, thumbnail(image))])


def with_styles(prompt: str, negative: str, names: Sequence[str]) -> tuple[str, str]:
    """As the hosts put in a style that is written around the prompt."""
    for style in HOST_NAMES.styles:
        if style.name in names:
            prompt = style.prompt.replace("{prompt}", prompt)
            negative = ", ".join(filter(None, (negative, style.negative_prompt)))
    return prompt, negative


def draw(task: str, asked: PageRequest) -> PageAnswer:
    """Says what it was asked for; draws only where the prompt asks for a picture.

    Where the prompt waits, that takes until a test lets it go.
    """
    if "waits" in asked.prompt:
        assert LET_GO.wait(60)
        LET_GO.clear()
    else:
        time.sleep(0.5)
    pictures = [Image.new("RGB", (64, 96), "teal")] if "picture" in asked.prompt else None
    told = f"{task[:5]} {asked.prompt} {asked.width}x{asked.height} {asked.options['mode']}"
    told += f" off: {asked.off}" if asked.off else ""
    infotexts = json.dumps([READ_BY_HOST] if pictures else [])
    return pictures, infotexts, f"<p>{html.escape(told)}</p>"


def panel() -> gr.Blocks:
    """The page built from parts, by itself."""
    with gr.Blocks(title="Animagine") as made:
        page.build(Backend(draw=draw, presets=PRESETS))
    return made


def boxes() -> gr.Blocks:
    """The boxes by the ids that the hosts give them, and an echo of what gradio got."""
    with gr.Blocks(title="Prompt boxes") as made:
        with gr.Row(elem_id="txt2img_toprow"):
            with gr.Column():
                prompt = gr.Textbox(label="Prompt", elem_id="txt2img_prompt", lines=3)
                negative = gr.Textbox(label="Negative", elem_id="txt2img_neg_prompt", lines=3)
            with gr.Column():
                generate = gr.Button("Generate", elem_id="txt2img_generate")
        names = [style.name for style in HOST_NAMES.styles]
        gr.Dropdown(names, value=[], multiselect=True, label="Styles", elem_id="txt2img_styles")
        gr.Textbox(label="Hires prompt", elem_id="hires_prompt", lines=3)
        gr.Textbox(label="Another box", elem_id="other_box", lines=2)
        echo = gr.Textbox(label="What gradio holds", elem_id="echo")
        button = gr.Button("Echo", elem_id="echo_button")
        button.click(lambda one, two: f"{one}|{two}", [prompt, negative], [echo])
        filled = gr.Button("Fill", elem_id="fill_button")
        filled.click(lambda: "1girl, long_hair", [], [prompt])
        with gr.Row():
            controls = [
                gr.Number(value, label=name, elem_id=f"txt2img_{name}", precision=0)
                for name, value in (("width", 512), ("height", 768), ("steps", 20))
            ]
        with gr.Row():
            controls.append(gr.Checkbox(False, label="Hires fix", elem_id="txt2img_hr-checkbox"))
            controls += [
                gr.Number(value, label=name, elem_id=f"txt2img_{name}")
                for name, value in (("hr_scale", 2), ("hr_resize_x", 0), ("hr_resize_y", 0))
            ]
        with gr.Accordion("Animagine", open=True, elem_id="animagine_txt2img"):
            controls += option_controls.grid("txt2img", OPTIONS).values()
            gr.HTML(restore.line("txt2img", READ), elem_classes=["animagine"])
            preview.build("txt2img", "txt2img")
        generate.click(lambda *_: None, controls, [])  # gradio lets only inputs be changed
    return made


def application() -> FastAPI:
    """The page with our routes beside it."""
    app = FastAPI()
    gate = ["always"]
    around = Surroundings(
        context=lambda: replace(default_context(), options=Options(gate=gate[0])),
        names=lambda: HOST_NAMES,
        with_styles=with_styles,
        setting="Settings → gate",
        history=lambda _request: Shelf(HISTORY),
    )
    for prefix in ("", "/panel"):
        app.include_router(router(around), prefix=prefix)

    @app.get("/our/{name}")
    def our(name: str) -> Response:
        path = ROOT / ("style.css" if name == "style.css" else f"javascript/{name}")
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        return Response(path.read_bytes(), media_type=f"{kind}; charset=utf-8")

    @app.post("/gate/{name}")
    def switch(name: str) -> None:
        gate[:] = [name]

    @app.post("/go")
    def go() -> None:
        LET_GO.set()

    @app.middleware("http")
    async def with_scripts(request: Request, call_next):  # type: ignore[no-untyped-def]
        answer = await call_next(request)
        is_html = "text/html" in answer.headers.get("content-type", "")
        if request.url.path.rstrip("/") not in ("", "/panel") or not is_html:
            return answer
        text = b"".join([part async for part in answer.body_iterator]).decode()
        tags = "".join(f'<script src="/our/{name}"></script>\n' for name in SCRIPTS)
        style = '<link rel="stylesheet" href="/our/style.css">\n'
        text = text.replace("</head>", f"{tags}</head>", 1).replace("</body>", f"{style}</body>", 1)
        headers = {k: v for k, v in answer.headers.items() if k.lower() != "content-length"}
        return Response(text, media_type="text/html", headers=headers)

    gr.mount_gradio_app(app, panel(), path="/panel")
    return gr.mount_gradio_app(app, boxes(), path="/")


if __name__ == "__main__":
    drawn_before()
    uvicorn.run(application(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
