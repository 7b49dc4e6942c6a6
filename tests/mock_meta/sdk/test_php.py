"""What the official PHP SDK sends, against the mock: by PHP's own curl, and by the SDK where Composer can fetch it.

Without Composer's registry only the first half runs. It sends the same fields in the same encoding as was recorded from
version 25.0.1 (multipart, the token in the body, nulls in the event), and shows that the mock takes and refuses them;
what the SDK makes of an answer is the second half.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest

from mock_meta.faults import faults
from mock_meta.server import MetaSettings, MockMeta
from tests.mock_meta.sdk.bad_answers import BAD_GATEWAY
from tests.mock_meta.sdk.cases import DESERVED, KNOWN, SECRET, Case, assert_error, model
from tests.mock_meta.sdk.driver import Driver
from tests.mock_meta.sdk.purchase import FULL, assert_complete
from tests.mock_meta.sdk.python_sdk import event_of

NULLS = {"app_data": None, "original_event_data": None, "attribution_data": None}
"""Keys that the SDK sends without a value."""


def job(case: Case | None = None, **more: Any) -> dict[str, Any]:
    """A call of the SDK's with a valid event, or that of a case."""
    return {**(case or Case(fields=model())).job(int(time.time())), **more}


def events(*fields: dict[str, Any]) -> list[dict[str, Any]]:
    """Events with the present time."""
    return [{"event_time": int(time.time()), **one} for one in fields]


def wire(asked: dict[str, Any]) -> dict[str, Any]:
    """What the SDK puts on the wire for a call."""
    access = {} if asked["token"] is None else {"access_token": asked["token"]}
    if asked["secret"]:
        key, message = asked["secret"].encode(), asked["token"].encode()
        access["appsecret_proof"] = hmac.new(key, message, hashlib.sha256).hexdigest()
    path = f"/v25.0/{asked['pixel']}/{asked['edge'] or 'events'}"
    if asked["call"] == "read":
        return {"path": f"{path}?{urlencode(access)}", "post": None}
    given = asked.get("events") or [asked["fields"]]
    raw = asked["call"] == "raw"
    data = given if raw else [{**event_of(one).normalize(), **NULLS} for one in given]
    return {"path": path, "post": {"data": json.dumps(data), **access}}


async def test_php_curl_an_event_lands_complete(meta: MockMeta, php_curl: Driver) -> None:
    """A multipart body with nulls in the event and slashes as PHP writes them."""
    told = await php_curl.call(meta, wire(job(Case(fields=FULL))))
    assert (told["result"]["status"], told["result"]["body"]["events_received"]) == (200, 1)
    assert_complete(meta.journal.events()[0])
    (sent,) = meta.journal.requests()
    assert dict(sent.headers)["Content-Type"].startswith("multipart/form-data; boundary=")
    assert (dict(sent.headers)["Accept-Encoding"], dict(sent.headers)["User-Agent"]) == ("*", "fbbizsdk-php-v25.0.1")


async def test_php_curl_a_thousand_events_at_once(meta: MockMeta, php_curl: Driver) -> None:
    """From a megabyte on, libcurl asks for leave before it sends a body: the mock gives it."""
    long = {**FULL, "event_source_url": f"https://shop.example/{'x' * 500}"}
    told = await php_curl.call(meta, wire(job(events=events(*[long] * 1000))))
    assert told["result"]["body"]["events_received"] == 1000
    (sent,) = meta.journal.requests()
    assert dict(sent.headers)["Expect"] == "100-continue"


@pytest.mark.parametrize("name", DESERVED)
async def test_php_curl_a_captured_error_that_is_deserved(
    tmp_path_factory: pytest.TempPathFactory, php_curl: Driver, name: str
) -> None:
    """In this encoding too: status and error are what was captured."""
    case = DESERVED[name]
    journal = tmp_path_factory.mktemp("php") / "journal.db"
    async with MockMeta(journal, settings=MetaSettings(graph=case.graph)) as meta:
        told = await php_curl.call(meta, wire(job(case)))
        assert_error(told["result"]["body"]["error"], told["result"]["status"], name)


async def test_php_curl_is_not_tried_again(meta: MockMeta, php_curl: Driver) -> None:
    """A POST is not repeated by libcurl, neither on a connection that was cut nor on a transient error."""
    for calls, (fault, code) in enumerate((("graph_down", None), ("graph_reset", 52)), start=1):
        meta.faults.clear()
        meta.arm(faults()[fault])
        told = await php_curl.call(meta, wire(job()))
        assert (told["error"]["code"] if code else told["result"]["body"]["error"]["code"]) == (code or 2)
        assert len(meta.journal.requests()) == calls


async def test_sdk_event_request(meta: MockMeta, php_sdk: Driver) -> None:
    """Its answer is the SDK's object, its event lands complete, with nulls in it."""
    told = await php_sdk.call(meta, job(Case(fields=FULL), test_event_code="TEST123"))
    assert told == {"result": {"events_received": 1, "messages": []}}
    (event,) = meta.journal.events()
    assert_complete(event)
    assert event.test_event_code == "TEST123"
    (sent,) = meta.journal.requests()
    assert b'"app_data":null' in sent.body


async def test_sdk_http_client(meta: MockMeta, php_sdk: Driver) -> None:
    """A sender of the site's own: the SDK tells it what to send, and always Meta's own address."""
    told = await php_sdk.call(meta, job(Case(fields=FULL), call="http_client"))
    assert told["result"]["events_received"] == 1
    assert_complete(meta.journal.events()[0])


async def test_sdk_with_an_app_secret(tmp_path_factory: pytest.TempPathFactory, php_sdk: Driver) -> None:
    """The SDK's proof is the one that an app which demands it expects."""
    settings = MetaSettings(graph=DESERVED["appsecret_missing"].graph)
    async with MockMeta(tmp_path_factory.mktemp("php") / "journal.db", settings=settings) as meta:
        told = await php_sdk.call(meta, job(secret=SECRET))
        assert told["result"]["events_received"] == 1


@pytest.mark.parametrize("name", [name for name in DESERVED if name != "no_token"])
async def test_sdk_a_captured_error_that_is_deserved(
    tmp_path_factory: pytest.TempPathFactory, php_sdk: Driver, name: str
) -> None:
    """A call that deserves it throws: Meta's status, code, subcode and text, and the whole error object.

    What the SDK sends when it has no token was not recorded, so this error is only forced, below.
    """
    case = DESERVED[name]
    journal = tmp_path_factory.mktemp("php") / "journal.db"
    async with MockMeta(journal, settings=MetaSettings(graph=case.graph)) as meta:
        error = (await php_sdk.call(meta, job(case)))["error"]
        known = KNOWN[name]["error"]
        assert (error["code"], error["subcode"]) == (known["code"], known.get("error_subcode"))
        assert error["message"] == known["message"]
        assert_error(error["response"]["error"], error["status"], name)


async def test_sdk_every_known_error_can_be_forced(meta: MockMeta, php_sdk: Driver) -> None:
    """Captured or not: what can't be deserved reaches the SDK through a fault, and is never tried again."""
    for calls, (name, known) in enumerate(KNOWN.items(), start=1):
        meta.arm(faults()["graph_refuses"], {"refusal": name})
        error = (await php_sdk.call(meta, job()))["error"]
        assert (error["status"], error["code"]) == (known["status"], known["error"]["code"]), name
        assert error["subcode"] == known["error"].get("error_subcode"), name
        assert len(meta.journal.requests()) == calls


async def test_sdk_own_fault_nothing_is_ever_transient(meta: MockMeta, php_sdk: Driver) -> None:
    """`isTransient` is false for every error that has an answer: its first condition is upside down."""
    meta.arm(faults()["graph_down"])
    assert (await php_sdk.call(meta, job()))["error"]["transient"] is False


async def test_sdk_own_fault_limits_pass_for_a_lack_of_rights(meta: MockMeta, php_sdk: Driver) -> None:
    """Meta's errors bear the type OAuthException, and by this the SDK chooses before it looks at the code."""
    meta.arm(faults()["throttled"], {"limit": "app_rate"})
    assert (await php_sdk.call(meta, job()))["error"]["name"] == "AuthorizationException"


async def test_sdk_own_fault_a_gateways_html_is_an_empty_response(meta: MockMeta, php_sdk: Driver) -> None:
    """What isn't JSON counts as nothing."""
    meta.arm(BAD_GATEWAY)
    assert (await php_sdk.call(meta, job()))["error"]["name"] == "EmptyResponseException"
