"""The events that a recorded request carried: read from it whenever they are asked for, and stored nowhere else."""

from __future__ import annotations

from urllib.parse import unquote

from mock_meta.event import Answer, Event, Request
from mock_meta.schemas import has_documented_form
from mock_meta.wire.body import inflated
from mock_meta.wire.graph import carried_events
from mock_meta.wire.tr import decode_tr, told_by


def events_of(request: Request) -> tuple[Event, ...]:
    """The events of a request to ``/tr`` or to the Conversions API, without keys; each has the request's answer.

    It is for requests whose events all fared as the answer says.
    """
    if is_pixel_path(path_of(request)):
        return (_pixel_event(request),)
    return carried_events(request)


def path_of(request: Request) -> str:
    """The path that a request asks for, decoded and without its query."""
    path = request.url.partition("?")[0]
    return unquote(path) if "%" in path else path


def is_pixel_path(path: str) -> bool:
    """Whether this is the path to which the pixel sends events."""
    return path.rstrip("/") == "/tr"


def conforms(request: Request) -> bool:
    """Whether the custom data of a pixel's request has the form that Meta documents for the event's name."""
    return has_documented_form(*told_by(request.url, _content_type(request), inflated(request.body)))


def _content_type(request: Request) -> str:
    return next((value for name, value in request.headers if name.lower() == "content-type"), "")


def _pixel_event(request: Request) -> Event:
    return decode_tr(
        request.method,
        request.url,
        _content_type(request),
        inflated(request.body),
        received_at=request.received_at,
        answer=Answer(status=request.answer.status, error=request.answer.error),
    )
