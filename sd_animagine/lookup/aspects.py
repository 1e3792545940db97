"""What a picture is described by, one aspect after the other, and what is often said of each.

After a tag the page offers what the next aspects lack, so that what comes next is neither chance
nor the most used tag of all. The tags are common ones that fit any rating; they stand by their use.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sd_animagine.vocabulary.vocabulary import Vocabulary


class Aspect(NamedTuple):
    """One of the things that a picture is described by."""

    groups: frozenset[str]
    """Of general tags: one of them says something of it."""
    offers: tuple[str, ...]


ASPECTS: Final = (
    Aspect(frozenset({"hair"}), ("long hair", "short hair", "blonde hair", "brown hair")),
    Aspect(frozenset({"eyes"}), ("blue eyes", "red eyes", "brown eyes", "green eyes")),
    Aspect(frozenset({"face", "expression"}), ("smile", "blush", "open mouth", "closed mouth")),
    Aspect(frozenset({"gaze"}), ("looking at viewer", "looking back", "looking away")),
    Aspect(
        frozenset({"clothes", "legwear", "footwear", "headwear"}),
        ("shirt", "dress", "school uniform", "jacket"),
    ),
    Aspect(frozenset({"pose", "action"}), ("standing", "sitting", "lying", "holding")),
    Aspect(
        frozenset({"camera", "composition"}),
        ("upper body", "full body", "cowboy shot", "from side"),
    ),
    Aspect(
        frozenset({"place", "background"}),
        ("simple background", "outdoors", "indoors", "white background"),
    ),
    Aspect(frozenset({"time", "weather", "light"}), ("day", "night", "sunlight", "rain")),
)

ALONE: Final = ("solo",)
"""What is often said beside one subject."""

NONE: Final = "."
_NUMBER_OF: Final = {group: str(n) for n, aspect in enumerate(ASPECTS) for group in aspect.groups}


def aspect_of(vocabulary: Vocabulary, name: str) -> str:
    """The number of the aspect that a general tag says something of, as a digit, else `NONE`."""
    return _NUMBER_OF.get(vocabulary.group(name), NONE)
