"""Headers of safetensors files: honest, broken and lying ones."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random, SystemRandom

import pytest

from sd_animagine.files.checkpoint import judge_header
from sd_animagine.files.safetensors_header import MAX_HEADER, HeaderError, read_header
from sd_animagine.files.triggers import words_in
from sd_animagine.sdxl.architecture import architecture
from sd_animagine.sdxl.errors import EngineError
from tests.safetensors import TENSOR, written


def test_metadata_and_shapes(tmp_path: Path) -> None:
    metadata = {"modelspec.title": "Animagine XL 4.0", "odd": 3}
    path = written(tmp_path / "a.safetensors", {"__metadata__": metadata, "up.weight": TENSOR})
    header = read_header(path)
    assert header.metadata == {"modelspec.title": "Animagine XL 4.0"}
    assert header.shapes == {"up.weight": (2, 3)}
    assert header.missing == 0


def test_no_metadata(tmp_path: Path) -> None:
    assert read_header(written(tmp_path / "a", {"up.weight": TENSOR})).metadata == {}


def test_a_file_that_was_cut_off_says_so(tmp_path: Path) -> None:
    path = written(tmp_path / "a", {"up.weight": TENSOR}, b"\0" * 5)
    assert read_header(path).missing == 7


BROKEN = {
    "empty": (b"", "only 0 bytes"),
    "short": (b"\1\0\0", "only 3 bytes"),
    "lying": ((2**62).to_bytes(8, "little") + b"{}", "claims 4,611,686,018,427,387,904 bytes"),
    "not-json": ((4).to_bytes(8, "little") + b"{aa}", "not JSON"),
    "not-utf8": ((4).to_bytes(8, "little") + b'{"a\xff', "not JSON"),
    "no-header": (b"\0" * 8 + b"{}", "not JSON"),
    "a-list": ((2).to_bytes(8, "little") + b"[]", "not a safetensors file"),
    "pickle": (b"PK\3\4" + b"\0" * 60, "not a safetensors file"),
    "too-deep": (
        (200_005).to_bytes(8, "little") + b'{"a":' + b"[" * 100_000 + b"]" * 100_000,
        "not JSON",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    raw, reason = BROKEN[name]
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(HeaderError, match=reason):
        read_header(path)


def test_a_huge_header_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:  # sparse: takes no room
        file.write((MAX_HEADER + 1).to_bytes(8, "little") + b"{")
        file.truncate(MAX_HEADER + 100)
    with pytest.raises(HeaderError, match="are allowed"):
        read_header(path)


@pytest.mark.parametrize(
    "entry", [3, {}, {"shape": [1]}, {"shape": "x", "data_offsets": [0, 1]}, {"shape": None}]
)
def test_an_entry_that_is_no_tensor(tmp_path: Path, entry: object) -> None:
    with pytest.raises(HeaderError, match=r"'a\.b' is not a tensor"):
        read_header(written(tmp_path / "a", {"a.b": entry}))


ODD_ENTRIES = [
    {"dtype": "F16", "shape": "12", "data_offsets": [0, 12]},
    {"dtype": "F16", "shape": [1.5], "data_offsets": [0, 12]},
    {"dtype": "F16", "shape": [True], "data_offsets": [0, 12]},
    {"dtype": "F16", "shape": [-1], "data_offsets": [0, 12]},
    {"dtype": "F16", "shape": [2**63], "data_offsets": [0, 12]},
    {"dtype": "F16", "shape": ["3"], "data_offsets": [0, 12]},
    {"dtype": "F16", "shape": {"1": 2}, "data_offsets": [0, 12]},
    {"dtype": "F16", "shape": [2, 3], "data_offsets": "12"},
    {"dtype": "F16", "shape": [2, 3], "data_offsets": [0, 5, 12]},
    {"dtype": "F16", "shape": [2, 3], "data_offsets": [12, 0]},
    {"dtype": "F16", "shape": [2, 3], "data_offsets": [-12, 0]},
    {"dtype": 16, "shape": [2, 3], "data_offsets": [0, 12]},
    {"shape": [2, 3], "data_offsets": [0, 12]},
    [{"dtype": "F16", "shape": [2, 3], "data_offsets": [0, 12]}],
]


@pytest.mark.parametrize("entry", ODD_ENTRIES)
def test_an_entry_that_is_almost_a_tensor(tmp_path: Path, entry: object) -> None:
    with pytest.raises(HeaderError, match=r"'a\.b' is not a tensor"):
        read_header(written(tmp_path / "a", {"a.b": entry}))


def test_a_single_number_is_a_tensor(tmp_path: Path) -> None:
    entry = {"dtype": "F32", "shape": [], "data_offsets": [0, 4]}
    assert read_header(written(tmp_path / "a", {"scale": entry})).shapes == {"scale": ()}


def test_texts_that_cannot_be_sent(tmp_path: Path) -> None:
    header = read_header(written(tmp_path / "a", {"__metadata__": {"title\ud800": "\udfff a"}}))
    assert header.metadata == {"title?": "? a"}


NAMES = (
    *("model.diffusion_model.label_emb.0.0.weight", "lora_unet_a", "double_blocks.0", "a", ""),
    *("model.diffusion_model.input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight", "\ud800"),
    *("model.diffusion_model.input_blocks.999999999.0.weight", "add_embedding.linear_1.weight"),
    *("conditioner.embedders.1.model.text_projection", "first_stage_model.decoder.up.0.a", "__m"),
)
KEYS = (
    *("modelspec.title", "ss_output_name", "sd_merge_models", "sd_merge_recipe", "other"),
    *("modelspec.merged_from", "modelspec.architecture", "ss_tag_frequency"),
    *("modelspec.trigger_phrase", "ss_sd_model_name", "ss_new_sd_model_hash"),
)
VALUES: tuple[object, ...] = (
    *(None, True, 0, -1, 3, 768, 2560, 2**62, 2**70, 1.5, 1e308, float("nan"), float("inf")),
    *("", "x", "F16", "Animagine XL 4.0", "\x1b[2J\u202e\ud800\n", "[" * 900),
    *([], [[]], {}, {"10_a": {"b": 1e400, "c": "d"}}, '{"a": [1, {"b": 2}]}'),
    '{"10_a": {"b": 1e400, "c": true}, "d": []}',
)


def odd_value(random: Random) -> object:
    if random.random() < 0.3:
        return [random.choice(VALUES) for _ in range(random.randrange(5))]
    return random.choice(VALUES)


def odd_entry(random: Random) -> object:
    if random.random() < 0.1:
        return odd_value(random)
    entry: dict[str, object] = {
        "dtype": "F16",
        "shape": [random.choice((0, 1, 2048, 2560, 2**40)) for _ in range(random.randrange(5))],
        "data_offsets": [0, random.choice((0, 12, 2**40))],
    }
    if random.random() < 0.3:
        entry[random.choice(("dtype", "shape", "data_offsets", "more"))] = odd_value(random)
    if random.random() < 0.05:
        del entry[random.choice(("dtype", "shape", "data_offsets"))]
    return entry


def test_odd_headers_are_judged_or_refused_and_nothing_else(tmp_path: Path) -> None:
    seed = SystemRandom().randrange(2**32)
    random = Random(seed)
    path = tmp_path / "a.safetensors"
    read = 0
    for turn in range(4000):
        entries: object = {name: odd_entry(random) for name in random.sample(NAMES, 3)}
        if isinstance(entries, dict) and random.random() < 0.8:
            texts = {key: odd_value(random) for key in random.sample(KEYS, 4)}
            texts = {k: v if random.random() < 0.2 else json.dumps(v) for k, v in texts.items()}
            entries["__metadata__"] = texts if random.random() < 0.9 else odd_value(random)
        raw = written(path, entries).read_bytes()
        if random.random() < 0.2:
            at = random.randrange(len(raw))
            path.write_bytes(raw[:at] + bytes([random.randrange(256)]) + raw[at + 1 :])
        try:
            header = read_header(path)
        except HeaderError:
            continue
        read += 1
        said = f"seed {seed}, header {turn}"
        verdict = judge_header(header._replace(missing=0), "animagine.safetensors")
        assert verdict.reason.encode() and "\n" not in verdict.reason, said
        assert "\x1b" not in verdict.reason, said
        assert all(isinstance(word, str) for word in words_in(header.metadata)), said
        try:
            architecture(header.shapes)
        except EngineError as error:
            assert str(error), said
    assert read > 400
