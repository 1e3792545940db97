"""The gate's verdicts, on names, hashes and files made for the purpose."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from sd_animagine.cli.main import main
from sd_animagine.files import checkpoint
from sd_animagine.files.checkpoint import hash_file, judge_file, judge_hash, judge_name
from sd_animagine.model import CHECKPOINTS

FIRST, OPT = CHECKPOINTS
SDXL = {
    "conditioner.embedders.0.transformer.text_model.final_layer_norm.weight": (768,),
    "conditioner.embedders.1.model.ln_final.weight": (1280,),
    "model.diffusion_model.label_emb.0.0.weight": (1280, 2816),
    "model.diffusion_model.input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight": (640, 2048),
}
SD15 = {
    "cond_stage_model.transformer.text_model.final_layer_norm.weight": (768,),
    "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight": (320, 768),
}
KINDS = {
    "SD 1.5": (SD15, "Stable Diffusion 1"),
    "SD 1.5 UNet alone": ({"x.attn2.to_k.weight": (320, 768)}, "Stable Diffusion 1"),
    "SD 2": ({"cond_stage_model.model.ln_final.weight": (1024,)}, "Stable Diffusion 2"),
    "refiner": ({"model.diffusion_model.label_emb.0.0.weight": (1, 2560)}, "the SDXL refiner"),
    "SD 3": ({"model.diffusion_model.joint_blocks.0.x": (1,)}, "Stable Diffusion 3"),
    "Flux": ({"double_blocks.0.img_attn.qkv.weight": (1,)}, "Flux"),
    "LoRA": ({"lora_unet_mid.lora_down.weight": (4, 640), **SDXL}, "a LoRA"),
    "VAE": ({"first_stage_model.decoder.conv_in.bias": (4,)}, "not a known image model"),
}


def written(
    path: Path,
    metadata: Mapping[str, object] | None = None,
    shapes: Mapping[str, tuple[int, ...]] = SDXL,
    lacking: int = 0,
) -> Path:
    """A safetensors file whose tensors are zeros of one byte each, the last ``lacking`` cut off."""
    entries: dict[str, object] = {
        name: {"dtype": "U8", "shape": shape, "data_offsets": [n, n + 1]}
        for n, (name, shape) in enumerate(shapes.items())
    }
    if metadata:
        entries["__metadata__"] = metadata
    raw = json.dumps(entries).encode()
    data = bytes(len(shapes) - lacking)
    path.write_bytes(len(raw).to_bytes(8, "little") + raw + data)
    return path


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("animagine-xl-4.0.safetensors", "4.0"),
        ("animagine-xl-4.0-20250124.safetensors", "4.0"),
        ("animagineXL40_v40.safetensors", "4.0"),
        ("Anim4gine", "4.0"),
        ("models/sub/animagine_xl_4_0.safetensors", "4.0"),
        ("cagliostrolab/animagine-xl-4.0", "4.0"),
        ("animagine-xl-4.0-opt-fp16.safetensors", "4.0 Opt"),
        ("animagineXL40_v4Opt.safetensors", "4.0 Opt"),
        ("Animagine XL 4.0 Optimized", "4.0 Opt"),
        ("animagine-xl-4.0-zero.safetensors", "4.0 Zero"),
        (f"renamed.safetensors [{OPT[:10]}]", "4.0 Opt"),
        (FIRST[:10], "4.0"),
    ],
)
def test_a_release_is_known_by_its_name(name: str, release: str) -> None:
    verdict = judge_name(name)
    assert (verdict.is_animagine, verdict.confidence) == (True, "yes"), verdict
    assert verdict.release == release


@pytest.mark.parametrize(
    ("name", "acts", "confidence"),
    [
        ("animagine4-noob-merge.safetensors", True, "probably"),
        ("animagine-xl-3.1.safetensors", False, "no"),
        ("animagineXLV31_v31.safetensors", False, "no"),
        ("animagine-xl-2.0.safetensors", False, "no"),
        ("animagine-xl.safetensors", False, "unknown"),
        ("animagine-xl-4.5.safetensors", False, "unknown"),
        ("ponyDiffusionV6XL.safetensors", False, "unknown"),
        ("model.safetensors [0123456789]", False, "unknown"),
        ("", True, "unknown"),
    ],
)
def test_other_names(name: str, acts: bool, confidence: str) -> None:
    verdict = judge_name(name)
    assert (verdict.is_animagine, verdict.confidence) == (acts, confidence), verdict


@pytest.mark.parametrize(
    "digest",
    [FIRST, FIRST.upper(), FIRST[:10], FIRST[:12], f"0x{FIRST}", f"sha256:{FIRST}", f" {FIRST}\n"],
)
def test_each_form_of_a_known_hash(digest: str) -> None:
    verdict = judge_hash(digest)
    assert verdict is not None
    assert (verdict.confidence, verdict.release) == ("yes", "4.0")
    assert FIRST[:10] in verdict.reason


@pytest.mark.parametrize("digest", ["", FIRST[:9], "0" * 64, FIRST + "0", "animagine", FIRST[1:]])
def test_what_is_no_known_hash(digest: str) -> None:
    assert judge_hash(digest) is None


@pytest.mark.parametrize(
    ("title", "release"),
    [
        ("Animagine XL 4.0", "4.0"),
        ("animagine-xl-4.0-opt", "4.0 Opt"),
        ("Animagine XL V4.0 Optimized", "4.0 Opt"),
        ("Animagine XL 4.0 Zero", "4.0 Zero"),
    ],
)
def test_a_renamed_file_is_known_by_its_title(tmp_path: Path, title: str, release: str) -> None:
    verdict = judge_file(written(tmp_path / "x.safetensors", {"modelspec.title": title}))
    assert (verdict.is_animagine, verdict.confidence, verdict.release) == (True, "yes", release)
    assert title in verdict.reason


def test_the_title_of_a_derived_model_acts_as_it_says_so_itself(tmp_path: Path) -> None:
    metadata = {"modelspec.title": "Animagine XL 4.0 watercolour"}
    verdict = judge_file(written(tmp_path / "x.safetensors", metadata))
    assert (verdict.is_animagine, verdict.confidence) == (True, "probably")


def test_a_title_that_says_another_animagine_beats_the_name(tmp_path: Path) -> None:
    metadata = {"modelspec.title": "Animagine XL 3.1"}
    verdict = judge_file(written(tmp_path / "animagine-xl-4.0.safetensors", metadata))
    assert (verdict.is_animagine, verdict.confidence) == (False, "no")


def test_another_title_casts_doubt_on_the_name(tmp_path: Path) -> None:
    metadata = {"modelspec.title": "Some Model"}
    verdict = judge_file(written(tmp_path / "animagine-xl-4.0.safetensors", metadata))
    assert (verdict.is_animagine, verdict.confidence) == (True, "probably")
    assert "Some Model" in verdict.reason


MERGES = {
    "by hash": {"sd_merge_models": json.dumps({OPT: {"name": "a"}, "0" * 64: {"name": "b"}})},
    "by name": {"sd_merge_models": json.dumps({"0" * 64: {"name": "animagine-xl-4.0.ckpt"}})},
    "of a list": {"modelspec.merged_from": "pony.safetensors, animagine-xl-4.0.safetensors"},
    "fine-tune by hash": {"ss_new_sd_model_hash": FIRST, "ss_sd_model_name": "base.safetensors"},
    "fine-tune by name": {"ss_sd_model_name": "animagine-xl-4.0-opt.safetensors"},
}


@pytest.mark.parametrize("kind", MERGES)
def test_a_merge_or_fine_tune_is_probably_one_and_stays_idle(tmp_path: Path, kind: str) -> None:
    verdict = judge_file(written(tmp_path / "mix.safetensors", MERGES[kind]))
    assert (verdict.is_animagine, verdict.confidence) == (False, "probably"), verdict
    assert "Animagine" in verdict.reason or "animagine" in verdict.reason


def test_a_merge_that_kept_the_title_is_probably_one_and_acts(tmp_path: Path) -> None:
    metadata = {"modelspec.title": "Animagine XL 4.0", "sd_merge_recipe": '{"type": "webui"}'}
    verdict = judge_file(written(tmp_path / "mix.safetensors", metadata))
    assert (verdict.is_animagine, verdict.confidence) == (True, "probably")
    assert "merge" in verdict.reason


def test_a_merge_of_other_models_is_unknown(tmp_path: Path) -> None:
    metadata = {"sd_merge_models": json.dumps({"0" * 64: {"name": "pony.safetensors"}})}
    verdict = judge_file(written(tmp_path / "mix.safetensors", metadata))
    assert (verdict.is_animagine, verdict.confidence) == (False, "unknown")


def test_an_sdxl_file_that_says_nothing_is_unknown(tmp_path: Path) -> None:
    verdict = judge_file(written(tmp_path / "x.safetensors"))
    assert (verdict.is_animagine, verdict.confidence) == (False, "unknown")
    assert "SDXL" in verdict.reason


@pytest.mark.parametrize("kind", KINDS)
def test_another_kind_of_model_is_none_whatever_it_is_called(tmp_path: Path, kind: str) -> None:
    shapes, label = KINDS[kind]
    metadata = {"modelspec.title": "Animagine XL 4.0"}
    verdict = judge_file(written(tmp_path / "animagine-xl-4.0.safetensors", metadata, shapes))
    assert (verdict.is_animagine, verdict.confidence) == (False, "no")
    assert label in verdict.reason


def test_a_truncated_file_is_not_vouched_for(tmp_path: Path) -> None:
    path = written(tmp_path / "animagine-xl-4.0.safetensors", lacking=2)
    verdict = judge_file(path)
    assert (verdict.is_animagine, verdict.confidence) == (False, "unknown")
    assert "2 bytes are missing" in verdict.reason


def test_a_lying_header_is_not_vouched_for(tmp_path: Path) -> None:
    path = tmp_path / "animagine-xl-4.0.safetensors"
    path.write_bytes((100_000_000_000).to_bytes(8, "little") + b"{}")
    verdict = judge_file(path)
    assert (verdict.is_animagine, verdict.confidence) == (False, "unknown")
    assert "claims 100,000,000,000 bytes" in verdict.reason


def test_a_pickle_is_judged_by_name_and_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "animagine-xl-4.0.ckpt"
    path.write_bytes(b"cposix\nsystem\n")
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("the file was opened"))
    verdict = judge_file(path)
    assert (verdict.is_animagine, verdict.confidence) == (True, "probably")
    assert ".ckpt files are not opened" in verdict.reason


def test_a_hash_that_the_host_has_decides_at_once(tmp_path: Path) -> None:
    path = written(tmp_path / "x.safetensors", shapes=SD15)
    assert judge_file(path, OPT).release == "4.0 Opt"
    assert judge_file(path, "0" * 64).confidence == "no"


def test_a_missing_file_is_judged_too(tmp_path: Path) -> None:
    verdict = judge_file(tmp_path / "animagine-xl-4.0.safetensors")
    assert (verdict.is_animagine, verdict.confidence) == (False, "unknown")


def test_the_header_is_read_once_until_the_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "x.safetensors", {"modelspec.title": "Animagine XL 4.0"})
    reads: list[Path] = []
    read = checkpoint.read_header
    monkeypatch.setattr(checkpoint, "read_header", lambda p: (reads.append(p), read(p))[1])
    assert judge_file(path) == judge_file(path)
    assert len(reads) == 1
    written(path, {"modelspec.title": "Animagine XL 3.1"})
    os.utime(path, ns=(1, 1))
    assert judge_file(path).confidence == "no"
    assert len(reads) == 2


def test_the_whole_file_is_hashed_only_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "mine.safetensors")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert hash_file(path) == digest
    assert main(["checkpoint", str(path)]) == 1
    assert digest not in capsys.readouterr().out
    monkeypatch.setitem(CHECKPOINTS, digest, "4.0")
    assert main(["checkpoint", str(path), "--hash"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("This is Animagine XL 4.0: its SHA-256")
    assert digest in out


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "animagine-xl-4.0-opt.safetensors")
    assert main(["checkpoint", str(path), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["release"] == "4.0 Opt"
    assert found["sha256"] is None
    assert main(["checkpoint", str(tmp_path / "none.safetensors")]) == 2
    assert "is not a file" in capsys.readouterr().err
