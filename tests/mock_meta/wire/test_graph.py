"""Routes, tokens, headers, and what is kept of odd events."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_meta.event import Channel, Event
from tests.mock_meta.wire.factories import (
    EMAIL,
    NOW,
    PIXEL,
    TRACE,
    ask,
    codes,
    form,
    lead,
    purchase,
    refusal,
    send,
    told,
)
from tests.mock_meta.wire.test_php_json import JSON

BODY = form(data=json.dumps([lead()]))
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
EDGE = f"/v26.0/{PIXEL}/events"


def test_success_has_metas_bytes() -> None:
    """The answer to two events, byte by byte."""
    outcome = send(lead(), lead())
    assert outcome.answer.status == 200
    assert outcome.answer.body == b'{"events_received":2,"messages":[],"fbtrace_id":"A' + TRACE.encode() + b'"}'


def test_an_event_is_kept_whole() -> None:
    """Every field of an accepted event, on the run clock of its receipt."""
    sent = {**purchase(content_ids=["a"], flavour="mint"), "data_processing_options": ["LDU"], "event_id": "o-1"}
    body = form(data=json.dumps([sent]), test_event_code="TEST1")
    (event,) = ask("POST", f"{EDGE}?access_token=t", FORM, body).events
    assert event.accepted
    assert msgspec.structs.replace(event, answer=send().answer) == Event(
        channel=Channel.SERVER,
        pixel_id=PIXEL,
        name="Purchase",
        event_id="o-1",
        event_time=NOW - 60,
        received_at=NOW,
        custom_data={"currency": "EUR", "value": 12.5, "content_ids": ["a"], "flavour": "mint"},
        user_data={"em": [EMAIL], "client_user_agent": "Mozilla/5.0"},
        source_url="https://shop.example/thanks?ünï=1",
        action_source="website",
        data_processing_options=("LDU",),
        test_event_code="TEST1",
        transport="form",
        answer=send().answer,
    )


@pytest.mark.parametrize(
    "path", [f"/v26.0/{PIXEL}/events", f"/v16.0/{PIXEL}/events/", f"/{PIXEL}/events", f"//v9.9/{PIXEL}//events"]
)
def test_any_version_and_none(path: str) -> None:
    """Every version is served, and a path without one."""
    assert ask("POST", f"{path}?access_token=t", FORM, BODY).answer.accepted


def test_the_version_is_echoed() -> None:
    """The header names the version that served: the path's, or the default."""
    shown = [dict(send(lead(), url=f"{v}/{PIXEL}/events?access_token=t").answer.headers) for v in ("/v21.0", "")]
    assert [headers["facebook-api-version"] for headers in shown] == ["v21.0", "v26.0"]


@pytest.mark.parametrize("headers", [{"Authorization": "Bearer t"}, {"authorization": "OAuth t"}])
def test_the_token_may_be_a_header(headers: dict[str, str]) -> None:
    """Bearer, as in captures, and Meta's own older word."""
    assert ask("POST", EDGE, {**FORM, **headers}, BODY, access_tokens=("t",)).answer.accepted


REFUSED: dict[str, tuple[tuple[Any, ...], dict[str, Any], tuple[int, int, int | None]]] = {
    "no token": (("POST", EDGE, FORM, BODY), {}, (400, 104, None)),
    "an empty token": (("POST", f"{EDGE}?access_token=", FORM, BODY), {}, (400, 104, None)),
    "a wrong token": (("POST", f"{EDGE}?access_token=x", FORM, BODY), {"access_tokens": ("t",)}, (401, 190, None)),
    "a wrong pixel": (("POST", f"{EDGE}?access_token=t", FORM, BODY), {"pixel_ids": ("1",)}, (400, 100, 33)),
    "no pixel id": (("POST", "/v26.0/shop/events?access_token=t", FORM, BODY), {}, (400, 100, 33)),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_requests_keep_their_events(case: str) -> None:
    """What was sent with a bad token or to a wrong pixel is evidence."""
    request, settings, expected = REFUSED[case]
    outcome = ask(*request, **settings)
    assert codes(outcome) == expected
    assert [(event.name, event.answer.error) for event in outcome.events] == [("Lead", refusal(outcome))]


def test_the_token_is_judged_first_and_then_the_pixel() -> None:
    """Of several mistakes, the one that Meta meets first is answered."""
    settings = {"access_tokens": ("t",), "pixel_ids": ("1",)}
    seen = [codes(ask("POST", f"{EDGE}{token}", **settings)) for token in ("", "?access_token=x", "?access_token=t")]
    assert seen == [(400, 104, None), (401, 190, None), (400, 100, 33)]


ELSEWHERE: dict[str, tuple[str, str, tuple[int, int, int | None]]] = {
    "unknown edge": ("GET", f"/v26.0/{PIXEL}/dataset_quality", (400, 2500, None)),
    "unknown edge, POST": ("POST", f"/v26.0/{PIXEL}/event", (400, 2500, None)),
    "unknown root": ("GET", "/v26.0/nonsense/edge", (400, 2500, None)),
    "the node itself": ("GET", f"/v26.0/{PIXEL}", (400, 100, None)),
    "reading events": ("GET", f"/v26.0/{PIXEL}/events", (400, 100, None)),
    "deleting events": ("DELETE", f"/v26.0/{PIXEL}/events", (400, 100, 33)),
    "nothing": ("GET", "/", (400, 100, None)),
    "posting nothing": ("POST", "/v26.0/", (400, 100, None)),
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_everything_else_gets_metas_error(case: str) -> None:
    """Paths and methods that aren't served."""
    method, path, expected = ELSEWHERE[case]
    outcome = ask(method, f"{path}?access_token=t")
    assert codes(outcome) == expected
    assert outcome.events == ()


def test_the_unknown_part_of_a_path_is_named() -> None:
    """Only what follows the object; the slash is escaped in the body."""
    outcome = ask("GET", f"/v26.0/{PIXEL}/dataset_quality/x?access_token=t")
    assert refusal(outcome).message == "Unknown path components: /dataset_quality/x"
    assert b"Unknown path components: \\/dataset_quality\\/x" in outcome.answer.body


def test_a_missing_object_is_named_with_the_method() -> None:
    """As the captured texts have it."""
    said = [refusal(ask(method, "/v26.0/77/x?access_token=t", pixel_ids=("1",))).message for method in ("POST", "GET")]
    assert said[0].startswith("Unsupported post request. Object with ID '77' does not exist, cannot be loaded")
    assert said[1].startswith("Unsupported get request.")


def test_refusals_challenge_the_client() -> None:
    """OAuth errors come with the header that names them; others don't."""
    bad_token = ask("POST", f"{EDGE}?access_token=x", FORM, BODY, access_tokens=("t",))
    bad_pixel = ask("POST", f"{EDGE}?access_token=t", FORM, BODY, pixel_ids=("1",))
    shown = [dict(outcome.answer.headers).get("www-authenticate") for outcome in (bad_token, bad_pixel)]
    message = "Invalid OAuth access token - Cannot parse access token"
    assert shown == [f'OAuth "Facebook Platform" "invalid_token" "{message}"', None]


def test_no_path_can_break_a_header() -> None:
    """A line break or quote in a path stays out of the header that repeats it."""
    headers = dict(ask("GET", f"/{PIXEL}/a%0d%0ab%22%C3%BC?access_token=t").answer.headers)
    assert headers["www-authenticate"] == 'OAuth "Facebook Platform" "invalid_request" "Unknown path components: /ab"'


def test_crash_reports_need_no_token() -> None:
    """The Python SDK sends them for the app "None"."""
    outcome = ask("POST", "/v26.0/None/instruments", FORM, b"bizsdk_crash_report=%7B%7D")
    assert told(outcome) == {"success": True}


def test_who_am_i() -> None:
    """The usual probe of a token."""
    assert told(ask("GET", "/v25.0/me?access_token=t")) == {"id": "122100000000000001"}
    assert codes(ask("GET", "/v25.0/me")) == (400, 104, None)


def test_debug_token() -> None:
    """The token's app, cut to the fields that were asked for; an unknown token isn't valid."""
    asked = "/v24.0/debug_token?access_token=t&input_token={}&fields={}"
    assert told(ask("GET", asked.format("t", "app_id"))) == {"data": {"app_id": "1000000000000001"}}
    said = [told(ask("GET", asked.format(given, ""), access_tokens=("t",))) for given in ("t", "x")]
    assert [facts["data"]["is_valid"] for facts in said] == [True, False]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({}, ("", None, None, None)),
        ({"event_name": 7, "event_time": "soon", "event_id": 8.5}, ("7", None, "8.5", None)),
        ({"event_name": None, "event_time": 1e400, "event_id": True}, ("", None, None, None)),
        ({"event_name": ["x"], "event_time": "12", "event_source_url": {}}, ("", 12.0, None, None)),
        ({"event_name": "x", "event_time": False, "event_source_url": "u"}, ("x", None, None, "u")),
    ],
)
def test_what_can_be_kept_of_an_odd_event_is(sent: dict[str, Any], kept: tuple[Any, ...]) -> None:
    """Refused by its shape, never lost, never an exception."""
    body = msgspec.json.encode({"data": [sent]})
    outcome = ask("POST", f"{EDGE}?access_token=t", {"content-type": "application/json"}, body)
    (event,) = outcome.events
    assert codes(outcome) == (400, 100, 2804019)
    assert (event.name, event.event_time, event.event_id, event.source_url) == kept


KEYS = st.sampled_from(["event_name", "event_time", "event_id", "action_source", "user_data", "custom_data"])
ODD_EVENTS = st.dictionaries(KEYS, JSON).map(lambda odd: {**lead(), **odd})
ODD_PARTS = st.builds(
    lambda people, custom: lead(event_name="Purchase", user_data=people, custom_data=custom),
    st.dictionaries(st.sampled_from(["em", "ct", "lead_id", "fbp", "x"]), JSON),
    st.dictionaries(st.sampled_from(["currency", "value", "contents"]), JSON),
)


@given(st.lists(JSON | ODD_EVENTS | ODD_PARTS, max_size=3))
def test_no_event_is_too_odd(events: list[Any]) -> None:
    """Any JSON is answered, and its events survive storing."""
    outcome = send(*events)
    stored = msgspec.json.encode(outcome.events)
    assert msgspec.json.decode(stored, type=tuple[Event, ...]) == outcome.events
    assert outcome.answer.accepted is (outcome.answer.status == 200)


@given(st.sampled_from(["GET", "POST", "DELETE"]), st.text(), st.dictionaries(st.text(), st.text()), st.binary())
def test_no_request_is_too_odd(method: str, url: str, headers: dict[str, str], body: bytes) -> None:
    """Any request is answered, with headers that are lines of ASCII."""
    answer = ask(method, f"/{url}", headers, body).answer
    assert json.loads(answer.body)
    assert all(value.isprintable() and value.isascii() for _, value in answer.headers)


def test_bytes_that_are_no_text_in_a_url() -> None:
    """A server's surrogates are replaced, so that the error that repeats them can be stored."""
    assert msgspec.json.encode(refusal(ask("GET", "/\udcff?access_token=\udcff")))
