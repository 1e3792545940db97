"""The operator's start-up flag. The host loads this before our package can be imported."""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path

RATINGS = ("safe", "sensitive", "nsfw", "explicit")
"""As in ``sd_animagine.model``; a test compares them."""
ENTRY = Path(__file__).parent / "scripts" / "animagine.py"
"""What the host loads later, and what refuses every picture if the rest of us cannot be loaded."""


def preload(parser: argparse.ArgumentParser) -> None:
    """Add the flag to the host's; another copy of this extension may have done so already."""
    told = "Animagine: highest rating that a prompt may ask for, whatever the settings page says"
    with contextlib.suppress(argparse.ArgumentError):
        parser.add_argument(
            "--animagine-max-rating", type=rating, choices=RATINGS, default=None, help=told
        )


def rating(text: str) -> str:
    """Return the flag's value; the start ends with one sentence where nothing could hold it."""
    try:
        compile(ENTRY.read_text("utf-8"), str(ENTRY), "exec")
    except (OSError, ValueError, SyntaxError) as error:
        sentence = f"the rating ceiling cannot be held: {ENTRY.name} cannot be read ({error})"
        raise argparse.ArgumentTypeError(sentence) from None
    return text
