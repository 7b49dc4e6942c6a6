"""Request bodies, in every encoding that clients use."""

import gzip
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_meta.wire import body
from tests.mock_meta.wire.factories import PIXEL, ask, form, lead, refusal

EVENTS = [lead(), lead(event_id="lead-2", event_name="Contact")]
OBJECTS = json.dumps(EVENTS)
TEXTS = json.dumps([json.dumps(event) for event in EVENTS])
BOUNDARY = "------------------------23b7608658bf96ee"
EDGE = f"/v26.0/{PIXEL}/events"
FORM = "application/x-www-form-urlencoded"


def multipart(*fields: tuple[str, str]) -> bytes:
    """A body as curl and the PHP SDK write it."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields
    ]
    return "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode()


ENCODINGS = {
    "python, ruby": (f"{EDGE}?access_token=t", FORM, form(data=TEXTS), "form"),
    "python async": (EDGE, FORM, form(data=OBJECTS, access_token="t"), "form"),
    "form with charset": (f"{EDGE}?access_token=t", f"{FORM}; charset=utf-8", form(data=OBJECTS), "form"),
    "node": (
        f"{EDGE}?access_token=t",
        "application/json",
        json.dumps({"data": EVENTS, "access_token": "t", "id": PIXEL, "upload_id": None}).encode(),
        "json",
    ),
    "python with its own client": (
        EDGE,
        "application/json; charset=UTF-8",
        json.dumps({"data": [json.dumps(event) for event in EVENTS], "access_token": "t"}).encode(),
        "json",
    ),
    "data as text in JSON": (
        EDGE,
        "application/json",
        json.dumps({"data": OBJECTS, "access_token": "t"}).encode(),
        "json",
    ),
    "php, java, curl -F": (
        EDGE,
        f"multipart/form-data; boundary={BOUNDARY}",
        multipart(("data", OBJECTS), ("access_token", "t")),
        "multipart",
    ),
    "multipart, quoted boundary": (
        f"{EDGE}?access_token=t",
        f'multipart/form-data; boundary="{BOUNDARY}"',
        multipart(("data", TEXTS)),
        "multipart",
    ),
    "query": (f"{EDGE}?{form(data=OBJECTS, access_token='t').decode()}", "", b"", "query"),
    "no content type, JSON": (f"{EDGE}?access_token=t", "", json.dumps({"data": EVENTS}).encode(), "json"),
    "no content type, form": (f"{EDGE}?access_token=t", "", form(data=OBJECTS), "form"),
    "gzip": (f"{EDGE}?access_token=t", FORM, gzip.compress(form(data=OBJECTS)), "form"),
}


@pytest.mark.parametrize("client", ENCODINGS)
def test_every_encoding_yields_the_same_events(client: str) -> None:
    """Whatever the client, the events are those that it was given."""
    url, content_type, content, transport = ENCODINGS[client]
    headers = {"content-type": content_type} if content_type else {}
    outcome = ask("POST", url, headers, content, access_tokens=("t",))
    assert outcome.answer.accepted, outcome.answer.body
    assert [(event.name, event.event_id) for event in outcome.events] == [("Lead", "lead-1"), ("Contact", "lead-2")]
    assert {event.source_url for event in outcome.events} == {EVENTS[0]["event_source_url"]}
    assert {event.transport for event in outcome.events} == {transport}


def test_the_body_wins_over_the_query() -> None:
    """A parameter that is sent twice is the body's."""
    read = body.read_form("test_event_code=Q&x=1", FORM, b"test_event_code=B")
    assert read.params == {"test_event_code": "B", "x": "1"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "(#100) The parameter data is required"),
        ({"data": ""}, "(#100) The parameter data is required"),
        ({"data": None}, "(#100) The parameter data is required"),
        ({"data": []}, "(#100) param data must be non-empty."),
        ({"data": "[]"}, "(#100) param data must be non-empty."),
        ({"data": "[{"}, "(#100) param data must be an array."),
        ({"data": 7}, "(#100) param data must be an array."),
        ({"data": "[NaN]"}, "(#100) param data must be an array."),
    ],
)
def test_data_that_is_no_list_of_events(data: dict[str, Any], said: str) -> None:
    """Such a request is refused as a whole and leaves no event."""
    outcome = ask("POST", f"{EDGE}?access_token=t", {"content-type": "application/json"}, json.dumps(data).encode())
    assert refusal(outcome).message == said
    assert outcome.events == ()


def test_an_item_that_is_no_json_stays_text() -> None:
    """What can't be read is shown as it came."""
    assert body.read_events('["{", 7, "[1]"]') == (["{", 7, [1]], None)


def test_a_lone_object_is_refused_and_kept() -> None:
    """An event that isn't in a list is evidence all the same."""
    outcome = ask("POST", f"{EDGE}?access_token=t", {"content-type": FORM}, form(data=json.dumps(lead())))
    assert refusal(outcome).code == 100
    assert [event.event_id for event in outcome.events] == ["lead-1"]


@pytest.mark.parametrize("text", ["NaN", '"\\ud800"', "[" * 65 + "]" * 65, "[" * 100_000, "{", "", "1e999", "9" * 400])
def test_json_that_php_or_a_journal_could_not_take(text: str) -> None:
    """Not-a-number, numbers beyond all floats, lone surrogates and bottomless nesting are unreadable."""
    assert body.read_json(text) is body.UNREADABLE


def test_integers_beyond_64_bits_become_floats() -> None:
    """As in PHP, so that a journal can hold them."""
    assert repr(body.read_json("[9223372036854775808, -1, true]")) == "[9.223372036854776e+18, -1, True]"


def test_broken_gzip_is_no_body() -> None:
    """Bytes that only look packed yield no parameters."""
    assert body.read_form("", "", b"\x1f\x8bnonsense").params == {}


CONTENT_TYPES = st.sampled_from(
    ["", FORM, "application/json", f"multipart/form-data; boundary={BOUNDARY}", "multipart/form-data"]
)
PIECES = st.sampled_from(
    [
        b"data=",
        b"&",
        b"%",
        b"[",
        b"{",
        b'"',
        b"\r\n\r\n",
        f"--{BOUNDARY}".encode(),
        b'; name="data"',
        b"\xff",
        b"\x1f\x8b",
    ]
)


@given(CONTENT_TYPES | st.text(), st.binary() | st.lists(PIECES).map(b"".join), st.text())
def test_no_bytes_are_too_odd(content_type: str, content: bytes, query: str) -> None:
    """Any body is read without an exception, and what is read can be stored."""
    read = body.read_form(query, content_type, content)
    items, _ = body.read_events(read.params.get("data"))
    assert msgspec.json.decode(msgspec.json.encode(items)) == items


@given(st.text() | st.binary())
def test_no_text_is_too_odd_for_json(text: str | bytes) -> None:
    """Any text is a value or unreadable."""
    value = body.read_json(text)
    assert value is body.UNREADABLE or body.read_json(msgspec.json.encode(value)) == value
