"""The operator's start-up flag. The host loads this before our package can be imported."""

from __future__ import annotations

import argparse

RATINGS = ("safe", "sensitive", "nsfw", "explicit")
"""As in ``sd_animagine.model``; a test compares them."""


def preload(parser: argparse.ArgumentParser) -> None:
    """Add the flag to the host's."""
    parser.add_argument(
        "--animagine-max-rating",
        choices=RATINGS,
        default=None,
        help="Animagine: highest rating that a prompt may ask for, whatever the settings page says",
    )
