"""What a compile did, one entry for each thing: nothing is changed without one."""

from __future__ import annotations

from typing import NamedTuple


class Change(NamedTuple):
    """One change of a request.

    ``kind`` is ``moved``, ``added``, ``removed``, ``rewritten``, ``resized`` or ``set``.
    """

    kind: str
    field: str
    """``prompt``, ``negative_prompt``, ``hr_prompt``, ``hr_negative_prompt``, ``size`` …"""
    before: str
    """What stood there; empty for something added."""
    after: str
    """What stands there now; empty for something removed."""
    code: str
    """The rule behind it, empty where it is an option's doing."""
    reason: str
    """One sentence: why."""

    def sentence(self) -> str:
        """The change in words, for logs, comments and the command line."""
        if self.kind == "moved":
            what = f"moved “{self.before}”"
        elif self.kind == "added":
            what = f"added “{self.after}”"
        elif self.kind == "removed":
            what = f"removed “{self.before}”"
        else:
            what = f"“{self.before}” → “{self.after}”"
        return f"{what}: {self.reason}"
