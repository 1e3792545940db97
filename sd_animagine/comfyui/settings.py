"""The node Animagine Settings: what the model card recommends, for ComfyUI's samplers."""

from __future__ import annotations

from typing import Any, Final

from sd_animagine.comfyui.drawing.sampler import a1111_sampler
from sd_animagine.comfyui.node import CATEGORY, MOST_STEPS, shown
from sd_animagine.compiler import Request, report_request
from sd_animagine.model import CFG_RANGE, CFG_RECOMMENDED, SAMPLER, STEPS_RANGE, STEPS_RECOMMENDED

SAMPLER_NAME: Final = "euler_ancestral"
SCHEDULER: Final = "normal"
"""ComfyUI's names of A1111's "Euler a" and its even steps."""

_FIELDS: Final = ("steps", "cfg_scale")


class _Types:
    """The types of the outputs, which ComfyUI compares with those of its samplers' inputs."""

    def __get__(self, node: object, kind: type) -> tuple[Any, ...]:
        from comfy.samplers import KSampler

        return ("INT", "FLOAT", KSampler.SAMPLERS, KSampler.SCHEDULERS, "SAMPLER")


class AnimagineSettings:
    """See the module."""

    CATEGORY = CATEGORY
    DESCRIPTION = (
        "The model card's steps, CFG scale and sampler; and a SAMPLER that draws what "
        "AUTOMATIC1111's Euler a draws from the same seed."
    )
    SEARCH_ALIASES: Final = ("sampler", "euler a", "a1111", "steps", "cfg")
    RETURN_TYPES = _Types()
    RETURN_NAMES = ("steps", "cfg", "sampler_name", "scheduler", "sampler")
    OUTPUT_TOOLTIPS = (
        "For the sampler, and for Animagine Encode.",
        "CFG scale, multiplied by cfg_factor.",
        "For KSampler.",
        "For KSampler and BasicScheduler.",
        "For SamplerCustom: draws what AUTOMATIC1111 with RNG CPU draws.",
    )
    FUNCTION = "run"

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:
        """Return the inputs, as ComfyUI asks for them."""
        least, most = STEPS_RANGE
        low, high = CFG_RANGE
        return {
            "required": {
                "steps": (
                    "INT",
                    {
                        "default": STEPS_RECOMMENDED,
                        "min": 1,
                        "max": MOST_STEPS,
                        "tooltip": f"The model card recommends {least} to {most}.",
                    },
                ),
                "cfg": (
                    "FLOAT",
                    {
                        "default": CFG_RECOMMENDED,
                        "min": 0.0,
                        "max": 100.0,
                        "step": 0.1,
                        "tooltip": f"The model card recommends {low:g} to {high:g}.",
                    },
                ),
            },
            "optional": {
                "cfg_factor": (
                    "FLOAT",
                    {
                        "default": 1.0,
                        "min": -1000.0,
                        "max": 1000.0,
                        "forceInput": True,
                        "tooltip": "Of Animagine Encode: CFG is multiplied by it.",
                    },
                ),
            },
        }

    def run(self, steps: int, cfg: float, cfg_factor: float = 1.0) -> dict[str, Any]:
        """Return the outputs, and what the node says."""
        request = Request(steps=steps, cfg_scale=cfg, sampler_name=SAMPLER)
        found = report_request(request).findings
        said = [finding.message for finding in found if finding.field in _FIELDS]
        result = (steps, cfg * cfg_factor, SAMPLER_NAME, SCHEDULER, a1111_sampler())
        return {"ui": {"text": shown(said)}, "result": result}
