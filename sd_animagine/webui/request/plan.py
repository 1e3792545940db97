"""What is to become of a request: worked out completely before anything of it is touched.

A host swallows a hook's exception and goes on sampling, so a change that is half done would go out
silently.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sd_animagine.compiler import (
    Compiled,
    Context,
    OptionError,
    Options,
    Request,
    compile_request,
)
from sd_animagine.compiler.options import ADDS_NOTHING
from sd_animagine.files.checkpoint import Verdict
from sd_animagine.report.summary import summary
from sd_animagine.sheets.cell import Cell
from sd_animagine.sheets.texts import CellTexts, Texts
from sd_animagine.syntax.editing import has_absolute_step
from sd_animagine.transform import SizeError
from sd_animagine.webui.context import context_of, standing_of
from sd_animagine.webui.host import requested
from sd_animagine.webui.host.protocols import Processing
from sd_animagine.webui.options import GATE_PLACE
from sd_animagine.webui.request import infotext
from sd_animagine.webui.request.arguments import asks_for_strict, options_from
from sd_animagine.webui.request.cells import cell_of
from sd_animagine.webui.request.original import Original, asked_of
from sd_animagine.webui.request.second_pass import hires_of
from sd_animagine.webui.request.texts import main_texts_of, texts_of
from sd_animagine.words import Message, in_line, said_by

LONGEST: Final = 256 * 1024
"""Characters of all texts of a picture; compiling more would hold up the drawing for seconds."""


@dataclass(frozen=True)
class Plan:
    """A request as it is to go out. Without texts it goes out as it came."""

    asked: Original
    given: Original
    texts: tuple[Texts, ...] = ()
    main: Texts | None = None
    infotext: dict[str, object] = field(default_factory=dict)
    comment: str = ""
    refusal: str = ""
    """Why nothing is to be drawn."""
    language: str = "auto"
    """In which both are told; the infotext is English for all who read the picture."""


def plan_for(p: Processing, arguments: Sequence[object]) -> Plan:
    """Work out what is to become of a request; ``p`` is only read.

    Args:
        p: the request.
        arguments: the script's.
    """
    asked = asked_of(p)
    cell = cell_of(p)
    standing = standing_of(p)
    try:
        if standing.problem:
            raise OptionError(standing.problem)
        options = options_from(arguments, standing.options)
        if cell is not None:
            options = cell.over(options)
    except OptionError as error:
        return _wrong(asked, said_by(error), refuse=cell is not None or asks_for_strict(arguments))
    ours = options.gate == "always" or standing.verdict.is_animagine
    if options.gate == "never" or not options.enabled or options.mode == "off":
        # A picture drawn without us is to be drawn without us when it is pasted.
        marker: dict[str, object] = {infotext.OPTIONS_KEY: infotext.options_text(options)}
        return Plan(asked, asked, infotext=marker if ours and options.gate != "never" else {})
    if not ours:
        note = idle_note(standing.verdict)
        said: dict[str, object] = {infotext.NOTE_KEY: note}
        return Plan(asked, asked, infotext=said, comment=note, language=options.language)
    if too_long := _too_long(p):
        return _wrong(asked, too_long, refuse=options.mode == "strict")
    if requested.is_detail_pass(p):
        options = replace(options, **ADDS_NOTHING)  # its prompts are compiled already
        cell = None
    try:
        planner = _Planner(p, asked, options, context_of(p))
        if cell is not None and options.mode in ("fix", "strict"):
            planner.make_room_for(cell)
        return planner.plan()
    except SizeError as error:
        return _wrong(asked, said_by(error), refuse=True)


def _too_long(p: Processing) -> str:
    """Return what is said of a request with a picture of too much text; empty for any other."""
    texts = [main_texts_of(p), *texts_of(p)]
    length = max(sum(len(text or "") for text in each) for each in texts)
    if length <= LONGEST:
        return ""
    return Message(
        "the texts have {length:,} characters; at most {most:,} are allowed",
        length=length,
        most=LONGEST,
    )


def idle_note(verdict: Verdict) -> str:
    """Why nothing is changed for this checkpoint, and how it can be."""
    values = {"reason": verdict.reason, "place": GATE_PLACE}
    if verdict.confidence == "probably":
        return Message(
            "idle, because probably made from Animagine XL 4, but {reason}; "
            "to act anyway: {place} → always",
            **values,
        )
    return Message("idle, because {reason}; to act anyway: {place} → always", **values)


def _wrong(asked: Original, message: str, *, refuse: bool) -> Plan:
    if refuse:
        refusal = in_line((message, Message("nothing was drawn")))
        return Plan(asked, asked, comment=message, refusal=refusal)
    note = in_line((message, Message("the prompt was used as typed")))
    return Plan(asked, asked, infotext={infotext.NOTE_KEY: note}, comment=note)


class _Planner:
    """Compiles each different picture of a request once."""

    def __init__(self, p: Processing, asked: Original, options: Options, context: Context) -> None:
        self.p = p
        self.context = context
        self.asked = asked
        self.options = options
        self.pictures = texts_of(p)
        self.main = main_texts_of(p)
        self.base = Request(
            lines_are_regions=requested.lines_are_regions(p),
            img2img=requested.is_img2img(p),
            options=options,
        )
        self.done: dict[Texts, Compiled] = {}
        self.cell: CellTexts | None = None

    def make_room_for(self, cell: Cell) -> None:
        """Take out of all texts what a sheet's cell puts something else in the place of."""
        lines = self.base.lines_are_regions and self.options.newline_is_boundary == "auto"
        self.cell = CellTexts(
            cell,
            self.context.vocabulary,
            dialect=self.context.dialect_of(self.options),
            newlines=lines or self.options.newline_is_boundary == "on",
        )
        self.pictures = list(map(self._with_room, self.pictures))
        self.main = self._with_room(self.main)
        self.done.clear()  # they were compiled without size and settings

    def _with_room(self, texts: Texts) -> Texts:
        assert self.cell is not None
        texts = self.cell.taken_out(texts)
        return self.cell.spelled_right(texts, _texts(self.compile(texts)))

    def plan(self) -> Plan:
        """Everything that is to be assigned, listed and told."""
        leader = self.leader()
        settings = self.compile(leader, self.settings())
        results = [self.compile(texts) for texts in self.pictures]
        first = self.pictures[0] if self.pictures else self.main
        same = first[:2] == self.main[:2]
        main = self.compile(first) if same else self.compile(self.main)
        refusal: str = in_line(r.refusal for r in results if r.refusal)
        if not refusal and self.cell is not None:
            refusal = self.cell.refusal([_texts(result) for result in results])
            if refusal:
                return self.refused("Animagine", refusal)
        if refusal:
            strict = self.options.mode == "strict"
            return self.refused("Animagine, mode strict" if strict else "Animagine", refusal)
        given = self.given(settings)
        comment = self.told([settings, *results])
        return Plan(
            asked=self.asked,
            given=given,
            texts=tuple(map(_texts, results)),
            main=_texts(main),
            infotext=self.infotext(settings, given),
            comment=comment,
            language=self.options.language,
        )

    def refused(self, who: str, why: str) -> Plan:
        """Nothing is drawn, and everything stays as it came."""
        said = in_line((why, Message("nothing was drawn")))
        message = Message("{who}: {said}", who=who, said=said)
        return Plan(
            self.asked, self.asked, comment=message, refusal=message, language=self.options.language
        )

    def leader(self) -> Texts:
        """The picture whose texts the settings depend on: those that edit at a step number."""
        cut = self.context.dialect_of(self.options).cut
        absolute = (
            texts
            for texts in self.pictures
            if any(has_absolute_step(cut(text)) for text in texts if text)
        )
        return next(absolute, self.pictures[0] if self.pictures else self.main)

    def settings(self) -> dict[str, Any]:
        """Size, hires pass and sampler settings as fields of a request."""
        values = self.asked._asdict()
        if requested.is_size_fixed(self.p):
            values.update(width=None, height=None)
        elif requested.has_hires(self.p):
            values["hires"] = hires_of(self.p)
        return values

    def compile(self, texts: Texts, settings: dict[str, Any] | None = None) -> Compiled:
        """One picture; with settings also those of the request."""
        if texts not in self.done:
            request = replace(
                self.base,
                prompt=texts.prompt,
                negative_prompt=texts.negative,
                hr_prompt=texts.hr_prompt,
                hr_negative_prompt=texts.hr_negative,
                **(settings or {}),
            )
            self.done[texts] = compile_request(request, self.context)
        return self.done[texts]

    def given(self, compiled: Compiled) -> Original:
        """Size and settings as they are to be; what was not compiled stays."""
        values = {name: getattr(compiled, name) for name in Original._fields}
        return self.asked._replace(**{k: v for k, v in values.items() if v is not None})

    def told(self, results: Sequence[Compiled]) -> str:
        """All changes and findings of some results in one line."""
        return summary(
            [change for result in results for change in result.changes],
            [finding for result in results for finding in result.findings],
            report=self.options.mode == "report",
        )

    def infotext(self, settings: Compiled, given: Original) -> dict[str, object]:
        """Our keys; those that differ from picture to picture look their picture up."""
        pictures = self.pictures[: len(self.p.all_prompts or ())]
        pairs = [(texts, self.done[texts]) for texts in pictures]
        compiled = [result.prompt for _, result in pairs]
        prompts = [t.prompt if t.prompt != r.prompt else None for t, r in pairs]
        negatives = [t.negative if t.negative != r.negative_prompt else None for t, r in pairs]
        told = {texts: self.told([settings, result]) for texts, result in dict(pairs).items()}
        notes = [told[texts] or None for texts in pictures]
        resized = given[:2] != self.asked[:2]
        return {
            infotext.OPTIONS_KEY: infotext.options_text(self.options),
            infotext.PROMPT_KEY: infotext.per_picture(compiled, prompts),
            infotext.NEGATIVE_KEY: infotext.per_picture(compiled, negatives),
            infotext.SIZE_KEY: f"{self.asked.width}x{self.asked.height}" if resized else None,
            infotext.NOTE_KEY: infotext.per_picture(compiled, notes),
        }


def _texts(compiled: Compiled) -> Texts:
    return Texts(
        compiled.prompt,
        compiled.negative_prompt,
        compiled.hr_prompt,
        compiled.hr_negative_prompt,
    )
