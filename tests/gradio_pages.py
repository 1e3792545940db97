"""Pages of gradio that no test serves."""

from __future__ import annotations

import contextlib
import inspect
import warnings
from collections.abc import Iterator
from functools import lru_cache
from unittest import mock

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the hosts' pinned releases warn of their own libraries
    import gradio as gr
    from gradio import routes


_arguments_of = lru_cache(inspect.getfullargspec)
"""gradio 4 asks it of each component that is made."""


@contextlib.contextmanager
def page() -> Iterator[gr.Blocks]:
    """A page to build into, without what gradio makes for a browser: none asks for it.

    Its web application is most of what a page costs, gradio 4 even makes two; then comes how it
    would be described.
    """
    with (
        mock.patch.object(routes.App, "create_app", return_value=None),
        mock.patch.object(gr.Blocks, "get_config_file", return_value={}),
        mock.patch.object(inspect, "getfullargspec", _arguments_of),
        gr.Blocks() as made,
    ):
        yield made
