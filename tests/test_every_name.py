"""Every name goes through all that looks at a text: fuzzing with made-up words finds none of it.

The long run sends them all, and pairs of them; here every homonym and other name, and names, words
and pairs that are drawn anew each time.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable, Iterator

import pytest

from sd_animagine.lookup import suggest
from sd_animagine.vocabulary import TagKind, Vocabulary, bundled
from sd_animagine.vocabulary.user_lists import read_list
from tests import words

SEED = int(os.environ.get("ANIMAGINE_SEED") or random.SystemRandom().randrange(10**9))
"""Set ``ANIMAGINE_SEED`` to what a failure tells, to draw the same again."""
DRAWN = 5000

ONCE_RAISED = (
    *("alice", "avatar", "blanc", "byleth", "corrin", "cu chulainn alter", "haruka", "hikari"),
    *("hinata", "homura", "joker", "kasumi", "mary", "mei", "mizuki", "mysterious heroine x"),
    *("neptune", "noire", "pod", "pretty", "robin", "satoshi", "touko", "uni", "vert", "yae"),
    *("yami", "yuuri"),
)


@pytest.fixture(scope="module", params=["with rapidfuzz", "without rapidfuzz"])
def engine(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "without rapidfuzz":
            patch.setattr(suggest, "_rapidfuzz", lambda: None)
        else:
            pytest.importorskip("rapidfuzz")
        suggest._suggester.cache_clear()
        yield
    suggest._suggester.cache_clear()


def _send(texts: Iterable[str], send: Callable[[str], None]) -> None:
    for text in texts:
        try:
            send(text)
        except Exception as error:
            pytest.fail(f"{text!r} raises {error!r} (ANIMAGINE_SEED={SEED})")


def _everything(name: str) -> None:
    words.go_through(name)
    words.look_up(name, limit=1)


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("word", ONCE_RAISED)
def test_a_word_that_several_names_begin_with(word: str) -> None:
    words.go_through(f"1girl, {word}, smile")
    words.look_up(word)


@pytest.mark.usefixtures("engine")
def test_what_may_have_been_meant_by_every_homonym() -> None:
    _send(words.homonyms(), words.suggest)


def test_every_homonym() -> None:
    _send(words.homonyms(), _everything)


def test_every_other_name() -> None:
    _send(words.other_names(), _everything)


@pytest.fixture(scope="module")
def renaming(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    """A list of the user's in which a name of every kind has another name."""
    kinds = bundled().kinds
    first = {kind: next(n for n, k in kinds.items() if k is kind and "," not in n) for kind in
             TagKind if kind is not TagKind.UNKNOWN}  # fmt: skip
    rows = (f'{name},0,9,"my {kind.name.lower()}"' for kind, name in first.items())
    file = tmp_path_factory.mktemp("lists") / "mine.csv"
    file.write_text("\n".join(rows), "utf-8")
    return bundled().with_lists([read_list(file)])


@pytest.mark.parametrize("kind", [kind for kind in TagKind if kind is not TagKind.UNKNOWN])
def test_another_name_of_any_kind(renaming: Vocabulary, kind: TagKind) -> None:
    name = f"my {kind.name.lower()}"
    assert renaming.look_up(name) == (name, renaming.kinds[renaming.in_use(name)])
    words.go_through(name, renaming)
    words.look_up(name, renaming)
    words.go_through(f"1girl, {name}, smile", renaming)
    words.go_through(f"{renaming.in_use(name)}, {name}", renaming)


def test_drawn_names_and_words() -> None:
    draw = random.Random(SEED)
    half = DRAWN // 2
    _send(draw.sample(words.names(), half) + draw.sample(words.words(), half), _everything)


def test_drawn_pairs() -> None:
    _send(words.drawn_pairs(random.Random(SEED + 1), DRAWN), words.go_through)
