"""Languages whose sentences say which they are, so that what is not translated stands out."""

from __future__ import annotations

import pytest

from sd_animagine.words import languages


class Marked(dict[str, str]):
    """A table that has every sentence: ``[ja] it is there twice``; English has none."""

    def __init__(self, language: str) -> None:
        super().__init__({"": ""} if language != "en" else {})
        self.language = language

    def get(self, template: str, default: str = "") -> str:  # type: ignore[override]
        """Return the English template with the language in front."""
        return f"[{self.language}] {template}"


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such languages instead of the real ones."""
    monkeypatch.setattr(languages, "templates", Marked)
