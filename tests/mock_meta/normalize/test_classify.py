"""What a value is told to be."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_meta.normalize import EMPTY_HASH, KEYS, Implementation, Kind, classify, digest, known_values, read_cookie
from mock_meta.normalize.cookies import flaw

PYTHON, NODE, PHP, BUILDER, PIXEL = Implementation
OBRIEN = "O'Brien"


@pytest.mark.parametrize(
    ("sent", "kind", "by"),
    [
        (digest("o'brien"), Kind.OFFICIAL, (PYTHON, NODE, PHP)),
        (digest("obrien"), Kind.DOCUMENTED, (BUILDER, PIXEL)),
        (digest("obrien").upper(), Kind.DOCUMENTED, (BUILDER, PIXEL)),
        (digest("obrien") + ".AQQCAQMC", Kind.DOCUMENTED, (BUILDER, PIXEL)),
        (digest(OBRIEN), Kind.HASH_OF_RAW, ()),
        (digest(f'"{OBRIEN}"'), Kind.HASH_OF_RAW, ()),
        (digest(digest("obrien")), Kind.HASH_OF_HASH, ()),
        (digest(digest("obrien").upper()), Kind.HASH_OF_HASH, ()),
        (OBRIEN, Kind.RAW, ()),
        ("obrien", Kind.RAW, ()),
        (EMPTY_HASH, Kind.EMPTY, ()),
        (hashlib.sha1(b"obrien").hexdigest(), Kind.OTHER_ALGORITHM, ()),
        (hashlib.md5(b"o'brien").hexdigest(), Kind.OTHER_ALGORITHM, ()),
        (digest("smith"), Kind.UNKNOWN, ()),
        ("smith", Kind.UNKNOWN, ()),
        (42, Kind.UNKNOWN, ()),
        (None, Kind.ABSENT, ()),
        ([None], Kind.ABSENT, ()),
        ([], Kind.ABSENT, ()),
        ([digest("o'brien"), digest("smith")], Kind.UNKNOWN, ()),
        ([None, digest("obrien")], Kind.DOCUMENTED, (BUILDER, PIXEL)),
    ],
)
def test_a_name(sent: Any, kind: Kind, by: tuple[Implementation, ...]) -> None:
    """The value's making is told, and who makes it so; of a list the worst counts."""
    told = classify("ln", OBRIEN, sent)
    assert (told.kind, told.by) == (kind, by)
    assert told.sound == (kind in (Kind.DOCUMENTED, Kind.OFFICIAL, Kind.ABSENT))


def test_a_number_of_the_sites_own_may_be_sent_as_it_is() -> None:
    """The SDKs do so; the pixel hashes it. Both are right."""
    assert classify("external_id", "User-42", "User-42").by == (PYTHON, NODE, PHP)
    assert classify("external_id", "User-42", digest("user-42")).by == (BUILDER, PIXEL)
    assert classify("external_id", "User-42", digest("User-42")).kind is Kind.DOCUMENTED
    assert classify("external_id", "42", 42).sound


def test_the_hash_of_nothing_is_a_fault_even_if_an_sdk_makes_it() -> None:
    """Python's SDK makes it of a state that is only digits."""
    told = classify("st", "13", EMPTY_HASH)
    assert (told.kind, told.by, told.sound) == (Kind.EMPTY, (PYTHON, NODE), False)


def test_a_value_that_came_hashed_is_kept() -> None:
    """And hashed once more it is the hash of a hash."""
    ready = digest("mary@example.com")
    assert classify("em", ready, ready).kind is Kind.OFFICIAL
    assert classify("em", ready.upper(), ready).sound
    assert classify("em", ready, digest(ready)).kind is Kind.HASH_OF_HASH


def test_nothing_is_made_of_an_unknown_value() -> None:
    """Only the hash of an empty text can be told."""
    assert classify("em", "", digest("mary@example.com")).kind is Kind.UNKNOWN
    assert classify("em", "", EMPTY_HASH).kind is Kind.EMPTY


def test_a_national_phone_number_is_held_against_the_customers_country() -> None:
    """The calling code is Meta's demand, and only the country tells which."""
    sent = digest("4915112345678")
    assert classify("ph", "0151 12345678", sent, "DE").kind is Kind.DOCUMENTED
    assert classify("ph", "0151 12345678", sent).kind is Kind.UNKNOWN


ANYTHING = st.none() | st.integers() | st.floats() | st.text() | st.lists(st.text() | st.none(), max_size=3)


@given(st.sampled_from([*sorted(KEYS), "x"]), st.text(), ANYTHING)
def test_anything_can_be_classified(key: str, raw: str, sent: Any) -> None:
    """And sound is exactly what is documented, official or absent."""
    assert classify(key, raw, sent).kind in Kind


@given(st.sampled_from(sorted(KEYS)), st.text(min_size=1))
def test_the_sites_own_cleaning_is_never_somebody_elses(key: str, raw: str) -> None:
    """The raw value's hash is always traced to it."""
    told = classify(key, raw, digest(raw))
    assert told.kind is not Kind.UNKNOWN or not raw.strip()


def test_a_customer_in_the_books_is_known_by_metas_keys() -> None:
    """Under a shop's usual names or Meta's own; what is blank is not known."""
    books = {"email": "a@b.co", "zip": 8000, "first_name": " ", "ln": "Smith", "street": "Road 1", "phone": None}
    assert known_values(books) == {"em": "a@b.co", "zp": "8000", "ln": "Smith"}


@pytest.mark.parametrize(
    ("value", "payload", "bare"),
    [
        ("fb.1.1800000000000.1116446470", "1116446470", "1116446470"),
        ("fb.0.1800000000000.IwAR.AQICAQMC", "IwAR.AQICAQMC", "IwAR"),
        ("fb.2.1800000000000.IwAR.Bg", "IwAR.Bg", "IwAR"),
        ("fb.1.1800000000000.Iw.AR", "Iw.AR", "Iw.AR"),
    ],
)
def test_a_cookie_is_read(value: str, payload: str, bare: str) -> None:
    """With or without the Parameter Builder's appendix."""
    cookie = read_cookie(value)
    assert cookie is not None
    assert (cookie.created_ms, cookie.payload, cookie.bare) == (1_800_000_000_000, payload, bare)
    assert cookie.carries(bare)
    assert cookie.carries(payload)
    assert not cookie.carries(bare.lower() + "x")
    assert flaw(value) == ""


def test_the_pixel_writes_a_dot_in_a_click_id_otherwise() -> None:
    """``__DOT__``, so that the cookie keeps its parts; that is the same click."""
    cookie = read_cookie("fb.1.1800000000000.Iw__DOT__AR")
    assert cookie is not None
    assert cookie.carries("Iw.AR")
    assert not cookie.carries("Iw-AR")


@pytest.mark.parametrize(
    "value",
    [
        "",
        None,
        7,
        "fb.1.1800000000.IwAR",
        "fb.1.1800000000000.",
        "fb.x.1800000000000.1",
        "1116446470",
        "fb.1.1800000000000.a b",
    ],
)
def test_a_malformed_cookie_is_told(value: Any) -> None:
    """With what is wrong with it."""
    assert read_cookie(value) is None
    assert flaw(value)
