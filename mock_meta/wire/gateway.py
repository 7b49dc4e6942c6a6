"""Decode the copy of an event that the pixel sends to the advertiser's own Conversions API Gateway.

The gateway passes it on to Meta, so that it counts as an event of the server's (documented). Its form was measured
with fbevents 2.9.252.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mock_meta.event import Answer, Channel, Event
from mock_meta.wire.body import UNREADABLE, read_json

_COOKIES = ("fbp", "fbc")


def decode_copy(body: bytes, received_at: float, answer: Answer) -> Event | None:
    """The event in a copy; None if it holds none that can be read. The copy bears no time of its own."""
    copy = read_json(body.decode("utf-8", "replace"))
    if copy is UNREADABLE or not isinstance(copy, Mapping):
        return None
    page = _mapping(copy, "website_context")
    user_data = _mapping(copy, "fb.advanced_matching")
    user_data |= {name: copy[f"fb.{name}"] for name in _COOKIES if copy.get(f"fb.{name}")}
    return Event(
        channel=Channel.SERVER,
        pixel_id=_text(copy.get("fb.pixel_id")) or "",
        name=_text(copy.get("event_name")) or "",
        event_id=_text(copy.get("event_id")),
        received_at=received_at,
        custom_data=_mapping(copy, "custom_data"),
        user_data=user_data,
        source_url=_text(page.get("location")),
        action_source="website",
        transport="gateway",
        answer=answer,
    )


def _mapping(copy: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = copy.get(name)
    return dict(value) if isinstance(value, Mapping) else {}


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int) else None
