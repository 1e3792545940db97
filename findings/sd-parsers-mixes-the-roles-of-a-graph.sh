#!/usr/bin/env bash
# sd-parsers 0.6 (reads how pictures were made) gives a ComfyUI picture's texts in both roles.
#
# One would guess that `prompts` of a sampler is what was asked for and `negative_prompts` what was
# not. Behind a node with a positive and a negative output (every ControlNet) both lists hold both
# texts, and neither says which is which. A zeroed conditioning, ComfyUI's way of saying "no
# negative prompt", gives the positive text as the negative one. And a picture that was drawn
# through ComfyUI's API, without the drawing of its graph (`workflow`), is not read at all.
#
# Seen on Python 3.11:
#   plain: ['smile'] / ['lowres']
#   controlnet: ['smile', 'lowres'] / ['smile', 'lowres']
#   zeroed: ['smile'] / ['smile']
#   without a drawing: nothing is read
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q sd-parsers==0.6 pillow==11.3.0
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import json
import sys
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sd_parsers import ParserManager

EXPECTED = {
    "plain": (["smile"], ["lowres"]),
    "controlnet": (["smile", "lowres"], ["smile", "lowres"]),
    "zeroed": (["smile"], ["smile"]),
    "without a drawing": None,
}
COND = "CONDITIONING"


def graph(positive, negative, **more):
    return {
        "3": {"class_type": "KSampler", "inputs": {
            "seed": 1, "steps": 20, "cfg": 5.0, "sampler_name": "euler", "scheduler": "normal",
            "positive": positive, "negative": negative}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "smile"}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "lowres"}},
        **more,
    }


net = {"class_type": "ControlNetApplyAdvanced",
       "inputs": {"positive": ["6", 0], "negative": ["7", 0], "strength": 1.0}}
zero = {"class_type": "ConditioningZeroOut", "inputs": {"conditioning": ["6", 0]}}
plain = graph(["6", 0], ["7", 0])
plain_links = [[1, 6, 0, 3, 1, COND], [2, 7, 0, 3, 2, COND]]
CASES = {
    "plain": (plain, plain_links),
    "controlnet": (
        graph(["8", 0], ["8", 1], **{"8": net}),
        [[1, 6, 0, 8, 0, COND], [2, 7, 0, 8, 1, COND], [3, 8, 0, 3, 1, COND],
         [4, 8, 1, 3, 2, COND]]),
    "zeroed": (
        graph(["6", 0], ["9", 0], **{"9": zero}),
        [[1, 6, 0, 3, 1, COND], [2, 6, 0, 9, 0, COND], [3, 9, 0, 3, 2, COND]]),
    "without a drawing": (plain, None),
}


def told(prompt, links):
    info = PngInfo()
    info.add_text("prompt", json.dumps(prompt))
    if links is not None:
        info.add_text("workflow", json.dumps({"nodes": [], "links": links}))
    path = Path(sys.argv[1], "picture.png")
    Image.new("RGB", (8, 8)).save(path, pnginfo=info)
    found = ParserManager().parse(path)
    if found is None:
        return None
    (sampler,) = found.samplers
    texts = (sampler.prompts, sampler.negative_prompts)
    return tuple([each.value for each in role] for role in texts)


changed = False
for name, (prompt, links) in CASES.items():
    found = told(prompt, links)
    shown = "nothing is read" if found is None else "{} / {}".format(*found)
    print(f"{name}: {shown}")
    changed |= found != EXPECTED[name]
raise SystemExit("the behaviour has changed" if changed else 0)
PYTHON
