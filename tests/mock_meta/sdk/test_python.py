"""The official Python SDK against the mock, each of its ways of sending: what it sends lands complete.

It is unmodified, apart from the address of the Graph API.
"""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest
from facebook_business.adobjects.adspixel import AdsPixel
from facebook_business.adobjects.serverside.batch_processor import BatchProcessor
from facebook_business.adobjects.serverside.event import Event as SdkEvent
from facebook_business.adobjects.serverside.event_request import EventRequest
from facebook_business.adobjects.serverside.event_request_async import EventRequestAsync
from facebook_business.api import FacebookAdsApi
from facebook_business.session import FacebookSession

from mock_meta.server import MockMeta
from tests.mock_meta.sdk.cases import PIXEL, SECRET, TOKEN
from tests.mock_meta.sdk.purchase import FULL, assert_complete
from tests.mock_meta.sdk.python_sdk import JsonClient, event_of, sdk_at

pytestmark = pytest.mark.usefixtures("sdk")


def sdk_event(**changes: Any) -> SdkEvent:
    """The full purchase as the SDK's own objects."""
    return event_of({"event_time": int(time.time()), **FULL, **changes})


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
    for event in (sdk_event(), sdk_event(user_data={})):
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
