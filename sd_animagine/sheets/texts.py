"""The texts of a cell: what its label has tags of its own for is taken out of them first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from sd_animagine.compiler.without import strays, without
from sd_animagine.sheets.cell import Cell
from sd_animagine.syntax import Dialect
from sd_animagine.vocabulary import Vocabulary, opaque_names
from sd_animagine.words import Message


class Texts(NamedTuple):
    """The texts of one picture; None where there is none."""

    prompt: str
    negative: str | None = None
    hr_prompt: str | None = None
    hr_negative: str | None = None


class CellTexts:
    """Takes out of a picture's texts what the cell has tags of its own for."""

    def __init__(
        self, cell: Cell, vocabulary: Vocabulary, *, dialect: Dialect, newlines: bool
    ) -> None:
        self.cell = cell
        self._strays = partial(strays, vocabulary=vocabulary, dialect=dialect)
        self._without = partial(without, vocabulary=vocabulary, dialect=dialect, newlines=newlines)

    def taken_out(self, texts: Texts) -> Texts:
        """The texts of a picture as they are to be compiled."""
        return Texts(
            self._positive(texts.prompt) or "",
            self._negative(texts.negative),
            self._positive(texts.hr_prompt),
            self._negative(texts.hr_negative),
        )

    def spelled_right(self, texts: Texts, compiled: Texts) -> Texts:
        """The texts, in their compiled form if only that shows what is to go: ``mastepiece``."""
        kinds = self.cell.without
        found = (self._strays(t, kinds) for t in (compiled.prompt, compiled.hr_prompt) if t)
        if set().union(*found) <= set(self.cell.tags):
            return texts
        return self.taken_out(texts._replace(prompt=compiled.prompt, hr_prompt=compiled.hr_prompt))

    def refusal(self, drawn: Sequence[Texts]) -> str:
        """Why the label would not be true of these texts; empty if it is."""
        wanted = set(self.cell.tags)
        for prompt in dict.fromkeys(texts.prompt for texts in drawn):
            missing = wanted - set(opaque_names(prompt))
            if missing:
                tags = ", ".join(sorted(missing))
                return Message(
                    "the prompt has no place for {tags}, so this sheet cannot be drawn", tags=tags
                )
            more = self._strays(prompt, self.cell.without) - wanted if wanted else set()
            if more:
                tags = ", ".join(sorted(more))
                return Message(
                    "{tags} cannot be taken out of the prompt: a bracket is never closed", tags=tags
                )
        return ""

    def _positive(self, text: str | None) -> str | None:
        return None if text is None else self._without(text, self.cell.without)

    def _negative(self, text: str | None) -> str | None:
        if text is None or self.cell.empty_negative:
            return text and ""
        return self._without(text, self.cell.without_negative, negative=True)
