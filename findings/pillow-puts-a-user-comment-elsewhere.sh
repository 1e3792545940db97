#!/usr/bin/env bash
# Pillow 11.3.0 writes Exif's user comment where piexif 1.1.3 does not see it, and the other way.
#
# One would guess that a tag written by one library is found by the other under the same number.
# The user comment (0x9286) belongs into the Exif directory. Pillow's `exif[0x9286] = text` puts it
# into the first directory instead, without the eight bytes that name its encoding, and
# `getexif().get(0x9286)` looks for it only there. So what a program writes with Pillow that way
# (Fooocus does) is dropped by piexif without a word, and what piexif writes (as the WebUIs do) is
# None for Pillow, unless one asks for the inner directory.
#
# Seen on Python 3.11:
#   Pillow, read by Pillow: 'smile'
#   Pillow, read by piexif: None
#   piexif, read by Pillow: None
#   piexif, read by Pillow from the inner directory: 'smile'
#   piexif, read by piexif: 'smile'
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q pillow==11.3.0 piexif==1.1.3
"$folder/venv/bin/python" - <<'PYTHON'
import io

import piexif
import piexif.helper
from PIL import Image

COMMENT, INNER = 0x9286, 0x8769
EXPECTED = {
    "Pillow, read by Pillow": "smile",
    "Pillow, read by piexif": None,
    "piexif, read by Pillow": None,
    "piexif, read by Pillow from the inner directory": "smile",
    "piexif, read by piexif": "smile",
}


def jpeg(exif):
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG", exif=exif)
    return file.getvalue()


def by_pillow(data):
    with Image.open(io.BytesIO(data)) as picture:
        return picture.getexif()


def by_piexif(data):
    found = piexif.load(data)["Exif"].get(piexif.ExifIFD.UserComment)
    return None if found is None else piexif.helper.UserComment.load(found)


of_pillow = Image.Exif()
of_pillow[COMMENT] = "smile"
from_pillow = jpeg(of_pillow)
comment = piexif.helper.UserComment.dump("smile", encoding="unicode")
from_piexif = jpeg(piexif.dump({"Exif": {piexif.ExifIFD.UserComment: comment}}))
inner = by_pillow(from_piexif).get_ifd(INNER).get(COMMENT)
found = {
    "Pillow, read by Pillow": by_pillow(from_pillow).get(COMMENT),
    "Pillow, read by piexif": by_piexif(from_pillow),
    "piexif, read by Pillow": by_pillow(from_piexif).get(COMMENT),
    "piexif, read by Pillow from the inner directory": inner[8:].decode("utf-16-be"),
    "piexif, read by piexif": by_piexif(from_piexif),
}
for name, text in found.items():
    print(f"{name}: {text!r}")
raise SystemExit("the behaviour has changed" if found != EXPECTED else 0)
PYTHON
