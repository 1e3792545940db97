"""The server that agents start: the tools over the Model Context Protocol, by the official SDK."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from sd_animagine import failures
from sd_animagine.agent.tools import TOOLS
from sd_animagine.api.bodies import Refused
from sd_animagine.compiler import OptionError
from sd_animagine.report.serial import RequestError
from sd_animagine.transform import SizeError

_ABOUT = (
    "Prompts for the picture model Animagine XL 4.0: check one, compile one into its trained form, "
    "look up tags and characters, take a trained size, read how a picture was made."
)


class MissingError(Exception):
    """The SDK is not installed; the message says how it is."""


def server() -> Any:
    """Return the server, which ``run()`` serves on stdin and stdout.

    Raises:
        MissingError: the SDK is not installed.
    """
    try:
        try:
            from mcp.server import MCPServer
            from mcp.server.mcpserver.exceptions import ToolError
        except ImportError:  # before 2.0
            from mcp.server.fastmcp import FastMCP as MCPServer
            from mcp.server.fastmcp.exceptions import ToolError
    except ImportError:
        raise MissingError(
            'mcp needs the SDK; to install it: pip install "sd-webui-animagine[agent]"'
        ) from None
    made = MCPServer("animagine", instructions=_ABOUT)
    for tool in TOOLS:
        made.tool()(_refusing(tool, ToolError))
    return made


def _refusing(tool: Callable[..., Any], refusal: type[Exception]) -> Callable[..., Any]:
    """Return a tool whose refusals are the SDK's, so that the agent reads the sentence."""

    @functools.wraps(tool)
    def asked(**values: Any) -> Any:
        try:
            return tool(**values)
        except (OptionError, Refused, RequestError, SizeError) as error:
            raise refusal(str(error)) from None
        except Exception as error:  # a fault of ours: one line in the log, a sentence for the agent
            cause = failures.log(f"the tool {tool.__name__}", error)
            raise refusal(f"{tool.__name__} failed ({cause}); {failures.ADVICE}") from None

    return asked
