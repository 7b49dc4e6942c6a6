"""Views of a single page, and the order of reports."""

from __future__ import annotations

import pytest

from harness.judge import judge
from harness.ledger import Ledger
from harness.plan import Promise
from harness.verdict import Finding
from mock_meta.event import Event
from tests.harness.factories import (
    BROWSER,
    SERVER,
    SITE,
    basket,
    change,
    event,
    fired,
    healthy,
    ledger,
    page,
    pair,
    plan,
    visit,
)
from tests.harness.mutators import each

NAVIGATION, SEQUENCE = "ordering.navigation", "ordering.sequence"
PROMISED = plan(
    PageView=Promise(pages=("*",), routes=True),
    ViewContent=Promise(pages=("/products/*",), routes=True),
    Purchase=None,
)
SHOWN = (page("/", 0, 60), page("/products/mug", 10, 20, route=True), page("/cart", 20, 60, route=True))


def single_page(*more: Event) -> Ledger:
    """A document and two routes, each reported on both channels."""
    views = (
        *pair("PageView", 4.2, "/", "page-1"),
        *pair("PageView", 9.9, "/products/mug", "page-2"),
        *pair("ViewContent", 9.95, "/products/mug", "view-1", **basket()),
        *pair("PageView", 19.9, "/cart", "page-3"),
    )
    return ledger(*views, *more, visits=(visit(pages=SHOWN, deeds=()),), plan=PROMISED, conversions=())


def finding(evidence: Ledger, check: str) -> Finding:
    """The only finding of a check."""
    (found,) = (f for f in judge(evidence).findings if f.check == check)
    return found


def on_routes(told: Event) -> bool:
    """Whether an event was sent from a route."""
    return told.source_url != f"{SITE}/"


def test_a_single_page_that_reports_each_view_is_sound() -> None:
    """Although the harness notes a route some moments after the page has shown it."""
    assert judge(single_page()).findings == ()


def test_routes_that_nothing_reports() -> None:
    """One finding on both channels, with the views."""
    silent = each(single_page(), "PageView", None, lambda e: None if on_routes(e) else e)
    found = finding(silent, NAVIGATION)
    assert fired(judge(silent)) == {NAVIGATION}
    assert found.message == "PageView: 2 of 3 views of the site did not report it (/products/mug, /cart)."
    assert found.causes[0].startswith("only page loads are tracked")


def test_a_first_view_that_the_router_missed() -> None:
    """The pixel was not there yet."""
    late = each(single_page(), "PageView", BROWSER, lambda e: e if on_routes(e) else None)
    assert finding(late, NAVIGATION).causes[0].startswith("the pixel starts after the router's first event")


@pytest.mark.parametrize(
    ("event_id", "cause"),
    [(None, "the pixel's own history listener"), ("page-9", "the route's handler is bound twice")],
)
def test_a_route_that_comes_twice(event_id: str | None, cause: str) -> None:
    """Only the pixel's own PageView has no id."""
    extra = event("PageView", 19.85, event_id=event_id, source_url=f"{SITE}/cart")
    assert finding(single_page(extra), NAVIGATION).causes[0].startswith(cause)


def test_the_pixels_own_page_view_in_the_place_of_the_routers() -> None:
    """It has no id, so that the server's copy is alone."""
    automatic = each(single_page(), "PageView", BROWSER, lambda e: change(e, event_id=None) if on_routes(e) else e)
    assert finding(automatic, "dedupe.pairing").causes[0].startswith("it is the pixel's own PageView")


def test_an_address_that_is_not_the_views() -> None:
    """Each view is reported, by a wrong address."""
    stale = each(single_page(), "PageView", BROWSER, lambda e: change(e, source_url=f"{SITE}/"))
    stale = each(stale, "ViewContent", BROWSER, lambda e: change(e, source_url=f"{SITE}/"))
    found = finding(stale, NAVIGATION)
    assert fired(judge(stale)) == {NAVIGATION}
    assert found.message.startswith("PageView on https://shop.example/products/mug names another address, ")


def test_a_sale_before_the_view_of_its_page() -> None:
    """The page's PageView comes a second later."""
    late = each(healthy(), "PageView", BROWSER, _later)
    found = finding(late, SEQUENCE)
    assert found.message.startswith("The browser sent Purchase 0.7 s before the PageView of the same page")


def test_a_sale_that_an_older_document_of_the_address_reports() -> None:
    """A page that is being loaded again still sends; each event tells when its own document began (``it``)."""
    late = each(healthy(), "PageView", BROWSER, _later)
    stamped = each(late, "PageView", BROWSER, lambda e: change(e, other={**e.other, "it": f"{e.received_at:.0f}"}))
    assert SEQUENCE not in fired(judge(stamped))


def _later(told: Event) -> Event:
    if told.event_id != "page-5" or told.event_time is None:
        return told
    return change(told, event_time=told.event_time + 1, received_at=told.received_at + 1)


def test_a_sale_before_its_order() -> None:
    """The server tells of it while the shopper still looks the cart over, with the id of the page to come."""
    early = each(
        healthy(), "Purchase", SERVER, lambda e: change(e, event_time=e.event_time - 5, received_at=e.received_at - 5)
    )
    assert SEQUENCE in fired(judge(early)) or any("before it was" in f.message for f in judge(early).findings)
