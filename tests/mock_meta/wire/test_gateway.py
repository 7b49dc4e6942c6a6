"""The copy of an event for the advertiser's own gateway."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mock_meta.event import Channel, Event
from mock_meta.wire.gateway import decode_copy
from tests.mock_meta.factories import NOW, OK, PIXEL

COPY = {
    "event_name": "Purchase",
    "event_id": "order-1",
    "fb.pixel_id": PIXEL,
    "fb.fbp": "fb.1.2.3",
    "fb.advanced_matching": {"em": "a" * 64},
    "custom_data": {"value": 30.5, "currency": "EUR"},
    "website_context": {"location": "https://shop.example/thanks", "referrer": "", "isInIFrame": False},
    "unheard_of": [1],
}


def decode(value: Any) -> Event | None:
    return decode_copy(json.dumps(value).encode(), NOW, OK)


def test_a_copy_is_an_event_of_the_server_s() -> None:
    """The gateway hands it on by the Conversions API, under the id of the browser's copy."""
    assert decode(COPY) == Event(
        channel=Channel.SERVER,
        pixel_id=PIXEL,
        name="Purchase",
        event_id="order-1",
        received_at=NOW,
        custom_data={"value": 30.5, "currency": "EUR"},
        user_data={"em": "a" * 64, "fbp": "fb.1.2.3"},
        source_url="https://shop.example/thanks",
        action_source="website",
        transport="gateway",
        answer=OK,
    )


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"1"])
def test_what_is_no_copy_is_no_event(body: bytes) -> None:
    """It stays in the record of requests, and is no error."""
    assert decode_copy(body, NOW, OK) is None


def test_parts_of_another_form_are_left_out() -> None:
    """A copy with nothing in its place is an event without a name."""
    odd = decode({"event_name": ["x"], "event_id": 7, "custom_data": 1, "website_context": [], "fb.fbp": None})
    assert odd is not None
    assert (odd.name, odd.event_id, odd.custom_data, odd.user_data, odd.source_url) == ("", "7", {}, {}, None)
