"""Requests to the routes that nobody means well with, and their clumsy siblings."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any, Final

from tools.longrun.exchange import ROUTES, Sent, request

_POSTED: Final = ("/compile", "/check", "/batch", "/parts")
_ASKED: Final = ("/complete", "/character", "/buckets", "/rules", "/schema", "/status", "/names")
_FIELDS: Final = ("prompt", "negative_prompt", "hr_prompt", "hr_negative_prompt", "width", "height",
                  "hires", "steps", "cfg_scale", "sampler_name", "checkpoint", "known_names",
                  "options")  # fmt: skip
_OPTIONS: Final = ("mode", "year", "quality", "select", "ignore", "rating", "snap", "comments")
_REFUSED: Final = (400, 403, 404, 405, 413, 422)


def hostile(rng: random.Random) -> Sent:
    """One of them."""
    return rng.choice(_ALL)(rng)


def _path(rng: random.Random) -> str:
    return ROUTES + rng.choice(_POSTED[:3])


def _post(rng: random.Random, body: bytes, manner: str = "whole", **given: Any) -> Sent:
    return Sent(manner, request("POST", _path(rng), body, **given))


def anything(rng: random.Random) -> Any:
    """A value of any type."""
    values = (None, True, -1, 0, 1.5, 1e308, 10**400, "", "1", "x" * 5000, [], {}, [[]], [None],
              {"a": {"b": 1}}, ["1girl"] * 400, "\ud800", "\0", "🎨", "512x768")  # fmt: skip
    return rng.choice(values)


def _wrong_types(rng: random.Random) -> Sent:
    values = {rng.choice(_FIELDS): anything(rng) for _ in range(3)}
    if rng.random() < 0.5:
        values["options"] = {rng.choice((*_OPTIONS, "x")): anything(rng) for _ in range(2)}
    value = rng.choice((values, [values, 3], anything(rng)))
    return _post(rng, json.dumps(value).encode())


def _broken(rng: random.Random) -> Sent:
    text = json.dumps({"prompt": "1girl, smile", "options": {"mode": "fix"}}).encode()
    at = rng.randrange(len(text))
    damaged = (text[:at], text[:at] + rng.randbytes(3) + text[at:], b"", b"\0", b"NaN", b"{}{}",
               b'{"prompt": "\xff\xfe"}', b'\xef\xbb\xbf{"prompt": "a"}', "{}".encode("utf-16"),
               b'{"prompt": "\\ud800"}', b'{"cfg_scale": Infinity}', b"[" * 5)  # fmt: skip
    return _post(rng, rng.choice(damaged))


def _deep(rng: random.Random) -> Sent:
    depth = rng.choice((17, 900, 1100, 100_000))
    left, right = rng.choice((("[", "]"), ('{"a":', "}"), ('{"options":', "}")))
    return _post(rng, (left * depth + "1" + right * depth).encode())


def _large(rng: random.Random) -> Sent:
    """Up to the limit and far above it."""
    units = (",", "，", "(", "1girl, ", "smile AND ", "[a:b:", "♥", "a\n", "<lora:", "\\")
    unit = rng.choice(units)
    size = rng.choice((20_000, 100_000, 250_000, 300_000, 5_000_000))
    text = unit * (size // len(unit.encode()))
    return _post(rng, json.dumps({"prompt": text}, ensure_ascii=False).encode())


def _slow(rng: random.Random) -> Sent:
    return Sent("slow", request("POST", _path(rng), b'{"prompt": "1girl, smile"}'))


def _half_closed(rng: random.Random) -> Sent:
    """Our side ends, before the body is there or behind it."""
    body = b'{"prompt": "1girl"}'
    return _post(rng, body, "half", length=rng.choice((len(body), 500, 10**12)))


def _gone(rng: random.Random) -> Sent:
    data = request("POST", _path(rng), b'{"prompt": "1girl"}')
    return Sent("gone", data[: rng.randrange(1, len(data))])


def _wrong_method(rng: random.Random) -> Sent:
    posts = rng.random() < 0.5
    path = ROUTES + rng.choice(_POSTED[:3] if posts else _ASKED)
    method = rng.choice(("GET", "PUT", "DELETE", "PATCH") if posts else ("POST", "PUT", "DELETE"))
    return Sent("whole", request(method, path, b"{}"), _REFUSED)


def _foreign(rng: random.Random) -> Sent:
    """From a page of another website, or under a name that is not this machine's."""
    hosts = ("evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "0.0.0.0", "[::2]")
    path = ROUTES + rng.choice(_ASKED)
    if rng.random() < 0.5:
        return Sent("whole", request("GET", path, host=rng.choice(hosts)), _REFUSED)
    origin = f"Origin: http://{rng.choice(hosts)}"
    return Sent("whole", request("GET", path, headers=(origin,)), _REFUSED)


def _odd_query(rng: random.Random) -> Sent:
    values = ("%ff%fe", "%00", "9" * 4000, "-1", "1e9", "%", "a" * 9000, "..%2f..%2fetc", "", "%F0")
    name = rng.choice(("q", "limit", "after", "name", "x", "v"))
    query = f"?{name}={rng.choice(values)}&q={rng.choice(values)}&limit={rng.choice(values)}"
    return Sent("whole", request("GET", ROUTES + rng.choice(_ASKED) + query))


def _odd_path(rng: random.Random) -> Sent:
    paths = ("/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//", "/compile/", "/%00",
             "/x" * 500, "/tags.json/..", "/status;x=1", "/status%0d%0aX:%201")  # fmt: skip
    return Sent("whole", request("GET", ROUTES + rng.choice(paths)))


def _odd_headers(rng: random.Random) -> Sent:
    headers = ("Content-Encoding: gzip", "Content-Type: text/xml", "Expect: 100-continue",
               "X-Long: " + "a" * 8000, "Cookie: " + "a=b;" * 900, "If-None-Match: *" * 200,
               "Accept: image/png", "Range: bytes=0-0", "Accept-Encoding: br")  # fmt: skip
    return _post(rng, b'{"prompt": "1girl"}', headers=(rng.choice(headers),))


def _no_http(rng: random.Random) -> Sent:
    """What the server turns away before anything of ours sees it."""
    post = f"POST {ROUTES}/compile HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    chunked = post + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    texts = (
        *("\r\n\r\n", "GET\r\n\r\n", "\x16\x03\x01\x02\0\x01", f"GET {ROUTES}/status\r\n\r\n"),
        *(chunked + "zz\r\n{}\r\n0\r\n\r\n", chunked + "fffffffffffffffff\r\n{}"),
        *(post + "Content-Length: -1\r\n\r\n{}", post + "Content-Length: 1\r\nContent-Length: 2"),
        f"GET {ROUTES}/status{'a' * 70_000} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        f"GET {ROUTES}/status HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
        f"GET {ROUTES}/status HTTP/1.1\r\nX: " + "a" * 100_000,
    )
    return Sent("half", rng.choice(texts).encode("latin-1"), is_http=False)


_ALL: Final[tuple[Callable[[random.Random], Sent], ...]] = (
    *(_wrong_types, _wrong_types, _broken, _broken, _deep, _large, _slow, _half_closed, _gone),
    *(_wrong_method, _foreign, _odd_query, _odd_path, _odd_headers, _no_http),
)
