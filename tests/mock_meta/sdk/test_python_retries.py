"""Which calls the official Python SDK makes again by itself: none. Seen in the journal, call by call.

Whoever sends with it must keep what failed and send it again, under the same event ids.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
import requests
from facebook_business.adobjects.adspixel import AdsPixel
from facebook_business.adobjects.serverside.batch_processor import BatchProcessor
from facebook_business.adobjects.serverside.event import Event as SdkEvent
from facebook_business.adobjects.serverside.event_request import EventRequest
from facebook_business.adobjects.serverside.event_request_async import EventRequestAsync
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError

from mock_meta.faults import faults
from mock_meta.server import MockMeta
from tests.mock_meta.sdk.bad_answers import FIRST_BATCH_TIMES_OUT
from tests.mock_meta.sdk.cases import PIXEL, TOKEN, model
from tests.mock_meta.sdk.python_sdk import JsonClient, event_of, sdk_at

pytestmark = pytest.mark.usefixtures("sdk")


def event(number: int = 1) -> SdkEvent:
    """A valid event of the SDK's."""
    return event_of({**model(event_id=f"lead-{number}"), "event_time": int(time.time())})


async def synchronous() -> Any:
    return await asyncio.to_thread(EventRequest(pixel_id=PIXEL, events=[event()]).execute)


async def asynchronous() -> Any:
    return await EventRequestAsync(pixel_id=PIXEL, events=[event()]).execute()


async def batch() -> Any:
    whole = FacebookAdsApi.get_default_api().new_batch()
    AdsPixel(PIXEL).create_event(params={"data": [json.dumps(event().normalize())]}, batch=whole)
    return await asyncio.to_thread(whole.execute)


async def batch_processor() -> Any:
    to_clone = EventRequestAsync(pixel_id=PIXEL, events=[])
    return await asyncio.to_thread(BatchProcessor(batch_size=1).process_events, to_clone, [event()])


async def http_client() -> Any:
    asked = EventRequest(pixel_id=PIXEL, events=[event()], http_client=JsonClient(), access_token=TOKEN)
    return await asyncio.to_thread(asked.execute)


Way = Callable[[], Awaitable[Any]]
WAYS: tuple[Way, ...] = (synchronous, asynchronous, batch, batch_processor, http_client)
ways = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)


async def tried(way: Way) -> Any:
    """What a call gave, or what it raised."""
    try:
        return await way()
    except (FacebookRequestError, KeyError, OSError, aiohttp.ClientError) as error:
        return error


@ways
@pytest.mark.parametrize("fault", ["graph_down", "throttled", "graph_refuses", "graph_reset"])
async def test_no_way_of_sending_is_tried_again(meta: MockMeta, way: Way, fault: str) -> None:
    """Whether the error is transient, a limit, a refusal or a broken connection: one call is one request."""
    meta.arm(faults()[fault])
    await tried(way)
    assert len(meta.journal.requests()) == 1
    assert not any(one.accepted for one in meta.journal.events())


@ways
async def test_a_service_that_fails_twice_has_the_event_at_the_third_call(meta: MockMeta, way: Way) -> None:
    """It takes three calls of the site's own: nothing between them is the SDK's doing."""
    meta.arm(faults()["graph_fails_twice_then_recovers"])
    for calls in (1, 2):
        await tried(way)
        assert len([one for one in meta.journal.requests() if one.part_of is None]) == calls
        assert not any(one.accepted for one in meta.journal.events())
    await way()
    heard = meta.journal.events()
    assert [(one.event_id, one.accepted) for one in heard] == [("lead-1", False), ("lead-1", False), ("lead-1", True)]


async def test_a_transient_error_says_so(meta: MockMeta) -> None:
    """Code 2 bears the mark by which a sender can know that sending again helps."""
    meta.arm(faults()["graph_down"])
    error = await tried(synchronous)
    assert (error.http_status(), error.api_error_code(), error.api_transient_error()) == (500, 2, True)


async def test_a_limit_says_when_to_come_back(meta: MockMeta) -> None:
    """The headers reach the exception: how much is used up, and for how many minutes."""
    meta.arm(faults()["throttled"], {"regain_minutes": 7})
    error = await tried(synchronous)
    assert (error.api_error_code(), error.api_error_subcode(), error.api_transient_error()) == (80004, 2446079, True)
    ((usage,),) = json.loads(error.http_headers()["x-business-use-case-usage"]).values()
    assert usage["estimated_time_to_regain_access"] == 7


async def test_an_answer_that_was_lost_and_a_second_try_count_once(meta: MockMeta) -> None:
    """The SDK reports a broken connection though Meta has the event; under the same id the copy folds."""
    meta.arm(faults()["graph_timeout_after_accept"], {"hold_s": 0})
    assert isinstance(await tried(synchronous), requests.exceptions.ConnectionError)
    meta.disarm("graph_timeout_after_accept")
    await synchronous()
    assert [one.accepted for one in meta.journal.events()] == [True, True]
    assert len(meta.counted()) == 1


async def test_the_time_that_a_call_may_take_is_the_sites_to_set(meta: MockMeta) -> None:
    """With a timeout the synchronous call gives up; without one it would wait for as long as Meta is silent."""
    meta.arm(faults()["graph_slow"], {"slow_s": 30})
    with sdk_at(meta, timeout=0.2) as api:
        assert api._session.timeout == 0.2
        assert isinstance(await tried(synchronous), requests.exceptions.ReadTimeout)
    assert FacebookAdsApi.get_default_api()._session.timeout is None
    assert [one.accepted for one in meta.journal.events()] == [True]


async def test_the_one_thing_that_can_be_repeated_is_a_batch_with_unfinished_operations(meta: MockMeta) -> None:
    """For an operation without an answer `execute` returns a new batch, which the site must execute itself."""
    meta.arm(FIRST_BATCH_TIMES_OUT)
    answers: list[Any] = []
    whole = FacebookAdsApi.get_default_api().new_batch()
    AdsPixel(PIXEL).create_event(
        params={"data": [json.dumps(event().normalize())]},
        batch=whole,
        success=lambda response: answers.append(response.json()),
    )
    left = await asyncio.to_thread(whole.execute)
    assert (len(left), answers) == (1, [])
    assert await asyncio.to_thread(left.execute) is None
    assert [answer["events_received"] for answer in answers] == [1]
    assert [one.accepted for one in meta.journal.events()] == [False, True]
