"""The model card's sampler, as the scheduler of a pipeline."""

from __future__ import annotations

from typing import Any, Final

_NAME: Final = "EulerAncestralDiscreteScheduler"
_SETTINGS: Final = {
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "timestep_spacing": "linspace",
}
"""Noise levels of SDXL's training, and A1111's choice among them: a checkpoint's own configuration
says ``leading``, which draws another picture."""


def card_scheduler() -> Any:
    """Return a scheduler that draws as A1111's ``Euler a`` does."""
    import diffusers

    return getattr(diffusers, _NAME)(**_SETTINGS)


def is_the_card_s(scheduler: Any) -> bool:
    """Return whether a scheduler draws so."""
    config = scheduler.config
    return type(scheduler).__name__ == _NAME and all(
        config.get(name) == value for name, value in _SETTINGS.items()
    )
