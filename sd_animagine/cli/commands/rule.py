"""``animagine rule``: what a rule finds and why, as the catalogue says it."""

from __future__ import annotations

import argparse
import sys

from sd_animagine.cli.usage import Commands, UsageError
from sd_animagine.rules.documentation import documentation, documented, explanation
from sd_animagine.values import shown
from sd_animagine.words.languages import chosen


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser("rule", help="explain a rule")
    command.add_argument("code", metavar="CODE", help="such as ANI004")
    command.add_argument("--language", choices=("auto", "en", "ja", "zh"), default="auto")
    command.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    rule = next((each for each in documented() if each.code == args.code.upper()), None)
    if rule is None:
        codes = [each.code for each in documented()]
        raise UsageError(
            f"there is no rule {shown(args.code)}; it must be one of {', '.join(codes)}"
        )
    said = explanation(rule, chosen(args.language))
    example = "".join(f"    {line}\n" for line in documentation(rule).example)
    severities = ", ".join(severity.word for severity in rule.severities)
    sys.stdout.write(
        f"{rule.code} {rule.name} ({severities}): {said.summary}\n\n"
        f"{_begun(said.what)}\n\n{_begun(said.why)}\n\n{example}"
    )
    return 0


def _begun(sentence: str) -> str:
    """A sentence as it stands alone; in the catalogue it follows a word."""
    return sentence[:1].upper() + sentence[1:]
