"""The way from noise to latents: what the UNet foresees, step by step, for whatever sampler.

Written out, not taken from diffusers' pipeline, for four reasons: it stops between two steps
without decoding anything; prompt editing and ``AND`` change what the UNet is told from step to
step; noise levels and samplers are A1111's, to the last digit; and every picture of a batch takes
its noise from a generator of its own, so it comes out the same whatever it is drawn together with.

Noise comes from the CPU's generator on every machine (A1111's ``RNG: CPU``, as the infotext says).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from sd_animagine.sdxl.conditioning import Prompts
from sd_animagine.sdxl.levels import time_of
from sd_animagine.sdxl.loading import Model
from sd_animagine.sdxl.samplers import Choice

_SIDE: Final = 8
"""Pixels of a picture for each latent."""

AfterStep = Callable[[int, Any], None]
"""Called with the steps that are done and the denoised latents as foreseen; may raise."""


class Noise:
    """Noise for a batch: each picture has its own generator."""

    def __init__(self, seeds: Sequence[int], shape: tuple[int, int, int], device: Any) -> None:
        import torch

        self._generators = [torch.Generator("cpu").manual_seed(seed) for seed in seeds]
        self._shape = shape
        self._device = device

    def next(self) -> Any:
        """The next noise of every picture."""
        import torch

        drawn = [torch.randn(self._shape, generator=each) for each in self._generators]
        return torch.stack(drawn).to(self._device)


class Denoiser:
    """The UNet with guidance: noisy latents to the picture it foresees."""

    def __init__(
        self, model: Model, prompts: Prompts, size: tuple[int, int], pictures: int, scale: float
    ) -> None:
        self.model = model
        self.prompts = prompts
        self.pictures = pictures
        self.scale = scale
        self._size = size
        self._known: dict[tuple[int, ...], tuple[Any, dict[str, Any]]] = {}

    def __call__(self, latents: Any, level: float, time: float, step: int) -> Any:
        """The picture foreseen at one step.

        Args:
            latents: as noisy as they are.
            level: how noisy that is.
            time: the training's step of this level.
            step: how often the picture has been foreseen before; a sampler may do so twice a step.
        """
        import torch

        context, added = self._told(step)
        lines = self.prompts.lines
        scaled = latents / (level**2 + 1) ** 0.5
        given = torch.cat([scaled] * (len(lines) + 1)).to(self.model.dtype)
        noise = self.model.unet(
            given, time, encoder_hidden_states=context, added_cond_kwargs=added, return_dict=False
        )[0].float()
        without, *withs = noise.chunk(len(lines) + 1)
        guided = without
        for line, one in zip(lines, withs, strict=True):
            guided = guided + (one - without) * (line.weight * self.scale)
        return latents - guided * level

    def _told(self, step: int) -> tuple[Any, dict[str, Any]]:
        """Context and what is added to it, for the whole batch: negative first, then subprompts."""
        import torch

        step = min(step, self.prompts.steps - 1)
        key = self.prompts.key(step)
        if key not in self._known:
            positive, negative = self.prompts.at(step)
            conditions = [each for each in (negative, *positive) for _ in range(self.pictures)]
            width, height = self._size
            sizes = torch.tensor([height, width, 0, 0, height, width], device=self.model.device)
            added = {
                "text_embeds": torch.stack([each.pooled for each in conditions]),
                "time_ids": sizes.to(self.model.dtype).repeat(len(conditions), 1),
            }
            context = torch.stack([each.context for each in conditions])
            self._known = {key: (context, added)}
        return self._known[key]


class Start(NamedTuple):
    """A picture that is begun with."""

    latents: Any
    total: int
    """How many steps it would be from noise alone."""
    anew: Any = None
    """1 for the latents that are drawn anew and 0 for those that stay; all are where it is None."""

    def kept(self, latents: Any) -> Any:
        """Return latents with those of the picture where they stay."""
        return (
            latents if self.anew is None else latents * self.anew + self.latents * (1 - self.anew)
        )


class _Walk:
    """See ``samplers.Walk``."""

    def __init__(
        self,
        denoiser: Denoiser,
        noise: Noise,
        levels: Sequence[float],
        after_step: AfterStep,
        start: Start | None,
    ) -> None:
        self._start = start
        self._denoiser = denoiser
        self._levels = levels
        self._after_step = after_step
        self._asked = 0
        self._done = 0
        self.noise = noise.next

    @property
    def lowest(self) -> float:
        return self._levels[-1]

    def steps(self) -> Iterator[tuple[float, float]]:
        return pairwise(self._levels)

    def foreseen(self, latents: Any, level: float) -> Any:
        self._asked += 1
        found = self._denoiser(latents, level, time_of(level), self._asked - 1)
        return found if self._start is None else self._start.kept(found)

    def told(self, latents: Any, level: float) -> Any:
        found = self.foreseen(latents, level)
        self._done += 1
        self._after_step(self._done, found)
        return found


def sample(
    denoiser: Denoiser,
    noise: Noise,
    choice: Choice,
    steps: int,
    start: Start | None = None,
    *,
    after_step: AfterStep,
) -> Any:
    """Latents out of noise.

    Args:
        denoiser: what foresees the picture.
        noise: of the batch.
        choice: the sampler.
        steps: how many.
        start: what is begun with; noise alone by default.
        after_step: called once a step.
    """
    import torch

    with torch.inference_mode():
        if start is None:
            levels = choice.levels(steps)
            latents = choice.noisy(noise.next(), levels[0])
        else:
            latents, levels = choice.resumed(start.latents, noise.next(), steps, start.total)
        walk = _Walk(denoiser, noise, levels, after_step, start)
        found = choice.sampler.solve(walk, latents)
        return found if start is None else start.kept(found)


def latent_shape(model: Model, width: int, height: int) -> tuple[int, int, int]:
    """Shape of one picture's latents."""
    return int(model.unet.config.in_channels), height // _SIDE, width // _SIDE
