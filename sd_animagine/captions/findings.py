"""What the rules say of captions.

What a rule says of a tag alone is asked once a tag and remembered. Of the others each is asked of a
whole line, and only where the line has what it speaks of: so the rules are the prompts' own, and
hardly one of them ever runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from sd_animagine.captions.options import CaptionOptions
from sd_animagine.captions.tags import Tag
from sd_animagine.compiler.options import Options
from sd_animagine.rules import failing, of_captions
from sd_animagine.rules.base import Finding, Rule, TextView
from sd_animagine.rules.of_captions import FIELD
from sd_animagine.rules.registry import selected
from sd_animagine.syntax import DIALECTS, Item, Kind, Prompt, Scope, Subprompt, parse
from sd_animagine.transform import unmoved
from sd_animagine.vocabulary import Reading, TagKind, Vocabulary, classify

_CAPTION: Final = DIALECTS["caption"]
_OPTIONS: Final = vars(Options(quality="off", mode="report"))


class Findings:
    """Asks the rules that have a say about captions."""

    def __init__(self, vocabulary: Vocabulary, options: CaptionOptions) -> None:
        chosen = options.select, options.ignore
        rules = [
            rule
            for rule in selected(*chosen)
            if rule.check is not None
            and "positive" in rule.where
            and (not rule.dialects or _CAPTION.language in rule.dialects)
        ]
        self.vocabulary = vocabulary
        self._protected = options.protected
        self._tells_of_order = any(rule.work == "order" for rule in rules)
        self._tells_of_lines = of_captions.says_why(*chosen)
        self._alone = tuple(rule for rule in rules if rule.alone)
        self._whole = tuple((rule, rule.in_line) for rule in rules if rule.in_line is not None)
        self._beside = tuple(rule for rule in rules if not rule.alone and rule.in_line is None)
        """Those that speak of a tag, but look at what stands beside it."""

    def alone(self, text: str) -> tuple[Finding, ...]:
        """What is found in a text whatever stands beside it."""
        view = self._alone_view(text)
        return tuple(chain.from_iterable(_ask(rule, view) for rule in self._alone))

    def of_tags(self, tags: Sequence[Tag], starts: Sequence[int]) -> Iterator[Finding]:
        """What is found in each tag alone."""
        for tag, start in zip(tags, starts, strict=True):
            said = tag.said
            if said is None:
                said = self._remember(tag)
            for code, severity, message, field, first, last, _ in said:
                yield Finding(code, severity, message, field, first + start, last + start)

    def _remember(self, tag: Tag) -> tuple[Finding, ...]:
        view = self._alone_view(tag.text)
        tag.said = tuple(chain.from_iterable(_ask(rule, view) for rule in self._alone))
        tag.asks = tuple(rule for rule in self._beside if _ask(rule, view))
        return tag.said

    def of_line(
        self, text: str, span: tuple[int, int], tags: Sequence[Tag], starts: Sequence[int]
    ) -> list[Finding]:
        """What is found in a line: in each of its tags, and in all of them together.

        Args:
            text: the caption.
            span: where its line stands.
            tags: those of the line.
            starts: where each of them stands.
        """
        found = list(self.of_tags(tags, starts))
        names = [tag.name for tag in tags]
        kinds = [tag.kind for tag in tags]
        asked = [rule for rule, may_tell in self._whole if may_tell(names, kinds)]
        for tag in tags:
            if tag.asks:
                asked += [rule for rule in tag.asks if not any(rule is each for each in asked)]
        if asked and tags:
            view = self._view(text, span, tags, starts)
            found += chain.from_iterable(_ask(rule, view) for rule in asked)
        return found

    def left(self, why: of_captions.Why, start: int, end: int) -> list[Finding]:
        """What is said of a line that stays as it is, and of what keeps it so."""
        return [of_captions.left(why, start, end)] if self._tells_of_lines else []

    def of_order(
        self, before: Sequence[Tag], after: Sequence[Tag], starts: Sequence[int]
    ) -> Iterator[Finding]:
        """What is said of each tag that the ordering moves.

        Args:
            before: the tags as they stand.
            after: the same ones in trained order.
            starts: where each of those before stands.
        """
        if not self._tells_of_order:
            return
        places: dict[int, list[int]] = {}
        for n in range(len(before) - 1, -1, -1):
            places.setdefault(id(before[n]), []).append(n)
        kept = unmoved([places[id(tag)].pop() for tag in after])
        for n, tag in enumerate(before):
            if n not in kept:
                yield of_captions.out_of_place(tag.text, starts[n], tag.section)

    def _alone_view(self, text: str) -> TextView:
        """A tag as rules see it."""
        vocabulary = self.vocabulary
        prompt = parse(
            text, negative=False, dialect=_CAPTION, newlines=False, is_name=vocabulary.is_name
        )
        return _seen(
            prompt, classify(prompt, vocabulary, self._protected), vocabulary, is_part=True
        )

    def _view(
        self, text: str, span: tuple[int, int], tags: Sequence[Tag], starts: Sequence[int]
    ) -> TextView:
        """A line as rules see it, made of what is known of its tags."""
        prompt = Prompt(text, _CAPTION)
        readings: list[Reading] = []
        items: list[Item] = []
        for tag, start in zip(tags, starts, strict=True):
            is_choice = len(tag.readings) > 1
            kind = Kind.OPAQUE if is_choice else tag.readings[0].item.kind
            item = Item(start, start + len(tag.text), tag.text, kind, 0)
            items.append(item)
            first = tag.readings[0]
            known = TagKind.UNKNOWN if is_choice else first.kind
            is_protected = is_choice or first.name in self._protected
            readings.append(Reading(item, first.name, known, tag.section, is_protected))
        scope = Scope(*span, [*items], "")
        prompt.items = items
        prompt.subprompts = [Subprompt(*span, [scope])]
        return _seen(prompt, readings, self.vocabulary)


def _seen(
    prompt: Prompt, readings: list[Reading], vocabulary: Vocabulary, *, is_part: bool = False
) -> TextView:
    return TextView(
        prompt,
        readings,
        vocabulary,
        options=_OPTIONS,
        field=FIELD,
        negative=False,
        wants_fixes=False,
        is_part=is_part,
    )


def _ask(rule: Rule, view: TextView) -> Sequence[Finding]:
    """What a rule says; if it fails, that it did."""
    if rule.check is None:
        return ()
    try:
        return [rule.finding(said, FIELD)._replace(fixes=()) for said in rule.check(view)]
    except Exception as error:
        return [failing.rule_failed(rule, FIELD, error)]
