"""A journal as HTTP Archive (HAR 1.2), which browsers' developer tools and proxies open.

Requests and answers are in the archive's own fields. What it has no field for is in fields of ours, which begin with
an underscore as the format demands: ``_seq``, ``_events``, and ``_part_of`` for what a Graph batch carried.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from mock_meta.event import Answer, Entry, Request
from mock_meta.wire.body import inflated

_GZIP = b"\x1f\x8b"
_LAST_S = 253402300799.0


def to_har(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The archive in pieces, as the entries come."""
    creator = {"name": "pixelproof mock_meta", "version": version("pixelproof")}
    yield b'{"log":{"version":"1.2","creator":' + msgspec.json.encode(creator) + b',"entries":[\n'
    between = b""
    for entry in entries:
        yield between + msgspec.json.encode(_entry(entry))
        between = b",\n"
    yield b"\n]}}\n"


def _entry(entry: Entry) -> dict[str, Any]:
    request = entry.request
    shown: dict[str, Any] = {
        "startedDateTime": _moment(request.received_at),
        # The journal keeps when a request came, not how long its answer took.
        "time": 0,
        "request": _request(request),
        "response": _response(request.answer),
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
        "_seq": request.seq,
        "_events": entry.events,
    }
    if request.part_of is not None:
        shown["_part_of"] = request.part_of
    return shown


def _request(request: Request) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "method": request.method,
        "url": _url(request),
        "httpVersion": "HTTP/1.1",
        "cookies": _cookies(request),
        "headers": _named(request.headers),
        "queryString": _named(parse_qsl(request.url.partition("?")[2], keep_blank_values=True)),
        "headersSize": -1,
        "bodySize": len(request.body),
    }
    if request.body:
        shown["postData"] = _post_data(request)
    return shown


def _response(answer: Answer) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "status": answer.status,
        "statusText": _phrase(answer.status),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _named(answer.headers),
        "content": {
            "size": len(answer.body),
            "mimeType": _header(answer.headers, "content-type") or "x-unknown",
            **_content(answer.body),
        },
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": len(answer.body),
    }
    if answer.status == 0:
        shown["_error"] = "the connection was cut without an answer"
    return shown


def _post_data(request: Request) -> dict[str, Any]:
    """The body as text; packed bodies unpacked, which a comment says, and bytes that are no text as Base64."""
    plain = inflated(request.body)
    packed = request.body[:2] == _GZIP and bool(plain)
    content = _content(plain if packed else request.body)
    if "encoding" in content:
        # The format has such a field for answers only.
        content["_encoding"] = content.pop("encoding")
    note = {"comment": "sent as gzip, shown unpacked"} if packed else {}
    return {"mimeType": _header(request.headers, "content-type"), **content, **note}


def _content(body: bytes) -> dict[str, str]:
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(body).decode(), "encoding": "base64"}


def _url(request: Request) -> str:
    """The address as the client meant it: TLS for Meta's hosts, which nobody calls otherwise."""
    if request.url.startswith(("http://", "https://")):
        return request.url
    host = _header(request.headers, "host") or "unknown.invalid"
    scheme = "http" if host.partition(":")[0] in ("127.0.0.1", "localhost", "[") else "https"
    return f"{scheme}://{host}{request.url}"


def _cookies(request: Request) -> list[dict[str, str]]:
    pairs = []
    for name, value in request.headers:
        if name.lower() == "cookie":
            pieces = (piece.strip().partition("=") for piece in value.split(";"))
            pairs += [(key, held) for key, _, held in pieces if key]
    return _named(pairs)


def _named(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _header(headers: Iterable[tuple[str, str]], wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _moment(at: float) -> str:
    """ISO 8601 with milliseconds, in UTC."""
    moment = datetime.fromtimestamp(min(max(at, 0.0), _LAST_S), UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
