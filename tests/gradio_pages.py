"""Pages of gradio that no test serves."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from unittest import mock

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the hosts' pinned releases warn of their own libraries
    import gradio as gr
    from gradio import routes


@contextlib.contextmanager
def page() -> Iterator[gr.Blocks]:
    """A page to build into, without the web application that gradio makes for each.

    That application is most of what a page costs; gradio 4 even makes two.
    """
    with mock.patch.object(routes.App, "create_app", return_value=None), gr.Blocks() as made:
        yield made
