"""Request bodies to parameters, and the parameter ``data`` to events, in every encoding that clients use.

The official SDKs differ (measured): form-encoded with ``data`` as a list of JSON texts (Python, Ruby) or of objects
(Python async), JSON with a list of objects (Node) or of texts (Python with a client of one's own), multipart (PHP,
Java). Parameters in the query are ordinary Graph behaviour. Nothing here raises, whatever the bytes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from typing import Any

import msgspec

from mock_meta.schemas import are_ordinary
from mock_meta.wire import event_errors as errors
from mock_meta.wire import urlencoded
from mock_meta.wire.errors import Refusal

MAX_DEPTH = 64
MAX_INFLATED = 64 * 1024 * 1024
UNREADABLE = object()

_LONG_NUMBER = re.compile(r"\d{19}", re.ASCII)
_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)
_FIELD_NAME = re.compile(rb'[;\s]name="([^"]*)"', re.IGNORECASE)


class Form(msgspec.Struct, frozen=True):
    """The parameters of one request, and the encoding that they came in.

    ``transport`` is ``form``, ``json``, ``multipart``, or ``query`` for a request without a body. ``ordinary`` tells
    that ``data`` is a list of ordinary events already, so that only their time can be wrong.
    """

    params: Mapping[str, Any]
    transport: str
    ordinary: bool = False


def read_form(query: str, content_type: str, body: bytes) -> Form:
    """The parameters of query and body; of two with one name, the body's is kept.

    A body without a content type is read as JSON if it begins like JSON, else as a
    form (inferred). A body that can't be read yields no parameters.
    """
    asked: dict[str, Any] = dict(urlencoded.pairs(query)) if query else {}
    plain = inflated(body)
    if not plain:
        return Form(asked, "query")
    transport = _transport(content_type, plain)
    given = _READERS[transport](plain, content_type)
    ordinary = _ordinary_events(given)
    if ordinary is not None:
        given["data"] = ordinary
    elif transport == "json":
        given = _tame_parameters(given)
    return Form({**asked, **given} if asked else given, transport, ordinary is not None)


def read_json(text: str | bytes) -> Any:
    """The JSON value, or ``UNREADABLE``.

    As strict as PHP: no NaN, no lone surrogates, no endless nesting (ours ends at 64). Integers beyond 64 bits become
    floats, as PHP's do; a number that no float can hold makes the text unreadable.
    """
    value = decoded(text)
    if isinstance(text, str) and text.count("[") + text.count("{") <= MAX_DEPTH and not _LONG_NUMBER.search(text):
        return value
    try:
        return _tamed(value, MAX_DEPTH)
    except (ValueError, OverflowError):
        return UNREADABLE


def read_events(data: Any) -> tuple[list[Any], Refusal | None]:
    """The items of the parameter ``data``, and why Meta would refuse it as a whole.

    Items are objects, or, where they are wrong, anything else. A single object in the place of a list is refused, yet
    returned, since it is evidence.
    """
    if data is None or data == "":
        return [], errors.data_missing()
    value = read_json(data) if isinstance(data, str) else data
    if isinstance(value, dict):
        return [value], errors.data_not_array()
    if not isinstance(value, list):
        return [], errors.data_not_array()
    return [_item(item) for item in value], None if value else errors.data_empty()


def _ordinary_events(params: Mapping[str, Any]) -> list[Any] | None:
    """The events of ``data`` if they are ordinary, and nothing else among the parameters needs a closer look."""
    data = params.get("data")
    if isinstance(data, str):
        data = decoded(data)
    if not isinstance(data, list):
        return None
    for name, value in params.items():
        if name != "data" and not _is_tame(value):
            return None
    events = [decoded(item) if isinstance(item, str) else item for item in data]
    return events if UNREADABLE not in events and are_ordinary(events) else None


def _is_tame(value: Any) -> bool:
    return isinstance(value, str | float) or value is None or (isinstance(value, int) and abs(value) < 2**63)


def _tame_parameters(params: Mapping[str, Any]) -> dict[str, Any]:
    try:
        tamed = _tamed(params, MAX_DEPTH)
    except (ValueError, OverflowError):
        return {}
    return dict(tamed)


def decoded(text: str | bytes) -> Any:
    """The JSON value as it is, or ``UNREADABLE``; integers may be huge, and nesting deep."""
    try:
        return msgspec.json.decode(text)
    except (ValueError, OverflowError, RecursionError):
        return UNREADABLE


def _item(item: Any) -> Any:
    if not isinstance(item, str):
        return item
    value = read_json(item)
    return item if value is UNREADABLE else value


def _tamed(value: Any, depth: int) -> Any:
    if isinstance(value, dict | list) and depth == 0:
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        return {key: _tamed(inner, depth - 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_tamed(inner, depth - 1) for inner in value]
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return float(value)
    return value


def _transport(content_type: str, body: bytes) -> str:
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return "multipart"
    if kind == "application/json" or kind.endswith("+json"):
        return "json"
    if not kind and body.lstrip()[:1] in (b"{", b"["):
        return "json"
    return "form"


def _from_form(body: bytes, _content_type: str) -> dict[str, Any]:
    return dict(urlencoded.pairs(body.decode("utf-8", "replace")))


def _from_json(body: bytes, _content_type: str) -> dict[str, Any]:
    value = decoded(body)
    return value if isinstance(value, dict) else {}


def _from_multipart(body: bytes, content_type: str) -> dict[str, Any]:
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        return {}
    parts = body.split(b"--" + boundary[1].strip().encode("utf-8", "replace"))
    return dict(filter(None, map(_field, parts[1:])))


def _field(part: bytes) -> tuple[str, str] | None:
    head, _, content = part.partition(b"\r\n\r\n")
    name = _FIELD_NAME.search(head)
    if name is None:
        return None
    return name[1].decode("utf-8", "replace"), content.removesuffix(b"\r\n").decode("utf-8", "replace")


_READERS = {"form": _from_form, "json": _from_json, "multipart": _from_multipart}


def inflated(body: bytes) -> bytes:
    """The body without gzip; no bytes at all if it is broken."""
    # By its magic and not by the header: a proxy in front may have unpacked it and kept the header.
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MAX_INFLATED)
    except zlib.error:
        return b""
