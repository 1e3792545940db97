"""Writes ``docs/rules.md`` from the rules' own documentation.

Run from the repository's root::

    python -m tools.rules_page
"""

from __future__ import annotations

from pathlib import Path

from sd_animagine.rules.base import Rule
from sd_animagine.rules.documentation import FAMILIES, documentation, documented
from sd_animagine.rules.registry import OWN

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"

_PLACES = {"positive": "prompt", "negative": "negative prompt", "settings": "size and settings"}
_HEAD = """\
# Rules

What the validator can find, one section a rule. Each is one module in `sd_animagine/rules/`; this
page is made from their documentation by `python -m tools.rules_page`.

A *safe* fix keeps the meaning of the prompt and is applied in mode `fix`; a *suggested* one changes
its content and is applied only when you ask, or with the option `suggested_fixes`. Hints are quiet:
they are neither counted nor printed unless you ask for them.

**To silence a rule**, name its code, or the beginning of several codes, in the option `ignore`: on
the settings page under *Animagine*, as `--ignore ANI101` on the command line, as
`{"ignore": ["ANI101", "ANI4"]}` in the API. `select` does the opposite and runs only what it names;
the longer of two that fit wins.
"""


def page() -> str:
    """The whole page."""
    parts = [_HEAD]
    family = ""
    for rule in documented():
        if rule.code[3] != family:
            family = rule.code[3]
            parts.append(f"## {FAMILIES[family]}\n")
        parts.append(_section(rule))
    return "\n".join(parts)


def _section(rule: Rule) -> str:
    said = documentation(rule)
    severities = " or ".join(severity.word for severity in rule.severities)
    places = " and ".join(_PLACES[place] for place in rule.where)
    before, *after = said.example
    example = ["```diff", f"- {before}", *(f"+ {line}" for line in after), "```"]
    return "\n".join(
        (
            f"### {rule.code} {rule.name}",
            "",
            f"*{severities}, in {places}*",
            "",
            f"**{_markdown(said.headline)}** {_markdown(said.what[:1].upper() + said.what[1:])}",
            "",
            f"**Why:** {_markdown(said.why)}",
            "",
            *example,
            "",
            f"*To silence it:* {_silence(rule)}",
            "",
        )
    )


def _silence(rule: Rule) -> str:
    code = rule.code
    if code == "ANI501":
        return "only whoever runs the host can, on the settings page; no request"
    if rule.dialects == ("caption",):
        return f"`animagine captions --ignore {code}`"
    if code in OWN:
        return "nothing can: it says that something was not done"
    return f"`--ignore {code}`"


def _markdown(text: str) -> str:
    return text.replace("``", "`")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
