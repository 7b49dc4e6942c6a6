"""What is masked in a report, and what stays."""

from __future__ import annotations

import json
from hashlib import sha256
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reports.mask import Mask, as_it_is
from tests.harness.factories import ADA, change, healthy

HASH = sha256(b"ada.wong@example.com").hexdigest()
LEDGER = healthy()


def mask() -> Mask:
    visits = (change(LEDGER.visits[0], shopper={**ADA, "street": "12 Rose Lane", "city": "York"}), *LEDGER.visits[1:])
    return Mask(change(LEDGER, visits=visits, staff=("ines@shop.example",), address="203.0.113.42"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mail bob@example.org now", "mail [e-mail] now"),
        ("?em=bob%40example.org&x=1", "?em=[e-mail]&x=1"),
        ("call +49 151 23456789.", "call [phone]."),
        ("by Ada Wong", "by [name]"),
        ("fn=Ada&ln=Wong&page=2", "fn=[masked]&ln=[masked]&page=2"),
        ("12 Rose Lane", "[street]"),
        ("from 203.0.113.42", "from [address]"),
        ("access_token=EAAsecret|token&v=1", "access_token=[token]&v=1"),
        (f"em={HASH}", f"em={HASH[:8]}…"),
        ("written by ines@shop.example", "written by [e-mail]"),
    ],
)
def test_what_is_personal_is_masked(text: str, shown: str) -> None:
    """Whether it has the form of it, or is known of the run's people."""
    assert mask().text(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Purchase of orders/KS-9B5B1804F5431158 at 12.50 s",
        "fb.1.1800000000000.1116446470",
        "pixelproof run two_orders --seed 662507",
        "Adas Wongs: 4 of 5, event id purchase.4c058218a575f368",
        "https://shop.example/products/still-wall-clock?variant=1800000000",
    ],
)
def test_what_is_no_person_s_stays(text: str) -> None:
    assert mask().text(text) == text


def test_customer_information_is_told_by_its_form() -> None:
    """A hash by its beginning, what should be one and is none by its length: the value itself is nobody's business."""
    shown = mask().user_data({"em": [HASH], "fn": "Ada", "client_ip_address": "198.51.100.7", "fbp": "fb.1.2.3"})
    assert shown == {
        "em": [f"{HASH[:8]}…"],
        "fn": "[fn: 3 characters, not hashed]",
        "client_ip_address": "[client_ip_address: 12 characters]",
        "fbp": "fb.1.2.3",
    }


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Cookie", "session=abc; _fbp=fb.1.2.3", "session=[secret]; _fbp=fb.1.2.3"),
        ("Authorization", "Bearer abc", "[secret]"),
        ("Host", "graph.facebook.com", "graph.facebook.com"),
    ],
)
def test_headers_keep_no_secrets(name: str, value: str, shown: str) -> None:
    assert mask().header(name, value) == shown


@given(st.sampled_from(sorted({"email", "phone"})), st.sampled_from([str, quote, json.dumps]), st.text(max_size=5))
def test_a_known_value_is_masked_however_it_is_packed(field: str, packed: type[str], around: str) -> None:
    value = ADA[field]
    said = mask().text(f"{around} {packed(value)}&{urlencode({'x': value})} {around}")
    assert value not in said
    assert quote(value, safe="") not in said


def test_a_long_text_of_nothing_is_looked_through_once() -> None:
    """Whatever somebody puts into an event: the patterns never begin again at every sign."""
    for sign in ("a", "a.", "+", "@a", "1 ", '"', "%40", "="):
        text = sign * (250_000 // len(sign))
        assert len(mask().text(text)) > 25_000


def test_a_reader_who_may_see_everything_does() -> None:
    assert as_it_is().value({"em": [HASH], "mail": ADA["email"]}) == {"em": [HASH], "mail": ADA["email"]}
    assert as_it_is().user_data({"em": HASH}) == {"em": HASH}
