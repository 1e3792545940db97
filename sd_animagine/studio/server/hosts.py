"""Under which names the studio answers.

Any website can give its own name the address of this machine and then, in the browser of somebody
who opened it, ask the studio as if it were the website itself. So a name is answered to only if it
is known to mean this machine. An address cannot be bent that way.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from typing import Final

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_PORT: Final = re.compile(r":\d{1,5}\Z")


class Hosts:
    """The names of one studio."""

    def __init__(self, host: str = LOOPBACK[0], more: Iterable[str] = ()) -> None:
        """Collect the names.

        Args:
            host: the address that it listens on.
            more: names that the operator allows besides.
        """
        self.is_loopback: Final = is_loopback(host)
        names = {*LOOPBACK, *more}
        if not self.is_loopback:
            own = socket.gethostname()
            names |= {host, own, f"{own}.local"}
        self._names = frozenset(name.lower().rstrip(".") for name in names)

    def answer_to(self, header: str) -> bool:
        """Return whether a request under this name is answered.

        Args:
            header: what the request says in ``Host``: a name or address, perhaps with a port.
        """
        name = _PORT.sub("", header).lower().rstrip(".")
        return name in self._names or (not self.is_loopback and _is_address(name))


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach an address."""
    return host.lower() in (*LOOPBACK, "::1")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name[1:-1] if name.startswith("[") and name.endswith("]") else name)
    except ValueError:
        return False
    return True
