#!/usr/bin/env bash
# dynamicprompts 0.31.0 (the parser of the Dynamic Prompts extension) reads plain prompts as syntax.
#
# One would guess that a text without braces and wildcards comes back as it was. Instead
# - a percent or dollar sign anywhere raises: "50% off" cannot be generated at all;
# - "#" cuts off everything behind it, so the tag "#compass" leaves an empty prompt;
# - "//" is a comment too, but only where a line begins: in the middle it stays.
#
# Seen on Python 3.11:
#   '1girl, smile' -> '1girl, smile'
#   '50% off, 1girl' -> ParseException
#   'a $5 bill, 1girl' -> ParseException
#   '#compass, 1girl' -> ''
#   '// old\nsmile' -> '\nsmile'
#   'smile // old' -> 'smile // old'
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q dynamicprompts==0.31.0
"$folder/venv/bin/python" - <<'PYTHON'
from dynamicprompts.generators import RandomPromptGenerator

EXPECTED = {
    "1girl, smile": "1girl, smile",
    "50% off, 1girl": "ParseException",
    "a $5 bill, 1girl": "ParseException",
    "#compass, 1girl": "",
    "// old\nsmile": "\nsmile",
    "smile // old": "smile // old",
}
changed = False
for text, expected in EXPECTED.items():
    try:
        (found,) = RandomPromptGenerator(seed=1).generate(text, 1)
    except Exception as error:
        found = type(error).__name__
    print(f"{text!r} -> {found!r}")
    changed |= found != expected
raise SystemExit("the behaviour has changed" if changed else 0)
PYTHON
