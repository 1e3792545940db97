"""Does kohya's trainer read the same tags from a caption that was put in order?

    python -m tools.kohya_captions FOLDER [NUMBER]

FOLDER is a checkout of sd-scripts; of its ``library/train_util.py`` only the function that reads a
caption is taken, as it stands there, so neither torch nor a picture is needed. It reads generated
captions and what ``CaptionReader`` writes of them: as they are, shuffled, with the tokens that a
separator keeps, and with alternatives. The figures stand in docs/captions.md.
"""

from __future__ import annotations

import ast
import math
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from sd_animagine.captions import CaptionReader
from sd_animagine.vocabulary import TagKind, bundled

NUMBER: Final = 100_000
SEPARATOR: Final = "|||"
_TRIGGERS: Final = ("sks style", "ohwx", "my_new_word")
_UNUSUAL: Final = ("red;;;blue", "a ;;; b", "{{smile}}", r"rem \(re:zero\)", ":(", "^_^", "[hat]")

Call = Callable[..., str]


def process_caption(folder: Path) -> Call:
    """Return the trainer's own function."""
    source = (folder / "library" / "train_util.py").read_text("utf-8")
    found = next(
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and node.name == "process_caption"
    )
    names: dict[str, Any] = {"random": random, "re": re, "math": math, "BaseSubset": object}
    exec(compile(ast.Module([found], []), "train_util.py", "exec"), names)
    return names["process_caption"]  # type: ignore[no-any-return]


def captions(number: int, seed: int = 1) -> Iterator[str]:
    """Captions of every shape that is taken apart."""
    rng = random.Random(seed)
    kinds = bundled().kinds
    plain = [name for name in kinds if name.isascii() and not set(name) & set("()[]:<>|\\,;{}")]
    of_kind = {kind: [name for name in plain if kinds[name] is kind] for kind in TagKind}
    general = of_kind[TagKind.GENERAL][:3000]
    for _ in range(number):
        tags = rng.sample(general, rng.randrange(3, 25))
        for kind in (TagKind.COUNT, TagKind.CHARACTER, TagKind.SERIES, TagKind.RATING,
                     TagKind.YEAR, TagKind.QUALITY, TagKind.SCORE):  # fmt: skip
            tags += rng.sample(of_kind[kind], min(rng.randrange(3), len(of_kind[kind])))
        tags = [tag.replace(" ", "_") if rng.random() < 0.2 else tag for tag in tags]
        tags += rng.sample(_UNUSUAL, rng.randrange(2))
        rng.shuffle(tags)
        if rng.random() < 0.2:
            tags.insert(rng.randrange(len(tags)), "{red hair|blue hair, long hair}")
        tags[:0] = rng.sample(_TRIGGERS, rng.choice((0, 0, 1, 2)))
        parts = [tags]
        if rng.random() < 0.3:
            cut = sorted(rng.sample(range(1, len(tags)), rng.randrange(1, 3)))
            parts = [tags[a:b] for a, b in zip([0, *cut], [*cut, None], strict=True)]
        joint = rng.choice((", ", ", ", ","))
        text = f" {SEPARATOR} ".join(joint.join(part) for part in parts)
        text += rng.choice(("", "", ",", ", ", "\n"))
        yield text if rng.random() < 0.9 else f"{text}\n{joint.join(reversed(tags))}"


def subset(**options: Any) -> SimpleNamespace:
    """The trainer's settings, as they are by default but for some."""
    usual: dict[str, Any] = {
        "caption_prefix": None, "caption_suffix": None, "caption_dropout_rate": 0,
        "caption_dropout_every_n_epochs": 0, "enable_wildcard": False, "shuffle_caption": False,
        "token_warmup_step": 0, "token_warmup_min": 1, "caption_tag_dropout_rate": 0,
        "keep_tokens_separator": "", "keep_tokens": 0, "caption_separator": ",",
        "secondary_separator": None,
    }  # fmt: skip
    return SimpleNamespace(**{**usual, **options})


SETTINGS: Final = {
    "as they are": subset(),
    "shuffled": subset(shuffle_caption=True),
    "with a separator": subset(shuffle_caption=True, keep_tokens_separator=SEPARATOR),
    "glued": subset(shuffle_caption=True, secondary_separator=";;;"),
    "alternatives": subset(enable_wildcard=True),
}


def tags_of(text: str) -> Counter[str]:
    """The tags in a text, separators of the trainer's counted as commas."""
    return Counter(tag.strip() for tag in text.replace(SEPARATOR, ",").split(","))


def kept(text: str) -> list[Counter[str]]:
    """The tags in each part that a separator makes of the first line."""
    return [tags_of(part) for part in text.split("\n")[0].split(SEPARATOR)]


def main(arguments: list[str]) -> int:
    """Print how often both read the same; the exit status says whether always."""
    read = process_caption(Path(arguments[0]))
    number = int(arguments[1]) if len(arguments) > 1 else NUMBER
    trainer = SimpleNamespace(replacements={}, current_epoch=1, current_step=1, max_train_steps=1)
    reader = CaptionReader(bundled())
    same: Counter[str] = Counter()
    changed = 0
    for n, text in enumerate(captions(number)):
        made = reader.write(text)
        changed += made != text
        same["in order a second time"] += reader.write(made) == made
        same["the same parts"] += kept(made) == kept(text)
        for name, settings in SETTINGS.items():
            found = []
            for each in (text, made):
                random.seed(n)
                found.append(tags_of(read(trainer, settings, each)))
            same[name] += found[0] == found[1]
    print(f"{number:,} captions, {changed:,} changed")
    for name, times in same.items():
        print(f"{name}: {times:,} the same")
    return 0 if all(times == number for times in same.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
