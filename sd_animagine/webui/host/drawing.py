"""How the host draws: its processing, its queue and its thread."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from inspect import signature
from typing import Any

from modules import processing

from sd_animagine.webui.host.protocols import Processed, Processing
from sd_animagine.webui.host.settings import host_option

_logger = logging.getLogger(__name__)


def draw(p: Processing) -> Processed:
    """Draw a request."""
    found: Processed = processing.process_images(p)
    return found


def new_request(**fields: Any) -> Any:
    """A request of txt2img that saves where the page's own would."""
    return processing.StableDiffusionProcessingTxt2Img(
        outpath_samples=_folder("samples"), outpath_grids=_folder("grids"), **fields
    )


def _folder(kind: str) -> Any:
    return host_option(f"outdir_{kind}", "") or host_option(f"outdir_txt2img_{kind}", "")


def processed(p: Processing, images: Sequence[Any], **fields: Any) -> Processed:
    """What came of a request, as the host's page takes it."""
    found: Processed = processing.Processed(p, list(images), **fields)
    return found


def fix_seed(p: Processing) -> None:
    """Draw a seed where the request leaves it to chance."""
    processing.fix_seed(p)


def infotext(p: Processing, *arguments: Any, **named: Any) -> str:
    """What the host writes into a picture; SD.Next knows no main prompt to be asked for."""
    function = processing.create_infotext
    if "use_main_prompt" not in signature(function).parameters:
        named.pop("use_main_prompt", None)
    return str(function(p, *arguments, **named))


def calls_infotext_values() -> bool:
    """Return whether the host calls an infotext value for each picture, as it does since 1.9."""
    code = getattr(processing.create_infotext, "__code__", None)
    return code is None or "callable" in code.co_names


def log_failure(told: str) -> None:
    """Put the error that is being handled into the host's log."""
    from modules import errors

    report = getattr(errors, "report", None)
    if report is None:  # SD.Next
        _logger.exception("%s", told)
    else:
        report(told, exc_info=True)


def queued(function: Callable[..., Any], failed: Sequence[Any]) -> Callable[..., Any]:
    """A function that waits for its turn; where it fails it answers ``failed`` and the message."""
    from modules import call_queue

    waiting: Callable[..., Any] = call_queue.wrap_gradio_gpu_call(
        function, extra_outputs=list(failed)
    )
    return waiting


def is_current(task: str) -> bool:
    """Return whether a task is being drawn."""
    from modules import progress

    return bool(progress.current_task == task)


def is_finished(task: str) -> bool:
    """Return whether a task is done, as far as the host remembers."""
    from modules import progress

    return task in getattr(progress, "finished_tasks", ())


def result_of(task: str) -> Sequence[Any]:
    """What came of a task that was begun before the page was loaded anew; SD.Next keeps none."""
    from modules import progress

    restore = getattr(progress, "restore_progress", None)
    found: Sequence[Any] = restore(task) if restore is not None else ()
    return found


def on_drawing_thread(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call where the host draws: Forge and its kin on their main thread, AUTOMATIC1111 here.

    What fails there is raised here: they answer None for it.
    """
    try:
        from modules_forge import main_thread
    except ImportError:
        return function(*arguments)
    failed: list[Exception] = []

    def run() -> Any:
        try:
            return function(*arguments)
        except Exception as error:
            failed.append(error)
            raise  # for the host's log, and what it does where memory is short

    answer = main_thread.run_and_wait_result(run)
    if failed:
        raise failed[0]
    return answer
