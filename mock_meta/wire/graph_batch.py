"""A Graph batch: up to 50 requests in one ``POST /`` or ``POST /vN.N/`` (documented; the form measured with SDKs)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from mock_meta.event import Answer
from mock_meta.wire import answer, errors
from mock_meta.wire.body import read_json
from mock_meta.wire.outcome import Call, Outcome, Part


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One inner request, with a URL that begins with a slash and a version."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


def answer_batch(call: Call, answer_one: Callable[[Operation, str], Outcome]) -> Outcome:
    """The outcome of a batch: 200 with a list of inner answers, or an error if the list itself is wrong.

    ``answer_one`` takes an operation and its trace. An operation whose entry is no object is answered like a request
    for nothing. Not imitated: operations that depend on others by ``name``.
    """
    given = call.params.get("batch")
    entries = read_json(given) if isinstance(given, str) else given
    if not isinstance(entries, list):
        return Outcome(answer=answer.refuse(call, errors.batch_not_array()))
    if len(entries) > call.settings.max_batch:
        return Outcome(answer=answer.refuse(call, errors.batch_too_large(call.settings.max_batch)))
    parts = tuple(_part(call, entry, at, answer_one) for at, entry in enumerate(entries))
    told = answer.success(call, [_shown(part.outcome.answer, call) for part in parts])
    return Outcome(answer=told, parts=parts)


def _part(call: Call, entry: Any, at: int, answer_one: Callable[[Operation, str], Outcome]) -> Part:
    operation = _operation(entry if isinstance(entry, dict) else {}, call.version)
    outcome = answer_one(operation, _inner_trace(call.trace, at))
    return Part(
        method=operation.method,
        url=operation.url,
        headers=operation.headers,
        body=operation.body,
        outcome=outcome,
    )


def _operation(entry: Mapping[str, Any], version: str) -> Operation:
    relative = str(entry.get("relative_url") or "").lstrip("/")
    own_version = relative[:1] == "v" and relative[1:2].isdigit()
    body = entry.get("body")
    return Operation(
        method=str(entry.get("method") or "GET").upper(),
        url=f"/{relative}" if own_version else f"/{version}/{relative}",
        headers=tuple(_headers(entry.get("headers"))),
        body=body.encode("utf-8", "replace") if isinstance(body, str) else b"",
    )


def _headers(given: Any) -> list[tuple[str, str]]:
    """Inner headers, which come as ``{"name", "value"}`` objects or as ``Name: value`` texts."""
    pairs = []
    for header in given if isinstance(given, list) else ():
        if isinstance(header, dict):
            pairs.append((str(header.get("name", "")), str(header.get("value", ""))))
        elif isinstance(header, str):
            name, _, value = header.partition(":")
            pairs.append((name.strip(), value.strip()))
    return pairs


def _shown(inner: Answer, call: Call) -> dict[str, Any]:
    shown: dict[str, Any] = {"code": inner.status}
    if call.params.get("include_headers") not in ("false", "0", False):
        shown["headers"] = [{"name": name, "value": value} for name, value in inner.headers]
    return {**shown, "body": inner.body.decode()}


def _inner_trace(trace: str, at: int) -> str:
    """A trace of the operation's own, always the same for the same batch."""
    digest = hashlib.sha256(f"{trace}/{at}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:22]
