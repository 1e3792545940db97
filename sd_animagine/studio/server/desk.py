"""What the page asks of the studio, as the panel wants it: requests in, pictures and HTML out."""

from __future__ import annotations

import base64
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from sd_animagine.api.surroundings import Shelf
from sd_animagine.compiler import Compiled, Hires, Options, Request, compile_request
from sd_animagine.files.checkpoint import Verdict, judge_file, judge_name
from sd_animagine.files.wildcards import Wildcards
from sd_animagine.panel.backend import (
    Comparisons,
    Drafts,
    Lines,
    PageAnswer,
    PageRequest,
    Told,
    line,
)
from sd_animagine.pictures.thumbnail import thumbnail
from sd_animagine.report.infotext import (
    NOTE_KEY,
    OFF_KEY,
    OPTIONS_KEY,
    infotext_of,
    options_text,
)
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.fitting import RESIZE_MODES
from sd_animagine.sheets import telling
from sd_animagine.sheets.choice import LONGEST_STEP, SHEETS, Choice, choice_from
from sd_animagine.store import StoreError
from sd_animagine.store.history import Entry
from sd_animagine.studio.engines.base import (
    MAX_SEED,
    DrawJob,
    Engine,
    Picture,
    SecondPass,
    job_of,
)
from sd_animagine.studio.engines.demo import MODEL
from sd_animagine.studio.engines.diffusers import DiffusersEngine
from sd_animagine.studio.engines.draft import DraftRequest, size_of
from sd_animagine.studio.engines.mask import CONTENTS
from sd_animagine.studio.server.context import OPTIONS, Loaded, context_of
from sd_animagine.studio.server.files import kept_at
from sd_animagine.studio.server.sheets import Sheets, effort_of
from sd_animagine.studio.server.shown import without_folders
from sd_animagine.studio.server.tasks import Saved, Series, Task, Tasks
from sd_animagine.words import Message, said_by

_LOST: Final = "The page was reloaded. Pictures drawn meanwhile are in {folder}."
_GONE: Final = Message("The file of this picture is gone. Choose it from your own files.")
_IN_HISTORY: Final = re.compile(r"history ([0-9]{1,9})")
_KINDS: Final = {b"\xff\xd8": "jpeg", b"\x89P": "png", b"RI": "webp"}


class Desk:
    """One studio: an engine, its tasks, and where its pictures go."""

    def __init__(
        self,
        engine: Engine,
        outputs: Path,
        shelf: Shelf = Shelf(),  # noqa: B008
        wildcards: Wildcards = Wildcards(),  # noqa: B008
    ) -> None:
        """Begin with nothing drawn.

        Args:
            engine: draws.
            outputs: folder for pictures and presets.
            shelf: where what was drawn is kept, and whether it is.
            wildcards: those that a prompt may have.
        """
        self.engine = engine
        self.outputs = outputs
        self.shelf = shelf
        self.wildcards = wildcards
        self.tasks = Tasks(engine, outputs)

    def verdict(self) -> tuple[str, Verdict | None]:
        """Name of the checkpoint, and is it Animagine XL 4; None where no checkpoint is meant."""
        name = self.engine.status().checkpoint
        if isinstance(self.engine, DiffusersEngine):
            path = Path(self.engine.source).expanduser()
            return name, judge_file(path) if path.is_file() else judge_name(self.engine.source)
        return name, judge_name(name) if name and name != MODEL else None

    def loaded(self) -> Loaded:
        """The same, for the routes."""
        embeddings, loras = self.engine.embeddings, self.engine.lora_folder
        return Loaded(*self.verdict(), embeddings, loras, self.wildcards.folder)

    def draw(self, task: str, asked: PageRequest) -> PageAnswer:
        """Draw, and wait for it."""
        make, keep = partial(self._jobs, asked), partial(self._keep, asked)
        return self._answer(self.tasks.draw(task, make, keep))

    def restore(self, task: str) -> PageAnswer:
        """The result of a task whose page was loaded anew; waits for its end."""
        found = self.tasks.wait(task)
        if found is None:
            folder = self.outputs.name
            return [], "[]", line(Message(_LOST, folder=folder))
        return self._answer(found)

    def infotext(self, asked: PageRequest) -> str:
        """A request as the infotext of a picture that would come of it."""
        ours = {OPTIONS_KEY: options_text(_options(asked)), OFF_KEY: asked.off or None}
        return infotext_of(asked._asdict(), asked.seed, ours)

    def drafts(self) -> Drafts:
        """What the page draws from a picture on with."""
        return Drafts(RESIZE_MODES, CONTENTS, _size_of, self._shown)

    def comparisons(self) -> Comparisons:
        """What the page draws sheets with."""
        years = Choice().year_from, Choice().year_to, Choice().year_step
        return Comparisons(SHEETS, years, LONGEST_STEP, self.forecast)

    def _shown(self, said: str) -> Path:
        """The file of a picture on the page: the copy at its address, or the history's own."""
        number = _IN_HISTORY.fullmatch(said)
        history = self.shelf.history
        path: Path | None
        if number is None:
            path = kept_at(said)
        elif history is None:
            path = None
        else:
            path = history.folder / history.get(self.shelf.login, int(number[1])).entry.picture
        if path is None or not path.is_file():
            raise ValueError(_GONE)
        return path

    def forecast(self, asked: PageRequest) -> Lines:
        """How many pictures a sheet will be, and about how long it takes; nothing without one."""
        if not asked.sheet:
            return Lines()
        try:
            jobs = self._series(asked, max(asked.seed, 0), to_count=True).jobs
        except (EngineError, ValueError) as error:
            return line(said_by(error), wrong=True)
        work = sum(effort_of(job).work for job in jobs)
        return line(telling.forecast(len(jobs), jobs[0].pictures, work, self.tasks.pace))

    def _series(self, asked: PageRequest, seed: int, *, to_count: bool = False) -> Series:
        """The cells of a sheet, all with the same seeds; wildcards have the first one's lines."""
        prompt, negative = self._drawn(asked, seed)
        request = replace(_request(asked), prompt=prompt, negative_prompt=negative)
        sheets = Sheets(choice_from(asked.sheet), request, context_of(self.loaded()))
        jobs = sheets.jobs(partial(_made, asked, seed), to_count=to_count)
        return Series(jobs, sheets.labels, partial(sheets.grids, asked=asked._asdict()))

    def _jobs(self, asked: PageRequest, task: Task) -> Sequence[DrawJob] | Series:
        """What to draw: one job, or with wildcards one a picture, since each seed has its lines."""
        seed = random.randint(0, MAX_SEED) if asked.seed == -1 else asked.seed
        if asked.sheet:
            return self._series(asked, seed)
        whole = self._job(asked, seed)
        task.note = whole.entries.get(NOTE_KEY, "")
        typed = asked.prompt, asked.negative_prompt
        if whole.pictures == 1 or self._drawn(asked, seed) == typed:
            return [whole]
        seeds = map(whole.seed_of, range(whole.pictures))
        jobs = (self._job(asked, each) for each in seeds)
        return [replace(job, pictures=1, batch_size=1, draft=whole.draft) for job in jobs]

    def _job(self, asked: PageRequest, seed: int) -> DrawJob:
        """All pictures, with the lines that wildcards have for a seed."""
        request = _request(asked)
        prompt, negative = self._drawn(asked, seed)
        drawn = replace(request, prompt=prompt, negative_prompt=negative)
        compiled = compile_request(drawn, context_of(self.loaded()))
        return _made(asked, seed, request, compiled)

    def _drawn(self, asked: PageRequest, seed: int) -> tuple[str, str]:
        """Both prompts with a line in the place of each wildcard."""
        draw = self.wildcards.drawn
        return draw(asked.prompt, seed), draw(asked.negative_prompt, seed)

    def _keep(self, asked: PageRequest, drawn: Picture, saved: Saved) -> None:
        """Put a picture into the history; where that fails the picture is there all the same."""
        history = self.shelf.history
        if history is None or self.shelf.off:
            return
        path = saved.path.relative_to(self.outputs).as_posix()
        small = thumbnail(drawn.png)
        entry = Entry(asked.prompt, asked.negative_prompt, saved.infotext, path, small)
        try:
            history.keep(self.shelf.login, [entry])
        except StoreError as error:
            why = said_by(error)
            history.notice(Message("A picture was not kept in the history. {why}", why=why))

    def _answer(self, task: Task) -> PageAnswer:
        paths = [str(saved.path) for saved in task.pictures]
        texts = json.dumps([saved.infotext for saved in task.pictures])
        told = []
        if task.wrong:
            told.append(Told(without_folders(task.wrong), True))
        if paths:
            told.append(Told(self._saved(task)))
        if task.note:
            told.append(Told(task.note))
        return paths, texts, Lines(told)

    def _saved(self, task: Task) -> Message:
        count = len(task.pictures) - task.grids
        folder = task.pictures[-1].path.parent.relative_to(self.outputs.parent)
        if task.grids:
            return Message(
                "1 picture and its sheet in {seconds:.1f} s, saved in {folder}."
                if count == 1
                else "{count:,} pictures and their sheet in {seconds:.1f} s, saved in {folder}.",
                count=count,
                seconds=task.seconds,
                folder=folder,
            )
        return Message(
            "1 picture in {seconds:.1f} s, saved in {folder}."
            if count == 1
            else "{count:,} pictures in {seconds:.1f} s, saved in {folder}.",
            count=count,
            seconds=task.seconds,
            folder=folder,
        )


def _request(asked: PageRequest) -> Request:
    return Request(
        prompt=asked.prompt,
        negative_prompt=asked.negative_prompt,
        width=asked.width,
        height=asked.height,
        steps=asked.steps,
        cfg_scale=asked.cfg_scale,
        sampler_name=asked.sampler_name,
        hires=Hires(asked.hires_upscale) if asked.hires_upscale > 1 else None,
        options=_options(asked),
    )


def _made(asked: PageRequest, seed: int, request: Request, compiled: Compiled) -> DrawJob:
    """A job of what the page asked for, or of a cell that was made of it."""
    job = job_of(
        request,
        compiled,
        seed=seed,
        pictures=asked.batch_count * asked.batch_size,
        batch_size=asked.batch_size,
        second=_second(asked),
        draft=_draft(asked),
    )
    off = {OFF_KEY: asked.off} if asked.off else {}
    return replace(job, entries={**job.entries, **off})


def _size_of(path: Path) -> tuple[int, int]:
    try:
        return size_of(path)
    except EngineError as error:
        raise ValueError(said_by(error)) from None


def _second(asked: PageRequest) -> SecondPass | None:
    if asked.hires_upscale <= 1:
        return None
    return SecondPass(asked.hires_upscaler, asked.hires_steps, asked.denoising_strength)


def _draft(asked: PageRequest) -> DraftRequest | None:
    if not asked.draft:
        return None
    found = DraftRequest(Path(asked.draft), asked.draft_strength, asked.resize_mode)
    if not asked.mask:
        return found
    mask, blur, content = Path(asked.mask), asked.mask_blur, asked.masked_content
    return found._replace(mask=mask, mask_blur=blur, masked_content=content)


def _options(asked: PageRequest) -> Options:
    return Options.from_mapping(asked.options, OPTIONS)


def progress_of(tasks: Tasks, asked: Mapping[str, Any]) -> dict[str, Any]:
    """How far a task is, in the words of the hosts' own route.

    Args:
        tasks: of the studio.
        asked: ``id_task``, and ``id_live_preview``: the last one that was seen.
    """
    task = tasks.find(str(asked.get("id_task", "")))
    if task is None:
        return {
            **{"active": False, "queued": True, "completed": False, "progress": 0.0, "eta": None},
            **{"live_preview": None, "id_live_preview": -1, "textinfo": Message("in the queue")},
        }
    now, number = task.progress, task.preview_number
    seen = asked.get("id_live_preview")
    new = number and number != seen and not task.done.is_set()
    return {
        "active": not task.done.is_set(),
        "queued": False,
        "completed": task.done.is_set(),
        "progress": round(task.share(), 4),
        "eta": task.left(),
        "live_preview": _address(task.preview) if new else None,
        "id_live_preview": number,
        "textinfo": now.message or task.where or _counted(now.picture, now.pictures),
    }


def _counted(picture: int, pictures: int) -> str:
    if pictures == 1:
        return ""
    return Message("{number} of {count}", number=min(picture + 1, pictures), count=pictures)


def _address(image: bytes) -> str:
    kind = _KINDS.get(image[:2], "png")
    return f"data:image/{kind};base64,{base64.b64encode(image).decode()}"
