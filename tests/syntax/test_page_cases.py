"""What the page's reader of the prompt language is held to: ``tests/js/reading.test.js`` has it.

Of each text its tags, scope by scope. ``more``: it also has constructs that no rule looks into,
while the page completes what is typed in them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.syntax import Item, Kind, Prompt, parse

CASES = json.loads(Path(__file__).with_name("page_cases.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_the_tags_of_each_scope(case: dict[str, Any]) -> None:
    prompt = parse(case["text"])
    assert list(filter(None, map(tags, scopes(prompt)))) == case["scopes"]
    assert any(item.kind is Kind.OPAQUE for item in prompt.items) == case.get("more", False)


def scopes(prompt: Prompt) -> list[list[Item]]:
    """The items of each scope, in or out of brackets."""
    return [
        [item for item in prompt.items if scope.start <= item.start < scope.end]
        for scope in prompt.scopes()
    ]


def tags(items: list[Item]) -> list[str]:
    """The labels of those that are tags."""
    return [item.label for item in items if item.kind is Kind.TAG]
