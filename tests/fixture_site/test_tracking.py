"""Both channels say the same of the same action, and of the same person."""

from __future__ import annotations

import hashlib
import re
import string
from typing import Any

import pytest
from facebook_business.adobjects.serverside.user_data import UserData

from fixture_site.capi import SDK_NAMES
from fixture_site.matching import clean_phone, match_keys, pixel_keys
from tests.fixture_site.support import CUSTOMER, Graph, Shopper

PEOPLE = [
    CUSTOMER,
    CUSTOMER | {"first_name": "Jean-Luc", "last_name": "von der Leyen", "city": "L'Aquila", "postcode": "SW1A 1AA"},
    CUSTOMER
    | {"first_name": "MÜNEVVER", "last_name": "Smith-Jones", "city": "Bad Homburg v.d.H.", "postcode": "94103-1"},
    CUSTOMER | {"first_name": "Zoe\u0308", "last_name": "D’Angelo", "phone": "0049 (0)30 123456"},
    {"email": " A@B.example ", "first_name": "A", "last_name": "B"},
]


def as_the_pixel_hashes(key: str, text: str) -> str:
    """The pixel's own rules: what it makes of a value before it hashes it."""
    text = text.strip().lower()
    if key in ("fn", "ln"):
        text = re.sub(rf"[\s{re.escape(string.punctuation)}]", "", text)
    elif key == "ct":
        text = re.sub(r"[^a-z0-9]", "", text)
    elif key == "zp":
        text = text.split("-")[0]
    elif key == "ph":
        text = re.sub(r"\D", "", text).lstrip("0")
    elif key == "external_id":
        text = re.sub(r"\s", "", text)
    return text if re.fullmatch("[0-9a-f]{64}", text) else hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("person", PEOPLE)
def test_both_channels_hash_a_person_alike(person: dict[str, str]) -> None:
    """What the SDK makes of the keys is what the pixel makes of them, for names that they clean differently."""
    keys = match_keys(person)
    sent = UserData(**{SDK_NAMES.get(key, key): value for key, value in keys.items()}).normalize()
    assert {key: sent[key] for key in keys} == {key: [as_the_pixel_hashes(key, value)] for key, value in keys.items()}
    assert pixel_keys(person).items() <= keys.items()


@pytest.mark.parametrize(
    ("phone", "country", "digits"),
    [
        ("+49 30 123456", "DE", "4930123456"),
        ("0049 30 123456", "FR", "4930123456"),
        ("030 / 123456", "DE", "4930123456"),
        ("+44 (0) 20 7946 0958", "DE", "442079460958"),
        ("+1.650.555.1212", "DE", "16505551212"),
        ("12", "DE", ""),
        ("", "DE", ""),
    ],
)
def test_a_phone_number_has_its_country_code(phone: str, country: str, digits: str) -> None:
    """Meta matches international numbers only, so a national one gets its country's code, and half a one is dropped."""
    assert clean_phone(phone, country) == digits


async def test_the_copies_of_every_action_agree(shopper: Shopper, graph: Graph) -> None:
    """Each event of a whole purchase is there twice, with one id and equal data."""
    browser = await record_a_purchase(shopper)
    await shopper.drain()
    server = {event["event_id"]: event for event in graph.tries}
    assert set(browser) == set(server)
    assert len(browser) == len(graph.tries)
    for event_id, copy in browser.items():
        assert server[event_id]["event_name"] == copy["name"]
        assert custom(server[event_id]) == copy["data"]


async def record_a_purchase(shopper: Shopper) -> dict[str, dict[str, Any]]:
    """All browser copies of a purchase, by their ids."""
    copies: list[dict[str, Any]] = []
    copies += (await shopper.open("/")).data["events"]
    await shopper.accept()
    copies += (await shopper.open("/products/still-wall-clock")).data["events"]
    copies += (await shopper.ask("/cart", sku="KS-CLOCK-05", quantity="2"))["events"]
    copies += (await shopper.open("/checkout")).data["events"]
    copies += (await shopper.send("/checkout", **CUSTOMER, account="yes")).data["events"]
    copies += (await shopper.ask("/checkout/payment", method="bank"))["events"]
    bank_page = await shopper.place()
    await shopper.send(bank_page.url, answer="pay")
    copies += (await shopper.open(f"/checkout/return?payment={bank_page.url.rsplit('/', 1)[1]}")).data["events"]
    copies += (await shopper.send("/contact", **CUSTOMER, message="Twelve lamps")).data["events"]
    names = {"PageView", "ViewContent", "AddToCart", "InitiateCheckout", "AddPaymentInfo", "Purchase"}
    assert {copy["name"] for copy in copies} == names | {"CompleteRegistration", "Lead"}
    return {copy["options"]["eventID"]: copy for copy in copies}


def custom(event: dict[str, Any]) -> dict[str, Any]:
    """The server's data; the SDK writes currencies in small letters."""
    data: dict[str, Any] = event.get("custom_data", {})
    return data | ({"currency": data["currency"].upper()} if "currency" in data else {})


async def test_the_shopper_is_known_after_the_contact_step(shopper: Shopper, graph: Graph) -> None:
    """Before it the pixel gets no personal keys; after it both channels have them."""
    await shopper.arrive()
    await shopper.open("/products/still-wall-clock")
    await shopper.ask("/cart", sku="KS-CLOCK-05", quantity="1")
    assert (await shopper.open("/checkout")).data["matching"] == {}
    page = await shopper.send("/checkout", **CUSTOMER)
    assert page.data["matching"] == pixel_keys(CUSTOMER)
    await shopper.drain()
    assert "em" not in graph.named("InitiateCheckout")[0]["user_data"]
    [told] = [event for event in graph.tries if event["event_source_url"].endswith("/checkout/payment")]
    assert told["user_data"]["external_id"] == [page.data["matching"]["external_id"]]


async def test_the_address_of_the_shopper_comes_from_the_proxy_if_there_is_one(shopper: Shopper, graph: Graph) -> None:
    """The first forwarded address is the shopper's; without one it is the peer's."""
    await shopper.arrive()
    await shopper.drain()
    async with shopper.http.get(shopper.base, headers={"X-Forwarded-For": "203.0.113.7, 10.0.0.1"}):
        pass
    await shopper.drain()
    assert [event["user_data"]["client_ip_address"] for event in graph.tries] == ["127.0.0.1", "203.0.113.7"]


async def test_a_reload_of_the_thank_you_page_reports_nothing_new(shopper: Shopper, graph: Graph) -> None:
    """The sale is in the first load only; each load has a PageView of its own."""
    await shopper.arrive()
    first = await shopper.buy()
    again = await shopper.open(first.url)
    await shopper.drain()
    assert "Purchase" in first.events
    assert set(again.events) == {"PageView"}
    assert len(graph.named("Purchase")) == 1


async def test_what_no_shopper_sees_is_not_a_page_view(shopper: Shopper, graph: Graph) -> None:
    """A missing picture reports nothing; a missing page is a page."""
    await shopper.arrive()
    async with shopper.http.get(shopper.base + "/favicon.ico", headers={"Accept": "image/*"}) as answer:
        assert answer.status == 404
    assert (await shopper.open("/nowhere")).status == 404
    await shopper.drain()
    assert graph.names == ["PageView", "PageView"]
