"""What was typed on the command line and cannot be used, and what of ours failed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sd_animagine import failures

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Commands = object
"""What each command adds itself to."""


class UsageError(Exception):
    """What was typed on the command line cannot be used; the message says why."""


def failed(what: str, error: Exception) -> str:
    """The sentence about something of ours that failed."""
    return (
        f"{what} failed ({failures.log(what, error)}); "
        f"{failures.ADVICE}, with what animagine --traceback shows"
    )
