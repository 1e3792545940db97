"""Starts a real WebUI with this checkout as its extension, in a data folder of its own.

Everything that depends on the machine comes from the environment; docs/host-tests.md lists it.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import shlex
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXTENSION = "sd-webui-animagine"
PROBE = Path(__file__).parent / "probe"
"""An extension that tells the tests what goes on inside the host."""
STARTED = re.compile(r"Startup time: ([\d.]+)s")
"""What both hosts print when all their routes exist. Asked earlier, AUTOMATIC1111 may die of it."""
ERROR = re.compile(
    r"^(?:\*\*\* |Traceback |Error parsing ).*(?:\n(?:\*\*\*| ).*)*(?:\n[\w.]+: .*)?", re.MULTILINE
)
"""How both hosts report what they caught: lines with three stars, then a traceback; Forge some as
a bare traceback; and an infotext that they cannot read.
"""
PATIENCE = 300
"""Seconds for a start; a cold one takes up to 45 on two cores."""
STYLES = """name,prompt,negative_prompt
evening,"night, {prompt}, masterpiece, safe","text"
plain,"outdoors","monochrome"
"""
WILDCARDS = {"animagine_cats": "cat ears\ncat tail\n"}
_CONFIG = {
    "show_progress_type": "Approx cheap",
    "stealth_pnginfo_option": "None",
    "stealth_pnginfo_opt": "None",
    "VERSION_UID": "PY313",
    "grid_format": "png",
}
"""The default preview wants a download. Forge and reForge write infotexts into an alpha channel
too, and then fail to upscale such a picture. Forge Neo asks at its start which Python it runs on,
and writes grids as JPEG, whose infotext `Picture` does not read.
"""
_BOXES = ("Prompt", "Negative prompt", "Negative Prompt")
_UI_CONFIG = {f"{tab}/{box}/value": "" for tab in ("txt2img", "img2img") for box in _BOXES}
"""Without it Forge Neo pastes into every field but these, at its very first start only.

It reads a box by its label, and writes "Negative Prompt" where the others write "Negative prompt".
"""
_FORGE_VERSION = re.compile(r'^version = ["\']([\w.]+)', re.MULTILINE)


class HostError(RuntimeError):
    """The host did not start; the message has the end of its log."""


class Host:
    """One running WebUI."""

    flags: tuple[str, ...] = ()
    """Further ones for its start."""
    under: tuple[str, ...] = ()
    """What its Python is run by, such as valgrind."""

    def __init__(self, folder: Path, data: Path, extra: Path | None) -> None:
        self.folder = folder
        self.data = data
        self.extra = extra
        self.family = family_of(folder)
        self.kind = "forge" if self.family in ("forge", "neo") else "a1111"
        """Whose page it has: Forge's on gradio 4, or AUTOMATIC1111's on gradio 3."""
        comments = folder / "modules" / "processing_scripts" / "comments.py"
        self.cuts_comments = comments.is_file()
        """Not before AUTOMATIC1111 1.8; what it cuts then differs from host to host."""
        self.log = data / "log.txt"
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """The data folder: settings, styles, this checkout, its neighbours."""
        self.data.mkdir(parents=True, exist_ok=True)
        (self.data / "tmp").mkdir(exist_ok=True)  # Forge Neo takes it to be there
        (self.data / "config.json").write_text(json.dumps(_CONFIG), "utf-8")
        (self.data / "ui-config.json").write_text(json.dumps(_UI_CONFIG), "utf-8")
        (self.data / "styles.csv").write_text(STYLES, "utf-8")
        _copy_checkout(self.data / "extensions" / EXTENSION)
        shutil.copytree(PROBE, self.data / "extensions" / PROBE.name)
        names = ["sd-dynamic-prompts"] + ["sd-forge-couple"] * (self.kind == "forge")
        for name in names if self.extra else ():
            source = Path(str(self.extra)) / name
            if source.is_dir():
                shutil.copytree(source, self.data / "extensions" / name)
        wildcards = self.data / "extensions" / "sd-dynamic-prompts" / "wildcards"
        if wildcards.parent.is_dir():
            wildcards.mkdir(exist_ok=True)
            for name, lines in WILDCARDS.items():
                (wildcards / f"{name}.txt").write_text(lines, "utf-8")

    def start(self) -> None:
        """Start and wait until every route answers.

        Raises:
            HostError: it ended, or was not ready in time.
        """
        command = [*self.under, _python(self.folder), "launch.py", "--api"]
        command += ["--port", str(self.port), "--data-dir", str(self.data)]
        command += ["--ckpt-dir", str(self.folder / "models" / "Stable-diffusion")]
        # Forge serves its own scripts to the page only where they are in an allowed folder
        command += ["--gradio-allowed-path", str(self.folder)]
        command += shlex.split(os.environ.get("ANIMAGINE_WEBUI_FLAGS", ""))
        command += self.flags
        quiet = {"GRADIO_ANALYTICS_ENABLED": "False", "SD_WEBUI_RESTARTING": "1"}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=self.folder,
                env={**quiet, **os.environ, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.wait_for_start()

    def wait_for_start(self, times: int = 1) -> None:
        """Wait for the given number of starts; "Reload UI" is another one.

        Raises:
            HostError: it ended, or was not ready in time.
        """
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.process is None or self.process.poll() is not None:
                raise HostError(f"the host ended; its log ends with\n{self.log_text()[-3000:]}")
            if len(STARTED.findall(self.log_text())) >= times and self._answers():
                return
            time.sleep(0.5)
        raise HostError(f"no start within {PATIENCE} s; the log ends\n{self.log_text()[-3000:]}")

    def stop(self) -> None:
        """End it, with whatever it started."""
        if self.process is None or self.process.poll() is not None:
            return
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)

    def log_text(self) -> str:
        """Everything it has printed."""
        return self.log.read_text("utf-8", "replace").replace("\r", "\n")

    def errors_since(self, offset: int) -> list[str]:
        """The errors it reported after the given number of characters of its log."""
        return ERROR.findall(self.log_text()[offset:])

    def _answers(self) -> bool:
        try:
            with opener().open(f"{self.url}/sdapi/v1/scripts", timeout=10) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            with error:
                return error.code == 401  # it asks for credentials, so it answers
        except (urllib.error.URLError, OSError):
            return False


def family_of(folder: Path) -> str:
    """Which host lies in a folder: ``a1111``, ``forge``, ``neo``, ``classic`` or ``reforge``."""
    file = folder / "modules_forge" / "forge_version.py"
    if not file.is_file():
        return "a1111"
    found = _FORGE_VERSION.search(file.read_text("utf-8"))
    version = found[1] if found else ""
    if version in ("neo", "classic"):
        return version
    return "reforge" if version.startswith("1.") else "forge"


def opener() -> urllib.request.OpenerDirector:
    """Asks the host itself, whatever proxy the environment names."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _free_port() -> int:
    """A port that stays free: a host binds it minutes later, so none that systems hand out."""
    for port in random.sample(range(20_000, 32_000), 100):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise HostError("no free port between 20000 and 32000")


def _python(folder: Path) -> str:
    """The host's own Python."""
    named = os.environ.get("ANIMAGINE_WEBUI_PYTHON")
    if named:
        return named
    for base in (folder, folder.parent):
        for inside in ("bin/python", "Scripts/python.exe"):
            if (base / "venv" / inside).exists():
                return str(base / "venv" / inside)
    raise HostError(f"no venv in {folder} or beside it; name its Python in ANIMAGINE_WEBUI_PYTHON")


def _copy_checkout(target: Path) -> None:
    """What a clone of the working tree would have: everything that git does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
