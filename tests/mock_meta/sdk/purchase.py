"""A full purchase as a shop's backend describes it to an SDK, and the same as the mock must have heard it."""

from __future__ import annotations

import hashlib
from typing import Any

from mock_meta.event import Channel, Event
from tests.mock_meta.sdk.cases import PIXEL

FULL: dict[str, Any] = {
    "event_name": "Purchase",
    "event_id": "order_42",
    "event_source_url": "https://shop.example/thank-you?order=42&x=%20",
    "action_source": "website",
    "user_data": {
        "email": " John_Smith@gmail.com ",
        "phone": "+1 (650) 555-1212",
        "external_id": "user-42",
        "client_ip_address": "203.0.113.7",
        "client_user_agent": "Mozilla/5.0 (X11)",
        "fbc": "fb.1.1554763741205.AbCd",
        "fbp": "fb.1.1558571054389.1098115397",
    },
    "custom_data": {
        "value": 123.45,
        "currency": "EUR",
        "content_name": "Höhe 日本",
        "content_ids": ["sku-1"],
        "contents": [
            {"product_id": "sku-1", "quantity": 1, "item_price": 99.9, "delivery_category": "home_delivery"},
        ],
        "order_id": "42",
        "custom_properties": {"gift": "a & b=c+d"},
    },
    "data_processing_options": ["LDU"],
    "data_processing_options_country": 1,
    "data_processing_options_state": 1000,
}


def sha256(text: str) -> str:
    """What a hashed key holds."""
    return hashlib.sha256(text.encode()).hexdigest()


def assert_complete(event: Event, *, currency: str = "eur") -> None:
    """The event is `FULL`, with nothing lost on the wire; ``currency`` is in the case in which the SDK sends it."""
    assert (event.channel, event.pixel_id, event.name, event.event_id) == (
        Channel.SERVER,
        PIXEL,
        "Purchase",
        "order_42",
    )
    assert event.accepted
    assert event.event_time is not None
    assert abs(event.event_time - event.received_at) < 60
    assert event.source_url == "https://shop.example/thank-you?order=42&x=%20"
    assert (event.action_source, event.data_processing_options) == ("website", ("LDU",))
    assert event.user_data == {
        "em": [sha256("john_smith@gmail.com")],
        "ph": [sha256("16505551212")],
        "external_id": ["user-42"],
        "client_ip_address": "203.0.113.7",
        "client_user_agent": "Mozilla/5.0 (X11)",
        "fbc": "fb.1.1554763741205.AbCd",
        "fbp": "fb.1.1558571054389.1098115397",
    }
    assert event.custom_data == {
        "value": 123.45,
        "currency": currency,
        "content_name": "Höhe 日本",
        "content_ids": ["sku-1"],
        "contents": [{"id": "sku-1", "quantity": 1, "item_price": 99.9, "delivery_category": "home_delivery"}],
        "order_id": "42",
        "gift": "a & b=c+d",
    }
