"""Animagine Encode: what reaches the encoders, and what is made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sd_animagine.comfyui.drawing.encoders import ClipEncoders
from sd_animagine.comfyui.encode import AnimagineEncode
from sd_animagine.comfyui.node import NodeError
from sd_animagine.sdxl.conditioning import weighed
from sd_animagine.tokens import EMPTY
from tests.comfyui.fake_comfyui import Clip, install

torch = pytest.importorskip("torch")


@pytest.fixture(autouse=True)
def _comfyui(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path, ["easynegative.safetensors", "old/for_sd15.pt"])


def run(prompt: str, negative: str = "", *, clip: Any = None, **more: Any) -> Any:
    settings = {"weights": "A1111", "steps": 10, **more}
    return AnimagineEncode().run(clip or Clip(), prompt, negative, **settings)


def parts(entries: Any) -> list[tuple[float, float, float]]:
    """Strength, beginning and end of each entry."""
    facts = [each for _, each in entries]
    return [
        (each.get("strength", 1.0), each.get("start_percent", 0.0), each.get("end_percent", 1.0))
        for each in facts
    ]


def alone(chunk: Any, clip: Clip) -> Any:
    """What the encoders make of a chunk by itself."""
    return ClipEncoders(clip, as_a1111=True)([chunk]).context


def test_both_encoders_get_our_numbers_and_no_weights() -> None:
    clip = Clip()
    run("a (b:1.3)", "c", clip=clip)
    for tokens in clip.asked:
        (first,), (second,) = tokens["l"], tokens["g"]
        assert [weight for _, weight in first + second] == [1.0] * 154
        end = [token for token, _ in first].index(49407)
        assert {token for token, _ in first[end:]} == {49407}
        assert [token for token, _ in second[: end + 1]] == [token for token, _ in first[: end + 1]]
        assert {token for token, _ in second[end + 1 :]} == {0}


def test_a_weight_acts_as_in_a1111_on_each_encoder() -> None:
    plain, heavy = run("a b")["result"][0], run("a (b:1.3)")["result"][0]
    weights = torch.ones(1, 77)
    weights[0, 2] = 1.3
    (expected, _), (found, facts) = plain[0], heavy[0]
    for part in (slice(0, 4), slice(4, 10)):
        assert torch.allclose(found[..., part], weighed(expected[..., part], weights))
    assert torch.equal(facts["pooled_output"], plain[0][1]["pooled_output"])


def test_comfyui_s_own_weights_are_left_to_comfyui() -> None:
    clip = Clip()
    run("a (b:1.3)", clip=clip, weights="ComfyUI")
    weights = [weight for _, weight in clip.asked[0]["l"][0]]
    assert weights[:4] == pytest.approx([1, 1, 1.3, 1])


def test_an_empty_negative_prompt_is_zeros() -> None:
    ((context, facts),) = run("a")["result"][1]
    assert not context.any() and not facts["pooled_output"].any()
    ((context, _),) = run("a", " ")["result"][1]
    assert context.any()


def test_break_makes_chunks_and_the_negative_prompt_as_many() -> None:
    clip = Clip()
    positive, negative, *_ = run("a BREAK b", "c", clip=clip)["result"]
    assert positive[0][0].shape == negative[0][0].shape == (1, 154, 10)
    assert torch.equal(negative[0][0][:, 77:], alone(EMPTY, clip))


def test_and_is_an_entry_each_and_a_factor() -> None:
    positive, negative, factor, _ = run("a :1.2 AND b :0.5", "c")["result"]
    assert parts(positive) == [(1.2, 0, 1), (0.5, 0, 1)]
    assert parts(negative) == [(1, 0, 1)]
    assert factor == pytest.approx(1.7)


def test_editing_holds_between_two_steps() -> None:
    """``[a:b:0.5]`` says ``a`` in six of ten steps, as A1111 counts."""
    positive, negative, factor, _ = run("[a:b:0.5]", "[c:d:3]")["result"]
    assert parts(positive) == [(1, 0, 5.5 / 9), (1, 5.5 / 9, 1)]
    assert parts(negative) == [(1, 0, 3.5 / 9), (1, 3.5 / 9, 1)]
    assert factor == 1


def test_of_the_scheduler_s_own_levels() -> None:
    sigmas = torch.tensor([14.6146, 6.0, 2.0, 0.5, 0.0])
    positive, *_, steps = run("[a:b:0.5]", steps=99, sigmas=sigmas)["result"]
    assert steps == 4
    (_, facts), (_, later) = positive
    assert facts["end_percent"] == later["start_percent"]
    assert 0.5 < facts["end_percent"] < 0.95  # between the third level and the fourth


def test_weights_that_cancel_out_are_refused() -> None:
    with pytest.raises(NodeError, match="add up to 0"):
        run("a :1 AND b :-1")


@pytest.mark.parametrize(
    ("clip", "said"), [(None, "clip is empty"), (Clip(names="l"), "is not SDXL's")]
)
def test_a_clip_that_is_none(clip: Any, said: str) -> None:
    with pytest.raises(NodeError, match=said):
        AnimagineEncode().run(clip, "a", "", "A1111", 10)


def test_what_is_no_text() -> None:
    with pytest.raises(NodeError, match="prompt is 7; it must be a text"):
        run(7)  # type: ignore[arg-type]


def vectors(first: int, second: int, width: int = 6) -> dict[str, Any]:
    return {"l": torch.ones(first, 4) * 0.5, "g": torch.ones(second, width) * 0.25}


@pytest.mark.parametrize("name", ["easynegative", "embedding:easynegative", "EasyNegative"])
def test_an_embedding_stands_in_place_of_its_name(name: str) -> None:
    clip = Clip({"easynegative.safetensors": vectors(3, 3)})
    run("a", f"b, ({name}:1.2), c", clip=clip)
    (tokens,) = [each for each in clip.asked if hasattr(each["l"][0][3][0], "shape")]
    for encoder, width in Clip.WIDTHS.items():
        shapes = [getattr(token, "shape", None) for token, _ in tokens[encoder][0]]
        assert [n for n, shape in enumerate(shapes) if shape == (width,)] == [3, 4, 5]
    assert tokens["l"][0][6][0] == 267  # the comma


def test_an_embedding_is_not_torn() -> None:
    clip = Clip({"easynegative.safetensors": vectors(8, 8)})
    positive, *_ = run("a " * 70 + "easynegative", clip=clip)["result"]
    assert positive[0][0].shape[1] == 154


@pytest.mark.parametrize("wrong", [vectors(3, 0), vectors(3, 3, 4), vectors(80, 80), {}])
def test_an_embedding_of_another_model_is_words(wrong: dict[str, Any]) -> None:
    clip = Clip({"easynegative.safetensors": wrong})
    told = run("a", "easynegative", clip=clip)["ui"]["text"]
    assert told == [
        "The embedding easynegative is not for SDXL, so its name is read as words. "
        "Take it out of the prompt."
    ]
    assert not any(hasattr(token, "shape") for each in clip.asked for token, _ in each["l"][0])


def test_a_network_is_told_of() -> None:
    assert "<lora:x:1> loads nothing" in run("a <lora:x:1>")["ui"]["text"][0]


def test_the_operator_s_ceiling_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANIMAGINE_MAX_RATING", "safe")
    with pytest.raises(NodeError, match="highest rating allowed here is safe"):
        run("1girl, explicit")
    assert run("1girl", "explicit")["result"]
