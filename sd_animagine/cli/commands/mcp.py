"""``animagine mcp``: tools for agents, on stdin and stdout."""

from __future__ import annotations

import argparse

from sd_animagine.cli.usage import Commands, UsageError


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser("mcp", help="serve tools for agents (Model Context Protocol)")
    command.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from sd_animagine.agent.server import MissingError, server

    try:
        server().run()
    except MissingError as error:
        raise UsageError(str(error)) from None
    return 0
