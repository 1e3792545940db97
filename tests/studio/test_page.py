"""Which files the page loads, how they are told to the browser, and how they are packed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.studio.page import chunks, packer
from sd_animagine.studio.page.assets import script, style, uncommented
from sd_animagine.studio.page.chunks import Chunks, chunks_of
from sd_animagine.studio.page.document import Document
from sd_animagine.studio.page.packer import Packer, takes_packed
from sd_animagine.studio.page.whole import Whole

brotli = pytest.importorskip("brotli")

INDEX = """<head><script type="module" crossorigin src="./assets/index-a1.js"></script>
<link rel="stylesheet" crossorigin href="./assets/index-b2.css"></head>"""
ENTRY = """const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["./core-c3.js","./core-d4.css",
"./gone-e5.js"])))=>i.map(i=>d[i]);x(()=>import(`./Main-f6.js`),__vite__mapDeps([0,1,2]),u)"""
CORE = """const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["./box-g7.js","./box-h8.css",
"./sound-i9.js"])))=>i.map(i=>d[i]);var V={textbox:{example:()=>v(()=>import(`./Ex-j1.js`),
__vite__mapDeps([2]),u),component:()=>v(()=>import(`./Text-k2.js`).then(e=>e.t),
__vite__mapDeps([0,1]),u)},audio:{component:()=>v(()=>import(`./Audio-l3.js`),
__vite__mapDeps([2]),u)}}"""
MAIN = """const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["./login-m4.js"])))=>
i.map(i=>d[i]);a(()=>import(`./Blocks-n5.js`),__vite__mapDeps([]),u),a(()=>import(`./Login-o6.js`),
__vite__mapDeps([0]),u)"""


@pytest.fixture
def frontend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small page as gradio's build writes it, without line breaks."""
    folder = tmp_path / "assets"
    folder.mkdir()
    (tmp_path / "index.html").write_text(INDEX)
    texts = {"index-a1.js": ENTRY, "core-c3.js": CORE, "Main-f6.js": MAIN}
    names = "index-b2.css core-d4.css box-g7.js box-h8.css sound-i9.js Ex-j1.js Text-k2.js"
    for name in (*texts, *names.split(), "Audio-l3.js", "Blocks-n5.js", "Login-o6.js"):
        (folder / name).write_text(texts.get(name, f"/* {name} */").replace("\n", ""))
    monkeypatch.setattr(chunks, "frontend", lambda: tmp_path)
    chunks._chunks.cache_clear()
    yield tmp_path
    chunks._chunks.cache_clear()


def test_comments_stay_here_and_code_does_not() -> None:
    code = """/**
 * What this is; `a` // b
 */
(() => {
    // a remark

    /** @type {Box} */ (box).value = "/** no comment */"; // behind code
    const address = `https://x/${a}`;
    /** @param {string} a */
    const double = (a) => a / 2 /** half */ * 4;
    /**
     * Two.
     */ two();
})();
"""
    assert (
        uncommented(code.encode()).decode()
        == """(() => {
 (box).value = "/** no comment */"; // behind code
    const address = `https://x/${a}`;
    const double = (a) => a / 2 /** half */ * 4;
 two();
})();
"""
    )


def test_no_text_of_a_script_goes_over_several_lines() -> None:
    """A line of one might look like a comment."""
    lines = script().content.decode().splitlines()
    assert [line for line in lines if line.replace("\\`", "").count("`") % 2] == []
    assert [line for line in lines if line.lstrip().startswith(("/*", "* "))] == []


def test_what_a_page_loads_is_read_off_gradio_s_files(frontend: Path) -> None:
    found = chunks_of(["textbox", "textbox", "row"])
    assert found.scripts == (
        *("index-a1.js", "core-c3.js", "Main-f6.js", "box-g7.js", "Text-k2.js", "Blocks-n5.js"),
    )
    assert found.styles == ("index-b2.css", "core-d4.css", "box-h8.css")


def test_of_a_gradio_that_is_written_otherwise_nothing_is_told(frontend: Path) -> None:
    (frontend / "index.html").write_text("<head><script src=main.js></script></head>")
    assert chunks_of(["textbox"]) == Chunks()
    html = b'<head><link rel="stylesheet" href="./assets/index-b2.css"></head><body></body>'
    assert b'<link rel="stylesheet" href="./assets/index-b2.css">' in Document(Chunks()).completed(
        html
    )


def test_each_style_has_a_link_that_loads_nothing(frontend: Path) -> None:
    document = Document(chunks_of(["textbox"]))
    html = document.completed(f"{INDEX}<body></body>".encode()).decode()
    switched_off = '<link rel="stylesheet" href="./assets/{}" crossorigin disabled>'
    for name in ("index-b2.css", "core-d4.css", "box-h8.css"):
        assert html.count(name) == 1
        assert switched_off.format(name) in html
    [joined] = [each for each in document.files if each.path == "assets/animagine.css"]
    assert joined.content == b"/* index-b2.css */\n/* core-d4.css */\n/* box-h8.css */"
    assert f'<link rel="stylesheet" href="{joined.address}">' in html
    assert html.count("modulepreload") == 6


def test_the_theme_is_asked_for_at_once_and_no_manifest() -> None:
    html = Document(Chunks()).completed(
        b'<head><link rel="manifest" href="/manifest.json" />{"theme_hash":"ab12"}</head>'
    )
    assert b'<link rel="preload" href="./theme.css?v=ab12" as="style">' in html
    assert b"manifest" not in html


def test_every_script_of_gradio_s_page_stays() -> None:
    own = '<script type="module" crossorigin src="./assets/index.js"></script>'
    assert own in Document(Chunks()).completed(f"<head>{own}</head>".encode()).decode()


def test_scripts_in_the_order_of_the_hosts() -> None:
    names = sorted(path.name for path in Path(__file__).parents[2].glob("javascript/*.js"))
    text = script().content.decode()
    places = [text.index(f"// {name}\n") for name in names]
    assert places == sorted(places)
    assert text.rstrip().endswith(";")
    assert "start.js" in names
    assert b"animagine" in style().content


def test_packed_quickly_at_first_and_better_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packer, "QUICK", 0)
    content = b"".join(b"tag %d, " % (n * n) for n in range(5000))
    made = Packer()
    first = made.kept(content)
    deadline = time.monotonic() + 60
    while len(made.kept(content)) == len(first) and time.monotonic() < deadline:
        time.sleep(0.01)
    better = made.kept(content)
    assert len(better) < len(first)
    assert {content} == {brotli.decompress(first), brotli.decompress(better)}


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [("gzip, deflate, br, zstd", True), ("br;q=0.5", True), ("gzip", False), ("", False)],
)
def test_who_takes_brotli(accepted: str, takes: bool) -> None:
    assert takes_packed(accepted) is takes


def sent_on(status: int, *bodies: bytes) -> tuple[dict[bytes, bytes], bytes]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def answer() -> None:
        whole = Whole(send, bytes.upper, lambda body: b"packed " + body)
        headers = [(b"Content-Length", b"4"), (b"etag", b"x")]
        await whole({"type": "http.response.start", "status": status, "headers": headers})
        for n, body in enumerate(bodies, 1):
            more = n < len(bodies)
            await whole({"type": "http.response.body", "body": body, "more_body": more})

    asyncio.run(answer())
    start, body = sent
    return dict(start["headers"]), body["body"]


def test_an_answer_is_changed_and_packed_whole() -> None:
    headers, body = sent_on(200, b"ab", b"cd")
    assert body == b"packed ABCD"
    assert headers[b"content-length"] == b"11"
    assert headers[b"content-encoding"] == b"br"
    assert headers[b"etag"] == b"x"
    assert b"Content-Length" not in headers


@pytest.mark.parametrize("answer", [(304, b""), (500, b"wrong"), (200, b"")])
def test_other_answers_are_sent_on_as_they_are(answer: tuple[int, bytes]) -> None:
    headers, body = sent_on(*answer)
    assert body == answer[1]
    assert headers == {b"Content-Length": b"4", b"etag": b"x"}
