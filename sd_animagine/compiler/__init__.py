"""The compiler: a request as typed in, the request the model was trained for out."""

from sd_animagine.compiler.options import (
    FIELDS,
    SCRIPT_FIELDS,
    Field,
    OptionError,
    Options,
)
from sd_animagine.compiler.pipeline import check, check_request, compile_prompt, compile_request
from sd_animagine.compiler.request import Compiled, Hires, Request

__all__ = [
    "FIELDS",
    "SCRIPT_FIELDS",
    "Compiled",
    "Field",
    "Hires",
    "OptionError",
    "Options",
    "Request",
    "check",
    "check_request",
    "compile_prompt",
    "compile_request",
]
