"""False-alarm traps: evidence that looks wrong and is right, each built from a sound run."""

from __future__ import annotations

from collections.abc import Callable

from harness.ledger import Choice, Excuse, Ledger
from harness.plan import Promise
from mock_meta.event import Answer, Channel, Event
from tests.harness.factories import (
    ADA,
    BROWSER,
    CLICK_ID,
    PIXEL,
    SERVER,
    SITE,
    START,
    basket,
    change,
    choice,
    event,
    healthy,
    heard,
    ledger,
    order,
    page,
    pair,
    plan,
    purchase,
    two_orders,
    visit,
)

Trap = Callable[[], Ledger]
TRAPS: dict[str, Trap] = {}


def trap(build: Trap) -> Trap:
    """Register a maker of evidence under its name."""
    TRAPS[build.__name__] = build
    return build


def without(evidence: Ledger, *keys: str) -> Ledger:
    """The evidence with these keys taken out of every event's customer information."""
    return change(
        evidence,
        events=tuple(
            change(e, user_data={k: v for k, v in e.user_data.items() if k not in keys}) for e in evidence.events
        ),
    )


def kept(evidence: Ledger, keep: Callable[[Event], bool]) -> Ledger:
    """The evidence with only some events heard."""
    return change(evidence, events=tuple(filter(keep, evidence.events)))


@trap
def server_retry_with_the_same_id() -> Ledger:
    """After a timeout the server sends the same event again: Meta folds it, and that is information only."""
    return heard(healthy(), change(purchase(at=56)[1]))


@trap
def refused_then_taken() -> Ledger:
    """The first attempt meets an outage, the second, with an id of its own, is taken."""
    return heard(healthy(), change(purchase(at=51)[1], answer=Answer(status=503), event_id="first-try"))


@trap
def two_equal_baskets_in_a_minute() -> Ledger:
    """Two orders of the same basket, which no event names: only ids and times tell them apart."""
    unnamed = Promise(conversion="orders", required=("value", "currency"), primary=True)

    def nameless(e: Event) -> Event:
        if e.name != "Purchase":
            return e
        said = {k: v for k, v in e.custom_data.items() if k != "order_id"}
        return change(e, custom_data=said, event_id=f"id{str(e.event_id)[-1]}", source_url=f"{SITE}/thanks")

    both = two_orders()
    return change(both, plan=plan(Purchase=unnamed), events=tuple(nameless(e) for e in both.events))


@trap
def organic_visit() -> Ledger:
    """No click brought the visitor, so there is no fbc to send."""
    return without(healthy(visits=(visit(click_id=None),)), "fbc")


@trap
def guest_without_a_phone() -> Ledger:
    """A guest who left no phone number."""
    return without(healthy(visits=(visit(shopper=ADA | {"phone": ""}),)), "ph")


@trap
def ad_blocked() -> Ledger:
    """A blocker eats the pixel, its cookies and its events; the server's copies alone carry the sale."""
    reason = "a blocker stops the pixel's script"
    taken = ((BROWSER, "presence"), (SERVER, "fbp"), (SERVER, "fbc"))
    excuses = tuple(Excuse(channel=channel, aspect=aspect, reason=reason) for channel, aspect in taken)
    return without(kept(healthy(excuses=excuses), lambda e: e.channel is SERVER), "fbp", "fbc")


@trap
def consent_granted_late_on_the_same_page() -> Ledger:
    """The visitor agrees half a minute after landing: the queued events go out then, and are not late."""
    landed = (page(f"/?fbclid={CLICK_ID}", 0, 400),)
    queued = pair("PageView", 300.2, f"/?fbclid={CLICK_ID}", "page-1")
    return ledger(*queued, visits=(visit(pages=landed, consent=(choice(Choice.GRANTED, 300),), deeds=()),))


@trap
def consent_granted_on_a_later_page() -> Ledger:
    """The visitor looks at a product, agrees there, and buys; the landing page was never reported, nor its click id."""
    agreed = (choice(Choice.GRANTED, 10.1),)
    return without(kept(healthy(visits=(visit(consent=agreed),)), lambda e: e.received_at > START + 10), "fbc")


@trap
def consent_granted_after_the_sale() -> Ledger:
    """The visitor agrees on the page that confirms the order, and the pixel sends what it had queued there."""
    evidence = healthy(visits=(visit(consent=(choice(Choice.GRANTED, 51.1),)),))
    return without(kept(evidence, lambda e: e.received_at > START + 51.1), "fbc")


@trap
def consent_withdrawn_before_the_server_sent() -> Ledger:
    """The visitor withdraws right after paying, and the server keeps the sale to itself."""
    changed = (choice(Choice.GRANTED, 4), choice(Choice.DENIED, 51.8))
    evidence = healthy(visits=(visit(consent=changed),))
    return kept(evidence, lambda e: not (e.name == "Purchase" and e.channel is SERVER))


@trap
def consent_denied() -> Ledger:
    """The visitor denies, and nothing is sent."""
    return healthy(visits=(visit(consent=(choice(Choice.DENIED, 4),)),), events=())


@trap
def banner_never_answered() -> Ledger:
    """The visitor ignores the banner, and nothing is sent."""
    return healthy(visits=(visit(consent=()),), events=())


@trap
def declined_order_unreported() -> Ledger:
    """An order that was never paid owes nothing."""
    return healthy(conversions=(order(), order("1002", 56, settled_at=None)))


@trap
def yen() -> Ledger:
    """A currency without minor units: 5998 is 5998."""
    said = {"value": 5998, "currency": "JPY"}

    def in_yen(e: Event) -> Event:
        browser = {"value": "5998", "currency": "JPY"}
        return change(e, custom_data={**e.custom_data, **(browser if e.channel is BROWSER else said)})

    evidence = healthy(conversions=(order(value=5998.0, currency="JPY"),))
    return change(evidence, events=tuple(in_yen(e) if "value" in e.custom_data else e for e in evidence.events))


@trap
def two_pixels_on_purpose() -> Ledger:
    """An agency's pixel gets a copy of everything, with the same ids: each pixel keeps books of its own."""
    evidence = healthy(pixel_ids=(PIXEL, "42"))
    return heard(evidence, *(change(e, pixel_id="42", key="") for e in evidence.events))


@trap
def pixel_of_somebody_else() -> Ledger:
    """A pixel that is none of the site's reports a sale from the page."""
    return heard(healthy(), event("Purchase", 57, pixel_id="999", event_id="x"))


@trap
def same_id_under_two_names() -> Ledger:
    """Two actions share an id under different names, which Meta never folds."""
    evidence = healthy()
    named = ("AddToCart", "InitiateCheckout")
    return change(
        evidence, events=tuple(change(e, event_id="cart-1") if e.name in named else e for e in evidence.events)
    )


@trap
def product_viewed_twice() -> Ledger:
    """The shopper looks at one product on two page loads, each with an id of its own."""
    pages = (page("/products/mug", 10, 20), page("/products/mug", 20, 30))
    views = (
        copy
        for number, at in ((1, 10.2), (2, 20.2))
        for copy in (
            *pair("PageView", at, "/products/mug", f"page-{number}"),
            *pair("ViewContent", at + 0.1, "/products/mug", f"view-{number}", **basket()),
        )
    )
    return ledger(*views, visits=(visit(pages=pages, deeds=()),))


@trap
def page_view_by_design_in_the_browser_only() -> Ledger:
    """The plan promises PageView from the browser alone."""
    browser_only = plan(PageView=Promise(pages=("*",), channels=(Channel.BROWSER,)))
    return kept(healthy(plan=browser_only), lambda e: e.name != "PageView" or e.channel is BROWSER)


@trap
def sale_in_the_store() -> Ledger:
    """An order by phone, reported by the server alone, without the website's identifiers and without a banner."""
    promise = Promise(conversion="orders", channels=(SERVER,), identifiers=("em",), consent="", primary=True)
    told = event("Purchase", 52, SERVER, event_id="p", custom_data=basket(order_id="1001"), action_source="phone_call")
    return without(ledger(told, visits=(), conversions=(order(),), plan=plan(Purchase=promise)), "fbp", "fbc")


@trap
def tab_closed_before_the_page_had_loaded() -> Ledger:
    """The visitor leaves while the product's page loads; the browser had no chance."""
    pages = (page("/products/mug", 10, 10.4, loaded_at=None),)
    told = (pair("PageView", 10.2, "/products/mug", "a"), pair("ViewContent", 10.3, "/products/mug", "b", **basket()))
    servers = (copies[1] for copies in told)
    return ledger(*servers, visits=(visit(pages=pages, consent=(choice(Choice.GRANTED, 4),), deeds=()),))


@trap
def browser_page_with_another_query() -> Ledger:
    """The server leaves the query out of the page's address."""
    evidence = healthy()
    return change(
        evidence,
        events=tuple(
            change(e, source_url=str(e.source_url).split("?")[0]) if e.channel is SERVER else e for e in evidence.events
        ),
    )


@trap
def queued_through_an_outage() -> Ledger:
    """Meta's server side is down for ten minutes; the outbox sends the sale when it is back."""
    excuse = Excuse(channel=SERVER, aspect="delay", reason="Meta's fault", until=START + 600)
    evidence = healthy(excuses=(excuse,))

    def late(e: Event) -> Event:
        return change(e, received_at=e.received_at + 600) if e.channel is SERVER else e

    return change(evidence, events=tuple(late(e) for e in evidence.events))
