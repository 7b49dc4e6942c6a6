"""Without the shopper's yes nothing leaves the server; with a late yes, what the page held back does."""

from __future__ import annotations

from typing import Any

from fixture_site.tracking import Consent
from tests.fixture_site.support import CUSTOMER, Graph, Shopper, open_for


async def test_an_unanswered_banner_sends_nothing(shopper: Shopper, graph: Graph) -> None:
    """Browsing, a lead, an account and a sale: nothing is sent, and Meta's cookies are not set."""
    await shopper.buy()
    await shopper.send("/contact", **CUSTOMER, message="Twelve lamps")
    await shopper.send("/account/register", **CUSTOMER)
    assert await shopper.drain() == {"sent": 0, "refused": 0, "waiting": 0}
    assert graph.tries == []
    assert cookies(shopper) == {"session"}


async def test_a_no_sends_nothing(shopper: Shopper, graph: Graph) -> None:
    """After a no, a sale by the bank, reported by its webhook, stays untold too."""
    await shopper.open("/?fbclid=click")
    await shopper.deny()
    bank_page = await shopper.buy("bank")
    await shopper.send(bank_page.url, answer="pay")
    await shopper.drain()
    assert [order["status"] for order in await shopper.control("/api/orders")] == ["paid"]
    assert graph.tries == []
    assert cookies(shopper) == {"session", "consent"}


async def test_a_late_yes_sends_this_pages_copies(shopper: Shopper, graph: Graph) -> None:
    """The page's own events go out under the ids in the page, with what was done on it; earlier pages stay untold."""
    await shopper.open("/")
    page = await shopper.open("/products/pebble-mug")
    added = await shopper.ask("/cart", sku="KS-MUG-02", quantity="2")
    await shopper.accept()
    await shopper.drain()
    expected = [event["options"]["eventID"] for event in (*page.data["events"], *added["events"])]
    assert sorted(event["event_id"] for event in graph.tries) == sorted(expected)
    assert {event["event_source_url"] for event in graph.tries} == {page.url}
    assert {"_fbp", "consent"} <= cookies(shopper)


async def test_a_yes_counts_once(shopper: Shopper, graph: Graph) -> None:
    """Saying yes twice sends the page's copies once."""
    await shopper.arrive()
    await shopper.accept()
    await shopper.drain()
    assert graph.names == ["PageView"]


async def test_nobody_releases_anothers_page(shopper: Shopper, graph: Graph) -> None:
    """A yes from another session releases nothing, even if it names the page."""
    page = await shopper.open("/")
    async with open_for(shopper.shop) as other:
        await other.open("/")
        other.page = page
        await other.accept()
    await shopper.drain()
    assert graph.tries == []


async def test_a_yes_on_the_thank_you_page_reports_the_sale(shopper: Shopper, graph: Graph) -> None:
    """The sale goes out on both channels under one id, and a reload shows it no more."""
    page = await shopper.buy()
    assert "Purchase" in page.events
    assert "Purchase" in (await shopper.open(page.url)).events
    await shopper.accept()
    await shopper.drain()
    [sale] = graph.named("Purchase")
    assert sale["event_id"] == page.events["Purchase"]["options"]["eventID"]
    assert "Purchase" not in (await shopper.open(page.url)).events


async def test_a_second_yes_on_the_thank_you_page_shows_the_sale_once(shopper: Shopper, graph: Graph) -> None:
    """Who agreed, withdrew at the bank, and agrees again on the thank-you page, is reported once on each channel."""
    home = await shopper.open("/")
    await shopper.accept()
    bank_page = await shopper.buy("bank")
    await shopper.send(bank_page.url, answer="pay")
    shopper.page = home
    await shopper.deny()
    page = await shopper.open(f"/checkout/return?payment={bank_page.url.rsplit('/', 1)[1]}")
    assert "Purchase" in page.events
    await shopper.accept()
    assert "Purchase" not in (await shopper.open(page.url)).events
    await shopper.drain()
    assert len(graph.named("Purchase")) == 1


async def test_a_yes_elsewhere_does_not_report_an_old_sale(shopper: Shopper, graph: Graph) -> None:
    """What was bought without consent stays untold when the shopper agrees on a later page."""
    page = await shopper.buy()
    await shopper.arrive()
    assert "Purchase" not in (await shopper.open(page.url)).events
    await shopper.drain()
    assert graph.named("Purchase") == []


async def test_a_withdrawal_stops_what_waits(shopper: Shopper, graph: Graph) -> None:
    """Copies that Meta did not take yet are never sent, the cookies go, and later actions stay untold."""
    graph.always = (500, "down")
    await shopper.arrive()
    await graph.until(1)
    await shopper.deny()
    await shopper.open("/contact")
    graph.always = (200, {"events_received": 1, "messages": [], "fbtrace_id": "A"})
    tried = len(graph.tries)
    assert await shopper.drain() == {"sent": 0, "refused": 0, "waiting": 0}
    assert len(graph.tries) == tried
    assert cookies(shopper) == {"session", "consent"}


async def test_a_withdrawal_reaches_an_unpaid_order(shopper: Shopper, graph: Graph) -> None:
    """Who takes the yes back before the bank has paid is not reported by the webhook."""
    page = await shopper.open("/")
    await shopper.accept()
    bank_page = await shopper.buy("bank")
    shopper.page = page
    await shopper.deny()
    await shopper.send(bank_page.url, answer="pay")
    await shopper.drain()
    assert graph.named("Purchase") == []


async def test_the_order_remembers_the_consent_of_its_time(shopper: Shopper) -> None:
    """An order keeps the answer, the cookies and the browser of the shopper who placed it."""
    await shopper.open("/?fbclid=Click-1")
    await shopper.accept()
    await shopper.buy("bank")
    [order] = shopper.shop.books.orders()
    assert order.visitor.consent is Consent.GRANTED
    assert order.visitor.fbc.startswith("fb.3.")
    assert order.visitor.fbc.endswith(".Click-1")
    assert order.visitor.user_agent == "Shopper/1.0"


async def test_a_click_id_is_kept_until_another_comes(shopper: Shopper) -> None:
    """The click's cookie keeps its time at a second visit by the same click, and yields to a new one."""
    await shopper.open("/?fbclid=first")
    await shopper.accept()
    first = cookie(shopper, "_fbc")
    await shopper.open("/?fbclid=first")
    assert cookie(shopper, "_fbc") == first
    await shopper.open("/?fbclid=second")
    assert cookie(shopper, "_fbc").endswith(".second")


async def test_an_odd_click_id_survives_its_cookie(shopper: Shopper, graph: Graph) -> None:
    """Dots are written as the pixel does, other marks are encoded in the cookie only, endless ids are ignored."""
    await shopper.open("/?fbclid=a.b%2Bc%3B")
    await shopper.accept()
    await shopper.open("/?fbclid=" + "x" * 501)
    await shopper.drain()
    assert {event["user_data"]["fbc"].split(".", 3)[3] for event in graph.tries} == {"a__DOT__b+c;"}


async def test_without_a_script_the_banner_still_works(shopper: Shopper) -> None:
    """A form that the browser sends by itself leads back to the page."""
    await shopper.open("/contact")
    headers = {"Sec-Fetch-Dest": "document", "Referer": shopper.page.url}
    async with shopper.http.post(shopper.base + "/consent", data={"choice": "denied"}, headers=headers) as answer:
        assert str(answer.url) == shopper.page.url


def cookies(shopper: Shopper) -> set[str]:
    return {morsel.key for morsel in shopper.http.cookie_jar}


def cookie(shopper: Shopper, name: str) -> Any:
    return next(morsel.value for morsel in shopper.http.cookie_jar if morsel.key == name)
