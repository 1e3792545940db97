"""What happens when something on the page is picked, typed or pressed: values in, values out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import gradio as gr

from sd_animagine import model
from sd_animagine.panel.backend import Backend, Lines, PageAnswer, PageRequest, Told, line
from sd_animagine.panel.comparison import controls as comparison
from sd_animagine.panel.compat import first_chosen
from sd_animagine.panel.layout import (
    HIRES,
    NEGATIVES,
    OPTIONS,
    PART_NAMES,
    QUALITY,
    RANGES,
    RATINGS,
    SETTING_NAMES,
    SUBJECTS,
    YEARS,
)
from sd_animagine.panel.option_controls import NONE, meant
from sd_animagine.panel.parts.picking import add_character, chosen, with_parts
from sd_animagine.panel.parts.reading import Parts, found_in
from sd_animagine.panel.parts.styles import SHOWN
from sd_animagine.panel.parts.styles import shown as shown_style
from sd_animagine.panel.telling import NotDoneError
from sd_animagine.pictures.containers.base import PictureError, PictureFile
from sd_animagine.pictures.read_back import nothing_told, read_picture
from sd_animagine.pictures.readers.webui import from_parameters
from sd_animagine.pictures.request import ReadBack, hires_in, json_object
from sd_animagine.report.infotext import off_in
from sd_animagine.store import StoreError
from sd_animagine.store.presets import Presets
from sd_animagine.transform import snap
from sd_animagine.values import number_of, whole, whole_of
from sd_animagine.vocabulary import Vocabulary
from sd_animagine.words import Line, Message, in_line, said_by

Lists = Callable[[], Vocabulary]
"""The tag lists, as they are when something is done on the page."""


def shown(parts: Parts) -> list[Any]:
    """The values of the part controls; what a control does not offer it is given as a choice."""
    names = list(parts.identity)
    return [
        _choices(SUBJECTS, parts.subjects),
        gr.update(choices=names, value=names, visible=bool(names)),
        parts.rating or RATINGS[0],
        parts.free,
        shown_style(parts.style) if parts.style else NONE,
        f"{parts.year}" if f"{parts.year}" in YEARS else YEARS[0],
        _choices(QUALITY, parts.quality),
    ]


def _choices(offered: Sequence[str], values: Sequence[str]) -> Any:
    """Choices where more are needed: gradio makes all anew, and the keyboard on one is lost."""
    if set(values) <= set(offered):
        return list(values)
    return gr.update(choices=list(dict.fromkeys((*offered, *values))), value=list(values))


def parts_from(lists: Lists, prompt: str | None) -> list[Any]:
    """Somebody typed into the prompt: what the part controls show now."""
    return shown(found_in(prompt or "", lists()))


def prompt_from(lists: Lists, said: str | None, prompt: str | None, *values: Any) -> str:
    """Something was picked: the prompt with it.

    Args:
        lists: tells the tag lists.
        said: names of the controls that were picked in, as the page knows them; what the others
            show may be of an older prompt.
        prompt: as it is now.
        values: of the part controls, in the order of ``PART_NAMES``.
    """
    wanted, fields = _picked(lists, said, prompt, values)
    return with_parts(prompt or "", wanted, fields, lists())


def _picked(
    lists: Lists, said: str | None, prompt: str | None, values: Sequence[Any]
) -> tuple[Parts, list[str]]:
    """The parts as they are to be, and which of them something was picked in."""
    names = (said or "").split()
    parts = found_in(prompt or "", lists())
    picked = dict(zip(PART_NAMES, values, strict=True))
    picked["style"] = SHOWN.get(str(picked["style"]), "")
    now = {name: getattr(parts, name) for name in PART_NAMES}
    now |= {name: picked[name] for name in names if name in picked}
    wanted = chosen(
        parts,
        now["subjects"] or (),
        now["identity"] or (),
        str(now["rating"] or ""),
        whole(now["year"]) or 0,
        now["quality"] or (),
        str(now["free"] or ""),
        now["style"],
    )
    return wanted, names


def identity_from(lists: Lists, said: str | None, prompt: str | None, *values: Any) -> list[Any]:
    """Subjects were counted, or a name unticked: the prompt, and the controls as they are now."""
    made = prompt_from(lists, said, prompt, *values)
    return [made, *parts_from(lists, made)]


def with_character(lists: Lists, said: str | None, prompt: str | None, *values: Any) -> list[Any]:
    """A character was found: the prompt with it, its series and its count.

    Args:
        lists: tells the tag lists.
        said: names as in ``prompt_from``, and on a line of its own the character's.
        prompt: as it is now.
        values: of the part controls.
    """
    names, _, character = (said or "").partition("\n")
    picked, fields = _picked(lists, names, prompt, values)
    wanted = add_character(picked, character, lists())
    made = with_parts(prompt or "", wanted, {*fields, "subjects", "identity"}, lists())
    return [made, *parts_from(lists, made)]


def negative_from(preset: str | None, current: str | None, presets: Presets) -> str:
    """The negative prompt of a preset; unknown ones change nothing."""
    if preset == NEGATIVES[0]:
        return ", ".join(model.NEGATIVE)
    if preset == NEGATIVES[1]:
        return ""
    try:
        return str(presets.get(str(preset)).get("negative_prompt", current or ""))
    except StoreError:
        return current or ""


def negative_preset_of(preset: str | None, negative: str | None, presets: Presets) -> Any:
    """The preset whose text a negative prompt is, as a value of its control; None for one's own.

    Args:
        preset: what the control shows; it stays where it is right.
        negative: as it is in the box.
        presets: the saved ones.
    """
    text = negative or ""
    try:
        saved = presets.names()
    except StoreError:
        saved = []
    names = (*([preset] if preset else []), *NEGATIVES, *saved)
    found = (name for name in names if negative_from(name, None, presets) == text)
    known = (name for name in found if name in (*NEGATIVES, *saved))
    return gr.update(value=next(known, None))


# --- presets -----------------------------------------------------------------------------------


def preset_values(
    prompt: Any, negative: Any, off: Any, settings: Sequence[Any], others: Sequence[Any]
) -> dict[str, Any]:
    """What a preset holds; ``others`` are the options and, where the page has it, hires fix."""
    values = {"prompt": prompt or "", "negative_prompt": negative or "", "off": off or ""}
    options, hires = others[: len(OPTIONS)], others[len(OPTIONS) :]
    values |= dict(zip(SETTING_NAMES, settings, strict=True))
    values |= dict(zip(HIRES, hires, strict=bool(hires)))
    return values | {"options": dict(zip(OPTIONS, options, strict=True))}


def loaded(around: Backend, values: Mapping[str, Any]) -> list[Any]:
    """Texts, parts, settings, options and hires fix of a preset, for their controls.

    What a preset does not hold, or holds as something else, leaves its control alone.
    """
    prompt = values.get("prompt")
    negative = values.get("negative_prompt")
    options = values.get("options")
    known = options if isinstance(options, Mapping) else {}
    parts = [gr.update()] * len(PART_NAMES)
    if isinstance(prompt, str):
        parts = parts_from(around.vocabulary, prompt)
    offered = offered_by(around)
    return [
        prompt if isinstance(prompt, str) else gr.update(),
        negative if isinstance(negative, str) else gr.update(),
        _off(values.get("off")) if isinstance(prompt, str) else gr.update(),
        *parts,
        *(_setting(name, values.get(name), offered) for name in SETTING_NAMES),
        *(_option(known.get(name)) for name in OPTIONS),
        *(_setting(name, values.get(name), offered) for name in hires_of(around)),
    ]


def hires_of(around: Backend) -> tuple[str, ...]:
    """The controls of hires fix that the page has."""
    return HIRES if around.upscalers() else ()


def offered_by(around: Backend) -> dict[str, Sequence[str]]:
    """What there is to choose, by the control that it is chosen in."""
    return {"sampler_name": around.samplers(), "hires_upscaler": around.upscalers()}


def unknown_in(around: Backend, values: Mapping[str, Any]) -> Iterator[Told]:
    """Say which sampler and upscaler of a preset there is not."""
    for name, offered in offered_by(around).items():
        value = values.get(name)
        if value and isinstance(value, str) and offered and value not in offered:
            yield Told(_UNKNOWN[name](value[:40]))


def _off(value: Any) -> str:
    """What is switched off in a text that is put in place of another."""
    return value if isinstance(value, str) else ""


def choices(around: Backend, said: str | None) -> list[Any]:
    """Sampler, options and upscaler of an earlier state of the page, for their controls.

    Args:
        around: tells whether there is an upscaler to choose.
        said: ``{"sampler_name": …, "options": …}``; what it does not hold stays.
    """
    values, offered = json_object(said or ""), offered_by(around)
    options = values.get("options")
    known = options if isinstance(options, Mapping) else {}
    chosen = [_option(known.get(name)) for name in OPTIONS]
    names = ["sampler_name", *["hires_upscaler"] * bool(around.upscalers())]
    sampler, *upscaler = (_setting(name, values.get(name), offered) for name in names)
    return [sampler, *chosen, *upscaler]


def _option(value: Any) -> Any:
    return value if isinstance(value, str | bool) else gr.update()


_WHOLE: Final = ("width", "height", "steps", "hires_steps")


def _setting(name: str, value: Any, offered: Mapping[str, Sequence[str]] = {}) -> Any:
    if name in offered:
        return value if value in offered[name] else gr.update()
    least, most = RANGES[name]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not least <= value <= most:
        return gr.update()
    return int(value) if name in _WHOLE else float(value)


def preset_names(presets: Presets, chosen_name: str | None = None) -> Any:
    """An update of the control with the presets' names."""
    return gr.update(choices=presets.names(), value=chosen_name)


def negative_names(presets: Presets) -> Any:
    """An update of the control with the negative presets."""
    return gr.update(choices=[*NEGATIVES, *presets.names()])


def unknown_sampler(name: str) -> Message:
    """Say that a sampler is not known."""
    return Message("The sampler {sampler} is not known here. Choose another.", sampler=name)


def unknown_upscaler(name: str) -> Message:
    """Say that an upscaler is not known."""
    return Message("The upscaler {upscaler} is not known here. Choose another.", upscaler=name)


_UNKNOWN: Final = {"sampler_name": unknown_sampler, "hires_upscaler": unknown_upscaler}


# --- requests ----------------------------------------------------------------------------------


def asked_from(names: Sequence[str], values: Sequence[Any]) -> PageRequest:
    """The request that the controls' values make; an emptied number is its default.

    Args:
        names: of the controls.
        values: theirs, and those of the options behind them.

    Raises:
        ValueError: a number is none; the message names it and what is allowed.
    """
    given, options = values[: -len(OPTIONS)], values[-len(OPTIONS) :]
    asked = dict(zip(names, given, strict=True))
    seed = asked["seed"]
    return PageRequest(
        prompt=str(asked["prompt"] or ""),
        negative_prompt=str(asked["negative_prompt"] or ""),
        width=whole_of("width", asked["width"] or 832),
        height=whole_of("height", asked["height"] or 1216),
        steps=whole_of("steps", asked["steps"] or 28),
        cfg_scale=_plain(number_of("cfg_scale", asked["cfg_scale"] or 5)),
        sampler_name=str(asked["sampler_name"] or ""),
        seed=whole_of("seed", -1 if seed is None else seed),
        batch_count=whole_of("batch_count", asked["batch_count"] or 1),
        batch_size=whole_of("batch_size", asked["batch_size"] or 1),
        options=options_of(OPTIONS, options),
        off=str(asked["off"] or ""),
        **_hires_from(asked),
        **_draft_from(asked),
        sheet=_sheet_from(asked),
    )


def _sheet_from(asked: Mapping[str, Any]) -> tuple[Any, ...]:
    """The comparison that is to be drawn; nothing where none is chosen."""
    if asked.get("sheet") in (None, comparison.NONE):
        return ()
    return tuple(asked[name] for name in comparison.NAMES)


def _hires_from(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The second pass as its controls say; nothing where the page has none."""
    if HIRES[0] not in asked:
        return {}
    upscale, upscaler, steps, strength = (asked[name] for name in HIRES)
    return {
        "hires_upscale": _plain(number_of("hires_upscale", upscale or 1)),
        "hires_upscaler": str(upscaler or ""),
        "hires_steps": whole_of("hires_steps", steps or 0),
        "denoising_strength": number_of("denoising_strength", 0 if strength is None else strength),
    }


def _draft_from(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The picture that is begun with; nothing where there is none."""
    if not asked.get("draft"):
        return {}
    strength = asked["draft_strength"]
    mask = (
        {}
        if not asked["mask"]
        else {
            "mask": str(asked["mask"]),
            "mask_blur": whole_of("mask_blur", asked["mask_blur"] or 0),
            "masked_content": str(asked["masked_content"] or ""),
        }
    )
    return {
        **mask,
        "draft": str(asked["draft"]),
        "resize_mode": str(asked["resize_mode"] or ""),
        "draft_strength": number_of("denoising_strength", 0 if strength is None else strength),
    }


def sheet_chosen(around: Backend, names: Sequence[str], *values: Any) -> list[Any]:
    """Another sheet was chosen: which of its fields are shown, and its line."""
    sheet = dict(zip(names, values, strict=False))["sheet"]
    return [*comparison.shown(sheet), sheet_told(around, names, *values)]


def sheet_told(around: Backend, names: Sequence[str], *values: Any) -> Lines:
    """How many pictures a sheet will be, and how long they take; nothing without one."""
    assert around.sheets is not None
    try:
        return around.sheets.forecast(asked_from(names, values))
    except ValueError as error:
        return line(said_by(error), wrong=True)


def _plain(value: float) -> float:
    """A whole number without its point, as the hosts' own page writes it into the infotext."""
    return int(value) if float(value).is_integer() else float(value)


def draw(around: Backend, names: Sequence[str], task: str, *values: Any) -> PageAnswer:
    """Generate was pressed: draw what the controls of these names say."""
    try:
        asked = asked_from(names, values)
    except ValueError as error:
        told = in_line((said_by(error), Message("nothing was drawn")))
        return [], "[]", line(told, wrong=True)
    return _opened(around.draw(task, asked))


def restore(around: Backend, task: str) -> PageAnswer:
    """A page was loaded anew: the result of the task that it had begun."""
    return _opened(around.restore(task))


def _opened(answer: PageAnswer) -> PageAnswer:
    pictures, infotexts, told = answer
    return first_chosen(pictures), infotexts, told


def infotext(around: Backend, names: Sequence[str], *values: Any) -> str:
    """What the controls of these names say, as a text that another tab reads."""
    try:
        return around.infotext(asked_from(names, values))
    except ValueError as error:
        told = in_line((said_by(error), Message("nothing was sent")))
        raise NotDoneError(told) from None


# --- pictures ----------------------------------------------------------------------------------


_NO_INFOTEXT: Final = Message(
    "There are no settings of a picture in this text. Copy all that stands under the picture."
)


def read(around: Backend, file: Any) -> list[Any]:
    """A picture was dropped on the page; at last None, which makes room for the next one."""
    found = from_picture(around.vocabulary, file, around.samplers(), around.upscalers())
    return [*found, None]


def from_picture(
    lists: Lists, file: Any, samplers: Sequence[str], upscalers: Sequence[str] = ()
) -> list[Any]:
    """A picture was dropped: the texts, parts, settings, seed, hires fix, what is told."""
    nothing = _nothing(upscalers)
    if file is None:
        return [*nothing, Lines()]
    try:
        picture, found = read_picture(Path(getattr(file, "name", file)))
    except PictureError as error:
        return [*nothing, line(said_by(error), wrong=True)]
    if not found.tool:
        return [*nothing, line(nothing_told(found), wrong=True)]
    return _filled(lists, found, _size_of(found, picture), samplers, upscalers)


def take_apart(around: Backend, text: str | None) -> list[Any]:
    """A whole infotext stood in the prompt box: the same, each part for its own control."""
    found, upscalers = from_parameters(text or ""), around.upscalers()
    if not found.fields:
        return [*_nothing(upscalers), line(_NO_INFOTEXT, wrong=True)]
    size = found.width or 0, found.height or 0
    filled = _filled(around.vocabulary, found, size, around.samplers(), upscalers)
    parts = parts_from(around.vocabulary, found.prompt)
    return [found.prompt or "", *filled[1:3], *parts, *filled[3 + len(parts) :]]


def _nothing(upscalers: Sequence[str]) -> list[Any]:
    """Texts, parts, settings, seed and hires fix stay."""
    controls = 3 + len(PART_NAMES) + len(SETTING_NAMES) + 1 + len(HIRES) * bool(upscalers)
    return [gr.update()] * controls


def _filled(
    lists: Lists,
    found: ReadBack,
    size: tuple[int, int],
    samplers: Sequence[str],
    upscalers: Sequence[str],
) -> list[Any]:
    width, height = size
    known = _known(found.sampler_name or "", samplers)
    read = (width, height, found.steps, found.cfg_scale, known)
    settings = dict(zip(SETTING_NAMES, read, strict=True))
    left_alone = found.negative_prompt is None or not (found.prompt or found.negative_prompt)
    return [
        found.prompt or gr.update(),
        gr.update() if left_alone else found.negative_prompt,
        off_in(found.fields, found.prompt) if found.prompt else gr.update(),
        *(parts_from(lists, found.prompt) if found.prompt else [gr.update()] * len(PART_NAMES)),
        *(_setting(name, settings[name], {"sampler_name": samplers}) for name in SETTING_NAMES),
        found.seed if found.seed is not None else gr.update(),
        *(_hires_of(found.fields, upscalers) if upscalers else ()),
        Lines(map(Told, _told(found, width, height, known, upscalers))),
    ]


def _hires_of(fields: Mapping[str, str], upscalers: Sequence[str]) -> list[Any]:
    """The second pass of an infotext; off where it has none."""
    found = hires_in(fields)
    if not found:
        return [1, *[gr.update()] * (len(HIRES) - 1)]
    upscaler = found.pop("hires_upscaler")
    known = upscaler if upscaler in upscalers else gr.update()
    return [known if name == "hires_upscaler" else _setting(name, found[name]) for name in HIRES]


def _known(name: str, samplers: Sequence[str]) -> str | None:
    """The sampler as it is called here; older WebUIs have its usual noise levels in its name."""
    names = (name, name.removesuffix(" Karras"), name.removesuffix(" Exponential"))
    return next((each for each in names if each in samplers), None)


def _size_of(found: ReadBack, picture: PictureFile) -> tuple[int, int]:
    """As the text says, unless it cannot be: then as the picture is."""
    told = (found.width or 0, found.height or 0)
    possible = min(told) > 0 and max(told) <= model.MAX_SIDE
    return told if possible else (picture.width, picture.height)


def _told(
    found: ReadBack, width: int, height: int, known: str | None, upscalers: Sequence[str]
) -> Iterator[str]:
    """What was read, line by line; the preview says what would be changed now."""
    facts: list[str] = [Message("from {tool}", tool=found.tool)]
    if min(width, height) > 0:
        facts.append(_size_told(width, height))
    if found.seed is not None:
        facts.append(Message("seed {seed}", seed=found.seed))
    if found.model:
        facts.append(found.model[:80])
    yield Line(" · ", facts)
    if found.sampler_name and known is None:
        yield unknown_sampler(found.sampler_name[:40])
    upscaler = hires_in(found.fields).get("hires_upscaler", "")
    if upscaler and upscalers and upscaler not in upscalers:
        yield unknown_upscaler(upscaler[:40])
    if found.left_out:
        yield Message("Left out: {left_out}.", left_out=Line("; ", found.left_out))
    if typed := found.fields.get("Animagine prompt"):
        yield Message("You typed “{text}”.", text=typed[:400])


def _size_told(width: int, height: int) -> str:
    size = f"{width}×{height}"
    if max(width, height) > model.MAX_SIDE or snap(width, height) == (width, height):
        return size
    trained = "{}×{}".format(*snap(width, height))
    return Message("{size} (now {trained})", size=size, trained=trained)


def options_of(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """Options by name, as the controls mean them."""
    return {name: meant(name, value) for name, value in zip(names, values, strict=True)}
