"""The HTML of gradio's page, with all that it loads told at once, ours among it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from sd_animagine.panel.html import Html, element, fragment
from sd_animagine.studio.page.assets import Asset, script, style
from sd_animagine.studio.page.chunks import FOLDER, Chunks, of_gradio

_TAG: Final = re.compile(r"<link\b(?P<link>[^<>]*)>|<script\b(?P<script>[^<>]*)>\s*</script>")
"""What fetches something for a page."""
_ELSEWHERE: Final = ('="http://', '="https://')
"""gradio's page has named fonts and a script for frames from elsewhere; it does without them."""
_MANIFEST: Final = ' rel="manifest"'
"""For a page that is installed as a program; there is none."""
_THEME: Final = re.compile(r'"theme_hash":"(\w+)"')


class Document:
    """One page of gradio, as we send it."""

    def __init__(self, chunks: Chunks) -> None:
        """Read what it loads.

        Args:
            chunks: gradio's files that the page loads; none where they are not known.
        """
        self._styles = chunks.styles
        self._gradio_s_scripts = [of_gradio(name, "text/javascript") for name in chunks.scripts]
        self._gradio_s_style = _joined(chunks.styles)
        self._own = (script(), style())

    @property
    def files(self) -> list[Asset]:
        """What it loads, in the order in which it is needed."""
        joined = [self._gradio_s_style] if self._styles else []
        return [*self._own, *joined, *self._gradio_s_scripts]

    def completed(self, page: bytes) -> bytes:
        """Return gradio's HTML with all that it loads, and without what it does not need."""
        html = page.decode()
        theme = _THEME.search(html)
        ours, our_style = self._own
        head = fragment(
            element("script", src=ours.address, defer=True),
            *self._links(),
            *([_style(f"./theme.css?v={theme[1]}", rel="preload", as_="style")] if theme else ()),
        )
        html = _TAG.sub(self._kept, html)
        html = html.replace("</head>", f"{head}</head>", 1)
        return html.replace("</body>", f"{_style(our_style.address)}</body>", 1).encode()

    def _links(self) -> Iterator[Html]:
        """Links to gradio's files.

        Its scripts look whether a link to a style is there before they ask for the file. One that
        is switched off is there, and no browser loads it.
        """
        for each in self._gradio_s_scripts:
            yield element("link", rel="modulepreload", crossorigin=True, href=f"./{each.path}")
        if self._styles:
            yield _style(self._gradio_s_style.address)
        for name in self._styles:
            yield _style(f"./{FOLDER}/{name}", crossorigin=True, disabled=True)

    def _kept(self, tag: re.Match[str]) -> str:
        name = "href" if tag["script"] is None else "src"
        written = " ".join(tag[0].split())  # gradio's tags go over several lines
        is_elsewhere = any(f" {name}{start}" in written for start in _ELSEWHERE)
        is_joined = any(f'href="./{FOLDER}/{each}"' in written for each in self._styles)
        return "" if is_elsewhere or is_joined or _MANIFEST in written else tag[0]


def _style(href: str, rel: str = "stylesheet", **more: str | bool) -> Html:
    return element("link", rel=rel, href=href, **more)


def _joined(names: Iterable[str]) -> Asset:
    """Styles in one file that lies beside them, as what they name is found from there."""
    parts = (of_gradio(name, "text/css").content for name in names)
    return Asset(f"{FOLDER}/animagine.css", b"\n".join(parts), "text/css")
