"""The hosts' pinned releases of gradio warn of their own libraries; that is not ours to answer."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import gradio  # noqa: F401
