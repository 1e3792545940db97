"""A SAMPLER for ComfyUI that draws A1111's "Euler a", picture by picture.

ComfyUI's own differs in four things, which are put right here for the pictures drawn with this one:
it scales the first noise a little higher, takes the noise of the steps from a second generator and
that of a batch from one for all its pictures, and tells the UNet whole times where A1111 tells what
lies between two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from itertools import pairwise
from typing import Any, Final

from sd_animagine.model import SAMPLER
from sd_animagine.sdxl.levels import time_of
from sd_animagine.sdxl.samplers import choice_of
from sd_animagine.sdxl.sampling import Noise

_SEEDS: Final = 2**64
_ROUNDED: Final = 0.51
"""How far a whole time lies from one between two, at most."""


class _Walk:
    """See ``samplers.Walk``: ComfyUI's model is what foresees."""

    def __init__(
        self, model: Any, sigmas: Any, noise: Callable[[], Any], more: Any, callback: Any
    ) -> None:
        self._model = model
        self._levels = [float(level) for level in sigmas]
        self._more = more
        self._callback = callback
        self._done = 0
        self._time = 0.0
        self.noise = noise
        _wrap(more, self._at_our_time)

    @property
    def lowest(self) -> float:
        return self._levels[-1]

    def steps(self) -> Iterator[tuple[float, float]]:
        return pairwise(self._levels)

    def foreseen(self, latents: Any, level: float) -> Any:
        self._time = time_of(level)
        return self._model(latents, latents.new_full((len(latents),), level), **self._more)

    def _at_our_time(self, unet: Any, latents: Any, times: Any, *more: Any, **named: Any) -> Any:
        """The UNet at the time of the level itself, unless the model has other times than SDXL."""
        if bool(((times - self._time).abs() <= _ROUNDED).all()):
            times = times.new_full(times.shape, self._time)
        return unet(latents, times, *more, **named)

    def told(self, latents: Any, level: float) -> Any:
        found = self.foreseen(latents, level)
        if self._callback is not None:
            step = {"x": latents, "i": self._done, "sigma": level, "sigma_hat": level}
            self._callback({**step, "denoised": found})
        self._done += 1
        return found


def _wrap(extra_args: dict[str, Any], wrapper: Callable[..., Any]) -> None:
    """Have the UNet of this one picture called through a wrapper."""
    from comfy.patcher_extension import WrappersMP, add_wrapper

    options = extra_args.setdefault("model_options", {})
    add_wrapper(WrappersMP.DIFFUSION_MODEL, wrapper, options, is_model_options=True)


def a1111_sampler() -> Any:
    """Return the sampler; ComfyUI draws with it as with any of its own."""
    from comfy.samplers import KSAMPLER

    class A1111Sampler(KSAMPLER):  # type: ignore[misc]
        """See the module."""

        def max_denoise(self, model_wrap: Any, sigmas: Any) -> bool:
            """Return whether the first noise is scaled higher: never, in A1111."""
            return False

        def sample(
            self,
            model_wrap: Any,
            sigmas: Any,
            extra_args: dict[str, Any],
            callback: Any,
            noise: Any,
            *more: Any,
            **named: Any,
        ) -> Any:
            """Draw, with noise of each picture's own."""
            seed = int(extra_args.get("seed") or 0)
            seeds = [(seed + n) % _SEEDS for n in range(len(noise))]
            source = Noise(seeds, tuple(noise.shape[1:]), noise.device)
            if noise.any():  # there is none where another sampler's picture is drawn further
                noise = source.next().to(noise)
            drawing = copy(self)  # two pictures may be drawn with one sampler at once
            drawing.sampler_function = _solving(source)
            return KSAMPLER.sample(
                drawing, model_wrap, sigmas, extra_args, callback, noise, *more, **named
            )

    return A1111Sampler(None)


def _solving(source: Noise) -> Callable[..., Any]:
    """The method, as ComfyUI calls it."""

    def solve(
        model: Any, latents: Any, sigmas: Any, extra_args: Any, callback: Any, disable: Any
    ) -> Any:
        walk = _Walk(model, sigmas, lambda: source.next().to(latents), extra_args, callback)
        return choice_of(SAMPLER).sampler.solve(walk, latents)

    return solve
