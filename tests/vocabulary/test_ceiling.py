"""Words above a ceiling are found however they are written, and only they."""

from __future__ import annotations

import csv
import re
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sd_animagine.ceiling import Ceiling, ceiling_at
from sd_animagine.ceiling.folding import folded
from sd_animagine.ceiling.listed import SMALL, UNREADABLE, spelled
from sd_animagine.vocabulary import bundled
from sd_animagine.vocabulary.names import escape
from tests.disguises import disguise

SAFE = Ceiling("safe", {"bare breasts": "nsfw", "t-shirt lift": "sensitive", "r18": "explicit"})

HIDDEN = {
    "plain": "nsfw",
    "upper case": "1girl, NSFW, smile",
    "underscores": "1girl_nsfw_smile",
    "hyphen": "semi-nsfw",
    "weight": "(nsfw:1.2)",
    "nested brackets": "((([nsfw])))",
    "escaped brackets": r"a \(nsfw\)",
    "editing": "[safe:nsfw:0.1]",
    "editing away": "[nsfw::0.3]",
    "editing in": "[nsfw:0.9]",
    "alternation": "[n|s]sfw",
    "alternation, nested": "[[n|x]s|q]fw",
    "alternation around": "n[s|x]f[w|y]",
    "one way is empty": "ns[x|]fw",
    "weight one joins": "(n:1)sfw",
    "bracket inside": "ns(fw)",
    "lone backslash": r"n\sfw",
    "network inside": "n<lora:x:1>sfw",
    "AND": "1girl AND nsfw :0.5",
    "BREAK": "1girl BREAK nsfw",
    "dynamic prompt": "{safe|nsfw}",
    "wildcard": "__nsfw__",
    "never closed": "1girl, [a|nsfw",
    "closed too often": "nsfw]",
    "digit glued": "nsfw1",
    "apostrophe": "nsfw's",
    "line end": "1girl\nnsfw\nsmile",
    "zero width": "ns\u200b\u200df\u2060w",
    "soft hyphen": "ns\u00adfw",
    "right to left mark": "n\u200fsfw",
    "combining": "n\u0303s\u0301fw",
    "accents": "ñšfw",
    "Cyrillic": "n\u0455fw",
    "Greek": "ηsfω",
    "Armenian": "ոsfա",
    "full width": "ｎｓｆｗ",
    "mathematical": "\U0001d4f7\U0001d4fc\U0001d4ef\U0001d500",
    "circled": "ⓝⓢⓕⓦ",
    "black squares": "\U0001f17d\U0001f182\U0001f175\U0001f186",
    "flags": "\U0001f1f3\U0001f1f8\U0001f1eb\U0001f1fc",
    "small capitals": "ɴꜱꜰᴡ",
    "superscript": "ⁿˢᶠʷ",
    "other model's": "rating:explicit",
    "two words": "bare breasts",
    "two words, many blanks": "bare \n _ breasts",
    "two words, bracket between": "bare (breasts:1.1)",
    "two words, editing": "[bare:covered:0.5] breasts",
    "hyphen in the word": "t shirt_lift",
    "two words, joined": "barebreasts",
    "two words, the other way round": "breasts_bare",
    "two words, an article between": "bare her breasts",
    "another form": "bared breast",
    "control character inside": "n\x00s\x7ffw",
    "control character behind": "nsfw\x01smile",
    "invisible character behind": "nsfw\u200bsmile",
    "combining mark behind": "nsfw\u0489smile",
    "invisible character before": "smile\u2060nsfw",
    "lone backslash behind": "nsfw\\smile",
    "network behind": "nsfw<lora:x:1>smile",
    "character reference": "&#110;sfw",
    "hexadecimal": "&#x6E&#X73fw",
    "reference of a reference": "&amp;amp;#110;sfw",
    "reference in a reference": "&#1&#49;0;sfw",
    "reference by name": "&&num;110&semi;sfw",
    "reference in full width": "＆＃１１０；sfw",
    "reference, zeros": "&#0000000000000000000000110;sfw",
    "reference, cut by brackets": "&#1(10;:1.0)sfw",
    "reference, cut by alternation": "&#1[10|x];sfw",
    "reference, cut by editing": "&[#110:x:0.5];sfw",
    "reference, cut by a network": "&#11<lora:x:1>0;sfw",
    "reference to nothing": "n&ZeroWidthSpace;&shy;sfw",
    "reference to a blank": "bare&nbsp;breasts",
    "reference to what ends a word": "x&comma;nsfw",
    "mojibake": "ï½Žsfw",
    "mojibake of mojibake": "Ã¯Â½Å½sfw",
    "mojibake in Cyrillic": "пЅЋsfw",
    "mojibake, cut by alternation": "ï[½Ž|x]sfw",
    "mojibake of a blank": "bareÂ\u00a0breasts",
    "mojibake of a blank, with a blank": "bareÂ breasts",
    "mojibake of a control character": "nÀ\x80sfw",
    "terminal escape": "n\x1b\\[31msfw",
    "terminal escape where brackets are none": "n\x1b[31msfw",
    "surrogates": "\ud835\udcf7sfw",
    "Kelvin": "fa\u212ae nsfw",
    "digits in the word": "R18",
    "digits in the word, brackets": "r(1)8",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden(name: str) -> None:
    assert SAFE.exceeding(HIDDEN[name])


NAMES = Ceiling("safe", {"facial": "explicit", "facial hair": "safe", "bra (x)": "safe",
                         "bra": "sensitive"})  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "facial hair",
        "1boy, (facial_hair:1.2), hat",
        "Facial Hair",
        r"1girl, bra \(x\)",
        "a, facial  hair ",
        "long facial hair",
        "a man with facial hair and a hat",
    ],
)
def test_a_listed_name_is_allowed(text: str) -> None:
    assert NAMES.exceeding(text) == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("facial", "facial"),
        ("facial, hair", "facial"),
        ("facial hair, facial", "facial"),
        ("a facial and facial hair", "facial"),
        ("facial hairpin", "facial"),
        ("bra \\(x\\) bra", "bra"),
        ("[facial|long] hair", "facial"),
        ("facial(hair)", "facial"),
        ("bra (x)", "bra"),
        ("bra x", "bra"),
    ],
)
def test_and_nothing_else_is(text: str, word: str) -> None:
    assert NAMES.exceeding(text) == (word,)


HARMLESS = (
    "1girl, safe, smile",
    "unsafe",
    "hypersensitivity",
    "explicitly",
    "nsf w",
    "nsfwx",
    "bare, breasts",
    "bare shoulders, breasts",
    "breasts, bare",
    "r 18",
    "1918",
    "R&B, Q&A, rock & roll, &c",
    "Tom &[Jerry|Spike]",
    "Úžasný, façade, naïve, Ålesund, Привет, 初音ミク",
    "&#x1F600; &hearts; &eacute;",
    "<lora:nsfw_helper:0.8>",
    "[cat|dog] [a:b:0.5]",
    "",
    "（）：",
)


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless(text: str) -> None:
    assert SAFE.exceeding(text) == ()


@pytest.mark.parametrize(
    ("rating", "forbidden"),
    [
        ("safe", {"sensitive", "nsfw", "explicit"}),
        ("sensitive", {"nsfw", "explicit"}),
        ("nsfw", {"explicit"}),
    ],
)
def test_each_ceiling(rating: str, forbidden: set[str]) -> None:
    ceiling = ceiling_at(rating)
    assert ceiling is not None
    assert set(ceiling.exceeding("safe, sensitive, nsfw, explicit")) == forbidden
    assert not ceiling.allows("explicit")
    assert ceiling.allows(rating) and ceiling.allows("")


def test_the_highest_is_no_ceiling() -> None:
    assert ceiling_at("explicit") is None


def test_listed_tags_and_their_aliases_count() -> None:
    ceiling = ceiling_at("sensitive")
    assert ceiling is not None
    assert "nude" in ceiling.words
    renamed = [a for a, name in bundled().aliases.items() if name == "nude"]
    assert ceiling.words.issuperset(renamed)


BUNDLED = {rating: ceiling_at(rating) for rating in ("safe", "sensitive", "nsfw")}


@pytest.mark.parametrize("rating", BUNDLED)
def test_every_listed_name_is_seen_as_it_stands_joined_and_turned_round(rating: str) -> None:
    ceiling = BUNDLED[rating]
    assert ceiling is not None
    for name in ceiling.words:
        assert ceiling.exceeding(escape(name)), name
        words = spelled(name).split()
        assert ceiling.exceeding("".join(words)), name
        if len(words) == 2 and len(min(words, key=len)) > 1 and SMALL.isdisjoint(words):
            assert ceiling.exceeding(f"{words[1]} {words[0]}"), name


@pytest.mark.parametrize(
    "text",
    [
        "nipples",
        "nipple",
        "groped",
        "masturbates",
        "a girl undresses",
        "licked penises",
        "cumming",
        "spreading her pussy",
        "fucked",
        "she is having sex",
        "prostitutes",
    ],
)
def test_forms(text: str) -> None:
    ceiling = BUNDLED["safe"]
    assert ceiling is not None
    assert ceiling.exceeding(text)


@pytest.mark.parametrize(
    "text",
    [
        "a boxer in a brief fight",
        "his finger on the trigger",
        "a pub",
        "the gap",
        "butter",
        "assassin, cassette, peacock, analysis, cucumber, scunthorpe, brass, rapeseed, document",
        "a man with facial hair and a facial scar",
        "she is seen with the naked eye",
        "sexton",
        "sports bra",
        "pussy willow",
        "peeled grapes, classic, grass, essex, titanic, dickens",
        "long hair, large breasts, bikini, thighhighs, navel, cleavage, kiss, on bed, blush",
    ],
)
def test_ordinary_words_are_allowed(text: str) -> None:
    ceiling = BUNDLED["safe"]
    assert ceiling is not None
    assert ceiling.exceeding(text) == ()


def test_another_name_of_what_is_allowed_is_allowed() -> None:
    ceiling = BUNDLED["safe"]
    assert ceiling is not None
    for alias, name in (bundled().aliases | bundled().renamed).items():
        if not ceiling.exceeding(escape(name)):
            assert ceiling.exceeding(escape(alias)) == (), alias


def test_no_allowed_name_hides_half_of_what_another_allows() -> None:
    for ceiling in filter(None, BUNDLED.values()):
        allowed = [spelled(name).split() for name in ceiling._allowed]
        parts = {part for found in ceiling._allowed.values() for part in found}
        for part in (spelled(part).split() for part in parts):
            for n in range(1, len(part)):
                assert not [a for a in allowed if a[:n] == part[-n:] or a[-n:] == part[:n]], part


def holds_a_listed_name(name: str, listed: frozenset[str]) -> bool:
    words = spelled(name).split()
    ends = range(1, len(words) + 1)
    return any(" ".join(words[n:end]) in listed for end in ends for n in range(end))


@pytest.mark.parametrize(
    ("kind", "every"), [("general", 1), ("series", 1), ("characters", 6), ("artists", 15)]
)
def test_names_that_hold_no_listed_one_are_allowed(kind: str, every: int) -> None:
    ceiling = BUNDLED["safe"]
    assert ceiling is not None
    listed = frozenset(map(spelled, ceiling.words))
    if kind == "artists":
        names = (bundled().folder / "artists.txt").read_text("utf-8").splitlines()
        names = [name for name in names if not re.search(r"\d", name)]
    else:
        with (bundled().folder / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
            names = [row["name"] for row in csv.DictReader(file)]
    wrong = [n for n in names[::every] if ceiling.exceeding(escape(n))]
    assert [n for n in wrong if not holds_a_listed_name(n, listed)] == []


WORDS = sorted(word for word in SAFE.words if word.replace(" ", "").isalpha())


@pytest.mark.parametrize("seed", range(8))
def test_what_the_host_gives_back_is_seen(seed: int) -> None:
    rng = Random(seed)
    for _ in range(50):
        word = rng.choice(WORDS)
        text = disguise(rng, word)
        assert SAFE.exceeding(text), (word, text)


MANY = {
    "alternatives": "[" + "|".join("abcdefghijklmnopqrstuvwxyz ") + "]",
    "cut references": "[&|#|1|0|x|;|a|m|p]",
    "cut mojibake": "[ï|½|Ž|Ã|Â|¯|Å]",
    "never closed": "[n|s",
}


@pytest.mark.parametrize("name", MANY)
def test_what_can_be_read_in_too_many_ways_is_above(name: str) -> None:
    ceiling = ceiling_at("safe")
    assert ceiling is not None
    assert ceiling.exceeding(MANY[name] * 40 + " nsfw")


DEEP = "&#" + "&#5" * 3 + "7;" * 3 + "1;"


def test_a_reference_cut_in_references_is_not_followed_for_ever() -> None:
    assert SAFE.exceeding("x " + DEEP.replace("&#5", "[&#5|x]")) == (UNREADABLE,)


@given(st.text())
def test_any_text_can_be_walked(text: str) -> None:
    SAFE.exceeding(text)


@given(st.characters())
def test_folding_settles(character: str) -> None:
    once = folded(character)
    assert "".join(map(folded, once)) == once


PIECES = st.sampled_from(["n", "s", "f", "w", "ns", "fw", "nsfw", " ", "x", "sfw"])


@st.composite
def constructs(draw: st.DrawFn, depth: int = 2) -> tuple[str, list[str]]:
    """A prompt, and every text that the host may make of it."""
    parts = [("", [""])]
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["piece", "alternation", "editing", "emphasis", "network"]))
        if kind == "piece" or depth == 0:
            piece = draw(PIECES)
            parts.append((piece, [piece]))
        elif kind == "network":
            parts.append(("<lora:a:1>", [""]))
        elif kind == "emphasis":
            text, outcomes = draw(constructs(depth - 1))
            parts.append((f"({text}:1.0)", outcomes))
        else:
            ways = draw(st.lists(constructs(depth - 1), min_size=2, max_size=2))
            inside = (":" if kind == "editing" else "|").join(text for text, _ in ways)
            number = ":0.5" if kind == "editing" else ""
            parts.append((f"[{inside}{number}]", [o for _, outcomes in ways for o in outcomes]))
    texts, outcomes = zip(*parts, strict=True)
    return "".join(texts), ["".join(choice) for choice in product(*outcomes)][:2000]


@given(constructs())
def test_nothing_that_the_host_may_draw_is_missed(construct: tuple[str, list[str]]) -> None:
    text, outcomes = construct
    if any("nsfw" in outcome.split() for outcome in outcomes):
        assert SAFE.exceeding(text) == ("nsfw",)
