"""The short way that ordinary events take: it is never more lenient than the rules, and it yields the same events."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given

from mock_meta.event import Answer, Request
from mock_meta.reading import events_of
from mock_meta.schemas import are_ordinary
from mock_meta.wire import body, rules
from mock_meta.wire import event_errors as errors
from mock_meta.wire.graph import GraphSettings
from mock_meta.wire.outcome import Sunset
from mock_meta.wire.usual import is_undemanding, usual_answer
from tests.mock_meta.wire.factories import DAY, EMAIL, NOW, PIXEL, TRACE, ask, codes, lead, purchase, send

STRICT = GraphSettings(reject_unknown_keys=True, strict_scalars=True, require_action_source=True, max_future_s=0.0)
URL = f"/v26.0/{PIXEL}/events?access_token=EAAtest"
JSON = {"Content-Type": "application/json"}

odd_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.just(EMAIL),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
EVENT_KEYS = (
    "event_name",
    "event_time",
    "event_id",
    "action_source",
    "user_data",
    "custom_data",
    "app_data",
    "opt_out",
)
USER_KEYS = ("em", "ph", "ge", "ct", "external_id", "fbp", "client_user_agent", "lead_id", "unknown")
CUSTOM_KEYS = ("value", "currency", "contents", "content_ids", "own")
SOURCES = ("website", "app", "business_messaging", "system_generated", "physical_store", "elsewhere")


@st.composite
def nearly_ordinary(draw: st.DrawFn) -> dict[str, Any]:
    """An ordinary event with a few things changed, so that about half of them still are ordinary."""
    event = draw(st.sampled_from([lead(), purchase(), lead(event_name="LeadSubmitted")]))
    event = {
        **event,
        "action_source": draw(st.sampled_from(SOURCES)),
        "custom_data": dict(event.get("custom_data", {})),
    }
    event["user_data"] = dict(event["user_data"])
    for part, keys in ((event, EVENT_KEYS), (event["user_data"], USER_KEYS), (event["custom_data"], CUSTOM_KEYS)):
        for key in draw(st.lists(st.sampled_from(keys), max_size=1)):
            part[key] = draw(odd_values)
    return event


@given(st.lists(nearly_ordinary(), min_size=1, max_size=3))
def test_what_is_ordinary_is_refused_by_no_rule(events: list[dict[str, Any]]) -> None:
    """Whatever the settings, the rules find nothing but a wrong time in events that the schema calls ordinary."""
    if not are_ordinary(events):
        return
    for settings in (GraphSettings(), STRICT):
        slowly = rules.first_refusal(events, NOW, settings)
        assert slowly is None or slowly in (errors.event_too_old(), errors.future_event())
        assert rules.first_refusal(events, NOW, settings, ordinary=True) == slowly


@pytest.mark.parametrize("event", [lead(), purchase(), purchase(contents=[{"id": "1", "quantity": 2}])])
def test_usual_events_are_ordinary(event: dict[str, Any]) -> None:
    """The short way is worth having: what shops send takes it, in JSON, form and list-of-texts bodies alike."""
    text = json.dumps([event])
    texts = json.dumps([json.dumps(event)])
    multipart = f'--b\r\nContent-Disposition: form-data; name="data"\r\n\r\n{text}\r\n--b--'
    for content_type, content in (
        ("application/json", f'{{"data":{text},"access_token":"x"}}'),
        ("application/json", f'{{"data":{texts}}}'),
        ("application/x-www-form-urlencoded", body_of(data=texts, access_token="x")),
        ("multipart/form-data; boundary=b", multipart),
    ):
        form = body.read_form("", content_type, content.encode())
        assert (form.ordinary, form.params["data"]) == (True, [event])


def body_of(**fields: str) -> str:
    """A form-encoded body."""
    return urlencode(fields)


@pytest.mark.parametrize(
    "change",
    [
        {"action_source": "app"},
        {"user_data": {"em": [], "client_user_agent": "x"}},
        {"user_data": {"em": [EMAIL + "\n"]}},
        {"user_data": {"em": None, "fbp": "x"}},
        {"user_data": {"ct": EMAIL}},
        {"custom_data": {"deep": {"x": 1}}},
        {"custom_data": {"value": 2**64}},
        {"app_data": "text"},
        {"event_time": "1800000000"},
    ],
)
def test_what_needs_a_closer_look_is_not_ordinary(change: dict[str, Any]) -> None:
    """Right or wrong, the rules decide."""
    assert not are_ordinary([lead(**change)])


def test_ordinary_events_can_still_come_at_the_wrong_time() -> None:
    """The first one that is too old, or too far ahead where that is refused, decides, as in any request."""
    old = lead(event_time=int(NOW) - 8 * DAY)
    assert codes(send(lead(), old)) == (400, 100, 2804003)
    assert send(lead(), lead(action_source="physical_store", event_time=int(NOW) - 60 * DAY)).answer.accepted
    assert codes(send(lead(), lead(event_time=int(NOW) + 10), max_future_s=5.0))[1] == 100
    assert codes(send(*[lead()] * 3, max_events=2))[2] == 2804019


@given(st.lists(nearly_ordinary() | odd_values, max_size=3), st.booleans())
def test_events_are_read_again_from_what_was_recorded(events: list[Any], as_texts: bool) -> None:
    """Where all events fared as the answer says, the recorded request yields the very same ones."""
    data = [json.dumps(event) for event in events] if as_texts else events
    sent = json.dumps({"data": data}).encode()
    outcome = ask("POST", URL, JSON, sent)
    record = Request(
        seq=1,
        received_at=NOW,
        method="POST",
        url=URL,
        headers=tuple(JSON.items()),
        body=sent,
        answer=msgspec.structs.replace(outcome.answer, headers=()),
    )
    assert outcome.as_told
    assert events_of(record) == outcome.events


@given(
    st.lists(nearly_ordinary(), max_size=3),
    st.dictionaries(st.sampled_from(["access_token", "test_event_code", "batch", "trace"]), odd_values),
    st.sampled_from(
        ["/v26.0/{}/events", "/v1.0/{}/events/", "/v26.0/{}/events?a=1", "/v26.0/me", "/{}/events", "/v26/x"]
    ),
    st.sampled_from([*JSON.values(), "application/json; charset=utf-8", "application/x-www-form-urlencoded", ""]),
)
def test_the_short_way_gives_the_same_answer(events: list[Any], more: dict[str, Any], path: str, kind: str) -> None:
    """Wherever it gives any, and with the same events to be read."""
    sent = json.dumps({"data": events, "access_token": "EAAtest", **more}).encode()
    record = Request(
        seq=1,
        received_at=NOW,
        method="POST",
        url=path.format(PIXEL),
        headers=(("content-type", kind),),
        body=sent,
        answer=Answer(status=200),
    )
    shortly = usual_answer(record, GraphSettings(), TRACE)
    if shortly is not None:
        outcome = ask("POST", record.url, dict(record.headers), sent)
        assert shortly == outcome.answer
        assert events_of(msgspec.structs.replace(record, answer=shortly)) == outcome.events


def test_a_usual_call_goes_the_short_way() -> None:
    """As a shop's backend sends it."""
    sent = json.dumps({"data": [purchase(), lead()], "access_token": "EAAtest"}).encode()
    headers = (("Content-Type", "application/json"),)
    url = f"/v26.0/{PIXEL}/events"
    record = Request(
        seq=1, received_at=NOW, method="POST", url=url, headers=headers, body=sent, answer=Answer(status=200)
    )
    assert usual_answer(record, GraphSettings(), TRACE) == ask("POST", url, dict(headers), sent).answer
    assert usual_answer(record, GraphSettings(max_events=1), TRACE) is None


@pytest.mark.parametrize(
    "demand",
    [
        {"pixel_ids": ("1",)},
        {"access_tokens": ("t",)},
        {"expired_tokens": ("t",)},
        {"app_secret": "s"},
        {"sunsets": (Sunset(version="v26.0"),)},
    ],
)
def test_who_demands_something_goes_the_long_way(demand: dict[str, Any]) -> None:
    """What decides about a call besides its events is not looked at in the short way."""
    assert not is_undemanding(GraphSettings(**demand))
    assert is_undemanding(GraphSettings())
