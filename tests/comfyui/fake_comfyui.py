"""What of ComfyUI our nodes touch, as version 0.3.64 and the newest behave."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

SAMPLERS = ["euler", "euler_ancestral", "dpmpp_2m"]
SCHEDULERS = ["simple", "normal", "karras"]


def install(patch: pytest.MonkeyPatch, folder: Path, embeddings: Sequence[str] = ()) -> None:
    """Put the modules of a running ComfyUI where they are imported from.

    Args:
        patch: takes them away again.
        folder: where pictures are read and saved.
        embeddings: files that it lists.
    """
    comfy, samplers = ModuleType("comfy"), ModuleType("comfy.samplers")
    samplers.KSAMPLER = Sampler  # type: ignore[attr-defined]
    samplers.KSampler = SimpleNamespace(  # type: ignore[attr-defined]
        SAMPLERS=SAMPLERS, SCHEDULERS=SCHEDULERS
    )
    comfy.samplers = samplers  # type: ignore[attr-defined]
    extension = ModuleType("comfy.patcher_extension")
    extension.WrappersMP = SimpleNamespace(DIFFUSION_MODEL="unet")  # type: ignore[attr-defined]
    extension.add_wrapper = add_wrapper  # type: ignore[attr-defined]
    paths = ModuleType("folder_paths")
    paths.get_filename_list = lambda kind: {"embeddings": list(embeddings)}[kind]  # type: ignore[attr-defined]
    for name, where in (("output", folder / "output"), ("input", folder / "input")):
        where.mkdir(exist_ok=True)
        setattr(paths, f"get_{name}_directory", lambda where=where: str(where))
    paths.get_save_image_path = save_path  # type: ignore[attr-defined]
    paths.get_annotated_filepath = lambda name: str(folder / "input" / name)  # type: ignore[attr-defined]
    paths.exists_annotated_filepath = lambda name: (folder / "input" / name).is_file()  # type: ignore[attr-defined]
    cli = ModuleType("comfy.cli_args")
    cli.args = SimpleNamespace(disable_metadata=False)  # type: ignore[attr-defined]
    server = ModuleType("server")
    server.PromptServer = SimpleNamespace(instance=object())  # type: ignore[attr-defined]
    web = ModuleType("aiohttp.web")
    web.Response, web.FileResponse = Response, Response  # type: ignore[attr-defined]
    web.json_response = json_response  # type: ignore[attr-defined]
    web.HTTPException = web.HTTPNotFound = NotFound  # type: ignore[attr-defined]
    aiohttp = ModuleType("aiohttp")
    aiohttp.web = web  # type: ignore[attr-defined]
    patch.setitem(sys.modules, "aiohttp", aiohttp)
    patch.setitem(sys.modules, "aiohttp.web", web)
    for module in (comfy, samplers, extension, cli, paths, server):
        patch.setitem(sys.modules, module.__name__, module)


def save_path(prefix: str, folder: str, width: int, height: int) -> tuple[str, str, int, str, str]:
    """``folder_paths.get_save_image_path`` of an empty folder."""
    path = (Path(folder) / prefix).resolve()
    if Path(folder).resolve() not in path.parents:
        raise Exception("Saving image outside the output folder is not allowed.")
    path.parent.mkdir(parents=True, exist_ok=True)
    return str(path.parent), path.name, 1, str(Path(prefix).parent), prefix


def add_wrapper(
    kind: str, wrapper: Any, options: dict[str, Any], *, is_model_options: bool
) -> None:
    assert is_model_options
    options.setdefault("transformer_options", {}).setdefault(kind, []).append(wrapper)


class NotFound(Exception):
    """``aiohttp.web.HTTPNotFound``."""


class Response:
    """``aiohttp.web.Response`` and ``FileResponse``."""

    def __init__(
        self, path: Any = None, *, body: bytes = b"", status: int = 200, **more: Any
    ) -> None:
        self.path = path
        self.body = body
        self.status = status
        self.headers: dict[str, str] = more.get("headers", {})


def json_response(value: Any, *, status: int) -> Response:
    return Response(body=json.dumps(value).encode(), status=status)


class Request:
    """A request as aiohttp hands it to a route."""

    def __init__(
        self, body: bytes = b"", name: str = "", headers: Any = None, **query: str
    ) -> None:
        self.content = self
        self.headers: dict[str, str] = headers or {}
        self.query = query
        self.match_info = {"name": name}
        self._body = body

    async def iter_chunked(self, size: int) -> AsyncIterator[bytes]:
        for at in range(0, len(self._body), size):
            yield self._body[at : at + size]


class Table:
    """ComfyUI's table of routes."""

    def __init__(self) -> None:
        self.routes: dict[str, Any] = {}
        """Method and path → what answers."""

    def get(self, path: str) -> Any:
        return lambda handler: self.routes.setdefault(f"GET {path}", handler)

    def post(self, path: str) -> Any:
        return lambda handler: self.routes.setdefault(f"POST {path}", handler)


class Sampler:
    """``comfy.samplers.KSAMPLER``: scales the noise and calls the method."""

    def __init__(self, sampler_function: Any) -> None:
        self.sampler_function = sampler_function

    def max_denoise(self, model_wrap: Any, sigmas: Any) -> bool:
        return True

    def sample(
        self,
        model_wrap: Any,
        sigmas: Any,
        extra_args: dict[str, Any],
        callback: Any,
        noise: Any,
        latent_image: Any = None,
        denoise_mask: Any = None,
        disable_pbar: bool = False,  # noqa: FBT002
    ) -> Any:
        level = sigmas[0]
        scale = (1 + level**2) ** 0.5 if self.max_denoise(model_wrap, sigmas) else level
        latents = noise * scale + (0 if latent_image is None else latent_image)
        extra_args["denoise_mask"] = denoise_mask
        tell = None
        if callback is not None:

            def tell(step: Mapping[str, Any]) -> None:
                callback(step["i"], step["denoised"], step["x"], len(sigmas) - 1)

        return self.sampler_function(
            model_wrap, latents, sigmas, extra_args=extra_args, callback=tell, disable=disable_pbar
        )


class Clip:
    """A CLIP of SDXL; what it encodes depends on every token, its place, and the other tokens."""

    WIDTHS = {"l": 4, "g": 6}  # noqa: RUF012

    def __init__(self, vectors: Mapping[str, Any] | None = None, names: str = "lg") -> None:
        self.vectors = vectors or {}
        """Name of an embedding as ``embedding:…`` asks for it → encoder → tensor."""
        self.names = names
        self.asked: list[dict[str, Any]] = []

    def tokenize(self, text: str) -> dict[str, Any]:
        name = text.removeprefix("embedding:")
        own = self.vectors.get(name, {})
        return {
            each: [[(49406, 1.0), *((vector, 1.0) for vector in own.get(each, ())), (49407, 1.0)]]
            for each in self.names
        }

    def encode_from_tokens(
        self, tokens: dict[str, Any], *, return_pooled: bool, return_dict: bool
    ) -> dict[str, Any]:
        import torch

        assert return_pooled and return_dict
        self.asked.append(tokens)
        parts = [self._encoded(tokens[name], self.WIDTHS[name]) for name in "lg"]
        pooled = parts[1][:, :77].mean(dim=1) * 3
        return {"cond": torch.cat(parts, dim=-1), "pooled_output": pooled, "hooks": None}

    def _encoded(self, chunks: Any, width: int) -> Any:
        import torch

        found = []
        for chunk in chunks:
            assert len(chunk) == 77
            rows = [_row(token, width) for token, _ in chunk]
            hidden = torch.stack(rows) + torch.arange(77)[:, None] / 50
            weights = torch.tensor([weight for _, weight in chunk])
            found.append((hidden + hidden.mean()) * weights[:, None])
        return torch.cat(found)[None]


def _row(token: Any, width: int) -> Any:
    import torch

    if hasattr(token, "shape"):
        assert token.shape == (width,)
        return token
    return torch.sin(torch.arange(1, width + 1) * (token % 997 + 1) * 0.37)
