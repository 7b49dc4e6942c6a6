"""The usual call, answered the short way: ordinary events as JSON, for a stand-in whose settings demand nothing.

Most calls are usual, and what one costs decides how large a test may be. For whatever is not, there is
`mock_meta.wire.graph`; a property holds that both give the same answer.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from mock_meta.event import Answer, Request
from mock_meta.schemas import is_ordinary_request
from mock_meta.wire import answer, rules
from mock_meta.wire.body import UNREADABLE, decoded
from mock_meta.wire.outcome import GraphSettings

_NAMES = frozenset({"Content-Type", "content-type"})
_JSON = frozenset({"application/json", "application/json; charset=utf-8", "application/json;charset=utf-8"})
_EDGE = re.compile(r"/(v\d+\.\d+)/\d+/events", re.ASCII)


def is_undemanding(settings: GraphSettings) -> bool:
    """Whether any pixel exists, any token holds, nothing is signed, and no version ends."""
    tokens = (*settings.access_tokens, *settings.expired_tokens)
    return not (settings.pixel_ids or tokens or settings.app_secret or settings.sunsets)


def usual_answer(request: Request, settings: GraphSettings, trace: str) -> Answer | None:
    """The answer to a usual call, all of whose events are accepted; None if it has to be looked at more closely.

    ``settings`` are undemanding. ``trace`` is 22 characters of ``[A-Za-z0-9_-]``.
    """
    if request.method != "POST" or request.body[:1] != b"{" or not _is_json(request.headers):
        return None
    version = _version(request.url)
    if version is None:
        return None
    value: Any = decoded(request.body)
    if value is UNREADABLE or not is_ordinary_request(value):
        return None
    events = value["data"]
    if len(events) > settings.max_events or not rules.are_timely(events, request.received_at, settings):
        return None
    return answer.all_received(version, trace, len(events))


def _is_json(headers: tuple[tuple[str, str], ...]) -> bool:
    """Whether the type is JSON, said once and in a usual way."""
    given = [value for name, value in headers if name in _NAMES]
    return len(given) == 1 and given[0] in _JSON


@lru_cache(maxsize=256)
def _version(url: str) -> str | None:
    found = _EDGE.fullmatch(url)
    return found[1] if found else None
