"""A running WebUI's HTTP API, and one sentence for everything that can go wrong with it.

Whatever answers at the address is a stranger: no answer is awaited longer than its kind may take in
all, however slowly it drips, none is read beyond its length, and none is trusted to be what it
should be.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import time
import urllib.parse
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from sd_animagine.sdxl.errors import EngineError
from sd_animagine.studio.limits import Limits
from sd_animagine.words import Message

if TYPE_CHECKING:
    import httpx


QUESTION: Final = Limits(2 * 1024 * 1024, 10.0)
"""Settings, lists of names; a WebUI with many extensions has some 100 KB of settings."""
PREVIEW: Final = Limits(16 * 1024 * 1024, 10.0)
"""How far it is, with the picture as it is."""
_LOOK: Final = 0.2
"""Seconds between two looks at whether a question still matters."""
_MAX_ERROR: Final = 64 * 1024
"""Bytes of an error that are read."""
_MAX_SHOWN: Final = 300
_NOBODY: Final = Message("nothing listens there; start it with --api")
_SCHEMES: Final = ("http", "https")


class HttpError(EngineError):
    """The WebUI answered with an error status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


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
        try:
            parts = urllib.parse.urlsplit(url.strip())
            host, port = parts.hostname, parts.port
        except ValueError:
            raise EngineError(_wrong_address(url[:100])) from None
        if parts.scheme.lower() not in _SCHEMES or not host:
            shown = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()[:100]
            raise EngineError(_wrong_address(shown))
        bracketed = f"[{host}]" if ":" in host else host
        place = bracketed if port is None else f"{bracketed}:{port}"
        self.url: Final = f"{parts.scheme.lower()}://{place}{parts.path.rstrip('/')}"
        self._password: tuple[str, str] | None = None
        if parts.username is not None:
            user, password = map(urllib.parse.unquote, (parts.username, parts.password or ""))
            self._password = (user, password)
        self._is_near = _is_this_machine(host)

    def get(self, path: str, limits: Limits = QUESTION) -> Any:
        """Ask a question. Raises EngineError."""
        return self._answer("GET", path, None, limits, None)

    def post(
        self,
        path: str,
        body: dict[str, Any],
        limits: Limits = QUESTION,
        abandoned: Event | None = None,
    ) -> Any:
        """Hand something over and wait for the answer. Raises EngineError.

        Args:
            path: the route.
            body: sent as JSON.
            limits: what the answer may take.
            abandoned: set when nobody waits for the answer any more.
        """
        return self._answer("POST", path, json.dumps(body).encode(), limits, abandoned)

    def _answer(
        self, method: str, path: str, body: bytes | None, limits: Limits, abandoned: Event | None
    ) -> Any:
        import httpx

        asked = self._asked(method, path, body, limits)
        loop = asyncio.new_event_loop()
        try:
            status, raw = loop.run_until_complete(_within(asked, limits.seconds, abandoned))
        except (httpx.TimeoutException, TimeoutError, asyncio.TimeoutError):
            raise EngineError(self._unreachable(Message("it does not answer in time"))) from None
        except httpx.ConnectError as error:
            raise EngineError(self._unreachable(_why(error))) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            why = str(error)[:_MAX_SHOWN] or type(error).__name__
            raise EngineError(self._unreachable(why)) from None
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()  # a look-up of a name that goes on is not waited for
        if not 200 <= status < 300:
            raise HttpError(self._refused(status, _detail(raw)), status)
        try:
            return json.loads(raw)
        except (ValueError, RecursionError):
            raise EngineError(
                Message("The server at {url} is not a WebUI. Check the address.", url=self.url)
            ) from None

    async def _asked(
        self, method: str, path: str, body: bytes | None, limits: Limits
    ) -> tuple[int, bytes]:
        """Status and body."""
        import httpx

        async with httpx.AsyncClient(
            auth=self._password,
            follow_redirects=False,  # password and prompts go to the address given, nowhere else
            trust_env=not self._is_near,  # no proxy stands between here and here
            timeout=httpx.Timeout(limits.seconds, connect=QUESTION.seconds),
            verify=self.url.startswith("https:"),  # loading certificates takes longest of all
        ) as client:
            headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
            if body is not None:
                headers["Content-Type"] = "application/json"
            url = self.url + path
            async with client.stream(method, url, content=body, headers=headers) as answer:
                is_error = not 200 <= answer.status_code < 300
                most = _MAX_ERROR if is_error else limits.bytes
                return answer.status_code, await self._read(answer, most, cut=is_error)

    async def _read(self, answer: httpx.Response, most: int, *, cut: bool) -> bytes:
        read = bytearray()
        async for part in answer.aiter_raw():
            read += part
            if len(read) <= most:
                continue
            if cut:
                break
            raise EngineError(
                Message(
                    "The WebUI at {url} sent more than {most:,} bytes.", url=self.url, most=most
                )
            )
        return bytes(read[:most])

    def _unreachable(self, why: str) -> Message:
        return Message("The WebUI at {url} cannot be reached: {why}.", url=self.url, why=why)

    def _refused(self, status: int, said: str) -> Message:
        said = said.rstrip(".") or Message("it answered with status {status}", status=status)
        if status in (401, 403):
            return Message(
                "The WebUI at {url} needs a user and password. "
                "Write its address as http://user:password@host:port.",
                url=self.url,
            )
        if status == 404:
            return Message(
                "The server at {url} has no API. Start the WebUI with --api.", url=self.url
            )
        if status == 422:
            return Message("The WebUI refuses the request: {error}.", error=said)
        if status >= 500:
            return Message("The WebUI failed while drawing: {error}.", error=said)
        return Message(
            "The WebUI at {url} did not answer as it should: {error}.", url=self.url, error=said
        )


async def _within(asked: Any, seconds: float, abandoned: Event | None) -> tuple[int, bytes]:
    """The answer, unless it takes too long in all or nobody waits for it any more.

    Raises:
        TimeoutError: it does; the connection is closed.
    """
    task = asyncio.ensure_future(asked)
    until = time.monotonic() + seconds
    try:
        while not task.done():
            left = until - time.monotonic()
            if left <= 0 or (abandoned is not None and abandoned.is_set()):
                raise TimeoutError
            look = left if abandoned is None else min(left, _LOOK)
            await asyncio.wait({task}, timeout=look)
        found: tuple[int, bytes] = task.result()
        return found
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _wrong_address(address: str) -> Message:
    return Message(
        "{address} is not the address of a WebUI. Write it like http://127.0.0.1:7860.",
        address=repr(address),
    )


def _why(error: BaseException) -> str:
    """Why there is no connection, as the system says it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ConnectionRefusedError):
            return _NOBODY
        cause = cause.__cause__ or cause.__context__
    said = str(error)[:_MAX_SHOWN]
    if "All connection attempts failed" in said:  # as anyio calls a refusal by each address
        return _NOBODY
    return said or type(error).__name__


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
    except (ValueError, RecursionError):
        return ""
    if not isinstance(answer, dict):
        return ""
    detail = answer.get("detail")
    if isinstance(detail, list) and detail and isinstance(detail[0], dict):
        place = detail[0].get("loc")
        where = ".".join(map(str, place)) if isinstance(place, list) else ""
        return one_line(f"{where}: {detail[0].get('msg', '')}")
    for text in (answer.get("errors"), detail, answer.get("error")):
        if isinstance(text, str) and text:
            return one_line(text)
    return ""


def one_line(text: str, longest: int = _MAX_SHOWN) -> str:
    """A stranger's text as it may stand in a sentence: one line of what can be printed, cut."""
    printable = (char if char.isprintable() else " " for char in text[:longest])
    return " ".join("".join(printable).split())
