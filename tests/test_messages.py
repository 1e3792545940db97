"""Sentences that keep their template, and that every finding is one of them."""

from __future__ import annotations

import json
import pickle
import random
from string import Formatter

from sd_animagine.compiler import compile_request, report_request
from sd_animagine.words import Line, Message, joined, quoted, short
from tests.texts import random_request

GERMAN = {
    "“{tag}” is there twice": "Zweimal da: „{tag}“",
    "{said} ({count} such)": "{said} ({count} Stück)",
    "no tag": "kein Tag",
}


def test_it_is_its_english_sentence() -> None:
    said = Message("“{tag}” is there twice", tag="{smile}")
    assert said == "“{smile}” is there twice"
    assert json.loads(json.dumps([said])) == [str(said)]


def test_other_templates_get_the_same_values() -> None:
    said = Message("“{tag}” is there twice", tag="{smile}")
    assert said.within(GERMAN) == "Zweimal da: „{smile}“"
    assert Message("no tag").within(GERMAN) == "kein Tag"
    assert Message("a {brace}").within(GERMAN) == "a {brace}"


def test_a_message_in_a_message_is_translated_too() -> None:
    said = Message("{said} ({count} such)", said=Message("no tag"), count=2)
    assert said == "no tag (2 such)"
    assert said.within(GERMAN) == "kein Tag (2 Stück)"


def test_its_texts_can_be_changed_and_it_stays_translatable() -> None:
    said = Message("{said} ({count} such)", said=Message("no tag"), count=2)
    both = Line(" ", (said, Message("“{tag}” is there twice", tag="/home/me/a"), "/home/me/b"))
    shown = both.changed(lambda text: text.replace("/home/me/", ""))
    assert shown == "no tag (2 such) “a” is there twice b"
    assert shown.within(GERMAN) == "kein Tag (2 Stück) Zweimal da: „a“ b"


def test_it_goes_to_another_process_whole() -> None:
    said = pickle.loads(pickle.dumps(Message("“{tag}” is there twice", tag="smile")))
    assert said == "“smile” is there twice"
    assert said.within(GERMAN) == "Zweimal da: „smile“"


def test_a_list_is_joined_by_a_template() -> None:
    assert joined("{first} or {rest}", ["a", "b", "c"]) == "a or b or c"
    assert joined("{first} or {rest}", ["a"]) == "a"


def test_texts_in_quotation_marks_get_those_of_the_language() -> None:
    table = {"“{text}”": "「{text}」", "{first}, {rest}": "{first}、{rest}"}
    assert quoted(["a"]).within(table) == "「a」"
    assert quoted("abc") == "“a”, “b”, “c”"
    assert quoted(map(str, range(3))).within(table) == "「0」、「1」、「2」"


def test_a_long_text_is_shortened_to_one_line() -> None:
    assert short(" a\n b ") == "a b"
    assert short("x" * 61) == "x" * 57 + "…"


def test_every_reason_of_a_change_can_be_translated() -> None:
    rng = random.Random(16)
    kinds: set[str] = set()
    for _ in range(300):
        for change in compile_request(random_request(rng)).changes:
            kinds.add(change.kind)
            assert isinstance(change.reason, Message), change
    assert kinds == {"moved", "added", "removed", "rewritten", "resized", "set"}


def test_every_finding_and_fix_label_can_be_translated() -> None:
    rng = random.Random(15)
    codes: set[str] = set()
    for _ in range(300):
        for finding in report_request(random_request(rng)).findings:
            codes.add(finding.code)
            for said in (finding.message, *(fix.label for fix in finding.fixes)):
                assert isinstance(said, Message), said
                fields = {name for _, name, _, _ in Formatter().parse(said.template) if name}
                assert fields == set(said.values), said.template
    assert len(codes) > 20
