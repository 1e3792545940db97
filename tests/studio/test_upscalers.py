"""Files of upscalers: a tiny network with random weights is found, run, told of, or refused."""

from __future__ import annotations

import importlib
import io
import os
import sys
import types
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from sd_animagine.files.upscalers import Upscalers
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.loading import Model, missing_packages
from sd_animagine.sdxl.upscaling import network as module
from sd_animagine.sdxl.upscaling.choice import UPSCALERS, Enlarging, Networks, file_of, names
from sd_animagine.sdxl.upscaling.network import loaded
from sd_animagine.studio.engines import demo
from sd_animagine.studio.engines.base import Cancelled, DrawJob, SecondPass, stop_if
from sd_animagine.studio.engines.diffusers import DiffusersEngine
from sd_animagine.studio.engines.drawer import Drawer

if lacking := missing_packages():
    pytest.skip(lacking.sentence, allow_module_level=True)
if importlib.util.find_spec("spandrel") is None:
    pytest.skip("spandrel is not installed", allow_module_level=True)

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

SECOND = SecondPass("tiny", 0, 0.5, 1.5, 192, 96)


@pytest.fixture(scope="module")
def model() -> Model:
    return demo.random_model()


@pytest.fixture(scope="module")
def spandrel(model: Model) -> Any:
    """The real one. Without torchvision with what it takes of that, for no upscaler, as names."""
    assert model, "transformers is loaded, which looks for torchvision too"
    if importlib.util.find_spec("torchvision"):
        return importlib.import_module("spandrel")
    functions = types.ModuleType("torchvision.transforms.functional")
    for name in ("InterpolationMode", "rotate", "normalize"):
        setattr(functions, name, None)
    stands_in = {name: types.ModuleType(name) for name in ("torchvision", "torchvision.transforms")}
    with pytest.MonkeyPatch.context() as patch:
        for name, made in {**stands_in, functions.__name__: functions}.items():
            patch.setitem(sys.modules, name, made)
        return importlib.import_module("spandrel")


def weights(spandrel: Any, scale: int = 2, channels: int = 3) -> Any:
    from spandrel.architectures.ESRGAN import ESRGAN

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(2)
        made = ESRGAN(in_nc=channels, out_nc=channels, num_filters=4, num_blocks=1, scale=scale)
    return made.state_dict()


@pytest.fixture
def folder(spandrel: Any, tmp_path: Path) -> Path:
    save_file(weights(spandrel), tmp_path / "tiny.safetensors")
    return tmp_path


@pytest.fixture
def job(job: DrawJob) -> DrawJob:
    return replace(job, pictures=1, second=SECOND)


def drawn(model: Model, job: DrawJob, folder: Path, cancelled: Event | None = None) -> Any:
    drawer = Drawer(lambda: model, upscalers=Upscalers(folder))
    (picture,) = drawer.draw(job, lambda progress: None, cancelled or Event())
    return picture


def picture(width: int, height: int) -> Image.Image:
    noise = np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(noise)


def test_a_picture_is_begun_with_what_the_file_makes(
    model: Model, job: DrawJob, folder: Path
) -> None:
    ours = drawn(model, job, folder)
    with Image.open(io.BytesIO(ours.png)) as made:
        assert made.size == (192, 96)
    assert "Hires upscale: 1.5, Hires upscaler: tiny" in ours.infotext
    assert drawn(model, job, folder).png == ours.png
    lanczos = drawn(model, replace(job, second=SECOND._replace(upscaler="Lanczos")), folder)
    assert lanczos.png != ours.png


def test_the_files_are_listed_behind_those_that_need_none(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "x4.pth").write_bytes(b"")
    (folder / "Lanczos.safetensors").write_bytes(b"")
    (folder / "notes.txt").write_text("no")
    assert names(Upscalers(folder)) == (*UPSCALERS, "tiny", "x4")
    assert DiffusersEngine(upscalers=folder).upscalers[-2:] == ("tiny", "x4")
    assert file_of("Lanczos", Upscalers(folder)) is None


def test_a_picture_that_is_cut_into_pieces_has_no_seams(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = loaded(folder / "tiny.safetensors", torch.device("cpu"))
    whole = np.asarray(network.enlarged(picture(70, 50), lambda: None), int)
    monkeypatch.setattr(module, "TILE", 32)
    pieces: list[int] = []
    cut = np.asarray(network.enlarged(picture(70, 50), lambda: pieces.append(1)), int)
    assert len(pieces) == 6 and whole.shape == cut.shape == (100, 140, 3)
    assert np.abs(whole - cut).max() <= 1
    assert whole.std() > 1


def test_a_network_is_run_until_the_size_is_reached(folder: Path) -> None:
    network = loaded(folder / "tiny.safetensors", torch.device("cpu"))
    runs: list[int] = []
    made = Enlarging("tiny", network).picture(picture(16, 8), (60, 30), lambda: runs.append(1))
    assert made.size == (60, 30) and len(runs) == 2


def test_it_stops_between_two_pieces(folder: Path) -> None:
    network = loaded(folder / "tiny.safetensors", torch.device("cpu"))
    cancelled = Event()
    cancelled.set()
    with pytest.raises(Cancelled):
        network.enlarged(picture(16, 8), lambda: stop_if(cancelled, 0, 1))


def test_a_file_is_read_once_and_again_when_it_has_changed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    networks, path = Networks(), folder / "tiny.safetensors"
    first = networks.of(path, torch.device("cpu"))
    assert networks.of(path, torch.device("cpu")) is first
    os.utime(path, (1, 1))
    assert networks.of(path, torch.device("cpu")) is not first


def test_weights_of_torch_are_read_and_nothing_else_of_its_files(
    spandrel: Any, model: Model, job: DrawJob, folder: Path
) -> None:
    safe = drawn(model, job, folder)
    (folder / "tiny.safetensors").unlink()
    torch.save({"params_ema": weights(spandrel)}, folder / "tiny.pth")
    assert drawn(model, job, folder).png == safe.png
    touched = folder / "touched"

    class Evil:
        def __reduce__(self) -> Any:
            return os.mkdir, (str(touched),)

    torch.save({"params": Evil()}, folder / "evil.pth")
    with pytest.raises(EngineError, match=r"evil\.pth holds more than weights, so it is not"):
        drawn(model, replace(job, second=SECOND._replace(upscaler="evil")), folder)
    assert not touched.exists()


def bad_files(spandrel: Any) -> Iterator[tuple[str, Any, str]]:
    yield "empty.safetensors", b"", "empty.safetensors cannot be read as an upscaler (HeaderError"
    yield "text.safetensors", b"hello, world", "cannot be read as an upscaler (HeaderError"
    yield "text.pth", b"hello", "text.pth"
    yield "other.safetensors", {"a.weight": torch.zeros(2, 2)}, "other.safetensors is no upscaler"
    yield "grey.safetensors", weights(spandrel, channels=1), "grey.safetensors is no upscaler"
    yield "same.safetensors", weights(spandrel, scale=1), "same.safetensors is no upscaler"
    half = weights(spandrel)
    broken = {name: each for name, each in half.items() if "RDB2" not in name}
    yield "broken.safetensors", broken, "broken.safetensors cannot be read as an upscaler"
    endless = {name: torch.full_like(each, float("nan")) for name, each in half.items()}
    yield "nan.safetensors", endless, "nan.safetensors makes no picture"


def test_a_file_that_does_not_fit_is_named(
    spandrel: Any, model: Model, job: DrawJob, tmp_path: Path
) -> None:
    for name, content, says in bad_files(spandrel):
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            save_file(content, path)
        with pytest.raises(EngineError) as caught:
            drawn(model, replace(job, second=SECOND._replace(upscaler=path.stem)), tmp_path)
        assert says in str(caught.value), name


def test_a_name_that_no_file_has(model: Model, job: DrawJob, folder: Path) -> None:
    with pytest.raises(EngineError, match=r"hires_upscaler is .gone.*Lanczos, Nearest, tiny"):
        drawn(model, replace(job, second=SECOND._replace(upscaler="gone")), folder)


def test_without_spandrel_it_is_said_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "spandrel", None)
    with pytest.raises(EngineError, match=r"tiny\.safetensors needs spandrel\. Install it with"):
        loaded(folder / "tiny.safetensors", torch.device("cpu"))


def test_a_file_that_is_too_large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 100)
    with pytest.raises(EngineError, match=r"tiny\.safetensors has over"):
        loaded(folder / "tiny.safetensors", torch.device("cpu"))
