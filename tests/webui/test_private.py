"""What lies in the host's folder and is not for download, on the gradio that is installed."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from sd_animagine.store import FILE_NAME
from tests.webui.fake_host import Host

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the hosts' pinned releases warn of their own libraries
    import gradio as gr
    from fastapi import FastAPI
    from fastapi.testclient import TestClient


def test_the_store_cannot_be_downloaded(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    host.modules["modules.paths_internal"].data_path = str(tmp_path)  # type: ignore[attr-defined]
    names = (FILE_NAME, f"{FILE_NAME}-journal", "picture.png")
    for name in names:
        (tmp_path / name).write_text("content", "utf-8")
    with gr.Blocks() as demo:
        gr.Markdown("page")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # gradio's own
        app = gr.mount_gradio_app(FastAPI(), demo, path="/ui")
    demo.allowed_paths = [str(tmp_path)]
    host.call("app_started", demo, app)
    client = TestClient(app)
    found = [client.get(f"/ui/file={tmp_path / name}").status_code for name in names]
    assert found == [403, 403, 200]
