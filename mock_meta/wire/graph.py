"""The Graph API as a pure function: a request in, Meta's answer and the events out.

Served: the events edge, also in a gateway's form, Graph batches, what Meta tells of a dataset (``stats``,
``dataset_quality``), and the calls that official SDKs make beside them (crash reports, ``debug_token``, ``me``).
Everything else gets the error that Meta gives. Order of checks: access, object, edge, data, events; the first three
are inferred, the rest is in ``rules``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import unquote

import msgspec

from mock_meta.event import Event, Request
from mock_meta.wire import access, answer, capi, errors, graph_batch, quality, stats
from mock_meta.wire.answer import error_answer
from mock_meta.wire.body import read_form
from mock_meta.wire.errors import Refusal
from mock_meta.wire.outcome import Call, GraphSettings, Outcome, Part

__all__ = ["GraphSettings", "Outcome", "Part", "answer_graph", "carried_events", "error_answer"]

_VERSION = re.compile(r"v\d+\.\d+")
_AUTHORIZATION = re.compile(r"(?:Bearer|OAuth)\s+(\S+)", re.IGNORECASE)


def answer_graph(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    received_at: float,
    settings: GraphSettings,
    trace: str,
    heard: Callable[[], Sequence[Event]] = tuple,
) -> Outcome:
    """What Meta answers to a request, and the events that it carried, for any method, URL, headers and bytes.

    ``url`` is the raw path with its query. ``headers`` has lower-case names, or does not mind their case.
    ``received_at`` is seconds since the epoch on the run clock. ``trace`` is
    22 characters of ``[A-Za-z0-9_-]``, which make the ``fbtrace_id``. ``heard`` gives all events of before, for calls
    that ask what Meta has.
    """
    call = _read(method, url, headers, body, _World(received_at, settings, heard), trace)
    if call.path or call.method != "POST" or "batch" not in call.params:
        return _answer(call)
    return graph_batch.answer_batch(call, lambda inner, inner_trace: _answer_part(call, inner, inner_trace))


def carried_events(request: Request) -> tuple[Event, ...]:
    """The events of a recorded request to the events edge, if each fared as the request's answer says."""
    headers = {name.lower(): value for name, value in request.headers}
    world = _World(request.received_at, GraphSettings())
    call = _read(request.method, request.url, headers, request.body, world, trace="")
    return capi.carried_events(call, call.path[0], request.answer)


class _World(msgspec.Struct, frozen=True):
    """What an answer depends on besides the request."""

    received_at: float
    settings: GraphSettings
    heard: Callable[[], Sequence[Event]] = tuple


def _read(
    method: str, url: str, headers: Mapping[str, str], body: bytes, world: _World, trace: str, token: str = ""
) -> Call:
    """``token`` is what holds where the request has none of its own."""
    path, _, query = _storable(url).partition("?")
    version, segments, gateway = _route(path)
    form = read_form(query, headers.get("content-type", ""), body)
    return Call(
        method=method.upper(),
        version=version or world.settings.default_version,
        path=segments,
        params=form.params,
        transport=form.transport,
        token=_token(form.params, headers, "accessKey" if gateway else "access_token") or token,
        received_at=world.received_at,
        settings=world.settings,
        trace=trace,
        ordinary=form.ordinary,
        heard=world.heard,
        is_gateway=gateway,
    )


@lru_cache(maxsize=1024)
def _route(path: str) -> tuple[str, tuple[str, ...], bool]:
    """The version that a path names, if it does, the segments behind it, and whether they are a gateway's."""
    segments = tuple(unquote(segment, errors="replace") for segment in path.split("/") if segment)
    if len(segments) == 3 and segments[0] == "capi":
        return "", segments[1:], True
    if segments and _VERSION.fullmatch(segments[0]):
        return segments[0], segments[1:], False
    return "", segments, False


def _storable(url: str) -> str:
    """A server hands bytes that are not UTF-8 over as surrogates, which no journal could store."""
    return url if url.isascii() else url.encode("utf-8", "replace").decode()


def _token(params: Mapping[str, object], headers: Mapping[str, str], name: str) -> str:
    """The access token: a parameter (measured), else ``Authorization: Bearer`` (captured) or ``OAuth`` (inferred)."""
    given = params.get(name)
    if isinstance(given, str) and given:
        return given
    match = _AUTHORIZATION.fullmatch(headers.get("authorization", "").strip())
    return match[1] if match else ""


def _answer_part(outer: Call, inner: graph_batch.Operation, trace: str) -> Outcome:
    """The outcome of one operation of a batch; the batch's token holds where the operation has none."""
    headers = {name.lower(): value for name, value in inner.headers}
    world = _World(outer.received_at, outer.settings, outer.heard)
    return _answer(_read(inner.method, inner.url, headers, inner.body, world, trace, outer.token))


def _answer(call: Call) -> Outcome:
    if call.method == "POST" and len(call.path) == 2 and call.path[1] == "events":
        return capi.answer_events(call, call.path[0], access.refusal(call) or _object_refusal(call))
    if call.method == "POST" and call.path[1:] == ("instruments",):
        # Crash reports come without a token, for the app "None" (measured); the answer is inferred.
        return Outcome(answer=answer.success(call, {"success": True}))
    refusal = access.refusal(call)
    if refusal is None and call.method == "GET" and (read := _reader(call)) is not None:
        told = read(call)
        return Outcome(answer=answer.refuse(call, told) if isinstance(told, Refusal) else answer.success(call, told))
    return Outcome(answer=answer.refuse(call, refusal or _edge_refusal(call)))


def _reader(call: Call) -> Callable[[Call], object] | None:
    if len(call.path) == 2 and call.path[1] == "stats":
        return _stats
    return _NODES.get(call.path)


def _object_refusal(call: Call) -> Refusal | None:
    object_id, known = call.path[0], call.settings.pixel_ids
    exists = object_id in known if known else object_id.isascii() and object_id.isdigit()
    return None if exists else errors.object_missing(object_id, call.method)


def _edge_refusal(call: Call) -> Refusal:
    """The error for whatever isn't served; a token that may only send can't read (captured)."""
    if not call.path:
        return errors.unsupported(call.method)
    if not call.path[0].isdigit():
        return errors.unknown_path("/" + "/".join(call.path))
    missing = _object_refusal(call)
    if missing is not None:
        return missing
    if call.path[1:] and call.path[1:] != ("events",):
        return errors.unknown_path("/" + "/".join(call.path[1:]))
    return errors.missing_permission() if call.method == "GET" else errors.object_missing(call.path[0], call.method)


def _stats(call: Call) -> object:
    return _object_refusal(call) or stats.statistics(call, call.path[0])


def _me(call: Call) -> object:
    """The token's own user (captured)."""
    return {"id": call.settings.user_id}


def _debug_token(call: Call) -> object:
    """What a token is good for (documented), cut to ``fields`` where the caller names some."""
    known = call.settings.access_tokens
    given = call.params.get("input_token")
    facts = {
        "app_id": call.settings.app_id,
        "type": "SYSTEM_USER",
        "is_valid": bool(given) and given not in call.settings.expired_tokens and (not known or given in known),
        "scopes": list(call.settings.scopes),
        "user_id": call.settings.user_id,
    }
    fields = str(call.params.get("fields") or ",".join(facts)).split(",")
    return {"data": {key: value for key, value in facts.items() if key in fields}}


_NODES: Mapping[tuple[str, ...], Callable[[Call], object]] = {
    ("me",): _me,
    ("debug_token",): _debug_token,
    ("dataset_quality",): quality.dataset_quality,
}
