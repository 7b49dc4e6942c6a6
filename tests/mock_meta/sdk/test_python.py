"""The official Python SDK against the mock, each of its ways of sending: what it sends lands complete.

It is unmodified, apart from the address of the Graph API.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from pathlib import Path
from typing import Any

import pytest
from facebook_business.adobjects.adspixel import AdsPixel
from facebook_business.adobjects.serverside.action_source import ActionSource
from facebook_business.adobjects.serverside.batch_processor import BatchProcessor
from facebook_business.adobjects.serverside.content import Content
from facebook_business.adobjects.serverside.custom_data import CustomData
from facebook_business.adobjects.serverside.delivery_category import DeliveryCategory
from facebook_business.adobjects.serverside.event import Event as SdkEvent
from facebook_business.adobjects.serverside.event_request import EventRequest
from facebook_business.adobjects.serverside.event_request_async import EventRequestAsync
from facebook_business.adobjects.serverside.user_data import UserData
from facebook_business.api import FacebookAdsApi
from facebook_business.session import FacebookSession

from mock_meta.event import Channel, Event
from mock_meta.server import MockMeta
from tests.mock_meta.sdk.cases import PIXEL, SECRET, TOKEN
from tests.mock_meta.sdk.python_sdk import JsonClient, sdk_at

pytestmark = pytest.mark.usefixtures("sdk")


def sha256(text: str) -> str:
    """What a hashed key holds."""
    return hashlib.sha256(text.encode()).hexdigest()


def sdk_event(**changes: Any) -> SdkEvent:
    """A full purchase as a shop's backend builds it."""
    fields: dict[str, Any] = {
        "event_name": "Purchase",
        "event_time": int(time.time()),
        "event_id": "order_42",
        "event_source_url": "https://shop.example/thank-you?order=42&x=%20",
        "action_source": ActionSource.WEBSITE,
        "user_data": user(),
        "custom_data": CustomData(
            value=123.45,
            currency="EUR",
            content_name="Höhe 日本",
            content_ids=["sku-1"],
            contents=[
                Content(
                    product_id="sku-1",
                    quantity=1,
                    item_price=99.9,
                    delivery_category=DeliveryCategory.HOME_DELIVERY,
                )
            ],
            order_id="42",
            custom_properties={"gift": "a & b=c+d"},
        ),
        "data_processing_options": ["LDU"],
        "data_processing_options_country": 1,
        "data_processing_options_state": 1000,
    }
    return SdkEvent(**{**fields, **changes})


def user(**changes: Any) -> UserData:
    """A customer with an address to hash and a browser."""
    fields: dict[str, Any] = {
        "email": " John_Smith@gmail.com ",
        "phone": "+1 (650) 555-1212",
        "external_id": "user-42",
        "client_ip_address": "203.0.113.7",
        "client_user_agent": "Mozilla/5.0 (X11)",
        "fbc": "fb.1.1554763741205.AbCd",
        "fbp": "fb.1.1558571054389.1098115397",
    }
    return UserData(**{**fields, **changes})


def assert_complete(event: Event) -> None:
    """The event is the one of `sdk_event`, with nothing lost on the wire."""
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
    # The SDK itself sends the currency in lower case.
    assert event.custom_data == {
        "value": 123.45,
        "currency": "eur",
        "content_name": "Höhe 日本",
        "content_ids": ["sku-1"],
        "contents": [{"id": "sku-1", "quantity": 1, "item_price": 99.9, "delivery_category": "home_delivery"}],
        "order_id": "42",
        "gift": "a & b=c+d",
    }


def request(*events: SdkEvent, **options: Any) -> EventRequest:
    """The SDK's synchronous request."""
    return EventRequest(pixel_id=PIXEL, events=list(events), **options)


async def test_event_request(meta: MockMeta) -> None:
    """A synchronous request: its answer is the SDK's object, its event lands complete."""
    asked = request(sdk_event(), test_event_code="TEST123", partner_agent="myagent")
    response = await asyncio.to_thread(asked.execute)
    assert (response.events_received, response.messages) == (1, [])
    assert len(response.fbtrace_id) == 23
    (event,) = meta.journal.events()
    assert_complete(event)
    assert event.test_event_code == "TEST123"


async def test_event_request_async(meta: MockMeta) -> None:
    """The aiohttp path, which encodes the same event in another way."""
    response = await EventRequestAsync(pixel_id=PIXEL, events=[sdk_event(), sdk_event()]).execute()
    assert (response.events_received, response.messages) == (2, [])
    events = meta.journal.events()
    assert len(events) == 2
    for event in events:
        assert_complete(event)


async def test_both_paths_with_an_app_secret(meta: MockMeta) -> None:
    """The proof, in the query or in the body, disturbs nothing."""
    with sdk_at(meta, secret=SECRET):
        await asyncio.to_thread(request(sdk_event()).execute)
        await EventRequestAsync(pixel_id=PIXEL, events=[sdk_event()]).execute()
    sent = [recorded.url.encode() + recorded.body for recorded in meta.journal.requests()]
    assert [b"appsecret_proof=" in one for one in sent] == [True, True]
    for event in meta.journal.events():
        assert_complete(event)


async def test_graph_batch(meta: MockMeta) -> None:
    """Two calls in one batch: each has its own answer, request and event, and the bad one sinks itself only."""
    api = FacebookAdsApi.get_default_api()
    batch, answers, errors = api.new_batch(), [], []
    for event in (sdk_event(), sdk_event(user_data=UserData())):
        AdsPixel(PIXEL).create_event(
            params={"data": [json.dumps(event.normalize())]},
            batch=batch,
            success=lambda response: answers.append(response.json()),
            failure=lambda response: errors.append(response.error()),
        )
    assert await asyncio.to_thread(batch.execute) is None
    assert [answer["events_received"] for answer in answers] == [1]
    assert [(error.api_error_code(), error.api_error_subcode()) for error in errors] == [(100, 2804050)]
    whole, *parts = meta.journal.requests()
    assert [part.part_of for part in parts] == [whole.seq, whole.seq]
    good, bad = meta.journal.events()
    assert_complete(good)
    assert (bad.accepted, bad.event_id) == (False, "order_42")


async def test_batch_processor(meta: MockMeta) -> None:
    """Five events in requests of two, as the SDK splits them."""
    events = [sdk_event(event_id=f"order_{number}") for number in range(5)]
    processor = BatchProcessor(batch_size=2, concurrent_requests=2)
    await asyncio.to_thread(processor.process_events, EventRequestAsync(pixel_id=PIXEL, events=[]), events)
    assert len(meta.journal.requests()) == 3
    heard = meta.journal.events()
    assert [event.event_id for event in heard] == [f"order_{number}" for number in range(5)]
    assert all(event.accepted for event in heard)


async def test_batch_processor_with_ready_requests(meta: MockMeta) -> None:
    """The other form: requests that were made before, each with its own test code."""
    requests = [
        EventRequestAsync(pixel_id=PIXEL, events=[sdk_event()], test_event_code=f"TEST{number}") for number in range(3)
    ]
    await asyncio.to_thread(BatchProcessor(concurrent_requests=2).process_event_requests, requests)
    assert [event.test_event_code for event in meta.journal.events()] == ["TEST0", "TEST1", "TEST2"]


@pytest.mark.parametrize("secret", [None, SECRET])
async def test_http_client(meta: MockMeta, secret: str | None) -> None:
    """A sender of the site's own: the SDK tells it where to and what, and gives its answer back untouched."""
    client = JsonClient()
    asked = request(sdk_event(), http_client=client, access_token=TOKEN, appsecret=secret)
    status, told = await asyncio.to_thread(asked.execute)
    assert (status, told["events_received"], told["messages"]) == (200, 1, [])
    ((method, url, options),) = client.asked
    assert (method, url) == ("POST", f"{FacebookSession.GRAPH}/{FacebookAdsApi.API_VERSION}/{PIXEL}/events")
    assert options.ca_bundle_path.endswith("fb_ca_chain_bundle.crt")
    (event,) = meta.journal.events()
    assert_complete(event)
    (sent,) = meta.journal.requests()
    assert (b"appsecret_proof" in sent.body) is (secret is not None)


async def test_through_the_proxy_nothing_in_the_code_changes(
    meta: MockMeta, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two environment variables bring the synchronous SDK here: it calls graph.facebook.com itself, over TLS."""
    monkeypatch.setattr(FacebookSession, "GRAPH", "https://graph.facebook.com")
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{meta.proxy_port}")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(meta.certificates.write_authority(tmp_path / "ca.pem")))
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("https_proxy", raising=False)
    response = await asyncio.to_thread(request(sdk_event()).execute)
    assert response.events_received == 1
    (sent,) = meta.journal.requests()
    assert dict(sent.headers)["Host"] == "graph.facebook.com"
    assert_complete(meta.journal.events()[0])


async def test_a_thousand_events_at_once(meta: MockMeta) -> None:
    """The documented limit, some megabytes on the wire."""
    events = [sdk_event(event_id=f"order_{number}") for number in range(1000)]
    response = await asyncio.to_thread(request(*events).execute)
    assert response.events_received == 1000
    assert len({event.event_id for event in meta.journal.events()}) == 1000
    assert len(meta.journal.requests()[0].body) > 2**20
