"""Decoding requests to ``/tr``."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_meta.event import Channel, Event
from mock_meta.wire.tr import decode_tr, tr_parameters
from tests.mock_meta.factories import NOW, OK, PIXEL, tr_url

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "----WebKitFormBoundaryABC"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def decode(url: str, *, method: str = "GET", kind: str = "", body: bytes = b"") -> Event:
    return decode_tr(method, url, kind, body, received_at=NOW, answer=OK)


def multipart(**fields: str) -> bytes:
    """Form data as ``sendBeacon`` writes it."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode()


FIELDS = {"id": PIXEL, "ev": "Purchase", "eid": "order-1", "cd[value]": "12.50", "cd[größe]": "ü&=", "fbp": "fb.1"}


@pytest.mark.parametrize(
    ("url", "kind", "body"),
    [
        (f"/tr/?{urlencode(FIELDS)}", "", b""),
        ("/tr/", FORM, urlencode(FIELDS).encode()),
        ("/tr", f"{FORM};charset=UTF-8", urlencode(FIELDS).encode()),
        ("/tr/", MULTIPART, multipart(**FIELDS)),
        (f"/tr/?{urlencode({'id': PIXEL})}", MULTIPART, multipart(**FIELDS)),
    ],
    ids=["image", "form", "form with charset", "beacon", "query and body"],
)
def test_every_transport_carries_the_same_event(url: str, kind: str, body: bytes) -> None:
    """The event does not depend on how it travelled."""
    event = decode(url, method="POST" if body else "GET", kind=kind, body=body)
    assert (event.channel, event.pixel_id, event.name, event.event_id) == (
        Channel.BROWSER,
        PIXEL,
        "Purchase",
        "order-1",
    )
    assert event.custom_data == {"value": "12.50", "größe": "ü&="}
    assert event.user_data == {"fbp": "fb.1"}
    assert event.action_source == "website"
    assert event.transport == ("formPOST" if body else "GET")


def test_times_are_in_seconds_and_the_page_is_named() -> None:
    """The pixel writes milliseconds, the page as ``dl``, and how it sent as ``rqm``."""
    event = decode(tr_url(ts="1800000000123", dl="https://shop.example/?q=ü", rqm="FGET"))
    assert (event.event_time, event.received_at) == (1_800_000_000.123, NOW)
    assert (event.source_url, event.transport) == ("https://shop.example/?q=ü", "FGET")


@pytest.mark.parametrize("text", ["", "soon", "1e3", "9" * 400, "9" * 5000])
def test_a_time_that_is_none_is_left_out(text: str) -> None:
    """The event is kept, whatever its clock said."""
    assert decode(tr_url(ts=text)).event_time is None


def test_values_are_kept_as_sent() -> None:
    """Scalars stay text; arrays and objects, which travel as JSON text, are decoded."""
    sent = {"cd[value]": "007", "cd[ids]": '["a",1]', "cd[o]": '{"a":null}', "cd[t]": "true", "cd[broken]": "[1,"}
    assert decode(tr_url(**sent)).custom_data == {
        "value": "007",
        "ids": ["a", 1],
        "o": {"a": None},
        "t": "true",
        "broken": "[1,",
    }


@pytest.mark.parametrize("text", ["[" * 5000, "[1e999]", '["\\ud800"]', "[NaN]"])
def test_json_that_no_journal_could_hold_stays_text(text: str) -> None:
    """It is evidence all the same."""
    assert decode(tr_url(**{"cd[x]": text})).custom_data == {"x": text}


def test_numbers_beyond_64_bits_become_floats() -> None:
    """As on the server's channel."""
    assert decode(tr_url(**{"cd[x]": "[99999999999999999999]"})).custom_data == {"x": [1e20]}


def test_customer_information_is_gathered() -> None:
    """Hashed keys of either kind, and the two cookies if they hold anything."""
    sent = {"ud[em]": "h1", "udff[em]": "h2", "udff[ph]": "h3", "fbp": "fb.1", "fbc": ""}
    assert decode(tr_url(**sent)).user_data == {"em": "h1", "ph": "h3", "fbp": "fb.1"}


def test_the_first_of_two_equal_keys_counts() -> None:
    """For plain keys and bracketed ones; the raw request keeps both."""
    event = decode("/tr?id=1&id=2&ev=a&ev=b&cd[x]=1&cd[x]=2")
    assert (event.pixel_id, event.name, event.custom_data) == ("1", "a", {"x": "1"})


def test_missing_id_and_name_are_empty() -> None:
    """The pixel itself sends such requests, so they are events."""
    event = decode("/tr")
    assert (event.pixel_id, event.name, event.event_id) == ("", "", None)


@pytest.mark.parametrize(("text", "options"), [("LDU", ("LDU",)), ("", ()), ("A,B", ("A", "B"))])
def test_data_processing_options(text: str, options: tuple[str, ...]) -> None:
    """Present and empty is not absent."""
    assert decode(tr_url(dpo=text)).data_processing_options == options
    assert decode(tr_url()).data_processing_options is None


def test_parameters_keep_their_order() -> None:
    """Query first, then body, with empty values."""
    assert tr_parameters("/tr?b=1&a=", FORM, b"c=3&b=2") == [("b", "1"), ("a", ""), ("c", "3"), ("b", "2")]


def test_very_many_parameters() -> None:
    """A long list is no error."""
    body = b"&".join(b"cd[k%d]=1" % n for n in range(20_000))
    assert len(decode("/tr", method="POST", kind=FORM, body=body).custom_data) == 20_000


@pytest.mark.parametrize("name", ["größe", "\udcff\udcfe"], ids=["UTF-8", "not UTF-8"])
def test_names_beyond_ascii_in_a_beacon(name: str) -> None:
    """Browsers write field names in UTF-8 as they are; other bytes are replaced, and no surrogate is left."""
    raw = name.encode("utf-8", "surrogateescape")
    body = multipart(**{"cd[NAME]": "1"}).replace(b"NAME", raw)
    custom = decode("/tr", method="POST", kind=MULTIPART, body=body).custom_data
    assert list(custom) == [raw.decode("utf-8", "replace")]


kinds = st.one_of(st.sampled_from(["", FORM, MULTIPART, "text/plain", "multipart/form-data"]), st.text(max_size=30))
bodies = st.one_of(
    st.binary(max_size=200),
    st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=4).map(
        lambda fields: multipart(**fields) if _encodable(fields) else b""
    ),
    st.binary(max_size=40).map(lambda raw: multipart(**{"cd[X]": "X"}).replace(b"X", raw)),
)


def _encodable(fields: dict[str, str]) -> bool:
    try:
        "".join([*fields, *fields.values()]).encode()
    except UnicodeEncodeError:
        return False
    return True


@given(
    st.lists(st.tuples(st.sampled_from(["id", "ev", "ts", "dpo", "cd[a]", "ud[em]", "x"]), st.binary(max_size=30))),
    kinds,
    bodies,
)
def test_anything_decodes_to_what_a_journal_can_hold(query: Any, kind: str, body: bytes) -> None:
    """Whatever a client sends, there is an event, and it can be written and read back."""
    event = decode(f"/tr/?{urlencode(query)}", method="POST", kind=kind, body=body)
    assert msgspec.json.decode(msgspec.json.encode(event), type=Event) == event


def test_the_module_is_pure() -> None:
    """It imports no server, no clock and no network."""
    source = Path(str(decode_tr.__code__.co_filename)).read_text()
    assert "aiohttp" not in source
    assert "import time" not in source


def test_what_has_no_field_is_kept_by_its_name() -> None:
    """Known to us or not, as it was sent; of two with one name the first. What has a field stands there only."""
    named = "id=1&ev=Lead&cd[a]=1&ud[em]=x&udff[ph]=y&fbp=fb.1&rqm=GET"
    assert decode(f"/tr/?{named}&v=2.9.999&pmd[title]=A%20b&new=%C3%BC&new=2&empty=").other == {
        "v": "2.9.999",
        "pmd[title]": "A b",
        "new": "ü",
        "empty": "",
    }
    assert decode("/tr/").other == {}
