"""An extension for the tests: tells what AUTOMATIC1111 makes of a prompt, and stills its VAE."""

import base64

import torch
from modules import prompt_parser, script_callbacks, shared


def _told(tensor):
    array = tensor.float().cpu().contiguous().numpy()
    data = base64.b64encode(array.astype("<f4").tobytes()).decode()
    return {"shape": list(array.shape), "data": data}


def _heads():
    first, second = shared.sd_model.conditioner.embedders[:2]
    return [
        first.wrapped.transformer.config.num_attention_heads,
        second.wrapped.model.transformer.resblocks[0].attn.num_heads,
    ]


def _model():
    info = shared.sd_model.sd_checkpoint_info
    return {"file": info.filename, "heads": _heads()}


def _conditioning(body: dict):
    texts = prompt_parser.SdConditioning(
        body["texts"], body["negative"], body["width"], body["height"]
    )
    with torch.no_grad():
        found = shared.sd_model.get_learned_conditioning(texts)
    return {name: _told(tensor) for name, tensor in found.items()}


def _still(_body: dict):
    """From now on the middle of what the VAE's encoder says is taken, nothing by chance."""
    from sgm.modules.distributions.distributions import DiagonalGaussianDistribution

    DiagonalGaussianDistribution.sample = DiagonalGaussianDistribution.mode
    return {}


def _add_routes(_demo, app):
    app.add_api_route("/probe/model", _model, methods=["GET"])
    app.add_api_route("/probe/still", _still, methods=["POST"])
    app.add_api_route("/probe/conditioning", _conditioning, methods=["POST"])


script_callbacks.on_app_started(_add_routes)
