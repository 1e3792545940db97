"""A running WebUI's HTTP API, and one sentence for everything that can go wrong with it."""

from __future__ import annotations

import base64
import http.client
import ipaddress
import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Final

from sd_animagine.studio.engine import EngineError

MAX_ANSWER: Final = 512 * 1024 * 1024
"""Bytes of an answer that are read at most; a batch of sixteen large pictures has some 100 MB."""
QUICK: Final = 10.0
"""Seconds for a question that is no picture."""
_MAX_SHOWN: Final = 300
_SCHEMES: Final = ("http", "https")


class HttpError(EngineError):
    """The WebUI answered with an error status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Credentials and prompts go to the address that was given, nowhere else."""

    def redirect_request(self, *_arguments: Any) -> None:
        return None


class Client:
    """Asks one WebUI."""

    def __init__(self, url: str) -> None:
        """Remember an address.

        Args:
            url: ``http://127.0.0.1:7860``; user and password of ``--api-auth`` may stand in it
                (``http://user:password@host:7860``).

        Raises:
            EngineError: it is no http or https address.
        """
        wrong = "allowed are addresses like http://127.0.0.1:7860."
        try:
            parts = urllib.parse.urlsplit(url.strip())
            host, port = parts.hostname, parts.port
        except ValueError:
            raise EngineError(f"The WebUI's address {url[:100]!r} is broken; {wrong}") from None
        if parts.scheme.lower() not in _SCHEMES or not host:
            shown = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()[:100]
            raise EngineError(f"The WebUI's address is {shown!r}; {wrong}")
        bracketed = f"[{host}]" if ":" in host else host
        place = bracketed if port is None else f"{bracketed}:{port}"
        self.url: Final = f"{parts.scheme.lower()}://{place}{parts.path.rstrip('/')}"
        self._headers = {"Accept": "application/json"}
        if parts.username is not None:
            pair = ":".join(map(urllib.parse.unquote, (parts.username, parts.password or "")))
            token = base64.b64encode(pair.encode()).decode()
            self._headers["Authorization"] = f"Basic {token}"
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler({} if _is_this_machine(host) else None),
            urllib.request.HTTPHandler(),
            urllib.request.HTTPSHandler(),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPErrorProcessor(),
            _NoRedirects(),
        ):
            self._opener.add_handler(handler)

    def get(self, path: str) -> Any:
        """Ask a question. Raises EngineError."""
        return self._ask(urllib.request.Request(self.url + path, headers=self._headers), QUICK)

    def post(self, path: str, body: dict[str, Any], timeout: float | None = QUICK) -> Any:
        """Hand something over and wait for the answer. Raises EngineError.

        Args:
            path: the route.
            body: sent as JSON.
            timeout: seconds; None waits for ever.
        """
        data = json.dumps(body).encode()
        headers = {**self._headers, "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method="POST")
        return self._ask(request, timeout)

    def _ask(self, request: urllib.request.Request, timeout: float | None) -> Any:
        try:
            with self._opener.open(request, timeout=timeout) as answer:
                raw = answer.read(MAX_ANSWER + 1)
        except urllib.error.HTTPError as error:
            with error:
                raise HttpError(self._refused(error), error.code) from None
        except urllib.error.URLError as error:
            raise EngineError(self._unreachable(error.reason)) from None
        except (OSError, http.client.HTTPException) as error:
            raise EngineError(self._unreachable(error)) from None
        if len(raw) > MAX_ANSWER:
            raise EngineError(f"The WebUI at {self.url} sent more than {MAX_ANSWER:,} bytes.")
        try:
            return json.loads(raw)
        except ValueError:
            message = f"What answers at {self.url} is no WebUI: it sends no JSON."
            raise EngineError(message) from None

    def _unreachable(self, reason: object) -> str:
        if isinstance(reason, TimeoutError):
            why = "it does not answer"
        elif isinstance(reason, ConnectionRefusedError):
            why = "nothing listens there; start it with --api"
        else:
            why = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
        return f"The WebUI at {self.url} cannot be reached: {why}."

    def _refused(self, error: urllib.error.HTTPError) -> str:
        said = _detail(error.read(1 << 20))
        status = error.code
        if status in (401, 403):
            return (
                f"The WebUI at {self.url} wants a user and password: "
                "give them as http://user:password@host:port."
            )
        if status == 404:
            return f"What runs at {self.url} has no API: start the WebUI with --api."
        if status == 422:
            return f"The WebUI refuses the request: {said or 'it does not say why'}"
        if status >= 500:
            return f"The WebUI failed while drawing: {said or f'status {status}'}"
        return f"The WebUI at {self.url} answered with status {status}: {said or error.reason}"


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _detail(raw: bytes) -> str:
    """What an error answer says, in the shapes that the hosts use."""
    try:
        answer = json.loads(raw)
    except ValueError:
        return ""
    if not isinstance(answer, dict):
        return ""
    detail = answer.get("detail")
    if isinstance(detail, list) and detail and isinstance(detail[0], dict):
        place = ".".join(map(str, detail[0].get("loc", ())))
        return f"{place}: {detail[0].get('msg', '')}"[:_MAX_SHOWN]
    for text in (answer.get("errors"), detail, answer.get("error")):
        if isinstance(text, str) and text:
            return text[:_MAX_SHOWN]
    return ""
