"""``animagine studio``: starts the server and says where the page is."""

from __future__ import annotations

import errno
import importlib.metadata
import importlib.util
import os
import re
import signal
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Timer
from types import FrameType
from typing import TYPE_CHECKING, Final, NamedTuple

from sd_animagine.api.surroundings import Shelf
from sd_animagine.files.wildcards import Wildcards
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.loading import source_problem
from sd_animagine.store.history import history_in
from sd_animagine.studio.engines.choose import engine_for
from sd_animagine.studio.engines.diffusers import DiffusersEngine
from sd_animagine.studio.server import saving
from sd_animagine.studio.server.desk import Desk
from sd_animagine.studio.server.hosts import LOOPBACK, Hosts
from sd_animagine.words import Message

if TYPE_CHECKING:
    from sd_animagine.studio.engines.base import Engine, Status

PORT: Final = 7865
"""Beside a WebUI's 7860."""
TRIED: Final = 10
"""Ports that are tried from there on where none was asked for."""
_MOST_AT_ONCE: Final = 1000
"""Connections; further ones are told to come back."""
_FIRST_PATIENCE: Final = 10.0
"""Seconds that a WebUI may take to say what it is; the page offers its samplers."""
_GRACE: Final = 2
"""Seconds that open pages get at the end."""
_NEEDED: Final = ("gradio", "fastapi", "uvicorn")
_GRADIO: Final = (6, 31)
"""The first of gradio's releases that will do, of its major version; a WebUI has an older one."""
_LORAS: Final = "loras"
_WILDCARDS: Final = "wildcards"
_UPSCALERS: Final = "upscalers"
"""Folders in the outputs folder."""
_INSTALL: Final = 'python -m pip install -e ".[studio]"'


class StartError(Exception):
    """Why it does not start: one sentence for the user."""


class Folders(NamedTuple):
    """Where things lie; what is None lies in a folder of the outputs folder."""

    outputs: Path = Path("outputs")
    """For pictures and presets; made where it is missing."""
    loras: Path | None = None
    wildcards: Path | None = None
    upscalers: Path | None = None


def run(
    model: str = "",
    *,
    host: str = LOOPBACK[0],
    port: int | None = None,
    folders: Folders = Folders(),  # noqa: B008
    allowed_hosts: Sequence[str] = (),
    history: str = "auto",
    show: bool = False,
) -> None:
    """Serve the studio until somebody ends it.

    Args:
        model: see ``engines.engine_for``.
        host: address to listen on.
        port: 0 for any free one; None for the first free one from ``PORT`` on.
        folders: where what is drawn goes, and what is drawn with lies.
        allowed_hosts: names besides those of this machine under which it answers.
        history: ``on``, ``off``, or ``auto`` for on where only this machine reaches it.
        show: open the page in the browser.

    Raises:
        StartError: it cannot be started; says why.
    """
    _check_packages()
    outputs = folders.outputs
    loras = _named("--lora-dir", folders.loras, outputs / _LORAS)
    upscalers = _named("--upscaler-dir", folders.upscalers, outputs / _UPSCALERS)
    engine = _engine(model, loras, upscalers)
    wildcards = _named("--wildcard-dir", folders.wildcards, outputs / _WILDCARDS)
    outputs = _folder(outputs)
    saving.tidy(outputs)
    host = host.removeprefix("[").removesuffix("]")
    hosts = Hosts(host, allowed_hosts)
    with _listening(host, port) as listener, tempfile.TemporaryDirectory() as uploads:
        os.environ["GRADIO_TEMP_DIR"] = uploads  # read when gradio is imported
        os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
        desk = Desk(engine, outputs, _shelf(outputs, hosts, history), Wildcards(wildcards))
        ended = _serve(desk, listener, host, hosts, show=show)
    if not ended:  # a step of a big picture; Python would tear the libraries down under it
        os._exit(0)


def _check_packages() -> None:
    lacking = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if lacking:
        raise StartError(
            f"the studio's page needs {', '.join(lacking)}; "
            f"to install it, run in the clone: {_INSTALL}"
        )
    version = importlib.metadata.version("gradio")
    major, minor = _GRADIO
    found = [int(part) for part in re.findall(r"\d+", version)[:2]]
    if found[:1] != [major] or found < [major, minor]:
        raise StartError(
            f"the studio's page needs gradio {major}.{minor} or a later {major}, "
            f"but {version} is installed; "
            f"make a new environment for it and run in the clone: {_INSTALL}"
        )


def _named(flag: str, given: Path | None, usual: Path) -> Path:
    """A folder that a flag names, or the usual one, which need not be there."""
    folder = (given or usual).expanduser().absolute()
    if given is not None and not folder.is_dir():
        raise StartError(f"{flag} {folder} is not a folder; name one that holds {usual.name}")
    return folder


def _engine(model: str, loras: Path, upscalers: Path) -> Engine:
    try:
        engine = engine_for(model, _tell, loras, upscalers)
    except EngineError as error:
        raise StartError(str(error)) from None
    problem = source_problem(engine.source) if isinstance(engine, DiffusersEngine) else ""
    if problem:
        raise StartError(f"--model: {problem}")
    return engine


def _tell(said: str) -> None:
    """Say how far a download is, over what was said before."""
    sys.stdout.write(f"\r{said:<79}" if sys.stdout.isatty() else f"{said}\n")
    sys.stdout.flush()


def _folder(outputs: Path) -> Path:
    outputs = outputs.expanduser().absolute()
    try:
        outputs.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StartError(f"--outputs {outputs} cannot be created: {reason}") from None
    return outputs


def _shelf(outputs: Path, hosts: Hosts, wanted: str) -> Shelf:
    """Where the history is kept; others who reach the studio are not shown it unasked."""
    if wanted == "on" or (wanted == "auto" and hosts.is_loopback):
        return Shelf(history_in(outputs))
    if hosts.is_loopback:
        off = Message("Nothing new is kept: the studio was started with --history off.")
        return Shelf(history_in(outputs), off=off)
    return Shelf(
        off=Message(
            "No history is kept, since others reach this studio too. "
            "Start it with --history on to keep one for all."
        )
    )


def _listening(host: str, port: int | None) -> socket.socket:
    """A socket that listens, so that nobody else takes the port while gradio is loaded."""
    tried = range(PORT, PORT + TRIED) if port is None else (port,)
    for number in tried:
        try:
            return _bound(host, number)
        except (socket.gaierror, UnicodeError):  # that is how a name of over 63 letters ends
            raise StartError(_elsewhere(host)) from None
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise StartError(_elsewhere(host)) from None
            problem = error
    if port is None and problem.errno == errno.EADDRINUSE:
        raise StartError(
            f"the ports {tried[0]} to {tried[-1]} are in use; choose a free one with --port"
        )
    reason = problem.strerror or type(problem).__name__
    raise StartError(
        f"port {number} on {host} cannot be used ({reason}); "
        "choose another with --port, or 0 for any"
    )


def _elsewhere(host: str) -> str:
    return (
        f"--host {host[:100]} is not an address of this machine; use one of its own, "
        "or 0.0.0.0 for all of them"
    )


def _bound(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it would let two programs listen on one port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(128)
    except OSError:
        made.close()
        raise
    return made


def _serve(desk: Desk, listener: socket.socket, host: str, hosts: Hosts, *, show: bool) -> bool:
    """Serve until somebody ends it. Returns whether everything has come to an end."""
    import uvicorn

    from sd_animagine.studio.server.app import application
    from sd_animagine.studio.server.workers import Workers

    status = desk.engine.status(_FIRST_PATIENCE)
    workers = Workers(desk.loaded)
    front = application(desk, hosts, workers)
    config = uvicorn.Config(
        front,
        log_level="warning",
        timeout_graceful_shutdown=_GRACE,
        limit_concurrency=_MOST_AT_ONCE,
        http="h11",  # which breaks off headers without end
        ws="none",
        lifespan="on",
    )

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            workers.end()  # first: who waits for them is answered, and need not be broken off
            super().handle_exit(sig, frame)

    server = Server(config)
    port = listener.getsockname()[1]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    front.pack()
    _greet(address, status, desk, "" if hosts.is_loopback else host)
    if show:
        Timer(0.5, webbrowser.open, (address,)).start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # uvicorn ends first, then asks us
    try:
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    finally:
        workers.end()
    return desk.tasks.end()


def _greet(address: str, status: Status, desk: Desk, open_to: str) -> None:
    """Say on the terminal where the studio is; ``open_to`` is a host that others reach."""
    say = sys.stdout.write
    say(f"Animagine studio: {address}  (Ctrl+C ends it)\n")
    said = f"{status.message} {status.way}".rstrip()
    say(f"{said}\nPictures go into {desk.outputs}\n")
    if status.install:
        say(f"Install: {status.install}\nThe python to install it for is {sys.executable}\n")
    if open_to:
        what = "presets and history" if desk.shelf.history is not None else "the presets"
        say(f"Everyone who can reach {open_to} can draw here, and use and change {what}.\n")
    sys.stdout.flush()
