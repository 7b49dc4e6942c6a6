"""Faults of the official Python SDK itself, as they are: a site must work around them, and the mock lets it see them.

Version 26. A test that fails here with a newer one says that Meta has mended it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import subprocess
import sys
import time
from typing import Any

import aiohttp
import pytest
from facebook_business.adobjects.serverside.batch_processor import BatchProcessor
from facebook_business.adobjects.serverside.event import Event as SdkEvent
from facebook_business.adobjects.serverside.event_request import EventRequest
from facebook_business.adobjects.serverside.event_request_async import EventRequestAsync
from facebook_business.exceptions import FacebookRequestError

from mock_meta.faults import Fault, faults
from mock_meta.server import MockMeta
from tests.mock_meta.sdk.bad_answers import BAD_GATEWAY, ERROR_WITH_200, NO_MESSAGES
from tests.mock_meta.sdk.cases import CAPTURED, PIXEL, TOKEN, model
from tests.mock_meta.sdk.python_sdk import JsonClient, event_of, sdk_at

pytestmark = pytest.mark.usefixtures("sdk")

OF_NOTHING = hashlib.sha256(b"").hexdigest()


def event(**changes: Any) -> SdkEvent:
    """A valid event of the SDK's, or one with changes."""
    return event_of({"event_time": int(time.time()), **model(**changes)})


def request(*events: SdkEvent) -> EventRequest:
    return EventRequest(pixel_id=PIXEL, events=list(events))


def request_async(*events: SdkEvent, **options: Any) -> EventRequestAsync:
    return EventRequestAsync(pixel_id=PIXEL, events=list(events), **options)


@pytest.mark.parametrize("name", CAPTURED)
async def test_own_fault_async_raises_key_error_for_every_error_answer(meta: MockMeta, name: str) -> None:
    """It reads the fields of a success from an error, so code and text are lost; the journal has them."""
    meta.arm(faults()["graph_refuses"], {"refusal": name})
    with pytest.raises(KeyError, match="fbtrace_id"):
        await request_async(event()).execute()
    (sent,) = meta.journal.requests()
    assert sent.answer.error is not None
    assert [one.answer.error for one in meta.journal.events()] == [sent.answer.error]


async def test_own_fault_async_hides_what_the_event_lacks(meta: MockMeta) -> None:
    """The same for an event that deserves its error: the site hears of a missing key, the journal of what is wrong."""
    with pytest.raises(KeyError, match="fbtrace_id"):
        await request_async(event(user_data={})).execute()
    (one,) = meta.journal.events()
    assert one.answer.error is not None
    assert one.answer.error.error_subcode == 2804050


async def test_own_fault_batch_processor_gives_up_at_the_first_refusal(meta: MockMeta) -> None:
    """The events behind it are never sent, and the KeyError doesn't say which these are."""
    events = [event(event_id=f"lead-{number}") for number in range(4)]
    events[1] = event(event_id="lead-1", user_data={})
    with pytest.raises(KeyError, match="fbtrace_id"):
        await asyncio.to_thread(BatchProcessor(batch_size=1).process_events, request_async(), events)
    assert [(one.event_id, one.accepted) for one in meta.journal.events()] == [("lead-0", True), ("lead-1", False)]


async def test_own_fault_batch_processor_forgets_the_partner_agent(meta: MockMeta) -> None:
    """It clones the request that it was given, but for this field; the test code is kept."""
    to_clone = request_async(partner_agent="myagent", test_event_code="TEST1")
    await asyncio.to_thread(BatchProcessor().process_events, to_clone, [event()])
    (sent,) = meta.journal.requests()
    assert b"partner_agent" not in sent.body
    assert b"test_event_code=TEST1" in sent.body


async def test_own_fault_async_ignores_the_api_version(meta: MockMeta) -> None:
    """The version given to `init` is the synchronous path's only."""
    with sdk_at(meta, api_version="v25.0"):
        await asyncio.to_thread(request(event()).execute)
        await request_async(event()).execute()
    assert [one.url.split("/")[1] for one in meta.journal.requests()] == ["v25.0", "v26.0"]


@pytest.mark.parametrize(
    ("answer", "raised", "raised_async"),
    [
        pytest.param(ERROR_WITH_200, FacebookRequestError, KeyError, id="an error that says 200"),
        pytest.param(NO_MESSAGES, KeyError, KeyError, id="a success without messages"),
        pytest.param(BAD_GATEWAY, TypeError, aiohttp.ContentTypeError, id="a gateway's HTML"),
    ],
)
async def test_own_fault_odd_answers_raise_odd_errors(
    meta: MockMeta, answer: Fault, raised: type[Exception], raised_async: type[Exception]
) -> None:
    """Only an error object is told as one; a page in HTML breaks the synchronous path with a TypeError."""
    meta.arm(answer)
    with pytest.raises(raised):
        await asyncio.to_thread(request(event()).execute)
    with pytest.raises(raised_async):
        await request_async(event()).execute()


async def test_own_fault_http_client_is_believed(meta: MockMeta) -> None:
    """With a client of the site's own the SDK doesn't look at the answer: an error passes for a success."""
    meta.arm(faults()["graph_down"])
    asked = EventRequest(pixel_id=PIXEL, events=[event()], http_client=JsonClient(), access_token=TOKEN)
    status, told = await asyncio.to_thread(asked.execute)
    assert (status, told["error"]["code"]) == (500, 2)


async def test_own_fault_blank_values_are_hashed(meta: MockMeta) -> None:
    """What nothing is left of becomes the hash of nothing: all such shoppers look the same to Meta."""
    shopper = {"email": "john_smith@gmail.com", "first_name": "  ", "state": "13"}
    await asyncio.to_thread(request(event(user_data=shopper)).execute)
    (one,) = meta.journal.events()
    assert (one.user_data["fn"], one.user_data["st"]) == ([OF_NOTHING], [OF_NOTHING])


async def test_own_fault_a_phone_number_with_dots_stops_the_whole_request(meta: MockMeta) -> None:
    """A ValueError while normalising: the good events of the request aren't sent either."""
    dotted = event(user_data={"email": "john_smith@gmail.com", "phone": "+1.650.555.1212"})
    with pytest.raises(ValueError, match="phone"):
        await asyncio.to_thread(request(event(), dotted).execute)
    assert meta.journal.requests() == ()


CRASHING = f"""
import sys
from facebook_business.session import FacebookSession
FacebookSession.GRAPH = sys.argv[1]
from facebook_business.api import FacebookAdsApi
from facebook_business.adobjects.serverside.event_request import EventRequest
FacebookAdsApi.init(access_token="{TOKEN}")
EventRequest(pixel_id="77", events=[]).execute()
"""


async def test_own_fault_a_crash_is_reported_to_meta_unasked(meta: MockMeta) -> None:
    """Unless `crash_log=False`, an uncaught error of the SDK's posts the site's stack to Meta, for the app "None"."""
    command = (sys.executable, "-c", CRASHING, f"http://127.0.0.1:{meta.http_port}")
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "FacebookRequestError" in done.stderr
    _, report = meta.journal.requests()
    assert report.url.partition("?")[0].endswith("/None/instruments")
    assert b"bizsdk_crash_report" in report.body
    assert TOKEN.encode() not in report.url.encode() + report.body
    assert json.loads(report.answer.body) == {"success": True}
