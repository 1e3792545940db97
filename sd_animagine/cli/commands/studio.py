"""``animagine studio``: a page that draws without a WebUI."""

from __future__ import annotations

import argparse
from pathlib import Path

from sd_animagine.cli.usage import Commands, UsageError
from sd_animagine.values import shown

_LAST_PORT = 65_535


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser("studio", help="open a page that draws without a WebUI")
    add = command.add_argument
    add("--model", default="", metavar="WHAT",
        help="a .safetensors file, a diffusers folder, a hub id, the address of a running WebUI, "
        "or demo; by default Animagine XL 4.0, or demo where it cannot be drawn")  # fmt: skip
    add("--port", metavar="N", help="port of the page; 0 for any that is free")
    add("--host", default="127.0.0.1", metavar="ADDRESS",
        help="address to listen on; by default only this machine can connect")  # fmt: skip
    add("--allow-host", action="append", default=[], metavar="NAME",
        help="another host name to answer to, such as a proxy's; repeatable")  # fmt: skip
    add("--outputs", default="outputs", type=Path, metavar="FOLDER",
        help="folder for pictures, presets and history")  # fmt: skip
    add("--lora-dir", type=Path, metavar="FOLDER",
        help="folder of LoRAs for prompts; by default loras in the outputs folder")  # fmt: skip
    add("--wildcard-dir", type=Path, metavar="FOLDER",
        help="folder of wildcards; by default wildcards in the outputs folder")  # fmt: skip
    add("--upscaler-dir", type=Path, metavar="FOLDER",
        help="folder of upscalers; by default upscalers in the outputs folder")  # fmt: skip
    add("--history", choices=("auto", "on", "off"), default="auto",
        help="keep what was drawn in a list on the page; auto (the default): "
        "only where no other machine can connect")  # fmt: skip
    add("--open", action="store_true", help="open the page in the browser")
    command.set_defaults(run=_run, traceback=True)  # whoever runs a server reads its log


def _run(args: argparse.Namespace) -> int:
    from sd_animagine.studio.server.start import Folders, StartError, run

    port = None
    if args.port is not None:
        port = int(args.port) if args.port.isdecimal() and len(args.port) < 10 else -1
        if not 0 <= port <= _LAST_PORT:
            raise UsageError(f"--port is {shown(args.port)}; it must be 0 to {_LAST_PORT}")
    try:
        run(
            args.model,
            host=args.host,
            port=port,
            folders=Folders(args.outputs, args.lora_dir, args.wildcard_dir, args.upscaler_dir),
            allowed_hosts=args.allow_host,
            history=args.history,
            show=args.open,
        )
    except StartError as error:
        raise UsageError(str(error)) from None
    return 0
