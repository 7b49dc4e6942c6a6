"""Variants of match quality, privacy and consent: each does what its page says, and the shop without them does not."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from fixture_site.bug import BUGS
from fixture_site.seams import Seams
from tests.fixture_site.support import CUSTOMER, Graph, Page, Shopper, open_for, shopping

MAIL = CUSTOMER["email"]


@contextlib.asynccontextmanager
async def spoiled(name: str, folder: Path, graph: Graph) -> AsyncIterator[Shopper]:
    """The shop with a bug; without one, if the name is empty."""
    async with shopping(folder, graph, BUGS[name].apply(Seams()) if name else None) as shopper:
        yield shopper


async def sold(name: str, folder: Path, graph: Graph) -> dict[str, Any]:
    """What the server tells of the customer of a sale."""
    async with spoiled(name, folder, graph) as shopper:
        await shopper.open("/?fbclid=IwARclick")
        await shopper.accept()
        await shopper.buy()
        await shopper.drain()
        [sale] = graph.named("Purchase")
        told: dict[str, Any] = sale["user_data"]
        return told


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("name", "key", "wrong"),
    [
        ("phone_hashed_with_its_plus", "ph", [digest("+4930123456")]),
        ("address_not_hashed", "em", [MAIL.lower()]),
        ("country_in_capitals", "country", [digest("DE")]),
        ("hashed_twice", "em", [digest(digest(MAIL.lower()))]),
        ("address_hashed_as_typed", "em", [digest(MAIL)]),
        ("bare_click_id", "fbc", "IwARclick"),
        ("plain_keys_hashed", "client_ip_address", digest("127.0.0.1")),
    ],
)
async def test_a_key_of_the_customer_is_spoiled(
    name: str, key: str, wrong: object, tmp_path: Path, graph: Graph
) -> None:
    """In the server's copy of the sale."""
    assert (await sold(name, tmp_path, graph))[key] == wrong


async def test_the_shop_as_it_is_spoils_none(tmp_path: Path, graph: Graph) -> None:
    """Hashes of normalised values, a whole cookie, an address in the clear."""
    told = await sold("", tmp_path, graph)
    assert told["em"] == [digest(MAIL.lower())]
    assert told["ph"] == [digest("4930123456")]
    assert told["fbc"].startswith("fb.")
    assert told["fbc"].endswith(".IwARclick")
    assert told["client_ip_address"] == "127.0.0.1"


async def test_no_phone_number_becomes_the_word_for_it(tmp_path: Path, graph: Graph) -> None:
    """On every event of somebody who gave none."""
    async with spoiled("hash_of_undefined", tmp_path, graph) as shopper:
        await shopper.arrive()
        await shopper.drain()
        assert graph.named("PageView")[0]["user_data"]["ph"] == [digest("undefined")]


@pytest.mark.parametrize(("name", "known"), [("", True), ("click_read_from_the_cookie_only", False)])
async def test_the_click_of_the_landing_request(name: str, known: bool, tmp_path: Path, graph: Graph) -> None:
    """It is in the address, before there is a cookie."""
    async with spoiled(name, tmp_path, graph) as shopper:
        await shopper.open("/?fbclid=IwARclick")
        await shopper.accept()
        await shopper.drain()
        assert ("fbc" in graph.named("PageView")[0]["user_data"]) is known


async def test_the_landing_address_is_made_small(tmp_path: Path, graph: Graph) -> None:
    """By a redirect before the page."""
    async with spoiled("click_id_in_small_letters", tmp_path, graph) as shopper:
        assert (await shopper.open("/?fbclid=IwARclick")).url.endswith("/?fbclid=iwarclick")


@pytest.mark.parametrize(("name", "address"), [("", "203.0.113.9"), ("address_of_the_proxy", "127.0.0.1")])
async def test_the_address_behind_a_balancer(name: str, address: str, tmp_path: Path, graph: Graph) -> None:
    """The header tells whose request it is."""
    async with spoiled(name, tmp_path, graph) as shopper:
        shopper.http.headers["X-Forwarded-For"] = "203.0.113.9"
        await shopper.arrive()
        await shopper.drain()
        assert graph.named("PageView")[0]["user_data"]["client_ip_address"] == address


async def test_the_pixel_gets_another_number_than_the_server(tmp_path: Path, graph: Graph) -> None:
    """Both are hashes; they differ."""
    async with spoiled("two_external_ids", tmp_path, graph) as shopper:
        await shopper.arrive()
        page = await shopper.buy()
        await shopper.drain()
        [sale] = graph.named("Purchase")
        assert page.data["matching"]["external_id"] not in sale["user_data"]["external_id"]


async def searched(name: str, folder: Path, graph: Graph) -> Page:
    """The page of a search for one's own address."""
    async with spoiled(name, folder, graph) as shopper:
        await shopper.arrive()
        return await shopper.send("/search", q=MAIL)


async def test_a_search_for_an_address_is_told_without_it(tmp_path: Path, graph: Graph) -> None:
    """A word is told; what may be personal is not, and no page's address holds either."""
    page = await searched("", tmp_path, graph)
    assert page.url.endswith("/search")
    assert page.events["Search"]["data"] == {}
    async with shopping(tmp_path / "again", graph) as shopper:
        await shopper.arrive()
        assert (await shopper.send("/search", q="mug")).events["Search"]["data"] == {"search_string": "mug"}
        assert "Pebble mug" in shopper.page.text


async def test_a_search_is_told_as_it_was_typed(tmp_path: Path, graph: Graph) -> None:
    """Address and all."""
    assert (await searched("search_told_as_typed", tmp_path, graph)).events["Search"]["data"] == {"search_string": MAIL}


@pytest.mark.parametrize(("name", "kept"), [("", False), ("address_in_the_page_address", True)])
async def test_the_newsletters_link(name: str, kept: bool, tmp_path: Path, graph: Graph) -> None:
    """The reader's address is taken out of it, and all else stays."""
    async with spoiled(name, tmp_path, graph) as shopper:
        page = await shopper.open(f"/welcome?email={MAIL}&issue=spring")
        assert ("Zoe" in page.url) is kept
        assert "issue=spring" in page.url


@pytest.mark.parametrize(("name", "given"), [("", {}), ("staff_taken_for_a_customer", {"em": "ines@kiesel.example"})])
async def test_staff_who_look_at_the_shop(name: str, given: dict[str, str], tmp_path: Path, graph: Graph) -> None:
    """Their address is not the pixel's to have."""
    async with spoiled(name, tmp_path, graph) as shopper:
        await shopper.arrive()
        assert (await shopper.send("/staff", email="ines@kiesel.example", password="wrong")).status == 422
        await shopper.send("/staff", email="ines@kiesel.example", password="kiesel")
        matching = (await shopper.open("/")).data["matching"]
        assert {key: value for key, value in matching.items() if key == "em"} == given


@pytest.mark.parametrize(("name", "public"), [("", False), ("server_events_sent_by_the_page", True)])
async def test_the_access_token_in_the_page(name: str, public: bool, tmp_path: Path, graph: Graph) -> None:
    """It stays at the server."""
    async with spoiled(name, tmp_path, graph) as shopper:
        assert (f'"{shopper.shop.settings.access_token}"' in (await shopper.open("/")).text) is public


@pytest.mark.parametrize(("name", "limited"), [("", True), ("opt_out_not_passed_on", False)])
async def test_an_opt_out(name: str, limited: bool, tmp_path: Path, graph: Graph) -> None:
    """The next page and the server's events ask for Limited Data Use; before it nobody does."""
    async with spoiled(name, tmp_path, graph) as shopper:
        await shopper.arrive()
        await shopper.drain()
        await shopper.ask("/privacy/limit")
        page = await shopper.open("/cart")
        await shopper.drain()
        before, after = graph.named("PageView")
        assert before.get("data_processing_options") is None
        assert (after.get("data_processing_options") == ["LDU"]) is limited
        assert bool(page.data["limits"]) is limited


@pytest.mark.parametrize(("name", "kept"), [("", set()), ("cookies_outlive_the_withdrawal", {"_fbp"})])
async def test_cookies_after_a_withdrawal(name: str, kept: set[str], tmp_path: Path, graph: Graph) -> None:
    """They go, or stay."""
    async with spoiled(name, tmp_path, graph) as shopper:
        await shopper.arrive()
        await shopper.deny()
        held = {cookie.key for cookie in shopper.http.cookie_jar if cookie.value}
        assert held & {"_fbp", "_fbc"} == kept


async def test_the_gate_of_whoever_came_first(tmp_path: Path, graph: Graph) -> None:
    """A page that somebody was shown who had agreed is open for the next one, who has not."""
    gate = 'if (pixel.answer() !== "granted") pixel.hold();'
    async with spoiled("consented_page_from_a_cache", tmp_path, graph) as shopper, open_for(shopper.shop) as other:
        await shopper.arrive()
        await shopper.open("/products/pebble-mug")
        await other.open("/products/wool-throw")
        assert gate in other.page.text
        assert gate not in (await other.open("/products/pebble-mug")).text


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("revoked_too_late", 'pixel.start();\n  if (pixel.answer() === "unanswered") pixel.hold();'),
        ("grant_without_effect", "pixel.release = () => {};"),
    ],
)
async def test_another_order_of_the_snippet(name: str, script: str, tmp_path: Path, graph: Graph) -> None:
    """On every page."""
    async with spoiled(name, tmp_path, graph) as shopper:
        assert script in (await shopper.open("/")).text
