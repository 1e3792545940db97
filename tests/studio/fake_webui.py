"""A WebUI's API in a thread: as much of it as the studio asks for."""

from __future__ import annotations

import base64
import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FakeWebui:
    """Answers as it is told to and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.scripts = ["animagine", "seed"]
        self.fail: dict[str, tuple[int, Any]] = {}
        """Route → status and answer in its place."""
        self.format = "PNG"
        self.grid = False
        self.progress_routes = True
        self.active = True
        self.hold = threading.Event()
        """A picture is drawn until this is set."""
        self.hold.set()
        self.interrupted = threading.Event()
        self.authorization = ""
        self.embeddings: Any = {}
        self.url = ""

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        """Status and JSON for one question."""
        self.asked.append((method, path, body))
        if path in self.fail:
            return self.fail[path]
        routes: dict[str, Any] = {
            "/sdapi/v1/options": {"sd_model_checkpoint": "animagine-xl-4.0.safetensors [abc]"},
            "/sdapi/v1/samplers": [{"name": "Euler a"}, {"name": "DDIM"}],
            "/sdapi/v1/latent-upscale-modes": [{"name": "Latent"}],
            "/sdapi/v1/upscalers": [{"name": "None"}, {"name": "Lanczos"}],
            "/sdapi/v1/embeddings": {"loaded": self.embeddings, "skipped": {}},
            "/sdapi/v1/scripts": {"txt2img": self.scripts, "img2img": self.scripts[:1]},
            "/sdapi/v1/progress": {
                "state": {"sampling_step": 3},
                "current_image": base64.b64encode(b"preview").decode(),
            },
        }
        if path in routes:
            return 200, routes[path]
        if path == "/internal/progress" and self.progress_routes:
            return 200, {"active": self.active}
        if path == "/sdapi/v1/interrupt":
            self.interrupted.set()
            self.hold.set()
            return 200, {}
        if path in ("/sdapi/v1/txt2img", "/sdapi/v1/img2img"):
            self.hold.wait(20)
            return 200, self.picture(body)
        return 404, {"detail": "Not Found"}

    def picture(self, body: Any) -> dict[str, Any]:
        """What txt2img and img2img answer."""
        from PIL import Image

        seeds = [body["seed"] + n for n in range(body["batch_size"])]
        images = []
        for seed in seeds:
            file = io.BytesIO()
            colour = (seed % 256, 0, 0)
            Image.new("RGB", (body["width"], body["height"]), colour).save(file, self.format)
            images.append(base64.b64encode(file.getvalue()).decode())
        texts = [f"{body['prompt']}\nSteps: 4, Animagine: 0.1.0; enabled=off, Seed: {seed}"
                 for seed in seeds]  # fmt: skip
        first = int(self.grid)
        images, texts, seeds = images[:1] * first + images, texts[:1] * first + texts, seeds
        info = {"infotexts": texts, "all_seeds": seeds, "index_of_first_image": first}
        return {"images": images, "info": json.dumps(info)}

    @contextmanager
    def running(self) -> Iterator[FakeWebui]:
        """Listen on a free port."""
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.reply(None)

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                self.reply(json.loads(raw))

            def reply(self, body: Any) -> None:
                if fake.authorization != self.headers.get("Authorization", ""):
                    status, answer = 401, {"detail": "Incorrect username or password"}
                else:
                    status, answer = fake.answer(self.command, self.path, body)
                raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", fake.url + "/sdapi/v1/samplers")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: object) -> None:
                return

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        self.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield self
        finally:
            self.hold.set()
            server.shutdown()
            thread.join()
            server.server_close()
