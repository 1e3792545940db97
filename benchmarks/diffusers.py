"""Does it cost more to prepare a prompt here than by compel?

    OMP_NUM_THREADS=1 python benchmarks/diffusers.py [MODEL] [--rounds 30]

Both make the embeddings of the same prompt and negative prompt for the same pipeline, in turn: here
by ``to_diffusers``, there by ``CompelForSDXL``, which gets the texts in its own dialect. MODEL is a
diffusers folder; without it the demo's small random one is taken, whose encoders cost the least and
what is done around them the most. Needs the extra ``diffusers`` and compel 2. Each figure is the
median over the rounds, of the processor's time; the ratio is that of the two.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

ROOT = Path(__file__).parents[1]
sys.path = [each for each in sys.path if Path(each) != Path(__file__).parent]
sys.path.insert(0, str(ROOT))  # in place of this folder, whose files have names of libraries

from benchmarks.studio import NEGATIVE, pipeline_of  # noqa: E402
from sd_animagine import compile_prompt  # noqa: E402
from sd_animagine.studio.engines.demo import random_model  # noqa: E402

TAGS: Final = "1girl, arima kana, oshi no ko, safe, smile, night, hat, looking at viewer, outdoors"
COLOURS: Final = ("red", "blue", "green", "black", "white", "purple")
WORN: Final = ("hair", "eyes", "dress", "hat", "gloves", "footwear", "ribbon", "jacket")
PROMPTS: Final = {
    "short": TAGS,
    "weighted": "1girl, (arima kana:1.2), oshi no ko, [safe], ((smile)), (night, hat:0.8)",
    "long": ", ".join([TAGS, *(f"{colour} {worn}" for colour in COLOURS for worn in WORN)]),
}


def pipeline(place: str | None) -> Any:
    """Return a pipeline of a diffusers folder, or a small random one."""
    if place is None:
        return pipeline_of(random_model())
    from diffusers import StableDiffusionXLPipeline

    return StableDiffusionXLPipeline.from_pretrained(place, local_files_only=True)


def seconds(call: Callable[[], Any]) -> float:
    """Return what one call has of the processor."""
    begun = time.process_time()
    call()
    return time.process_time() - begun


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", nargs="?")
    parser.add_argument("--rounds", type=int, default=30)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    from compel import CompelForSDXL

    pipe = pipeline(asked.model)
    compel = CompelForSDXL(pipe)
    names = ("torch", "diffusers", "transformers", "compel")
    print(", ".join(f"{name} {version(name)}" for name in names))
    for name, prompt in PROMPTS.items():
        compiled = compile_prompt(prompt, NEGATIVE, width=832, height=1216)
        texts = compiled.to("compel")

        def ours(compiled: Any = compiled) -> None:
            compiled.to_diffusers(pipe)

        def theirs(texts: Any = texts) -> None:
            compel(texts.prompt, negative_prompt=texts.negative_prompt)

        def both(prompt: str = prompt) -> None:
            compile_prompt(prompt, NEGATIVE, width=832, height=1216).to_diffusers(pipe)

        ways = (ours, theirs, both)
        times: dict[Callable[[], None], list[float]] = {way: [] for way in ways}
        for number in range(asked.rounds + 1):
            for way in ways if number % 2 else reversed(ways):
                took = seconds(way)
                if number:  # the first one loads
                    times[way].append(took)
        mine, other, all_of_it = (statistics.median(times[way]) * 1000 for way in ways)
        print(
            f"{name:9} to_diffusers {mine:7.2f} ms, compel {other:7.2f} ms: {mine / other:.2f} "
            f"times; with compile_prompt {all_of_it / other:.2f} times"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
