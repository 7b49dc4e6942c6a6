"""What an answer of Meta's says about a call: on which ground it was refused, and what is likely behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from mock_meta.event import Answer, Event
from mock_meta.normalize.cookies import flaw
from mock_meta.wire.user_data import values


class Ground(StrEnum):
    """Why Meta does not take a call."""

    ACCESS = "access"
    """The caller: token, permission, pixel, version."""
    MOMENT = "moment"
    """The hour: an outage, a limit, a connection that broke."""
    CONTENT = "content"
    """What the call holds."""


_TOKEN = re.compile(r"EAA\w+")
_MOMENT = {1, 2, 4, 17, 32, 341, 613, 21009}
_ACCESS = {10, 102, 104, 190, 803, 2500, 2635}
_PERMISSIONS = range(200, 300)
_LIMITS = range(80000, 80100)
_MISSING_OBJECT = 33
_EXPIRED = 463
_TOO_MANY = 429
_SERVER_ERRORS = 500

_CONTENT_CAUSES: Mapping[int, str] = {
    2804003: "the event is more than a week old",
    2804008: "contents is not a list of objects",
    2804009: "the value is missing",
    2804010: "the currency is missing",
    2804016: "customer information goes out unhashed",
    2804019: "a field has another type than Meta takes, or is missing",
    2804050: "the customer information is too little to find anybody by",
}


def ground_of(answer: Answer) -> Ground:
    """The ground of a refusal, by its code (documented) or, without one, by its status."""
    error = answer.error
    if error is None:
        moment = answer.status in (0, _TOO_MANY) or answer.status >= _SERVER_ERRORS
        return Ground.MOMENT if moment else Ground.CONTENT
    if error.code in _ACCESS or error.code in _PERMISSIONS or error.error_subcode == _MISSING_OBJECT:
        return Ground.ACCESS
    if error.code in _MOMENT or error.code in _LIMITS or error.is_transient:
        return Ground.MOMENT
    # Invalid parameters come with a subcode; without one it is the proof of the app's secret, or a permission.
    return Ground.ACCESS if "appsecret" in error.message or "Permission" in error.message else Ground.CONTENT


def said(answer: Answer) -> str:
    """The answer in Meta's words, with its code, or by its status; an access token that it repeats is left out."""
    words = str(answer.error) if answer.error is not None else f"HTTP status {answer.status}"
    return _TOKEN.sub("EAA...", words).rstrip(".")


def cause_of(event: Event) -> str:
    """What is likely behind the refusal of an event."""
    error = event.answer.error
    if error is None:
        return "something between the sender and Meta answered in its place"
    if error.error_subcode == _MISSING_OBJECT:
        return "the pixel's id does not exist, or the token has no right to it"
    if error.code in _ACCESS or error.code in _PERMISSIONS:
        return _access_cause(error.code, error.error_subcode)
    if broken := broken_cookie(event):
        return f"one malformed optional field ({broken}) costs the whole event"
    known = _CONTENT_CAUSES.get(error.error_subcode or 0, "the event lacks what Meta asks for")
    return f"{known}: {error.error_user_msg}".rstrip(".") if error.error_user_msg else known


def broken_cookie(event: Event) -> str:
    """The cookie of a refused event that is malformed, where Meta's answer names nothing else; empty if none is."""
    error = event.answer.error
    if error is None or error.error_subcode in _CONTENT_CAUSES:
        return ""
    cookies = ((key, value) for key in ("fbc", "fbp") for value in values(event.user_data.get(key)))
    return next((key for key, value in cookies if flaw(value)), "")


def _access_cause(code: int, subcode: int | None) -> str:
    if code == 190:
        ended = "has expired" if subcode == _EXPIRED else "is no longer valid: revoked, cut off, or another app's"
        return f"the access token {ended}"
    if code == 104:
        return "no access token is sent"
    if code == 2635:
        return "the API version that the sender calls is retired"
    if code in (803, 2500):
        return "the call goes to an address that Meta does not have"
    return "the token lacks the permission to send events for this pixel"
