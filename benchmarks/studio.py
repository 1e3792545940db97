"""Is the studio's engine as fast as a plain diffusers pipeline?

    OMP_NUM_THREADS=1 python benchmarks/studio.py [MODEL] [--size 512x768] [--steps 20] [--rounds 7]

Draws the same picture with both in turn, each round one of each in changing order: the networks,
scheduler, precision, steps, size and prompt are the same, the pipeline gets its prompt encoded by
diffusers, both end with a PNG file in memory. The ratio is the median over the rounds, of the time
the process had on its processors, since other programs would blur the time on the wall; that one is
told as well. The extra ``draw`` has to be installed. Without MODEL it draws with the demo's small
random one, on which a step costs the least and what is done around it the most.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sd_animagine.sdxl.loading import Model, load, versions  # noqa: E402
from sd_animagine.studio.engines.base import DrawJob  # noqa: E402
from sd_animagine.studio.engines.demo import random_model  # noqa: E402
from sd_animagine.studio.engines.drawer import Drawer  # noqa: E402
from sd_animagine.tokens.bpe import bundled  # noqa: E402

PROMPT = "1girl, arima kana, oshi no ko, safe, smile, masterpiece, high score, great score"
NEGATIVE = "lowres, bad anatomy, bad hands, text, error, missing finger, extra digits"


class Seconds(NamedTuple):
    """What one picture took."""

    processor: float
    wall: float


def timed(call: Callable[[], Any]) -> Seconds:
    """Time one picture."""
    processor, wall = time.process_time(), time.perf_counter()
    call()
    return Seconds(time.process_time() - processor, time.perf_counter() - wall)


def tokenizers(folder: Path) -> list[Any]:
    """CLIP's tokenizer twice, from the vocabulary that comes with the package."""
    from transformers import CLIPTokenizer

    bpe = bundled()
    vocabulary = {token: number for token, number in bpe.ids.items() if number < 49_406}
    vocabulary |= {"<|startoftext|>": 49_406, "<|endoftext|>": 49_407}
    (folder / "vocab.json").write_text(json.dumps(vocabulary), "utf-8")
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *bpe.ranks]), "utf-8")
    files = (str(folder / "vocab.json"), str(folder / "merges.txt"))
    pads = ("<|endoftext|>", "!")
    return [CLIPTokenizer(*files, pad_token=pad, model_max_length=77) for pad in pads]


def pipeline_of(model: Model) -> Any:
    """A plain pipeline of the same networks."""
    from diffusers import EulerAncestralDiscreteScheduler, StableDiffusionXLPipeline

    with tempfile.TemporaryDirectory() as folder:
        first, second = tokenizers(Path(folder))
    pipeline = StableDiffusionXLPipeline(
        vae=model.vae,
        unet=model.unet,
        text_encoder=model.clip_l,
        text_encoder_2=model.clip_g,
        tokenizer=first,
        tokenizer_2=second,
        scheduler=EulerAncestralDiscreteScheduler(
            beta_start=0.00085,
            beta_end=0.012,
            beta_schedule="scaled_linear",
            timestep_spacing="linspace",
        ),
        add_watermarker=False,
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    import torch

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", nargs="?")
    parser.add_argument("--heads", type=lambda text: tuple(map(int, text.split(","))))
    parser.add_argument("--size", default="512x768")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args(arguments)
    width, height = map(int, asked.size.split("x"))
    model = load(asked.model, asked.heads) if asked.model else random_model()
    pipeline = pipeline_of(model)
    drawer = Drawer(lambda: model)
    job = DrawJob(PROMPT, NEGATIVE, width, height, asked.steps, 5.0, "Euler a", 7)

    def ours() -> None:
        list(drawer.draw(job, lambda progress: None, Event()))

    def plain() -> None:
        image = pipeline(
            PROMPT,
            negative_prompt=NEGATIVE,
            width=width,
            height=height,
            num_inference_steps=asked.steps,
            guidance_scale=5.0,
            generator=torch.Generator("cpu").manual_seed(7),
        ).images[0]
        image.save(io.BytesIO(), "PNG")

    ours(), plain()  # the first of each warms up
    rounds: list[tuple[Seconds, Seconds]] = []
    for number in range(asked.rounds):
        if number % 2:
            one, other = timed(ours), timed(plain)
        else:
            other, one = timed(plain), timed(ours)
        rounds.append((one, other))
    print(f"{model.name} on {model.device}, {width}x{height}, {asked.steps} steps")
    print(", ".join(f"{name} {version}" for name, version in versions().items()))
    for field in Seconds._fields:
        pairs = [(getattr(one, field), getattr(other, field)) for one, other in rounds]
        ratios = [one / other for one, other in pairs]
        print(
            f"{field}: studio {statistics.median(one for one, _ in pairs):.2f} s, "
            f"pipeline {statistics.median(other for _, other in pairs):.2f} s a picture; "
            f"ratio {statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
