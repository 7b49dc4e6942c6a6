"""The official Python SDK against the mock: unmodified, apart from the address of the Graph API."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
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
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

from mock_meta.event import Channel, Event
from mock_meta.server import MetaSettings, MockMeta
from mock_meta.wire.graph import GraphSettings

PIXEL = "1202835294532393"
TOKEN = "EAAtestTOKEN"


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


@pytest_asyncio.fixture
async def meta(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MockMeta]:
    """A mock that knows one pixel and one token, with the SDK pointed at it."""
    settings = MetaSettings(graph=GraphSettings(pixel_ids=(PIXEL,), access_tokens=(TOKEN,)))
    async with MockMeta(tmp_path / "journal.db", settings=settings) as mock:
        monkeypatch.setattr(FacebookSession, "GRAPH", f"http://127.0.0.1:{mock.http_port}")
        monkeypatch.setattr(FacebookAdsApi, "_default_api", None)
        api = FacebookAdsApi.init(access_token=TOKEN, crash_log=False)
        yield mock
        api._session.requests.close()


def request(*events: SdkEvent, pixel_id: str = PIXEL, **options: Any) -> EventRequest:
    """The SDK's synchronous request."""
    return EventRequest(pixel_id=pixel_id, events=list(events), **options)


async def refused(*events: SdkEvent, pixel_id: str = PIXEL) -> FacebookRequestError:
    """The exception that the SDK raises for events that Meta refuses."""
    with pytest.raises(FacebookRequestError) as caught:
        await asyncio.to_thread(request(*events, pixel_id=pixel_id).execute)
    return caught.value


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
    api = FacebookAdsApi.init(app_secret="s3cret", access_token=TOKEN, crash_log=False)
    await asyncio.to_thread(request(sdk_event()).execute)
    await EventRequestAsync(pixel_id=PIXEL, events=[sdk_event()]).execute()
    api._session.requests.close()
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


async def test_a_thousand_events_at_once(meta: MockMeta) -> None:
    """The documented limit, some megabytes on the wire."""
    events = [sdk_event(event_id=f"order_{number}") for number in range(1000)]
    response = await asyncio.to_thread(request(*events).execute)
    assert response.events_received == 1000
    assert len({event.event_id for event in meta.journal.events()}) == 1000
    assert len(meta.journal.requests()[0].body) > 2**20


@pytest.mark.parametrize(
    ("changes", "subcode"),
    [
        ({"user_data": UserData(client_user_agent="UA")}, 2804050),
        ({"custom_data": CustomData(value=1)}, 2804010),
        ({"custom_data": CustomData(currency="EUR")}, 2804009),
        ({"event_time": 1_500_000_000}, 2804003),
        ({"action_source": None}, 2804019),
    ],
)
async def test_refusals_reach_the_sdk(meta: MockMeta, changes: dict[str, Any], subcode: int) -> None:
    """Each refusal is an exception with Meta's codes; the event is on record beside its error."""
    error = await refused(sdk_event(**changes))
    assert (error.http_status(), error.api_error_code(), error.api_error_subcode()) == (400, 100, subcode)
    assert (error.api_error_type(), error.api_error_message()) == ("OAuthException", "Invalid parameter")
    assert error.api_transient_error() is False
    (event,) = meta.journal.events()
    assert event.answer.error is not None
    assert event.answer.error.error_subcode == subcode


async def test_a_wrong_token(meta: MockMeta) -> None:
    """401 with code 190, and the event isn't lost."""
    api = FacebookAdsApi.init(access_token="garbage", crash_log=False)
    error = await refused(sdk_event())
    api._session.requests.close()
    assert (error.http_status(), error.api_error_code(), error.api_error_subcode()) == (401, 190, None)
    assert [event.accepted for event in meta.journal.events()] == [False]


async def test_a_wrong_pixel(meta: MockMeta) -> None:
    """The object doesn't exist for this token."""
    error = await refused(sdk_event(), pixel_id="77")
    assert (error.http_status(), error.api_error_code(), error.api_error_subcode()) == (400, 100, 33)
    assert error.api_error_type() == "GraphMethodException"
    assert [event.pixel_id for event in meta.journal.events()] == ["77"]


async def test_the_async_path_hides_a_refusal(meta: MockMeta) -> None:
    """A trap of the SDK's: it looks for the success fields and raises KeyError; the journal knows why."""
    with pytest.raises(KeyError, match="fbtrace_id"):
        await EventRequestAsync(pixel_id=PIXEL, events=[sdk_event(user_data=UserData())]).execute()
    (event,) = meta.journal.events()
    assert event.answer.error is not None
    assert event.answer.error.error_subcode == 2804050
