"""Texts to try everything on: made of the fragments that prompts are made of, and worse."""

from __future__ import annotations

from hypothesis import strategies as st

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
    *("(", ")", "[", "]", "{", "}", "<", ">", ":", "|", ":1.2)", ":0.9)", "((", "))", "\\", "\\("),
    *(" :1.2", ":1.2.3)", "（", "）", " ADDCOMM ", "[SEP]", ":(", ":)", "\t", "__", "_"),
)
ODD = ("\0", "\ud800", "🎨", "שלום", "\u200f", "\u3000", "\x85", "\u2028", "ﬁ", "Ａ", "٣")

tidy = st.lists(st.sampled_from(TAGS), max_size=14).map(", ".join)
"""Tags separated by commas."""

messy = st.lists(st.sampled_from(TAGS + MARKS), max_size=30).map("".join)
"""Fragments thrown together: brackets and boundaries anywhere."""

anything = st.one_of(
    messy,
    st.lists(st.sampled_from(TAGS + MARKS + ODD), max_size=25).map("".join),
    st.text(st.characters(), max_size=60),
)
"""Any string at all."""
