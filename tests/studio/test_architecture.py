"""How a checkpoint is built, read off its header."""

from __future__ import annotations

import pytest

from sd_animagine.sdxl.architecture import CLIP_G, CLIP_L, UNET, VAE, Shapes, architecture
from sd_animagine.sdxl.errors import EngineError


def sdxl() -> dict[str, tuple[int, ...]]:
    """The tensors of SDXL that tell how it is built, with their published shapes."""
    shapes: dict[str, tuple[int, ...]] = {
        f"{UNET}input_blocks.0.0.weight": (320, 4, 3, 3),
        f"{UNET}label_emb.0.0.weight": (1280, 2816),
        f"{UNET}out.2.weight": (4, 320, 3, 3),
        f"{VAE}decoder.conv_in.weight": (512, 4, 3, 3),
        f"{VAE}decoder.mid.attn_1.q.weight": (512, 512, 1, 1),
        f"{CLIP_L}text_model.embeddings.token_embedding.weight": (49408, 768),
        f"{CLIP_G}token_embedding.weight": (49408, 1280),
        f"{CLIP_G}text_projection": (1280, 1280),
    }
    for n in range(12):
        shapes[f"{CLIP_L}text_model.encoder.layers.{n}.mlp.fc1.weight"] = (3072, 768)
    for n in range(32):
        shapes[f"{CLIP_G}transformer.resblocks.{n}.mlp.c_fc.weight"] = (5120, 1280)
    block = 0
    for channels, depth in ((320, 0), (640, 2), (1280, 10)):
        if block:
            block += 1
            shapes[f"{UNET}input_blocks.{block}.0.op.weight"] = (channels // 2, channels // 2, 3, 3)
        for _ in range(2):
            block += 1
            name = f"{UNET}input_blocks.{block}"
            shapes[f"{name}.0.out_layers.3.weight"] = (channels, channels, 3, 3)
            for layer in range(depth):
                key = f"{name}.1.transformer_blocks.{layer}.attn2.to_k.weight"
                shapes[key] = (channels, 2048)
    for level, width in enumerate((128, 256, 512, 512)):
        for n in range(3):
            shapes[f"{VAE}decoder.up.{level}.block.{n}.conv1.weight"] = (width, width, 3, 3)
    return shapes


def test_sdxl_is_what_its_published_configuration_says() -> None:
    found = architecture(sdxl())
    told = {
        "block_out_channels": [320, 640, 1280],
        "layers_per_block": 2,
        "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
        "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
        "transformer_layers_per_block": [1, 2, 10],
        "attention_head_dim": [5, 10, 20],
        "cross_attention_dim": 2048,
        "addition_time_embed_dim": 256,
        "projection_class_embeddings_input_dim": 2816,
    }
    assert {key: found.unet[key] for key in told} == told
    assert found.vae["block_out_channels"] == [128, 256, 512, 512]
    assert (found.vae["layers_per_block"], found.vae["mid_block_add_attention"]) == (2, True)
    for config, layers, heads, act in (
        (found.clip_l, 12, 12, "quick_gelu"),
        (found.clip_g, 32, 20, "gelu"),
    ):
        assert (config["num_hidden_layers"], config["num_attention_heads"]) == (layers, heads)
        assert config["hidden_act"] == act


def test_heads_can_be_named() -> None:
    found = architecture(sdxl(), heads=(2, 4))
    assert (found.clip_l["num_attention_heads"], found.clip_g["num_attention_heads"]) == (2, 4)


def without(start: str) -> Shapes:
    return {name: shape for name, shape in sdxl().items() if not name.startswith(start)}


@pytest.mark.parametrize("start", [UNET, VAE, CLIP_L, CLIP_G, ""])
def test_what_is_missing_is_named(start: str) -> None:
    says = rf"^This is no whole SDXL checkpoint: it has no .*{start}"
    with pytest.raises(EngineError, match=says):
        architecture(without(start))


def test_a_model_without_attention() -> None:
    shapes = {name: shape for name, shape in sdxl().items() if "transformer_blocks" not in name}
    with pytest.raises(EngineError, match=r"has no .*transformer_blocks"):
        architecture(shapes)


@pytest.mark.parametrize("shape", [(), (320,), (320, 0), (0, 0, 0, 0)])
def test_shapes_that_no_network_has(shape: tuple[int, ...]) -> None:
    name = f"{UNET}label_emb.0.0.weight"
    with pytest.raises(EngineError, match=r"^This is no SDXL checkpoint: .*label_emb.* the shape"):
        architecture({**sdxl(), name: shape})


@pytest.mark.parametrize("start", [f"{UNET}input_blocks.", f"{VAE}decoder.up."])
@pytest.mark.parametrize("number", ["99", "999999999999", "9" * 5000, "٣", "007"])
def test_a_number_far_behind_the_others_is_no_loop_without_end(start: str, number: str) -> None:
    name = f"{start}{number}.0.weight"
    try:
        found = architecture({**sdxl(), name: (1, 1)})
    except EngineError as error:
        assert "it has no" in str(error)
    else:
        assert found == architecture(sdxl())


def test_a_unet_that_attends_to_nothing() -> None:
    shapes = {name: shape for name, shape in sdxl().items() if "attn2" not in name}
    with pytest.raises(EngineError, match="it has no"):
        architecture({**shapes, f"{UNET}input_blocks.4.1.transformer_blocks.0.norm": (1,)})
