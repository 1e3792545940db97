"""Euler a and Euler over the noise levels that A1111 uses, so that a seed gives the same picture.

Written out, not taken from diffusers' pipeline, for four reasons: it stops between two steps
without decoding anything; prompt editing and ``AND`` change what the UNet is told from step to
step; the noise levels are interpolated as A1111 does it; and every picture of a batch takes its
noise from a generator of its own, so it comes out the same whatever it is drawn together with.

Noise comes from the CPU's generator on every machine (A1111's ``RNG: CPU``, as the infotext says).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from sd_animagine.sdxl.conditioning import Prompts
from sd_animagine.sdxl.loading import Model

SAMPLERS: Final = ("Euler a", "Euler")
_TRAINED_STEPS: Final = 1000
_BETAS: Final = (0.00085, 0.012)
"""First and last of the training's noise schedule, linear in the square root (SDXL's own)."""
_SIDE: Final = 8
"""Pixels of a picture for each latent."""

AfterStep = Callable[[int, Any], None]
"""Called with the steps that are done and the denoised latents as foreseen; may raise."""


def noise_levels(steps: int) -> tuple[list[float], list[float]]:
    """The noise levels of a picture, the last of them 0, and the training step of each but that.

    Evenly spaced over the training's steps from the noisiest on, between two of them interpolated
    on the logarithm.
    """
    import torch

    betas = torch.linspace(_BETAS[0] ** 0.5, _BETAS[1] ** 0.5, _TRAINED_STEPS, dtype=torch.float64)
    alphas = torch.cumprod(1 - betas**2, dim=0).float()
    logarithms = ((1 - alphas) / alphas).sqrt().log()
    times = torch.linspace(_TRAINED_STEPS - 1, 0, steps)
    low, high, share = times.floor().long(), times.ceil().long(), times.frac()
    levels = ((1 - share) * logarithms[low] + share * logarithms[high]).exp()
    return [*levels.tolist(), 0.0], times.tolist()


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
            step: of the picture, counted from 0.
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


def sample(
    denoiser: Denoiser, noise: Noise, steps: int, *, ancestral: bool, after_step: AfterStep
) -> Any:
    """Latents out of noise.

    Args:
        denoiser: what foresees the picture.
        noise: of the batch.
        steps: how many.
        ancestral: Euler a; else Euler.
        after_step: called after every step.
    """
    import torch

    levels, times = noise_levels(steps)
    with torch.inference_mode():
        latents = noise.next() * levels[0]
        for step, time in enumerate(times):
            level, next_level = levels[step], levels[step + 1]
            foreseen = denoiser(latents, level, time, step)
            down, up = _ancestral(level, next_level) if ancestral else (next_level, 0.0)
            latents = latents + (latents - foreseen) / level * (down - level)
            if up:
                latents = latents + noise.next() * up
            after_step(step + 1, foreseen)
    return latents


def _ancestral(level: float, following: float) -> tuple[float, float]:
    """Down to which level to go, and how much noise to add again."""
    up = (following**2 * (level**2 - following**2) / level**2) ** 0.5
    up = min(following, up)
    return (following**2 - up**2) ** 0.5, up


def latent_shape(model: Model, width: int, height: int) -> tuple[int, int, int]:
    """Shape of one picture's latents."""
    return int(model.unet.config.in_channels), height // _SIDE, width // _SIDE
