"""Is a checkpoint Animagine XL 4, which release, and why is this thought?

Evidence, the strongest first: the SHA-256 of the file, where somebody has it already; what the
header's tensors are made for; what the header says (``modelspec.title``, a merge's recipe, the base
of a fine-tune); the file's name. Only a header is ever read, no tensors, and a file that is not
safetensors is not opened at all: unpickling runs whatever stands in it.

======== ============================================================ =====================
verdict  meaning                                                      the gate ``auto``
======== ============================================================ =====================
yes      a known hash, or a title or name that is a release's         acts
probably a merge or fine-tune, or the name of a file nobody can read  acts if its title or
                                                                      name says so itself
no       another kind of model, or another Animagine                  stays idle
unknown  nothing says what it is, or the file is broken               stays idle
======== ============================================================ =====================
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from sd_animagine.files.checkpoint_header import ancestors_of, architecture_of, title_of
from sd_animagine.files.regular import open_regular
from sd_animagine.files.safetensors_header import Header, HeaderError, read_header
from sd_animagine.model import CHECKPOINTS
from sd_animagine.words import Message, quoted, said_by

Confidence = Literal["yes", "probably", "no", "unknown"]


class Verdict(NamedTuple):
    """Whether a checkpoint is Animagine XL 4, and why this is thought."""

    is_animagine: bool
    """Does the gate ``auto`` act on it?"""
    reason: str
    """A clause that goes on from "since": ``the name “…” says Animagine XL 4``."""
    confidence: Confidence = "yes"
    release: str = ""
    """``4.0``, ``4.0 Opt`` or ``4.0 Zero``, where it is known."""

    def sentence(self) -> str:
        """The verdict and its reason in one sentence."""
        values = {"release": self.release or "4", "reason": self.reason}
        if self.confidence == "yes":
            return Message("This is Animagine XL {release}: {reason}.", **values)
        if self.confidence == "probably":
            return Message("This is probably made from Animagine XL {release}: {reason}.", **values)
        if self.confidence == "no":
            return Message("This is not Animagine XL 4: {reason}.", reason=self.reason)
        return Message("This may or may not be Animagine XL 4: {reason}.", reason=self.reason)


_HASH_DIGITS: Final = 10
"""Of a SHA-256, from which on it is taken for one: the length of AutoV2."""
_HASH: Final = re.compile(r"(?:sha256:|0x)?([0-9a-f]{10,64})\Z", re.IGNORECASE)
_SHORT_HASH: Final = re.compile(r"[0-9a-fA-F]{8,64}")
_MODEL_FILE: Final = re.compile(r"\.(?:safetensors|ckpt|pt|pth|bin|gguf|sft)\Z", re.IGNORECASE)

_LONGEST: Final = 1000
"""Characters of a name or title that are looked at; a file system allows 255."""
_GAPS: Final = re.compile(r"[\s_.,\-]{2,}")
_GAP: Final = r"[\s_.,\-]?"
"""One is enough, since several in a row are made one: see ``_by_words``."""
_SAYS: Final = re.compile(
    rf"(?:animagine{_GAP}(?:xl)?{_GAP}(?:v(?:er(?:sion)?)?)?{_GAP}4|anim4gine{_GAP}(?:xl)?)"
    rf"(?:[._,\-]?0)?(?![.,]?[1-9]|0\d)",
    re.IGNORECASE,
)
"""``Animagine XL 4.0``, ``animagineXL40``, ``animagine-xl-v4``, ``Anim4gine``; not ``XL 3.1``."""
_OLDER: Final = re.compile(
    rf"animagine{_GAP}(?:xl)?{_GAP}v?{_GAP}([123])(?:\.?(\d))?(?!\d)", re.IGNORECASE
)
_RELEASE_WORDS: Final = frozenset(
    "v v4 v40 4 40 0 opt optimized optimised zero base final model checkpoint xl sdxl fp16 bf16 "
    "fp32 fp8 e4m3fn e5m2 half full pruned no ema noema vae bakedvae baked safetensors ckpt "
    "cagliostrolab cagliostro research lab by official release".split()
)
"""Words beside the model's name that name no other model."""
_RELEASE_WORD: Final = re.compile(r"v?4\d?(?:opt|zero)?\Z|20\d{6}\Z")
"""Such as ``v4Opt`` in the name of a download, or a date."""


def judge_name(name: str) -> Verdict:
    """Judge a checkpoint by its file name, title, hub id or hash.

    >>> judge_name("animagine-xl-4.0-opt.safetensors [6327eca98b]").confidence
    'yes'
    >>> judge_name("animagineXLV31_v31.safetensors").is_animagine
    False
    """
    if not name.strip():
        return Verdict(True, Message("the checkpoint is not known"), "unknown")
    bare, digest = _split(name)
    said = judge_hash(digest) or _by_words("name", bare)
    silent = Message("the name “{name}” does not say Animagine XL 4", name=bare)
    return said or Verdict(False, silent, "unknown")


def judge_hash(digest: str) -> Verdict | None:
    """Judge by SHA-256, whole or its beginning (AutoV2); None where the hash is not a known one."""
    found = _HASH.match(digest.strip())
    if found is None:
        return None
    digits = found[1].lower()
    for known, release in CHECKPOINTS.items():
        if known.startswith(digits):
            kind = "SHA-256" if len(digits) == len(known) else "hash"
            reason = Message(
                "its {kind} {digits} is that of Animagine XL {release}",
                kind=kind,
                digits=digits[:_HASH_DIGITS],
                release=release,
            )
            return Verdict(True, reason, "yes", release)
    return None


def judge_header(header: Header, name: str = "") -> Verdict:
    """Judge by what stands in a header, and by the file's name where the header is silent."""
    if header.missing:
        reason = Message("the file was cut off, {count:,} bytes are missing", count=header.missing)
        return Verdict(False, reason, "unknown")
    architecture = architecture_of(header)
    title, bare = title_of(header), _split(name)[0]
    what = (
        Message("“{name}” is {model}", name=bare, model=architecture.label)
        if bare
        else Message("it is {model}", model=architecture.label)
    )
    if not architecture.is_sdxl:
        return Verdict(False, what, "no")
    said = _by_words("title", title) or _by_words("name", bare)
    if said is not None and said.is_animagine:
        return _doubted(said, header, title)
    if said is None:
        said = _by_ancestors(header)
    if said is not None:
        return said
    if title:
        reason = Message(
            "{what} titled “{title}”, and its name does not say Animagine XL 4",
            what=what,
            title=title[:80],
        )
        return Verdict(False, reason, "unknown")
    reason = Message("{what} without a title, and its name does not say Animagine XL 4", what=what)
    return Verdict(False, reason, "unknown")


def judge_file(path: Path, sha256: str = "") -> Verdict:
    """Judge a file by its header and name, and by a hash that somebody has already.

    The file is never hashed here, and its header is read once as long as the file stays the same.
    Never raises: a file that cannot be read is judged, too.

    Args:
        path: the checkpoint.
        sha256: its SHA-256 or the beginning of it, as a host has it cached; empty if not known.
    """
    known = judge_hash(sha256) if sha256 else None
    if known is not None:
        return known
    try:
        stat = path.stat()
    except OSError as error:
        return _unreadable(error)
    return _judge_file(path, stat.st_mtime_ns, stat.st_size)


def hash_file(path: Path) -> str:
    """SHA-256 of a whole file, some ten seconds for 7 GB. Raises OSError."""
    digest = hashlib.sha256()
    with open_regular(path) as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


@lru_cache(maxsize=256)
def _judge_file(path: Path, _mtime: int, _size: int) -> Verdict:
    if path.suffix.lower() not in (".safetensors", ".sft"):
        return _unopened(path)
    try:
        return judge_header(read_header(path), path.name)
    except HeaderError as error:
        reason = Message("the file is broken: {error}", error=said_by(error))
        return Verdict(False, reason, "unknown")
    except OSError as error:
        return _unreadable(error)


def _unreadable(error: OSError) -> Verdict:
    reason = Message("the file cannot be read: {error}", error=error.strerror)
    return Verdict(False, reason, "unknown")


def _unopened(path: Path) -> Verdict:
    """A file that only has a name: at best "probably", since nothing confirms it."""
    verdict = judge_name(path.name)
    suffix = path.suffix.lower() or "this kind"
    reason = Message(
        "{reason} ({suffix} files are not opened)", reason=verdict.reason, suffix=suffix
    )
    confidence: Confidence = "probably" if verdict.confidence == "yes" else verdict.confidence
    return verdict._replace(reason=reason, confidence=confidence)


def _split(name: str) -> tuple[str, str]:
    """The bare name, and the hash that stands behind it or that it is itself."""
    stem = re.split(r"[\\/]", name[-_LONGEST:].strip())[-1]
    bare, bracket, digest = stem.removesuffix("]").rpartition("[")
    if stem.endswith("]") and bracket and _SHORT_HASH.fullmatch(digest):
        return bare.rstrip(), digest
    return stem, stem


def _doubted(said: Verdict, header: Header, title: str) -> Verdict:
    """A title or name that says Animagine XL 4, beside what else stands in the header."""
    if ancestors_of(header).how == "merge":
        reason = Message("{reason}, and the header says it was merged", reason=said.reason)
        return said._replace(reason=reason, confidence="probably")
    if title and "title" not in said.reason:
        reason = Message(
            "{reason}, though its title is “{title}”", reason=said.reason, title=title[:80]
        )
        return said._replace(reason=reason, confidence="probably")
    return said


def _by_ancestors(header: Header) -> Verdict | None:
    """A merge that lists its models, a fine-tune that names its base."""
    kin = ancestors_of(header)
    for name in kin.names:
        said = judge_hash(name) or _by_words("name", _split(name)[0])
        if said is not None and said.is_animagine:
            shown = f"Animagine XL {said.release}" if said.release else quoted([name[:80]])
            return Verdict(False, _descent(kin.how, shown), "probably")
    return None


def _descent(how: str, model: str) -> Message:
    if how == "merge":
        return Message("the header says that it was merged from {model}", model=model)
    return Message("the header says that it was trained on {model}", model=model)


def _by_words(what: str, text: str) -> Verdict | None:
    """What a title or name says by itself; None where it names no Animagine."""
    text = _GAPS.sub(" ", text[:_LONGEST])
    cut = text if len(text) <= 80 else text[:79] + "…"
    name = Message("the title “{text}”" if what == "title" else "the name “{text}”", text=cut)
    found = _SAYS.search(text)
    if found is None:
        older = _OLDER.search(text)
        if older is None:
            return None
        return Verdict(False, _says(name, f"{older[1]}.{older[2] or 0}"), "no")
    rest = _MODEL_FILE.sub("", f"{text[: found.start()]} {text[found.end() :]}").lower()
    words = [word for word in re.split(r"[\W_]+", rest) if word]
    if not all(word in _RELEASE_WORDS or _RELEASE_WORD.match(word) for word in words):
        more = Message("{name} says Animagine XL 4 and more", name=name)
        return Verdict(True, more, "probably")
    release = "4.0 Zero" if "zero" in rest else "4.0 Opt" if "opt" in rest else "4.0"
    return Verdict(True, _says(name, release), "yes", release)


def _says(name: Message, release: str) -> Message:
    return Message("{name} says Animagine XL {release}", name=name, release=release)
