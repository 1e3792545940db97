"""Makes a part of ours fail, to see what it costs and who is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NoReturn

import pytest

from sd_animagine import failures
from sd_animagine.rules import registry


def fail(*_: object, **__: object) -> NoReturn:
    """Stand in for anything; whoever makes it fail wants to see that it is gone around."""
    failures.go_around()
    raise KeyError("a value that nobody is to see")


@pytest.fixture
def break_rule(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """A function that makes a rule fail, by its code."""
    whole = registry.all_rules()
    monkeypatch.setattr(failures, "_logged", set())
    monkeypatch.setattr(failures, "_hushed", False)

    def broken(code: str) -> None:
        rules = tuple(
            replace(
                rule,
                check=rule.check and fail,
                check_settings=rule.check_settings and fail,
            )
            if rule.code == code
            else rule
            for rule in whole
        )
        monkeypatch.setattr(registry, "all_rules", lambda: rules)
        registry.selected.cache_clear()

    yield broken
    registry.selected.cache_clear()
