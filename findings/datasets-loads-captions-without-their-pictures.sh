#!/usr/bin/env bash
# datasets 5.2.0 (Hugging Face) loads a folder of pictures and captions as text alone.
#
# Trainers keep x.txt beside x.png. One would guess that load_dataset(FOLDER) pairs them, or says that
# it cannot. Instead
# - the folder becomes a data set of text: a row for each line, and the pictures are gone;
# - named as an "imagefolder" it has the pictures, and the captions are gone;
# - with a metadata.jsonl a picture without a row is left out, and nothing says so.
#
# Seen on Python 3.11 with pillow 13.0.0:
#   load_dataset(FOLDER) -> columns ['text'], rows ['1girl, smile', '1boy', 'hat']
#   load_dataset('imagefolder', data_dir=FOLDER) -> columns ['image'], 2 rows
#   load_dataset(FOLDER with metadata.jsonl) -> columns ['image', 'text'], 1 row of 2 pictures
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q datasets==5.2.0 pillow==13.0.0
cd "$folder"
HF_HUB_OFFLINE=1 HF_HOME="$folder/home" "$folder/venv/bin/python" -W ignore - <<'PYTHON'
from pathlib import Path

from datasets import disable_progress_bars, load_dataset
from PIL import Image

disable_progress_bars()
CAPTIONS = {"x": "1girl, smile\n", "y": "1boy\nhat\n"}
sidecars, listed = Path("sidecars"), Path("listed")
for folder in (sidecars, listed):
    folder.mkdir()
    for name in CAPTIONS:
        Image.new("RGB", (8, 8)).save(folder / f"{name}.png")
for name, caption in CAPTIONS.items():
    (sidecars / f"{name}.txt").write_text(caption)
(listed / "metadata.jsonl").write_text('{"file_name": "x.png", "text": "1girl, smile"}\n')

text = load_dataset(str(sidecars), split="train")
pictures = load_dataset("imagefolder", data_dir=str(sidecars), split="train")
rows = load_dataset(str(listed), split="train")
found = (text.column_names, list(text["text"]), pictures.column_names, len(pictures),
         rows.column_names, len(rows))
print(*found, sep="\n")
expected = (["text"], ["1girl, smile", "1boy", "hat"], ["image"], 2, ["image", "text"], 1)
raise SystemExit("the behaviour has changed" if found != expected else 0)
PYTHON
