"""What a project file says, read from its values; no file is touched here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sd_animagine.compiler import OptionError, Options
from sd_animagine.values import must_be, shown

_CODES: Final = ("select", "ignore")
_KEYS: Final = (*_CODES, "tags", "known-names", "options")


class ProjectError(ValueError):
    """A project file that cannot be used; the message names file, key, value, what is allowed."""


@dataclass(frozen=True)
class Project:
    """What holds for every prompt of a folder and those below it."""

    options: Options = field(default_factory=Options)
    tags: tuple[Path, ...] = ()
    """Tag lists of its own."""
    known_names: frozenset[str] = frozenset()
    """Words that are never corrected."""
    file: Path | None = None
    """Where it is said; None where nobody says anything."""


def project_from(values: Mapping[str, Any], file: Path) -> Project:
    """Return the project that the values of a file describe; its paths are relative to the file.

    Raises:
        ProjectError: a key is unknown or a value not allowed.
    """
    for key in values:
        if key not in _KEYS:
            known = ", ".join(_KEYS)
            raise ProjectError(f"{file}: there is no key {shown(key)}. Known are {known}.")
    options = values.get("options", {})
    if not isinstance(options, Mapping):
        raise _refusal(file, "options", options, "a table of options")
    codes = {key: values[key] for key in _CODES if key in values}
    try:
        read = Options.from_mapping({**_underscored(options), **codes})
    except OptionError as error:
        raise ProjectError(f"{file}: {error}") from None
    lists = tuple(file.parent / name for name in _texts(file, values, "tags"))
    for path in lists:
        if not path.is_file():
            raise _refusal(file, "tags", str(path), "CSV files that are there")
    return Project(read, lists, frozenset(_texts(file, values, "known-names")), file)


def _underscored(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options by the names of the compiler; TOML's writers like hyphens."""
    return {name.replace("-", "_"): value for name, value in options.items()}


def _texts(file: Path, values: Mapping[str, Any], key: str) -> list[str]:
    given = values.get(key, [])
    if not isinstance(given, list) or not all(isinstance(each, str) and each for each in given):
        raise _refusal(file, key, given, "a list of texts")
    return given


def _refusal(file: Path, key: str, value: object, allowed: str) -> ProjectError:
    return ProjectError(f"{file}: {must_be(key, value, allowed)}")
