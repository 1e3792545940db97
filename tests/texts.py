"""Texts to try everything on: made of the fragments that prompts are made of, and worse.

Two ways to the same: strategies for hypothesis, which finds the smallest example, and functions of
a ``random.Random``, which a long run repeats from a seed.
"""

from __future__ import annotations

from functools import lru_cache
from random import Random

from hypothesis import strategies as st

from sd_animagine.compiler import Hires, Options, Request
from sd_animagine.compiler.options import COMMENTS
from sd_animagine.model import NEGATIVE
from sd_animagine.rules.registry import CODES
from sd_animagine.vocabulary import bundled, escape

TAGS = (
    *("1girl", "1boy", "2girls", "solo", "no humans", "arima kana", "oshi no ko", "safe", "nsfw"),
    *("firefly \\(honkai: star rail\\)", "firefly (honkai: star rail)", "honkai: star rail"),
    *("smile", "long_hair", "looking at viewer", "night", "year 2023", "masterpiece", "high score"),
    *("absurdres", "best quality", "worst quality", "score_9", "mastepiece", "^_^", ":3", ":d"),
    *("reverse:1999", "unknown thing", "easynegative", "1 girl", "__hair__", "{red|blue} hair"),
    *("[cat:dog:0.5]", "[a|b]", "<lora:foo:0.8>", "long (blonde) hair", "text", "lowres"),
)
MARKS = (
    *(", ", ",", " ", "\n", ",\n", "\r\n", ",,", " # note\n", "#", " BREAK ", " AND ", "，", "、"),
    *(" // note\n", " /* x */ ", "/*", "*/", "//"),
    *("(", ")", "[", "]", "{", "}", "<", ">", ":", "|", ":1.2)", ":0.9)", "((", "))", "\\", "\\("),
    *(" :1.2", ":1.2.3)", "（", "）", " ADDCOMM ", "[SEP]", ":(", ":)", "\t", "__", "_"),
)
GLUED = (
    *("BREAK", "AND", "ADDCOMM", "ADDBASE", "ADDROW", "ADDCOL", "[SEP]", "[SKIP]", "\r", "\n#"),
    *("AND_PERP", " AND_SALT ", " :0.5 AND_TOPK ", " | ", "|", ":|", "|_|"),
    *("BREAK(", ")BREAK", "AND(", ")AND", "ADDROW(", "BREAK,", ",BREAK", "\\BREAK", "BREAK\n"),
    *("<a:", "<a:b>", ">", "\\)", "\\]", "\\\\", ":1999", ":1999)", "(reverse:1999", "[a:b:20]"),
    *("[a::3]", "[(a:1.2):b:0.3]", "[smile|night]", "：", ";)", ">:(", "#\r", " #x\r", "$", "&"),
)
"""What is rare in prompts and breaks what was not thought of."""
ODD = ("\0", "\ud800", "🎨", "שלום", "\u200f", "\u3000", "\x85", "\u2028", "ﬁ", "Ａ", "٣")

tidy = st.lists(st.sampled_from(TAGS), max_size=14).map(", ".join)
"""Tags separated by commas."""

messy = st.lists(st.sampled_from(TAGS + MARKS), max_size=30).map("".join)
"""Fragments thrown together: brackets and boundaries anywhere."""

anything = st.one_of(
    messy,
    st.lists(st.sampled_from(TAGS + MARKS + ODD), max_size=25).map("".join),
    st.lists(st.sampled_from(TAGS + MARKS + GLUED), max_size=20).map("".join),
    st.text(st.characters(), max_size=60),
)
"""Any string at all."""

_SEPARATORS = (
    *(", ",) * 30,
    *(",", " , ", ",\n", "\n", ",  ", ",,", ", ,", "，", "、", "\r\n", " # note\n"),
    ",\n# a line\n",
    *(" BREAK ", ", BREAK, ", "\nBREAK\n", " AND ", " :0.7 AND ", " ADDCOMM ", " ADDROW "),
)
_WRAPPED = (
    *("({})", "(({}))", "({}:1.2)", "({}:0.8)", "[{}]", "( {} :1.1)", "({}:1)", "{{{}}}"),
    *("[{}:0.4]", "[{}::0.4]", "[{}:night:10]", "[{}|smile]", "{} <lora:foo:0.8>", "<lora:a:1>{}"),
    *("({}", "{})", "\\({}\\)", "{}:1.2", "_{}_", "__{}__", "{}(", "（{}）"),
)


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Every name and alias of the bundled lists, in normal form, in one order."""
    vocabulary = bundled()
    return tuple(sorted({*vocabulary.kinds, *vocabulary.aliases}))


def random_word(rng: Random) -> str:
    """One tag as people write it: a real name, often one with a meaning of its own."""
    draw = rng.random()
    if draw < 0.45:
        return rng.choice(TAGS)
    if draw < 0.52:
        return rng.choice(NEGATIVE)
    name = rng.choice(names())
    if draw < 0.60:
        return name
    if draw < 0.66:
        return name.replace(" ", "_")
    if draw < 0.70:
        return name.title()
    if draw < 0.73 and len(name) > 3:  # a slip of the finger
        at = rng.randrange(len(name) - 1)
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return escape(name)


def ordinary_prompt(rng: Random) -> str:
    """What people type: real names between commas, here and there a bracket or a new line."""
    words = [random_word(rng) for _ in range(rng.randrange(1, 16))]
    if rng.random() < 0.5:
        words = _in_groups(rng, words)
    plain = rng.random() < 0.5
    out = words[:1]
    for word in words[1:]:
        out += [", " if plain else rng.choice(_SEPARATORS), word]
    return "".join(out) + rng.choice(("", "", "", ",", ", ", "\n", " # note", " :1.2"))


def _in_groups(rng: Random, words: list[str]) -> list[str]:
    """Some of the words inside brackets, several of them in one pair."""
    out = []
    at = 0
    while at < len(words):
        size = rng.choice((1, 1, 1, 2, 3))
        held = ", ".join(words[at : at + size])
        at += size
        out.append(rng.choice(_WRAPPED).format(held) if rng.random() < 0.4 else held)
    return out


def wild_prompt(rng: Random) -> str:
    """Fragments of the language thrown together, glued or not."""
    pool = TAGS + MARKS + GLUED
    pieces = [rng.choice(pool) for _ in range(rng.randrange(1, 25))]
    for n in range(len(pieces)):
        if rng.random() < 0.1:
            pieces[n] = random_word(rng)
        elif rng.random() < 0.03:
            pieces[n] = rng.choice(ODD)
    return rng.choice(("", "", " ", ",", ", ")).join(pieces)


def random_prompt(rng: Random) -> str:
    """Any prompt: half of them of ordinary words, half of them wild."""
    return ordinary_prompt(rng) if rng.random() < 0.5 else wild_prompt(rng)


def random_options(rng: Random) -> Options:
    """Any options under which a compile may change something."""
    if rng.random() < 0.3:
        return Options()
    return Options(
        mode=rng.choice(("fix", "fix", "fix", "strict")),
        reorder=rng.random() < 0.8,
        quality=rng.choice(("card", "card", "off", "best quality, good score", "highres")),
        negative=rng.choice(("after", "after", "before", "if-empty", "replace", "off")),
        rating=rng.choice(("", "", "safe", "sensitive", "nsfw", "explicit")),
        year=rng.choice((0, 0, 2005, 2023)),
        snap=rng.random() < 0.8,
        settings=rng.choice(("report", "fill", "force")),
        complete_series=rng.random() < 0.3,
        suggested_fixes=rng.random() < 0.3,
        gate=rng.choice(("auto", "always")),
        select=rng.choice(((), (), (), (), ("ANI1",), ("ANI101",), ("ANI0", "ANI2"))),
        ignore=tuple(rng.sample(CODES, rng.choice((0, 0, 0, 1, 3)))),
        newline_is_boundary=rng.choice(("auto", "on", "off")),
        comments=rng.choice(COMMENTS),
        img2img_snap=rng.random() < 0.5,
    )


def random_request(rng: Random) -> Request:
    """A whole request: texts, size and settings, each of them given or not."""

    def given(value: object, share: float = 0.5) -> object:
        return value if rng.random() < share else None

    prompt = random_prompt(rng)
    negative = given(random_prompt(rng))
    return Request(
        prompt,
        negative,  # type: ignore[arg-type]
        hr_prompt=given(rng.choice((prompt, random_prompt(rng))), 0.2),  # type: ignore[arg-type]
        hr_negative_prompt=given(rng.choice((negative, "blurry")), 0.2),  # type: ignore[arg-type]
        width=given(rng.randrange(1, 4000)),  # type: ignore[arg-type]
        height=given(rng.randrange(1, 4000)),  # type: ignore[arg-type]
        hires=given(Hires(rng.choice((1.5, 2.0))), 0.2),  # type: ignore[arg-type]
        steps=given(rng.randrange(1, 60)),  # type: ignore[arg-type]
        cfg_scale=given(rng.choice((1.0, 4.5, 5.0, 7.0, 11.5))),  # type: ignore[arg-type]
        sampler_name=given(rng.choice(("Euler a", "DPM++ 2M"))),  # type: ignore[arg-type]
        lines_are_regions=rng.random() < 0.1,
        img2img=rng.random() < 0.1,
        options=random_options(rng),
    )
