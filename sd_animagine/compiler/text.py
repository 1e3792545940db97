"""The bounded loop over one text: findings, safe fixes, transforms, findings again.

A rename can create a duplicate, a removal a new order, so one pass is not enough; and since two
fixes could undo each other for ever, four are the most. A text that does not settle comes back
untouched, with a finding that says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import chain, islice
from operator import attrgetter
from typing import Final, NamedTuple

from sd_animagine.ceiling import Ceiling
from sd_animagine.compiler.context import go_on
from sd_animagine.compiler.options import Options
from sd_animagine.compiler.provenance import Step
from sd_animagine.compiler.repair import Done, repaired, repairs_of, unchanged
from sd_animagine.rules import failing
from sd_animagine.rules.base import COUNTED, Finding, Repair, Report, Rule, Severity, TextView
from sd_animagine.rules.registry import code_of, rule_of
from sd_animagine.syntax import HASH, Dialect, Edit, Item, Kind, parse
from sd_animagine.syntax.attention import where_joined
from sd_animagine.syntax.pasted import Pasted
from sd_animagine.tokens import PLAIN, Encoder
from sd_animagine.transform import Change, Wanted, add_negative, compose, withheld
from sd_animagine.transform.origin import of_edits
from sd_animagine.vocabulary import Vocabulary, classify
from sd_animagine.words import Message

MOST_FINDINGS: Final = 200
"""Findings of a rule that are told; more are counted. Their fixes are carried out all the same."""
_SHORT: Final = 4000
"""Characters of a text of which hardly a rule has too much to say."""
_REACHES: Final = re.compile(r"[\\<]")
"""What may take in what is put behind it."""
MAX_PASSES = 4
"""Passes after which a text that still changes is given up on (prompt-language §2)."""


class Job(NamedTuple):
    """One text to compile, and all that decides how."""

    field: str
    text: str
    negative: bool
    options: Options
    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    protected: Collection[str]
    newlines: bool
    change: bool
    """False where findings are all that is wanted."""
    asked: Collection[str] = ()
    """For a negative prompt: names in the positive one."""
    added: Collection[str] = ()
    """Those of them that nobody typed."""
    ceiling: Ceiling | None = None
    pause: Callable[[], None] = go_on
    """Called between the steps."""
    encoder: Encoder = PLAIN
    wildcards: Callable[[], Container[str]] | None = None
    embeddings: Collection[str] = ()
    dialect: Dialect = HASH


class Findings(NamedTuple):
    """What rules say of a text, in text order."""

    told: list[Finding]
    more: list[Repair]
    """What those beyond what is told would repair, where that is to be carried out."""
    left_out: dict[str, int]
    """Code → how many there are that are not told."""

    def to_fix(self) -> list[Repair]:
        """All fixes that may be carried out, in text order."""
        repairs = list(chain.from_iterable(map(repairs_of, self.told)))
        if self.more:
            repairs += self.more
            repairs.sort(key=_position)
        return repairs


class Settled(NamedTuple):
    """A text that no further pass would change."""

    text: str
    findings: Findings
    """About the text as given."""
    changes: list[Change]
    view: TextView
    """The text as it is now, or was before tags were only moved and added."""
    before: Sequence[Step] = ()
    """What was done to what was given until it was ``view``."""
    after: Sequence[Step] = ()
    """What was done to ``view``."""
    asked: frozenset[str] | None = None
    """Names in the part that is drawn for sure, where the text is more than a prompt."""

    @property
    def names(self) -> set[str]:
        """Normal forms of everything in the text as it is now."""
        if self.asked is not None:
            return set(self.asked)
        return self.view.all_names | self.added

    @property
    def added(self) -> set[str]:
        """Those of them that nobody typed."""
        added = (change.after.split(", ") for change in self.changes if change.kind == "added")
        return set().union(*added)


def look(job: Job, text: str) -> TextView:
    """Parse a text and see it as the rules do."""
    job.pause()
    prompt = parse(
        text,
        negative=job.negative,
        dialect=job.dialect,
        newlines=job.newlines,
        is_name=job.vocabulary.is_name,
    )
    return TextView(
        prompt,
        classify(prompt, job.vocabulary, job.protected),
        job.vocabulary,
        options=vars(job.options),
        field=job.field,
        negative=job.negative,
        inject_quality=job.change and bool(job.options.quality_tags),
        inject_rating=job.change and bool(job.options.rating),
        inject_negative=job.change,
        reorders=job.change and _reorders(job),
        asked=job.asked,
        added=job.added,
        ceiling=job.ceiling,
        encoder=job.encoder,
        wildcards=job.wildcards,
        embeddings=job.embeddings,
    )


def findings_of(
    view: TextView,
    rules: Iterable[Rule],
    *,
    repairs: Container[str] = (),
    pause: Callable[[], None] = go_on,
    most: int = MOST_FINDINGS,
) -> Findings:
    """What rules say of a text; one that fails says that it did.

    Args:
        view: the text.
        rules: who is asked.
        repairs: codes of those whose fixes are going to be carried out.
        pause: called before each rule.
        most: findings of a rule that are told.
    """
    where = "negative" if view.negative else "positive"
    found = Findings([], [], {})
    is_short = len(view.text) <= _SHORT
    for rule in rules:
        if rule.check is not None and where in rule.where:
            pause()
            try:
                before = len(found.told)
                if is_short:
                    for said in rule.check(view):
                        found.told.append(rule.finding(said, view.field))
                if not is_short or len(found.told) - before > most:
                    del found.told[before:]
                    _ask(view, rule, rule.check, found, most, repairs=rule.code in repairs)
            except Exception as error:
                view.is_full = view.only_counts = False
                found.told.append(failing.rule_failed(rule, view.field, error))
    found.told.sort(key=_position)
    return found


def _ask(
    view: TextView,
    rule: Rule,
    check: Callable[[TextView], Iterator[Report]],
    found: Findings,
    most: int,
    *,
    repairs: bool,
) -> None:
    """Add what one rule says. Of what is too much the gravest finding is told all the same."""
    reports = check(view)
    told = [rule.finding(said, view.field) for said in islice(reports, most)]
    found.told.extend(told)
    if len(told) < most:
        return
    left_out = 0
    more = view.more = found.more
    view.is_full, view.only_counts = True, not repairs
    worst = max(finding.severity for finding in told)
    usual = rule.severities[0]
    for said in reports:
        left_out += 1
        if said is COUNTED:
            continue
        severity = usual if said.severity is None else said.severity
        if not repairs and severity <= worst:
            continue
        if severity > worst:
            worst = severity
            if repairs:
                more.extend(repairs_of(found.told[-1]))
            found.told[-1] = rule.finding(said, view.field)
        elif repairs and len(said.fixes) == 1:
            _, edits, safe, _ = said.fixes[0]
            more.append(Repair(said.start, said.end, rule.code, edits, safe))
    view.is_full = view.only_counts = False
    if left_out:
        found.left_out[rule.code] = left_out


_position: Final = attrgetter("start", "end", "code")


def settle(job: Job) -> Settled:
    """Compile one text; it stays as it is where its repair fails."""
    view = look(job, job.text)
    repairs = _repairs(job)
    findings = findings_of(view, job.rules, repairs=repairs, pause=job.pause)
    if not job.change or _is_joined(job):
        return Settled(job.text, findings, [], view)
    try:
        return _repaired(job, view, findings, repairs)
    except Exception as error:
        findings.told.append(failing.repair_failed(job.field, len(job.text), error))
        return Settled(job.text, findings, [], view)


def _is_joined(job: Job) -> bool:
    """Return whether compel puts it together from several prompts: ANI023 says why it stays."""
    return where_joined(job.text, job.dialect) is not None


def left_alone(job: Job, pasted: Pasted) -> Settled:
    """An infotext as it is: what is said of it, and what of it belongs into this box."""
    own = look(job, job.text[slice(*pasted.own)])
    names = frozenset(own.all_names)
    return Settled(job.text, pasted_findings(job), [], look(job, job.text), asked=names)


def pasted_findings(job: Job) -> Findings:
    """What is said of an infotext: the other rules would speak of words that are none."""
    return findings_of(look(job, job.text), [rule_of("infotext")], pause=job.pause)


def _repairs(job: Job) -> dict[str, Rule]:
    """Code → rule, for the rules whose fixes are carried out."""
    if not job.change:
        return {}
    wanted = job.options.suggested_fixes
    return {rule.code: rule for rule in job.rules if rule.safe_fix or wanted}


def _repaired(job: Job, view: TextView, findings: Findings, repairs: dict[str, Rule]) -> Settled:
    """The text once nothing in it is left to repair, to move or to add."""
    if job.negative and not job.text.strip():  # filled from the card: nothing in it to repair
        filled = _negative(job, view)
        return Settled(filled.text, findings, filled.changes, view, (), (filled.step,))
    changes: list[Change] = []
    steps: list[Step] = []
    now = view
    fixed = _fix(job, now, findings)
    for _ in range(MAX_PASSES):
        if fixed.changes:
            changes += fixed.changes
            steps.append(fixed.step)
            now = look(job, fixed.text)
        moved = _transform(job, now)
        is_last = not moved.changes or _is_settled_by_moving(job, now, moved)
        if not is_last:
            changes += moved.changes
            steps.append(moved.step)
            now = look(job, moved.text)
        if fixed.changes or not is_last:
            fixed = _fix(job, now, _left(job, now, repairs, findings))
        if is_last and not fixed.changes:
            changes += moved.changes
            return Settled(moved.text, findings, changes, now, steps, (moved.step,))
    if not fixed.changes and not _transform(job, now).changes:
        return Settled(now.text, findings, changes, now, steps)
    findings.told.append(failing.unsettled(job.field, len(job.text)))
    return Settled(job.text, findings, [], view)


def _left(job: Job, view: TextView, repairs: dict[str, Rule], findings: Findings) -> Findings:
    """What is left to repair in a text; rules that fail there are told with the other findings."""
    found = findings_of(view, repairs.values(), repairs=repairs, pause=job.pause)
    failed = filter(failing.is_failure, found.told)
    findings.told.extend(each for each in failed if each not in findings.told)
    return found


def _is_settled_by_moving(job: Job, view: TextView, moved: Done) -> bool:
    """Is a text in which nothing is left to repair done once its tags are moved and added?

    So it is where it holds nothing but tags, their weights and boundaries: each tag keeps its name
    and its weight, and what is in order is not ordered again. Tags that are only added change
    nothing of the others, unless a backslash or a network reaches for them, or a number stood at
    the end because of which others had to stay. Anything else is looked at once more.
    """
    prompt = view.prompt
    if (
        job.options.mode == "strict"
        or (prompt.groups and (job.options.rating or job.options.year))
        or any(sub.number and not sub.suffix for sub in prompt.subprompts)
    ):
        return False
    if all(change.kind == "added" for change in moved.changes):
        is_in_order = job.negative or not (_reorders(job) and view.orders)
        if is_in_order and not _REACHES.search(view.text):
            return True
    return not (prompt.oddities or prompt.comments) and all(map(_is_plain, prompt.items))


def _is_plain(item: Item) -> bool:
    return item.kind is Kind.TAG and not item.mixed and not item.text[-1:].isdigit()


def _fix(job: Job, view: TextView, findings: Findings) -> Done:
    """Carry out the fixes that are to be carried out."""
    left = (code_of("order"), code_of("quality"))  # see _transform()
    is_comment = cache(job.dialect.comments)
    guesses = job.options.suggested_fixes
    wanted: list[Repair] = []
    for each in findings.to_fix():
        if (each.safe or guesses) and each.code not in left:
            for edit in each.edits:
                if edit.text and is_comment(edit.text):
                    break  # it writes what this host takes for a comment
            else:
                wanted.append(each)
    return repaired(view, wanted)


def _transform(job: Job, view: TextView) -> Done:
    job.pause()
    return (_negative if job.negative else _positive)(job, view)


def _reorders(job: Job) -> bool:
    return job.options.reorder and any(rule.work == "order" for rule in job.rules)


def _positive(job: Job, view: TextView) -> Done:
    options = job.options
    wanted = Wanted(
        reorder=_reorders(job),
        quality=options.quality_tags,
        rating=options.rating,
        year=options.year,
        order_code=code_of("order"),
        quality_code=code_of("quality"),
    )
    orders = view.orders if wanted.reorder else {}
    composed = compose(view.prompt, view.by_item, view.names, wanted, orders, view.field)
    return Done(composed.text, composed.changes, composed.origin)


def _negative(job: Job, view: TextView) -> Done:
    mode = job.options.negative
    added = add_negative(view.prompt, view.by_item, job.asked, mode)
    if added.text == view.text:
        return unchanged(view)
    size = len(view.text)
    tags = ", ".join(added.added)
    reason = Message("They are part of the recommended negative prompt.")
    last = Change("added", view.field, "", tags, "", reason, added.edits[-1:])
    if mode != "replace":
        step = partial(of_edits, size, [(edit, last) for edit in added.edits])
        return Done(added.text, [last], step)
    reason = Message("Your option replaces it with the recommended negative prompt.")
    first = Change("removed", view.field, view.text, "", "", reason, added.edits[:1])
    edits = [(Edit(0, size, ""), first), (Edit(size, size, added.text), last)]
    return Done(added.text, [first, last], partial(of_edits, size, edits))


def errors_in(job: Job, settled: Settled) -> list[Finding]:
    """The findings of severity *error* that a compiled text still has."""
    rules = [rule for rule in job.rules if Severity.ERROR in rule.severities]
    found = findings_of(settled.view, rules).told
    return [finding for finding in found if finding.severity is Severity.ERROR]


def withheld_tags(job: Job, view: TextView) -> list[str]:
    """Recommended negative tags that are left out because the positive prompt asks for them."""
    if _is_joined(job):
        return []
    return withheld(view.prompt, view.by_item, job.asked, job.options.negative)
