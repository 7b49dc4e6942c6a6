"""Why one action was told of twice: by page, by moment, by who acted in between."""

from __future__ import annotations

import pytest

from harness.judge import judge
from harness.ledger import ActorDeed, Ledger
from harness.verdict import Finding
from mock_meta.event import Event
from tests.harness.factories import (
    SERVER,
    SITE,
    START,
    basket,
    change,
    deed,
    event,
    healthy,
    heard,
    order,
    page,
    pair,
    purchase,
    told,
    visit,
)

ACTION = "counting.per_action"


def found(evidence: Ledger) -> list[Finding]:
    """The findings of the check."""
    return [finding for finding in judge(evidence).findings if finding.check == ACTION]


def again(at: float, path: str = "/thanks/1001") -> Event:
    """The browser tells of the order once more, under another id."""
    return change(purchase(at=at)[0], event_id=f"again-{at}", source_url=SITE + path)


def afterwards(*pages: tuple[str, float], **changes: object) -> Ledger:
    """The healthy run with more pages shown after the thanks, each until the next; PageView is not promised."""
    first = visit()
    ends = [at for _, at in pages[1:]] + [90.0]
    more = tuple(page(path, at, end) for (path, at), end in zip(pages, ends, strict=True))
    return healthy(visits=(change(first, pages=(*first.pages, *more)),), **changes)


def silent(evidence: Ledger) -> Ledger:
    """The same run with PageViews left out of plan and events: what is asked here is the sale."""
    promises = {name: promise for name, promise in evidence.plan.promises.items() if name != "PageView"}
    events = tuple(e for e in evidence.events if e.name != "PageView")
    return change(evidence, plan=change(evidence.plan, promises=promises), events=events)


@pytest.mark.parametrize(
    ("pages", "at", "path", "cause"),
    [
        ((("/thanks/1001", 60),), 61, "/thanks/1001", "when the page is loaded again"),
        ((("/", 60), ("/thanks/1001", 70)), 71, "/thanks/1001", "when the shopper comes back to the page"),
        ((("/receipt/1001", 60),), 61, "/receipt/1001", "more than one page counts as the confirmation"),
    ],
)
def test_the_pages_tell_why(pages: tuple[tuple[str, float], ...], at: float, path: str, cause: str) -> None:
    """Loaded again, come back to, or another page altogether."""
    evidence = silent(afterwards(*pages))
    assert found(evidence) == []
    (finding,) = found(heard(evidence, again(at, path)))
    assert cause in finding.causes[0]
    assert finding.consequences == ("Meta would count Purchase of orders/1001 2 times; the books hold it once.",)


def test_two_hooks_of_one_page() -> None:
    """Within the same moment, and only this event."""
    (finding,) = found(heard(healthy(), again(51.51)))
    assert finding.causes == ("two hooks or templates of one page send the same event",)


def test_a_script_that_runs_again_while_the_page_stays() -> None:
    """Some seconds later, on the same load."""
    (finding,) = found(heard(healthy(), again(57)))
    assert "while the page stays" in finding.causes[0]


def test_a_pixel_that_is_there_twice_is_one_finding() -> None:
    """Everything comes double but PageView, of which a pixel sends one; the doubled sale is a consequence."""
    evidence = healthy()
    twice = (
        change(e, key="", event_id=None, received_at=e.received_at + 0.01)
        for e in evidence.events
        if e.channel is not SERVER and e.name != "PageView"
    )
    (finding,) = judge(heard(evidence, *twice)).findings
    assert finding.check == ACTION
    assert finding.causes[0].startswith("the pixel is installed twice")
    assert "and so for 3 other actions" in finding.message
    assert finding.consequences == ("Meta would count Purchase of orders/1001 2 times; the books hold it once.",)


def test_a_later_change_of_the_order_tells_of_it_again() -> None:
    """Who acted in between is named, and what the order is now."""
    shipped = healthy(conversions=(order(status="completed"),), actors=(ActorDeed(at=START + 60, name="back_office"),))
    later = change(purchase(at=61)[1], event_id="again", event_time=START + 61)
    (finding,) = found(heard(shipped, later))
    assert finding.causes == (
        "a later change sends it again: back_office came in between (its status is 'completed' now)",
    )


def test_a_sender_that_makes_an_id_for_each_attempt() -> None:
    """The same event, made once and sent twice."""
    first = purchase()[1]
    (finding,) = found(heard(healthy(), change(first, event_id="x", received_at=first.received_at + 9)))
    assert finding.causes == ("each attempt of the sender makes an id of its own",)


def test_two_hooks_of_the_back_end_and_two_statuses() -> None:
    """At once it is two hooks; later it is two statuses."""
    first = purchase()[1]
    at_once = change(first, event_id="x", event_time=START + 52, received_at=first.received_at + 0.5)
    later = change(first, event_id="x", event_time=START + 99, received_at=START + 99)
    assert "two hooks of the back end" in found(heard(healthy(), at_once))[0].causes[0]
    assert "more than one status" in found(heard(healthy(), later))[0].causes[0]


def test_a_step_that_nobody_took_is_found() -> None:
    """A ViewContent where no product was shown; what Meta refused does no harm."""
    stray = event("ViewContent", 21, SERVER, source_url=f"{SITE}/cart", event_id="v")
    assert f"A ViewContent came on the server channel from {SITE}/cart" in told(heard(healthy(), stray), ACTION)[0]
    assert found(heard(healthy(), stray))[0].causes == ("the tag fires on pages that it was not meant for",)


def test_a_deed_that_is_told_of_again_on_the_page_it_leads_to() -> None:
    """AddToCart on the product's page, and once more with the cart."""
    (finding,) = found(heard(healthy(), *pair("AddToCart", 20.3, "/cart", "cart-2", **basket())))
    assert finding.causes == ("it is sent where it happened, and again on the page that follows",)


def test_a_deed_that_is_told_of_by_the_next_page_only() -> None:
    """A site without scripts can't do it otherwise, and one deed has one event."""
    evidence = healthy()
    moved = tuple(
        change(e, source_url=f"{SITE}/cart", received_at=e.received_at + 2.3, event_time=(e.event_time or 0) + 2.3)
        if e.name == "AddToCart"
        else e
        for e in evidence.events
    )
    assert found(change(evidence, events=moved)) == []


def test_a_tag_on_the_cart_instead_of_the_button() -> None:
    """One is put in and the cart looked at twice; one more is put in and the cart is passed by."""
    pages = (
        page("/products/mug", 0, 20),
        page("/cart", 20, 30),
        page("/cart", 30, 40),
        page("/products/throw", 40, 50),
    )
    added = (deed("AddToCart", 18), deed("AddToCart", 45))
    views = [event("AddToCart", at, source_url=f"{SITE}/cart", custom_data=basket()) for at in (20.5, 30.5)]
    evidence = healthy(visits=(visit(pages=pages, deeds=added),), conversions=(), events=())
    heard_of = silent(heard(evidence, *views))
    promises = {"AddToCart": heard_of.plan.promises["AddToCart"]}
    (finding,) = judge(change(heard_of, plan=change(heard_of.plan, promises=promises), observes=("browser",))).findings
    assert finding.causes == ("the tag fires when a page is viewed, not when the shopper acts",)
    assert "No browser copy of AddToCart" in finding.consequences[0]


def test_views_of_a_crawler() -> None:
    """One finding for all of them, by the user agent that names itself."""
    robot = {"client_user_agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}
    views = (
        event("PageView", at, SERVER, source_url=f"{SITE}/", event_id=f"r{at}", user_data=robot) for at in (3, 5, 7)
    )
    (finding,) = judge(heard(healthy(), *views)).findings
    assert finding.message.startswith("The server reported 3 events (PageView) that no shopper caused")
    assert finding.causes == ("the server reports the requests of crawlers and monitors too",)
