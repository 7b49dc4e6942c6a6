"""Usual calls: what is taken, what is left to others, and what is on record of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given

from mock_meta.activity import Activity
from mock_meta.event import Answer, Request
from mock_meta.journal import Journal
from mock_meta.reading import conforms, events_of
from mock_meta.schemas import has_documented_form
from mock_meta.usual_calls import UsualCalls
from mock_meta.wire.outcome import GraphSettings
from tests.mock_meta.factories import PIXEL, capi_body, capi_event, request, tr_url

JSON = (("Content-Type", "application/json"),)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path / "journal")
    yield journal
    journal.close()


@pytest.fixture
def calls(journal: Journal) -> UsualCalls:
    return UsualCalls(GraphSettings(), journal, Activity())


def pixel(**params: str) -> Request:
    return request(method="GET", url=tr_url(**params), headers=(), body=b"")


def told(**changes: object) -> Request:
    body = capi_body(capi_event(**changes))
    return request(method="POST", url=f"/v23.0/{PIXEL}/events", headers=JSON, body=body, received_at=time.time())


async def heard(calls: UsualCalls, journal: Journal, one: Request) -> Answer:
    said: list[Answer] = []
    assert calls.take(one, said.append)
    assert await journal.wait_until(lambda: bool(said), 5)
    return said[0]


@pytest.mark.parametrize(
    ("params", "sound"),
    [
        ({"ev": "Purchase", "cd[value]": "12.5", "cd[currency]": "EUR"}, True),
        ({"ev": "Purchase", "cd[value]": "12,5", "cd[currency]": "EUR"}, False),
        ({"ev": "Purchase", "cd[value]": "12.5"}, False),
        ({"ev": "AddToCart", "cd[contents]": '[{"id":"A","quantity":1}]'}, True),
        ({"ev": "AddToCart", "cd[contents]": '[{"id":"A"}]'}, False),
        ({"ev": "AddToCart", "cd[content_ids]": "A"}, False),
        ({"ev": "OurOwn", "cd[value]": "a lot"}, True),
    ],
)
async def test_a_pixel_event_is_held_against_the_schema(
    calls: UsualCalls, journal: Journal, params: dict[str, str], sound: bool
) -> None:
    """Before it is answered, and the result is on record; Meta takes it either way."""
    answer = await heard(calls, journal, pixel(**params))
    assert answer.status == 200
    (entry,) = journal.entries()
    assert entry.request.conforms is sound
    assert entry.events[0].accepted


async def test_a_server_event(calls: UsualCalls, journal: Journal) -> None:
    """It is answered in Meta's words, and read again from its record."""
    answer = await heard(calls, journal, told(event_id="7"))
    assert b'"events_received":1' in answer.body
    (entry,) = journal.entries()
    assert (entry.request.answer, entry.request.conforms, entry.events[0].event_id) == (answer, None, "7")


@pytest.mark.parametrize(
    "one",
    [
        told(event_name=7),
        told(event_time=1),
        msgspec.structs.replace(told(), body=b"{"),
        msgspec.structs.replace(pixel(), url="/tr/other?id=1"),
        msgspec.structs.replace(pixel(), method="POST"),
        msgspec.structs.replace(pixel(), url=f"/signals/config/{PIXEL}"),
        msgspec.structs.replace(told(), body=capi_body(*[capi_event(event_id="x" * 4000)] * 40)),
    ],
)
async def test_what_is_not_usual_is_left_alone(calls: UsualCalls, journal: Journal, one: Request) -> None:
    """Others decide on it, and put it on record."""
    assert not calls.take(one, lambda answer: pytest.fail(f"{answer} was said"))
    assert len(journal) == 0


async def test_what_cannot_be_recorded_is_refused(calls: UsualCalls, journal: Journal) -> None:
    """No client hears that its event arrived when it is lost."""
    journal._db.execute("drop table requests")
    answer = await heard(calls, journal, pixel())
    assert answer.status == 503
    assert b"journal" in answer.body


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ev", "cd[value]", "cd%5Bvalue%5D", "%63d[currency]", "c%64[x", "cd[]", "cd[a]]", "id"]),
            st.sampled_from(["Purchase", "Lead", "1", "EUR", "[1]", "{", "%5B1%5D", "a+b", ""]),
        ),
        max_size=8,
    )
)
def test_both_readings_agree(pairs: list[tuple[str, str]]) -> None:
    """The judgement at receipt is that of the event as it is read later."""
    one = request(method="GET", url="/tr/?" + "&".join(f"{name}={value}" for name, value in pairs), body=b"")
    (event,) = events_of(one)
    assert conforms(one) == has_documented_form(event.name, event.custom_data)
