"""Damaged pictures and lying texts: a sentence at worst, never a stall or a heap of memory."""

from __future__ import annotations

import io
import json
import random
import struct
import zlib
from collections.abc import Callable
from typing import Any, Final

from sd_animagine.panel.parts.reading import parts_of, prompt_of
from sd_animagine.pictures.containers.base import MAX_TEXT, PictureError
from sd_animagine.pictures.read_back import look
from sd_animagine.pictures.request import ReadBack
from sd_animagine.vocabulary import bundled
from tests.pictures.files import chunk, exif, jpeg, png, stealth, webp
from tests.texts import random_prompt
from tools.longrun.case import Kind, Problem, Settings
from tools.longrun.kinds.tool_texts import changed_texts, tool_files
from tools.longrun.workers import peak_memory

_MOST_GROWTH: Final = 200.0
"""Megabytes that a single picture may add to what the process has ever held."""
_WIDEST: Final = 65_000
"""Bytes that a segment of a JPEG can hold."""
_MOST: Final = 20_000_000
"""Bytes of a picture before it is damaged."""
_HIDDEN: Final = 0.03
"""Share of the pictures whose text is in their pixels: they take some milliseconds each."""
_RARE: Final = 0.005
"""Share of the pictures whose text is huge: they take a second each."""


class Pictures(Kind):
    """The texts of every tool, in three containers or in the pixels, and what can be wrong."""

    count = 1_000_000
    chunk = 200

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        parts_of("1girl, smile", bundled())
        random_prompt(random.Random(0))

    def make(self, rng: random.Random, case: int) -> bytes:
        """A picture file, damaged in five cases of six."""
        fate = rng.random()
        if fate < 0.2:
            data = rng.choice(tool_files())
        elif fate < 0.6:
            data = _file(rng, changed_texts(rng))
        else:
            data = _file(rng, _texts(rng))
        for _ in range(rng.choice((0, 1, 1, 1, 2, 4))):
            data = rng.choice(_DAMAGES)(rng, data)
        return data

    def problem(self, made: bytes) -> Problem | None:
        """What is wrong with the answer to it, if it is not an error with a sentence."""
        held = peak_memory()
        try:
            _, found = look(io.BytesIO(made))
        except PictureError as error:
            return None if str(error).strip() else Problem("loss", "an error without a sentence")
        wrong, prompt = _wrong(found), found.prompt or ""
        if wrong is None and prompt_of(parts_of(prompt, bundled())) != prompt:
            wrong = f"the parts make another prompt than {prompt[:200]!r}"
        if wrong is None and peak_memory() - held > _MOST_GROWTH:
            wrong = f"{peak_memory() - held:.0f} MB of memory for {len(made):,} bytes"
        return Problem("loss", wrong) if wrong else None


def _wrong(found: ReadBack) -> str | None:
    """A value that no request can hold."""
    whole = (found.width, found.height, found.steps, found.seed)
    if any(number is not None and type(number) is not int for number in whole):
        return f"a number that is not whole: {whole}"
    try:
        json.dumps([*whole, found.cfg_scale], allow_nan=False)
    except ValueError:
        return f"a number that no request holds: {whole}, {found.cfg_scale}"
    return None


# --- what stands in them -----------------------------------------------------------------------


def _texts(rng: random.Random) -> dict[str, str]:
    """The texts of one tool, or of several."""
    writers = (_infotext, _infotext, _infotext, _comfy, _novelai, _description)
    texts: dict[str, str] = {}
    for _ in range(rng.choice((1, 1, 1, 2))):
        texts.update(rng.choice(writers)(rng))
    return texts


def _infotext(rng: random.Random) -> dict[str, str]:
    lines = [random_prompt(rng)]
    if rng.random() < 0.7:
        lines.append(f"Negative prompt: {random_prompt(rng)}")
    lines.append(", ".join(_pair(rng) for _ in range(rng.randrange(12))))
    if rng.random() < 0.1:
        lines.append(_repeated(rng))
    return {"parameters": "\n".join(lines)}


def _pair(rng: random.Random) -> str:
    keys = ("Steps", "Sampler", "CFG scale", "Seed", "Size", "Model", "Version", "Hires upscale",
            "Animagine prompt", "a" * 40, "x y-z/w ", "")  # fmt: skip
    return f"{rng.choice(keys)}{rng.choice((': ', ':', ' : ', ''))}{_value(rng)}"


def _value(rng: random.Random) -> str:
    return rng.choice(
        (
            *("28", "5.5", "-1", "832x1216", "9" * 400, "1e999", "nan", "Euler a", "f2.0", ""),
            *('"a, b"', '"open', '"\\', '"' + "\\" * 51 + '"', json.dumps(random_prompt(rng))),
            *("∞", "٣", "0x10", "1_0", "16384×16384"),
        )
    )


def _repeated(rng: random.Random) -> str:
    """What makes a careless pattern look at the same text again and again."""
    units = ("a", " ", "a ", "a: ", '"', '\\"', "a:", "-", "/", ",", ", ", "Steps: 1,", "\t",
             "Negative prompt:", "x×", "9", "(", "\\")  # fmt: skip
    unit = rng.choice(units)
    most = 300_000 if rng.random() < 10 * _RARE else 5000
    return unit * (rng.randrange(most) // len(unit)) + rng.choice(("", "!", ":", '"'))


def _comfy(rng: random.Random) -> dict[str, str]:
    """A graph whose links lead anywhere: in circles, to nothing, to a wrong type."""
    names = [str(n) for n in range(rng.randrange(1, 12))]

    def linked(value: Any) -> Any:
        return [rng.choice((*names, "99", 7, None)), 0] if rng.random() < 0.6 else value

    graph: dict[str, Any] = {}
    for name in names:
        inputs = {
            "positive": linked(3),
            "negative": linked(None),
            "steps": linked(_plain(rng)),
            "cfg": _plain(rng),
            "seed": _plain(rng),
            "sampler_name": linked("euler"),
            "latent_image": linked({}),
            "model": linked("x"),
            "text": linked(random_prompt(rng)),
            "width": linked(_plain(rng)),
            "ckpt_name": _plain(rng),
        }
        kept = {key: value for key, value in inputs.items() if rng.random() < 0.6}
        graph[name] = {"inputs": kept if rng.random() < 0.95 else _plain(rng)}
    return {"prompt": _dumped(rng, graph)}


def _novelai(rng: random.Random) -> dict[str, str]:
    values = {
        "prompt": rng.choice((random_prompt(rng), _plain(rng))),
        "uc": _plain(rng),
        **{key: _plain(rng) for key in ("steps", "scale", "seed", "sampler", "width", "height")},
    }
    return {"Comment": _dumped(rng, values), "Source": "NovelAI"}


def _plain(rng: random.Random) -> Any:
    """A value of any type."""
    return rng.choice((28, 5.5, -1, 10**400, 1e308, None, True, "", "28", [], {}, "x" * 100, [[]]))


def _dumped(rng: random.Random, values: Any) -> str:
    """JSON, now and then no JSON any more."""
    text = json.dumps(values)
    fate = rng.random()
    if fate < 0.1:
        return text[: rng.randrange(len(text))]
    if fate < 0.15:
        depth = rng.choice((10, 900, 1100, 20_000))
        return text[:-1] + ',"deep":' + "[" * depth + "]" * depth + "}"
    if fate < 0.2:
        return text.replace("28", rng.choice(("NaN", "Infinity", "1" * 5000, "-0.0")))
    return text


def _description(rng: random.Random) -> dict[str, str]:
    keys = ("Description", "ImageDescription", "comment", "Comment", "Software", "", "\x00")
    return {rng.choice(keys): rng.choice((random_prompt(rng), _repeated(rng)))}


# --- the files ---------------------------------------------------------------------------------


def _file(rng: random.Random, texts: dict[str, str]) -> bytes:
    """A picture of any container that holds these texts."""
    if rng.random() < _RARE:
        texts = {key: _huge(rng, text) for key, text in texts.items()}
    first = next(iter(texts.values()), "")
    first = first.encode("utf-16-le", "replace").decode("utf-16-le", "replace")
    block = exif(first, rng.choice("<>"))
    form = rng.random()
    if form < _HIDDEN and len(first) < 2000:
        return _hidden(rng, first)
    if form < 0.2 and len(block) < _WIDEST:
        return jpeg(block)
    if form < 0.4:
        return webp(block)
    chunks = [_text_chunk(rng, key, text) for key, text in texts.items()]
    if rng.random() < 0.1:
        chunks.append(chunk(b"eXIf", block))
    if rng.random() < 0.02:
        most = _MOST // max(1, sum(map(len, chunks)))
        chunks *= max(1, min(rng.choice((2, 50, 5000)), most))
    side = rng.choice((832, 1216, 1, 0, 20_000, 2**32 - 1))
    return png(*chunks, width=rng.choice((832, side)), height=1216)


def _hidden(rng: random.Random, text: str) -> bytes:
    """A picture with a text in its pixels, packed in a way that damage to a byte leaves open."""
    mark = rng.choice(("pnginfo", "pngcomp", "rgbinfo", "rgbcomp"))
    side = rng.choice((130, 160, 400))
    return stealth(text, mark, rng.choice(("PNG", "WebP")), (side, 160))


def _huge(rng: random.Random, text: str) -> str:
    """Around the most that is read of a picture's text."""
    wanted = rng.choice((MAX_TEXT // 2, MAX_TEXT - 200, MAX_TEXT + 1))
    filled = (text + rng.choice(("\n", ", ", ""))) * (wanted // (len(text) + 1) + 1)
    return filled[:wanted]


def _text_chunk(rng: random.Random, key: str, text: str) -> bytes:
    """One of the three chunks of text, its text packed, packed twice, or far too much."""
    name = key.encode("latin-1", "replace")
    plain = text.encode("utf-8", "replace")
    form = rng.choice((b"tEXt", b"zTXt", b"iTXt", b"iTXt"))
    if form == b"tEXt":
        return chunk(form, name + b"\0" + plain)
    packed = zlib.compress(plain)
    if rng.random() < 0.05:
        packed = zlib.compress(packed)
    elif rng.random() < _RARE:
        packed = zlib.compress(bytes(rng.choice((MAX_TEXT, 50_000_000))), 9)
    elif rng.random() < 0.05:
        packed = packed[: rng.randrange(len(packed))]
    if form == b"zTXt":
        return chunk(form, name + b"\0" + rng.choice((b"\0", b"\0", b"\7")) + packed)
    if rng.random() < 0.5:
        return chunk(form, name + b"\0\0\0\0\0" + plain)
    return chunk(form, name + b"\0\1\0" + rng.choice((b"", b"de")) + b"\0\0" + packed)


# --- damage ------------------------------------------------------------------------------------


def _flipped(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(min(len(data), rng.choice((1, 1, 4, 30)))):
        changed[rng.randrange(len(changed))] = rng.choice((0, 255, rng.randrange(256)))
    return bytes(changed)


def _cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _lacking(rng: random.Random, data: bytes) -> bytes:
    start = rng.randrange(len(data) + 1)
    return data[:start] + data[start + rng.choice((1, 2, 4, 100)) :]


def _doubled(rng: random.Random, data: bytes) -> bytes:
    start = rng.randrange(len(data) + 1)
    end = start + rng.choice((1, 4, 12, 200))
    return data[:end] + data[start:end] * rng.choice((1, 3, 40)) + data[end:]


def _put_in(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.randbytes(rng.choice((1, 4, 64))) + data[at:]


def _overlong(rng: random.Random, data: bytes) -> bytes:
    """Another length, or another number, somewhere."""
    if len(data) < 8:
        return data
    at = rng.randrange(len(data) - 4)
    for name in rng.sample((b"IHDR", b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"EXIF", b"VP8X"), 7):
        found = data.find(name)
        if found >= 4 and rng.random() < 0.7:
            at = found + (4 if name in (b"EXIF", b"VP8X") else -4)
            break
    number = rng.choice((0, 1, 7, 255, 65_535, 2**31 - 1, 2**31, 2**32 - 1, rng.randrange(2**32)))
    return data[:at] + struct.pack(rng.choice("<>") + "I", number) + data[at + 4 :]


def _other_head(rng: random.Random, data: bytes) -> bytes:
    heads = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe1", b"RIFF\0\0\0\0WEBP", b"GIF89a", b"")
    return rng.choice(heads) + data[rng.choice((0, 4, 8, 12)) :]


def _spliced(rng: random.Random, data: bytes) -> bytes:
    other = _file(rng, _infotext(rng))
    return data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other)) :]


_DAMAGES: Final[tuple[Callable[[random.Random, bytes], bytes], ...]] = (
    *(_flipped, _flipped, _overlong, _overlong, _cut, _lacking),
    *(_doubled, _put_in, _other_head, _spliced),
)
