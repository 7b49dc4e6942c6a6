"""Faults of the official Node SDK itself, as they are: a site must work around them, and the mock lets it see them.

Version 24. A test that fails here with a newer one says that Meta has mended it.
"""

from __future__ import annotations

import asyncio
import hashlib
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from mock_meta.faults import faults
from mock_meta.server import MockMeta
from tests.mock_meta.sdk.bad_answers import BAD_GATEWAY, ERROR_WITH_200, NO_MESSAGES
from tests.mock_meta.sdk.cases import Case, model
from tests.mock_meta.sdk.driver import Driver, without_proxies

SHOPPER = {"client_ip_address": "203.0.113.7", "client_user_agent": "Mozilla/5.0"}


def job(call: str = "model", *, events: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """A call with a valid event, or with changes."""
    now = int(time.time())
    several = [{"event_time": now, **one} for one in events or ()]
    return {**Case(fields=model(**changes)).job(now), "call": call, **({"events": several} if several else {})}


async def test_own_fault_an_error_that_says_200_resolves(meta: MockMeta, node: Driver) -> None:
    """The promise is kept with an empty response: the site hears of no error, and has sent nothing."""
    meta.arm(ERROR_WITH_200)
    assert await node.call(meta, job()) == {"result": {}}


async def test_own_fault_a_success_without_messages_has_none(meta: MockMeta, node: Driver) -> None:
    """Where the Python SDK breaks, this one resolves with a field that is undefined."""
    meta.arm(NO_MESSAGES)
    told = await node.call(meta, job())
    assert told["result"].keys() == {"events_received", "fbtrace_id"}


async def test_own_fault_a_gateways_html_is_a_syntax_error(meta: MockMeta, node: Driver) -> None:
    """The SDK fails while it makes its own error, so status and cause are lost."""
    meta.arm(BAD_GATEWAY)
    error = (await node.call(meta, job()))["error"]
    assert error["name"] == "SyntaxError"
    assert "status" not in error


async def test_own_fault_a_broken_connection_has_no_cause(meta: MockMeta, node: Driver) -> None:
    """A reset, a refusal and a time-out all read the same; the code of the system's error is lost."""
    meta.arm(faults()["graph_reset"])
    error = (await node.call(meta, job()))["error"]
    assert (error["message"], error["status"]) == ("The request was made but no response was received", None)


@pytest.mark.parametrize(
    ("field", "value", "key"), [("gender", "woman", "ge"), ("zip", "1", "zp"), ("first_name", " ", "fn")]
)
async def test_own_fault_what_cant_be_normalised_becomes_null(
    meta: MockMeta, node: Driver, field: str, value: str, key: str
) -> None:
    """The key is sent with ``[null]`` in it instead of being left out, and nobody is told."""
    told = await node.call(meta, job(user_data={**SHOPPER, field: value}))
    assert told["result"]["events_received"] == 1
    (event,) = meta.journal.events()
    assert event.user_data == {**SHOPPER, key: [None]}


@pytest.mark.parametrize(
    ("given", "hashed"),
    [
        pytest.param("+1.650.555.1212", "1.650.555.1212", id="dots stay"),
        pytest.param("01712345678", "01712345678", id="a leading zero stays"),
    ],
)
async def test_own_fault_a_phone_number_is_hashed_as_no_other_client_does(
    meta: MockMeta, node: Driver, given: str, hashed: str
) -> None:
    """The hash is of a text that isn't the number in the form that Meta asks for: it will match nobody."""
    await node.call(meta, job(user_data={**SHOPPER, "phone": given}))
    (event,) = meta.journal.events()
    assert event.user_data["ph"] == [hashlib.sha256(hashed.encode()).hexdigest()]


async def test_own_fault_an_address_with_an_umlaut_stops_the_whole_request(meta: MockMeta, node: Driver) -> None:
    """It throws while normalising: the good events of the request aren't sent either."""
    events = [model(), model(user_data={"email": "müller@example.de"})]
    told = await node.call(meta, job(events=events))
    assert "Invalid email format" in told["error"]["message"]
    assert meta.journal.requests() == ()


async def test_own_fault_opt_out_that_is_false_is_dropped(meta: MockMeta, node: Driver) -> None:
    """The Python and PHP SDKs send it."""
    await node.call(meta, job(opt_out=False))
    (sent,) = meta.journal.requests()
    assert b"opt_out" not in sent.body


@pytest.mark.parametrize(
    ("changes", "landed"),
    [
        pytest.param({"event_source_url": "https://shop.example/?a=1&b=2"}, None, id="an ampersand ends the event"),
        pytest.param({"event_id": "lead+1"}, "lead 1", id="a plus becomes a blank"),
        pytest.param({"event_id": "lead%31"}, "lead1", id="a percent sign is decoded"),
    ],
)
async def test_own_fault_a_batch_does_not_encode_its_operations(
    meta: MockMeta, node: Driver, changes: dict[str, Any], landed: str | None
) -> None:
    """An operation's body is put together unencoded, so its event arrives changed, or not at all."""
    told = await node.call(meta, job("batch", events=[model(**changes)]))
    heard = meta.journal.events()
    assert [event.event_id for event in heard] == ([] if landed is None else [landed])
    assert len(told["result"]["errors"]) == (1 if landed is None else 0)


async def test_own_fault_what_it_throws_ends_the_site_without_a_word(meta: MockMeta, node_modules: Path) -> None:
    """Making a request installs a handler for errors that nobody catches, and that swallows its own.

    It asks Meta for the app of the token, to report the crash there, looks for it at the wrong depth of the answer, and
    is done: no report, no stack, no word of the error, and exit status 0.
    """
    script = Path(__file__).parent / "node/crash.js"
    done = await asyncio.to_thread(
        subprocess.run,
        ("node", script, f"http://127.0.0.1:{meta.http_port}"),
        env={**without_proxies(), "NODE_PATH": str(node_modules)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "CrashReporter: SDK crash detected!\n", "")
    (asked,) = meta.journal.requests()
    assert (asked.method, asked.url.partition("?")[0]) == ("GET", "/v24.0/debug_token")
    assert asked.answer.status == 200
