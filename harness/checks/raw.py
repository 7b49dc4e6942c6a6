"""Server events as they stand in the recorded requests, for what an event's decoded form can't hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from harness.case import Case
from mock_meta.event import Event, Request
from mock_meta.wire.body import read_events, read_form

_CALL = re.compile(r"/(?:(v\d+\.\d+)/)?[^/]+/events")


def graph_calls(case: Case) -> list[Request]:
    """The calls by which the server has sent events, in order of receipt."""
    return [request for request in case.ledger.requests if _CALL.fullmatch(_path(request))]


def version_of(request: Request) -> str:
    """The API version that a call names, or an empty text."""
    found = _CALL.fullmatch(_path(request))
    return found[1] or "" if found else ""


def header(request: Request, name: str) -> str:
    """A header of a request; empty if it has none of this name, in small letters."""
    return next((value for key, value in request.headers if key.lower() == name), "")


def items(request: Request) -> list[Any]:
    """The items of the parameter ``data``, right or wrong."""
    query = request.url.partition("?")[2]
    form = read_form(query, header(request, "content-type"), request.body)
    return read_events(form.params.get("data"))[0]


def as_sent(case: Case, event: Event) -> Mapping[str, Any]:
    """The JSON object that an event was read from; empty where the ledger does not hold its request."""
    request = next((request for request in case.ledger.requests if request.seq == event.request), None)
    place = event.key.partition(".")[2]
    sent = items(request) if request is not None else []
    item = sent[int(place)] if place.isdigit() and int(place) < len(sent) else None
    return item if isinstance(item, dict) else {}


def _path(request: Request) -> str:
    return request.url.partition("?")[0]
