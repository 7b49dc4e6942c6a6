"""Graph batches."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_meta.wire.outcome import Outcome
from tests.mock_meta.wire.factories import PIXEL, ask, form, lead, refusal, told
from tests.mock_meta.wire.test_php_json import JSON

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def operation(*events: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """An entry of a batch as the Python SDK writes it."""
    body = form(data=json.dumps([json.dumps(event) for event in events])).decode()
    return {"method": "POST", "relative_url": f"{PIXEL}/events", "body": body, **changes}


def send_batch(*entries: Any, url: str = "/v26.0/?access_token=t", **settings: Any) -> Outcome:
    """The outcome of a batch."""
    return ask("POST", url, FORM, form(batch=json.dumps(entries)), **settings)


@pytest.mark.parametrize("url", ["/v26.0/?access_token=t", "/v26.0?access_token=t", "/?access_token=t"])
def test_each_operation_has_its_own_answer(url: str) -> None:
    """A good and a bad one: both answered in order, and the whole is a 200."""
    outcome = send_batch(operation(lead()), operation(lead(user_data={})), url=url)
    good, bad = told(outcome)
    assert outcome.answer.status == 200
    assert (good["code"], json.loads(good["body"])["events_received"]) == (200, 1)
    assert (bad["code"], json.loads(bad["body"])["error"]["error_subcode"]) == (400, 2804050)
    assert {"name": "facebook-api-version", "value": "v26.0"} in good["headers"]


def test_parts_stand_for_whole_requests() -> None:
    """Each part has method, URL, body and events; the batch itself has no events."""
    entry = operation(lead())
    outcome = send_batch(entry, operation(lead(event_id="lead-2"), relative_url=f"v21.0/{PIXEL}/events"))
    assert outcome.events == ()
    assert [part.url for part in outcome.parts] == [f"/v26.0/{PIXEL}/events", f"/v21.0/{PIXEL}/events"]
    assert (outcome.parts[0].method, outcome.parts[0].body) == ("POST", entry["body"].encode())
    assert [event.event_id for part in outcome.parts for event in part.outcome.events] == ["lead-1", "lead-2"]


def test_traces_differ_and_repeat() -> None:
    """Each operation has a trace of its own; the same batch has the same ones."""
    answers = [send_batch(operation(lead()), operation(lead())) for _ in range(2)]
    traces = [json.loads(part["body"])["fbtrace_id"] for part in told(answers[0])]
    assert len(set(traces)) == 2
    assert {len(trace) for trace in traces} == {23}
    assert answers[0].answer == answers[1].answer


def test_the_batchs_token_holds_for_operations_without_one() -> None:
    """An operation's own token goes first."""
    own = operation(lead(), relative_url=f"{PIXEL}/events?access_token=x")
    assert [part["code"] for part in told(send_batch(operation(lead()), own, access_tokens=("t",)))] == [200, 401]
    assert [part["code"] for part in told(send_batch(operation(lead()), url="/"))] == [400]


def test_headers_of_operations_are_read() -> None:
    """A JSON operation in both ways of writing a header."""
    body = json.dumps({"data": [lead()]})
    told_both = told(
        send_batch(
            operation(body=body, headers=["Content-Type: application/json"]),
            operation(body=body, headers=[{"name": "Content-Type", "value": "application/json"}]),
        )
    )
    assert [part["code"] for part in told_both] == [200, 200]


def test_headers_can_be_left_out() -> None:
    """As the documentation says of include_headers."""
    outcome = ask(
        "POST", "/?access_token=t", FORM, form(batch=json.dumps([operation(lead())]), include_headers="false")
    )
    assert [sorted(part) for part in told(outcome)] == [["body", "code"]]


def test_more_than_fifty_operations() -> None:
    """Fifty are taken, one more isn't."""
    assert len(told(send_batch(*[operation(lead())] * 50))) == 50
    error = refusal(send_batch(*[operation(lead())] * 51))
    assert error.message == "Too many requests in batch message. Maximum batch size is 50"


@pytest.mark.parametrize("batch", ["", "{", "7", '{"method":"POST"}'])
def test_a_batch_that_is_no_list(batch: str) -> None:
    """It is refused as a whole."""
    error = refusal(ask("POST", "/?access_token=t", FORM, form(batch=batch)))
    assert error.type == "GraphBatchException"


def test_a_batch_is_read_at_the_root_only() -> None:
    """On the events edge, a parameter of that name is one that nobody knows."""
    content = form(data=json.dumps([lead()]), batch=json.dumps([operation(lead())]))
    outcome = ask("POST", f"/v26.0/{PIXEL}/events?access_token=t", FORM, content)
    assert told(outcome)["events_received"] == 1
    assert outcome.parts == ()


def test_a_batch_within_a_batch_is_refused() -> None:
    """One level only."""
    inner = operation(relative_url="", body=form(batch=json.dumps([operation(lead())])).decode())
    outcome = send_batch(inner)
    assert [part["code"] for part in told(outcome)] == [400]
    assert outcome.parts[0].outcome.parts == ()


@given(
    st.lists(JSON | st.dictionaries(st.sampled_from(["method", "relative_url", "body", "headers"]), JSON), max_size=3)
)
def test_no_entry_is_too_odd(entries: list[Any]) -> None:
    """Any entry is answered."""
    assert len(told(send_batch(*entries))) == len(entries)
