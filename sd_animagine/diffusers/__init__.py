"""diffusers: a compiled prompt as the arguments of one call of ``StableDiffusionXLPipeline``.

>>> pipe.scheduler = card_scheduler()  # doctest: +SKIP
>>> pipe(**compile_prompt("smile, 1girl").to_diffusers(pipe)).images[0]  # doctest: +SKIP
"""

from sd_animagine.diffusers.call import Call, call_of
from sd_animagine.diffusers.pipeline import PipelineError
from sd_animagine.diffusers.scheduler import card_scheduler

__all__ = ["Call", "PipelineError", "call_of", "card_scheduler"]
