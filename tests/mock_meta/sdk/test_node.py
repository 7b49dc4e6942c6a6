"""The official Node SDK against the mock, each of its ways of sending: success, each captured error, no retry.

It is unmodified: the address of the Graph API is a property that it reads at each call, or the proxy's matter.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mock_meta.faults import faults
from mock_meta.server import MetaSettings, MockMeta
from tests.mock_meta.sdk.bad_answers import FIRST_BATCH_TIMES_OUT
from tests.mock_meta.sdk.cases import DESERVED, KNOWN, SECRET, Case, assert_error, model
from tests.mock_meta.sdk.driver import Driver
from tests.mock_meta.sdk.purchase import FULL, assert_complete

HERE = Path(__file__).parent
UNTOLD = {"no_token": "the SDK throws before it sends anything"}
DESERVED_HERE = [name for name in DESERVED if name not in UNTOLD]


def job(call: str = "model", fields: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A call with a valid event, or with these fields."""
    return {**Case(fields=fields or model()).job(int(time.time())), "call": call, **more}


def events(*fields: dict[str, Any]) -> list[dict[str, Any]]:
    """Events with the present time."""
    return [{"event_time": int(time.time()), **one} for one in fields]


async def test_event_request(meta: MockMeta, node: Driver) -> None:
    """Its answer is the SDK's object, its event lands complete; the token is sent twice, and nulls beside it."""
    told = await node.call(meta, job(fields=FULL, test_event_code="TEST123"))
    assert (told["result"]["events_received"], told["result"]["messages"]) == (1, [])
    assert len(told["result"]["fbtrace_id"]) == 23
    (event,) = meta.journal.events()
    assert_complete(event, currency="EUR")
    assert event.test_event_code == "TEST123"
    (sent,) = meta.journal.requests()
    body = json.loads(sent.body)
    assert sent.url.endswith("?access_token=" + body["access_token"])
    assert {name for name, value in body.items() if value is None} == {
        "namespace_id",
        "partner_agent",
        "upload_id",
        "upload_source",
        "upload_tag",
    }


async def test_event_request_with_an_app_secret(tmp_path: Path, node: Driver) -> None:
    """The SDK's proof is the one that an app which demands it expects."""
    settings = MetaSettings(graph=DESERVED["appsecret_missing"].graph)
    async with MockMeta(tmp_path / "secretive.db", settings=settings) as meta:
        told = await node.call(meta, job(fields=FULL, secret=SECRET))
        assert told["result"]["events_received"] == 1


async def test_http_service(meta: MockMeta, node: Driver) -> None:
    """A sender of the site's own: the SDK tells it where to and what, and gives its answer back untouched."""
    told = await node.call(meta, job("http_service", FULL))
    assert (told["result"]["status"], told["result"]["body"]["events_received"]) == (200, 1)
    assert_complete(meta.journal.events()[0], currency="EUR")


async def test_batch_processor(meta: MockMeta, node: Driver) -> None:
    """Five events in requests of two, as the SDK splits them."""
    told = await node.call(meta, job("processor", events=events(*[FULL] * 5), batch_size=2, concurrent=2))
    assert told == {"result": None}
    assert len(meta.journal.requests()) == 3
    heard = meta.journal.events()
    assert len(heard) == 5
    for event in heard:
        assert_complete(event, currency="EUR")


async def test_graph_batch(meta: MockMeta, node: Driver) -> None:
    """Two calls in one batch: each has its own answer, request and event, and the bad one sinks itself only."""
    told = await node.call(meta, job("batch", events=events(model(), model(user_data={}))))
    assert [answer["events_received"] for answer in told["result"]["answers"]] == [1]
    (error,) = told["result"]["errors"]
    assert_error(error["response"]["error"], error["status"], "insufficient_user_data")
    assert [event.accepted for event in meta.journal.events()] == [True, False]
    assert len(meta.journal.requests()) == 3


async def test_a_thousand_events_at_once(meta: MockMeta, node: Driver) -> None:
    """The documented limit, in one request."""
    told = await node.call(meta, job(events=events(*[FULL] * 1000)))
    assert told["result"]["events_received"] == 1000
    assert len(meta.journal.events()) == 1000


async def test_through_the_proxy_nothing_in_the_code_changes(
    meta: MockMeta, tmp_path: Path, node_modules: Path
) -> None:
    """Two environment variables bring the SDK here: it calls graph.facebook.com itself, over TLS."""
    env = {
        "NODE_PATH": str(node_modules),
        "HTTPS_PROXY": f"http://127.0.0.1:{meta.proxy_port}",
        "NODE_EXTRA_CA_CERTS": str(meta.certificates.write_authority(tmp_path / "ca.pem")),
    }
    with Driver(["node", HERE / "node/driver.js"], env) as node:
        told = await node.call(meta, job(fields=FULL, graph=""))
    assert told["result"]["events_received"] == 1
    (sent,) = meta.journal.requests()
    assert dict(sent.headers)["Host"] == "graph.facebook.com"


@pytest.mark.parametrize("name", DESERVED_HERE)
async def test_a_captured_error_that_is_deserved(tmp_path: Path, node: Driver, name: str) -> None:
    """A call that deserves it is rejected with FacebookRequestError: Meta's status, and the whole error object."""
    case = DESERVED[name]
    async with MockMeta(tmp_path / "journal.db", settings=MetaSettings(graph=case.graph)) as meta:
        told = await node.call(meta, case.job(int(time.time())))
        error = told["error"]
        assert error["name"] == "FacebookRequestError"
        assert error["message"] == KNOWN[name]["error"]["message"]
        assert_error(error["response"], error["status"], name)
        assert len(meta.journal.requests()) == 1


async def test_every_known_error_can_be_forced(meta: MockMeta, node: Driver) -> None:
    """Captured or not: what can't be deserved reaches the SDK through a fault, for a request that is sound."""
    for name, known in KNOWN.items():
        meta.arm(faults()["graph_refuses"], {"refusal": name})
        error = (await node.call(meta, job()))["error"]
        assert (error["status"], error["response"]["code"]) == (known["status"], known["error"]["code"]), name
        assert error["response"].get("error_subcode") == known["error"].get("error_subcode"), name
        if name not in DESERVED:
            assert_error(error["response"], error["status"], name)
    assert len(meta.journal.requests()) == len(KNOWN) == 36


async def test_a_request_without_a_token_is_never_sent(meta: MockMeta, node: Driver) -> None:
    """The one captured error that this SDK can't bring about."""
    told = await node.call(meta, DESERVED["no_token"].job(int(time.time())))
    assert told["error"]["message"] == "Access token required"
    assert meta.journal.requests() == ()


WAYS: dict[str, Callable[[], dict[str, Any]]] = {
    "model": job,
    "http_service": lambda: job("http_service"),
    "batch": lambda: job("batch", events=events(model())),
    "processor": lambda: job("processor", events=events(model()), batch_size=1, concurrent=1),
}
ways = pytest.mark.parametrize("way", WAYS)


@ways
@pytest.mark.parametrize("fault", ["graph_down", "throttled", "graph_refuses", "graph_reset"])
async def test_no_way_of_sending_is_tried_again(meta: MockMeta, node: Driver, way: str, fault: str) -> None:
    """Whether the error is transient, a limit, a refusal or a broken connection: one call is one request."""
    meta.arm(faults()[fault])
    await node.call(meta, WAYS[way]())
    assert len(meta.journal.requests()) == 1
    assert not any(event.accepted for event in meta.journal.events())


@ways
async def test_a_service_that_fails_twice_has_the_event_at_the_third_call(
    meta: MockMeta, node: Driver, way: str
) -> None:
    """It takes three calls of the site's own: nothing between them is the SDK's doing."""
    meta.arm(faults()["graph_fails_twice_then_recovers"])
    for calls in (1, 2, 3):
        await node.call(meta, WAYS[way]())
        assert len([one for one in meta.journal.requests() if one.part_of is None]) == calls
    assert [event.accepted for event in meta.journal.events()] == [False, False, True]


async def test_a_limit_says_when_to_come_back(meta: MockMeta, node: Driver) -> None:
    """The headers reach the error object: for how many minutes calls are refused."""
    meta.arm(faults()["throttled"], {"regain_minutes": 7})
    error = (await node.call(meta, job()))["error"]
    ((usage,),) = json.loads(error["usage"]).values()
    assert (error["response"]["code"], usage["estimated_time_to_regain_access"]) == (80004, 7)


async def test_an_operation_without_an_answer_is_left_for_the_site_to_repeat(meta: MockMeta, node: Driver) -> None:
    """`execute` gives a new batch with what is left over, which the site must execute itself."""
    meta.arm(FIRST_BATCH_TIMES_OUT)
    told = await node.call(meta, job("batch", events=events(model())))
    assert told["result"]["left"] == [1, 0]
    assert [answer["events_received"] for answer in told["result"]["answers"]] == [1]
