"""Scrubbing: what Meta would count stays the same, values keep their form, and raw bodies agree with their events."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_meta.counting import count
from mock_meta.event import Channel, Entry, Event, Request
from mock_meta.export import scrubbed
from mock_meta.export.bodies import PLACEHOLDER
from mock_meta.export.pseudonyms import Pseudonyms
from mock_meta.wire.graph import GraphSettings, answer_graph
from mock_meta.wire.tr import decode_tr
from tests.mock_meta.export.strategies import VALUES, journals
from tests.mock_meta.factories import NOW, OK, PIXEL, REFUSED, browser, request, tr_url
from tests.mock_meta.wire.factories import EMAIL, TRACE, lead, purchase

KEY = b"a key of the test's"
PEOPLE = st.sampled_from([None, "", "user-1", "user-2", "17", 17, 17.0, "17.0", True, "True", EMAIL, "a@b.example"])
USER_DATA = st.fixed_dictionaries(
    {}, optional={"external_id": PEOPLE | st.lists(PEOPLE, max_size=2), "fbp": PEOPLE, "em": PEOPLE}
)
COPIES = st.builds(
    Event,
    channel=st.sampled_from(Channel),
    pixel_id=st.sampled_from([PIXEL, "2"]),
    name=st.sampled_from(["Purchase", "Lead", "jane@shop.example"]),
    event_id=st.sampled_from([None, "", "1", "2", "jane@shop.example", "JANE@shop.example"]),
    received_at=st.sampled_from([NOW, NOW + 1, NOW + 301, NOW + 172801]),
    user_data=USER_DATA,
    transport=st.just("json"),
    answer=st.sampled_from([OK, REFUSED]),
    taken=st.sampled_from([None, True, False]),
)


def books(entries: list[Entry]) -> list[object]:
    """What Meta would count, without names."""
    counted = count(event for entry in entries for event in entry.events)
    return [(one.kept.key, [(fold.event.key, fold.by, fold.gap_s) for fold in one.folded]) for one in counted]


def scrub(*entries: Entry) -> list[Entry]:
    return list(scrubbed(entries, KEY))


@given(journals(events=COPIES))
def test_what_meta_would_count_stays_the_same(entries: list[Entry]) -> None:
    """The same copies are kept and folded, by the same keys."""
    assert books(scrub(*entries)) == books(entries)


@given(journals())
def test_any_journal_can_be_scrubbed(entries: list[Entry]) -> None:
    """Whatever its bytes and types; numbers, times and fates stay."""

    def facts(held: list[Entry]) -> list[object]:
        return [
            (e.request.seq, e.request.part_of, [(v.key, v.received_at, v.accepted) for v in e.events]) for e in held
        ]

    assert facts(scrub(*entries)) == facts(entries)


def of_server(body: bytes, content_type: str) -> Entry:
    """A request to the events edge, with the events that it carried."""
    headers = (("Host", "graph.facebook.com"), ("Content-Type", content_type), ("Content-Length", str(len(body))))
    sent = request(method="POST", url=f"/v26.0/{PIXEL}/events", headers=headers, body=body)
    return again(sent)


def again(sent: Request) -> Entry:
    """A server request as the stand-in takes it."""
    settings = GraphSettings(reject_unknown_keys=False)
    outcome = answer_graph(
        sent.method, sent.url, dict(sent.headers), sent.body, received_at=NOW, settings=settings, trace=TRACE
    )
    return Entry(request=msgspec.structs.replace(sent, answer=outcome.answer), events=outcome.events)


def multipart(params: dict[str, str]) -> bytes:
    parts = (f'--xx\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in params.items())
    return ("".join(parts) + "--xx--\r\n").encode()


def encodings(event: dict[str, Any]) -> list[tuple[bytes, str]]:
    """One event in every encoding, as body and content type."""
    texts = {"access_token": "EAAtoken", "data": json.dumps([event]), "test_event_code": "TEST1"}
    of_texts = {**texts, "data": json.dumps([json.dumps(event)])}
    plain = {**texts, "data": [event]}
    form = "application/x-www-form-urlencoded"
    return [
        (urlencode(texts).encode(), form),
        (urlencode(of_texts).encode(), form),
        (json.dumps(plain).encode(), "application/json"),
        (json.dumps(of_texts).encode(), "application/json"),
        (multipart(texts), "multipart/form-data; boundary=xx"),
        (gzip.compress(json.dumps(plain).encode()), "application/json"),
        (gzip.compress(urlencode(texts).encode()), form),
    ]


JSON_KEYS = st.sampled_from(["value", "currency", "contents", "order_id", "content_name", "plan", "contact"])


@given(
    custom_data=st.dictionaries(JSON_KEYS, VALUES, max_size=4),
    user_data=st.dictionaries(st.sampled_from(["external_id", "fbp", "client_ip_address"]), VALUES, max_size=3),
    name=st.sampled_from(["Lead", "Purchase", "jane@shop.example", 17]),
)
def test_a_scrubbed_body_holds_the_scrubbed_events(
    custom_data: dict[str, Any], user_data: dict[str, Any], name: object
) -> None:
    """In each encoding: reading the scrubbed request gives what scrubbing the read events gives."""
    sent = lead(custom_data=custom_data, user_data=user_data, event_name=name, phone="+49 170 1234567")
    for body, content_type in encodings(sent):
        (held,) = scrub(of_server(body, content_type))
        for fresh, kept in zip(again(held.request).events, held.events, strict=True):
            assert facts(fresh) == facts(kept)


def facts(event: Event) -> object:
    """An event without the answer, which an odd type may change."""
    return msgspec.structs.replace(event, answer=OK, key="", request=0, taken=None)


@given(
    custom_data=st.dictionaries(
        JSON_KEYS, st.text(st.characters(exclude_categories=["Cs"]), max_size=9) | VALUES, max_size=4
    ),
    people=st.dictionaries(st.sampled_from(["em", "external_id"]), st.sampled_from([EMAIL, "x", ""]), max_size=2),
    way=st.sampled_from(["GET", "form", "multipart"]),
)
def test_a_scrubbed_pixel_request_holds_the_scrubbed_event(
    custom_data: dict[str, Any], people: dict[str, str], way: str
) -> None:
    """In the query, as a form and as a beacon."""
    params = {"eid": "1", "dl": "https://shop.example/a?mail=jane%40x.example#top", "fbp": "fb.1.1700000000000.123"}
    params |= {f"cd[{key}]": held if isinstance(held, str) else json.dumps(held) for key, held in custom_data.items()}
    params |= {f"ud[{key}]": held for key, held in people.items()}
    sent = request(url=tr_url(**params), headers=())
    if way != "GET":
        body = multipart({"id": PIXEL, **params}) if way == "multipart" else urlencode({"id": PIXEL, **params}).encode()
        kind = "multipart/form-data; boundary=xx" if way == "multipart" else "application/x-www-form-urlencoded"
        sent = request(method="POST", url="/tr/", headers=(("Content-Type", kind),), body=body)
    (held,) = scrub(Entry(request=sent, events=(read(sent),)))
    assert facts(read(held.request)) == facts(held.events[0])


def read(sent: Request) -> Event:
    content_type = dict(sent.headers).get("Content-Type", "")
    return decode_tr(sent.method, sent.url, content_type, sent.body, received_at=NOW, answer=OK)


def test_money_goods_and_ids_stay_readable() -> None:
    """What a tracking mistake is found by; free text and custom properties do not."""
    custom = {
        "value": 12.5,
        "currency": "EUR",
        "order_id": "KS-1",
        "contents": [{"id": "A1", "quantity": 2, "title": "To Jane"}],
        "search_string": "jane doe",
        "plan": {"owner": "Jane", "seats": 3, "active": True},
    }
    event = browser(event_id="purchase.1", custom_data=custom, source_url="https://u:p@shop.example/thanks?n=Jane#Jane")
    (entry,) = scrub(Entry(request=request(), events=(event,)))
    (held,) = entry.events
    assert (held.name, held.event_id, held.pixel_id) == ("Purchase", "purchase.1", PIXEL)
    kept = {key: held.custom_data[key] for key in ("value", "currency", "order_id")}
    assert kept == {"value": 12.5, "currency": "EUR", "order_id": "KS-1"}
    (content,) = held.custom_data["contents"]
    assert (content["id"], content["quantity"]) == ("A1", 2)
    assert held.custom_data["plan"]["active"] is True
    assert held.source_url is not None
    assert held.source_url.startswith("https://scrubbed-")
    assert "@shop.example/thanks?n=scrubbed-" in held.source_url
    assert "Jane" not in msgspec.json.encode(held).decode()
    assert "jane" not in msgspec.json.encode(held).decode()


def test_one_person_stays_one_person_across_places() -> None:
    """A cookie, a parameter and a server's customer information with one value get one pseudonym."""
    fbp = "fb.1.1700000000000.1234567890"
    sent = request(url=tr_url(fbp=fbp), headers=(("Cookie", f"_fbp={fbp}; theme=dark"), ("User-Agent", "Mozilla")))
    event = browser(user_data={"fbp": fbp, "client_user_agent": "Mozilla"})
    (entry,) = scrub(Entry(request=sent, events=(event,)))
    headers, held = dict(entry.request.headers), entry.events[0].user_data
    assert headers["Cookie"].startswith(f"_fbp={held['fbp']}; theme=scrubbed-")
    assert headers["User-Agent"] == held["client_user_agent"]
    assert urlencode({"fbp": held["fbp"]}) in entry.request.url


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (EMAIL, r"[0-9a-f]{64}"),
        (EMAIL.upper(), r"[0-9A-F]{64}"),
        (f"{EMAIL}.AQYBAQAA", r"[0-9a-f]{64}\.[0-9a-f]{8}"),
        ("jane@shop.example", r"[0-9a-f]{32}@scrubbed\.invalid"),
        ("fb.1.1700000000000.IwAR0", r"fb\.1\.\d+\.[0-9a-f]{32}"),
        ("EAAsecret", r"EAA[0-9a-f]{32}"),
        ("203.0.113.9", r"2001:db8:[0-9a-f:]+"),
        ("2003:a:b::1", r"2001:db8:[0-9a-f:]+"),
        ("1234567890123456", r"\d{16}"),
        ("Jane", r"scrubbed-[0-9a-f]{32}"),
        ("", ""),
    ],
)
def test_a_pseudonym_has_the_form_of_the_value(value: str, form: str) -> None:
    """A hash stays a hash and an address an address; it is always the same, and with another key another."""
    given_ = Pseudonyms(KEY).of(value)
    assert given_ == Pseudonyms(KEY).of(value)
    assert re.fullmatch(form, given_)
    if value:
        assert given_ not in (value, Pseudonyms(b"other").of(value))


@pytest.mark.parametrize("sign", ["a", "0", "+1", "1.1.1.", "fb.1.1.", "EAA", "%25", "@", '"', "{"])
def test_a_long_value_is_scrubbed_in_time_that_grows_with_its_length(sign: str) -> None:
    """A header or a path of a hundred thousand times one sign, such as an attacker sends, holds nobody up."""
    long = sign * (100_000 // len(sign))
    headers = (("Host", long), ("Content-Type", "application/json"))
    event = browser(name=long, event_id=long, source_url=f"https://x.example/{long}", custom_data={"order_id": long})
    (entry,) = scrub(Entry(request=request(url=f"/{long}?id={long}", headers=headers, body=b"{}"), events=(event,)))
    assert entry.events[0].name


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe\x00jane", "application/octet-stream"),
        (b"Dear Jane", "text/plain"),
        (b'{"data": [', "application/json"),
        (b"\x1f\x8bjane", "application/json"),
        (b"--xx\r\n\r\njane\r\n--xx--", "multipart/form-data"),
    ],
)
def test_what_cannot_be_read_is_replaced_as_a_whole(body: bytes, content_type: str) -> None:
    """By a sentence that says so, with its length in the header."""
    headers = (("Content-Type", content_type), ("Content-Length", str(len(body))))
    (entry,) = scrub(Entry(request=request(method="POST", headers=headers, body=body)))
    assert entry.request.body == PLACEHOLDER
    assert dict(entry.request.headers)["Content-Length"] == str(len(PLACEHOLDER))


def test_a_refusal_that_repeats_what_was_sent_is_scrubbed() -> None:
    """In its message, its header and its body alike, with the pseudonym of the request."""
    sent = request(method="POST", url=f"/v26.0/{PIXEL}/events?access_token=EAAjäne+doe", headers=())
    settings = GraphSettings(access_tokens=("EAAother",))
    outcome = answer_graph("POST", sent.url, {}, b"", received_at=NOW, settings=settings, trace=TRACE)
    assert "EAAjäne doe" in str(outcome.answer.error)
    (entry,) = scrub(Entry(request=msgspec.structs.replace(sent, answer=outcome.answer)))
    token = Pseudonyms(KEY).of("EAAjäne doe")
    answer = entry.request.answer
    assert answer.error is not None
    assert answer.error.message == f"Malformed access token {token}"
    assert json.loads(answer.body)["error"]["message"] == answer.error.message
    assert dict(answer.headers)["www-authenticate"].endswith(f'"{answer.error.message}"')
    assert token in entry.request.url


def test_purchases_stay_valid() -> None:
    """A scrubbed request sent again is accepted as the first was: hashes are hashes still."""
    body = json.dumps({"data": [purchase(order_id="1")], "access_token": "EAAx"}).encode()
    first = of_server(body, "application/json")
    (held,) = scrub(first)
    assert first.request.answer.status == 200
    assert again(held.request).request.answer.status == 200
