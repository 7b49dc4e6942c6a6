"""Answers as the Graph API writes them: status, headers, and a body in PHP's JSON."""

from __future__ import annotations

import base64
from typing import Any

import msgspec

from mock_meta.event import Answer, GraphError
from mock_meta.wire import access, php_json
from mock_meta.wire.errors import Refusal
from mock_meta.wire.outcome import Call

ACCEPTED = 202
_UNCACHED = "private, no-cache, no-store, must-revalidate"


def success(call: Call, value: Any, status: int = 200) -> Answer:
    """A 200, or another good status, with the value as its body."""
    return _success(call, php_json.encode(value), status)


def _success(call: Call, body: bytes, status: int) -> Answer:
    served = access.upgraded(call)
    headers = _headers(call.trace, served or call.version, _UNCACHED)
    if served:
        said = f"The call has been auto-upgraded to {served} as {call.version} has been deprecated"
        headers += (("x-ad-api-version-warning", said),)
    return Answer(status=status, headers=headers, body=body)


def received(call: Call, count: int) -> Answer:
    """The answer to accepted events (captured). What ``messages`` may hold is unknown; SDKs break without it.

    A Conversions API Gateway answers 202, which the official SDKs demand (read in their source); its body is inferred.
    """
    return _success(call, _received(call.trace, count), ACCEPTED if call.is_gateway else 200)


def all_received(version: str, trace: str, count: int) -> Answer:
    """The same answer, for a version that does not end."""
    return Answer(status=200, headers=_headers(trace, version, _UNCACHED), body=_received(trace, count))


def _received(trace: str, count: int) -> bytes:
    # Put together by hand, since nearly every answer is this one; a trace has nothing that JSON would escape.
    return f'{{"events_received":{count},"messages":[],"fbtrace_id":"{_trace_id(trace)}"}}'.encode()


def refuse(call: Call, refusal: Refusal) -> Answer:
    """The error answer to a call."""
    return error_answer(refusal, trace=call.trace, version=call.version)


def error_answer(refusal: Refusal, *, trace: str, version: str = "v26.0") -> Answer:
    """An error answer, with the ``www-authenticate`` header that goes with type OAuthException (captured).

    ``trace`` is 22 characters of ``[A-Za-z0-9_-]``.
    """
    headers = _headers(trace, version, "no-store")
    if refusal.error.type == "OAuthException":
        headers += (("www-authenticate", _challenge(refusal.error)),)
    error = {**msgspec.to_builtins(refusal.error), "fbtrace_id": _trace_id(trace)}
    return Answer(status=refusal.status, headers=headers, body=php_json.encode({"error": error}), error=refusal.error)


def _trace_id(trace: str) -> str:
    """The ``fbtrace_id``: ``A`` and 22 more characters (captured)."""
    return "A" + trace


def _challenge(error: GraphError) -> str:
    reason = "invalid_token" if error.code == 190 else "invalid_request"
    # The message may repeat what a client sent, and a header must stay one line of ASCII.
    message = "".join(char for char in error.message if " " <= char <= "~" and char != '"')
    return f'OAuth "Facebook Platform" "{reason}" "{message}"'


def _headers(trace: str, version: str, cache_control: str) -> tuple[tuple[str, str], ...]:
    """The headers of recorded Graph answers.

    Two are left out: ``alt-svc`` would send a client to a port on which nothing listens, and ``date`` is the server's.
    """
    return (
        ("content-type", "application/json; charset=UTF-8"),
        ("facebook-api-version", version),
        ("x-fb-rev", "1031000000"),
        ("x-fb-trace-id", trace[:11]),
        ("x-fb-request-id", _trace_id(trace)),
        ("x-fb-debug", base64.b64encode((trace * 3)[:64].encode()).decode()),
        ("x-app-usage", '{"call_count":0,"total_cputime":0,"total_time":0}'),
        ("access-control-allow-origin", "*"),
        ("cache-control", cache_control),
        ("pragma", "no-cache"),
        ("expires", "Sat, 01 Jan 2000 00:00:00 GMT"),
        ("strict-transport-security", "max-age=15552000; preload"),
        ("vary", "Accept-Encoding"),
    )
