"""Mistakes of ids, counts, values and delivery."""

from __future__ import annotations

from harness.ledger import Excuse, Ledger, PageError
from mock_meta.event import Answer
from mock_meta.wire.errors import purchase_no_currency, shape
from tests.harness.factories import (
    BROWSER,
    SERVER,
    SITE,
    START,
    basket,
    change,
    heard,
    order,
    pair,
    purchase,
    two_orders,
)
from tests.harness.mutators.registry import dropped, each, mutator, saying

# Deduplication


@mutator("dedupe.pairing", tells="no event id")
def browser_id_dropped(evidence: Ledger) -> Ledger:
    """A wrapper drops fbq's fourth argument; the copies fold by fbp alone, as the browser's happened to come first."""
    return each(evidence, "Purchase", BROWSER, lambda e: change(e, event_id=None))


@mutator("dedupe.pairing", tells="orders/1001")
def browser_id_dropped_and_server_first(evidence: Ledger) -> Ledger:
    """The browser's copy has no id and comes last, so Meta counts two."""
    late = each(evidence, "Purchase", BROWSER, lambda e: change(e, event_id=None, received_at=START + 55))
    return change(late, events=tuple(sorted(late.events, key=lambda e: e.received_at)))


@mutator("dedupe.pairing", tells="orders/1001")
def server_id_dropped_without_cookies(evidence: Ledger) -> Ledger:
    """The server puts its id in custom_data, and shares no fbp with a browser that has none."""
    no_id = each(evidence, "Purchase", SERVER, lambda e: saying(event_id=e.event_id)(change(e, event_id=None)))
    return each(no_id, "Purchase", BROWSER, lambda e: change(e, user_data={}))


@mutator("dedupe.pairing", tells="each side makes an id of its own")
def separate_ids(evidence: Ledger) -> Ledger:
    """Browser and server each make an id of their own."""
    return each(evidence, "Purchase", SERVER, lambda e: change(e, event_id="made-by-the-server"))


@mutator("dedupe.pairing", tells="Send 'Purchase' on both channels")
def lower_case_name(evidence: Ledger) -> Ledger:
    """The server sends 'purchase'."""
    return each(evidence, "Purchase", SERVER, lambda e: change(e, name="purchase"))


@mutator("dedupe.pairing", "latency.delay", tells="49 hours apart")
def forty_nine_hours_apart(evidence: Ledger) -> Ledger:
    """The server's copy comes after Meta's window, and is counted again."""
    return each(evidence, "Purchase", SERVER, lambda e: change(e, received_at=e.received_at + 49 * 3600))


@mutator("dedupe.unique_ids", tells="orders/1002", sound=two_orders)
def shared_id(evidence: Ledger) -> Ledger:
    """Both orders carry one id on both channels, so Meta loses the second."""
    return each(evidence, "Purchase", None, lambda e: change(e, event_id="purchase"))


@mutator("dedupe.unique_ids", "dedupe.pairing", tells="orders/1002", sound=two_orders)
def swapped_ids(evidence: Ledger) -> Ledger:
    """Each browser copy carries the other order's id."""
    other = {"purchase-1001": "purchase-1002", "purchase-1002": "purchase-1001"}
    return each(evidence, "Purchase", BROWSER, lambda e: change(e, event_id=other[str(e.event_id)]))


# Coverage and counting


@mutator("coverage.browser", tells="orders/1001")
def browser_copy_lost(evidence: Ledger) -> Ledger:
    """The page moves on before the browser's copy is out."""
    return each(evidence, "Purchase", BROWSER, dropped)


@mutator("coverage.server", tells="orders/1001")
def server_copy_lost(evidence: Ledger) -> Ledger:
    """This path of the backend sends no copy."""
    return each(evidence, "Purchase", SERVER, dropped)


@mutator("coverage.server", tells="no other copy either")
def sale_without_a_trace(evidence: Ledger) -> Ledger:
    """Neither side reports the order, and Meta counts nothing."""
    return each(evidence, "Purchase", None, dropped)


@mutator("coverage.trace", tells="the plan promises it in the browser alone")
def sale_left_to_a_blocked_pixel(evidence: Ledger) -> Ledger:
    """The plan has no server copy of sales, and this visitor blocks the pixel."""
    promise = change(evidence.plan.promises["Purchase"], channels=(BROWSER,))
    planned = change(evidence.plan, promises={**evidence.plan.promises, "Purchase": promise})
    blocked = Excuse(channel=BROWSER, aspect="presence", reason="a blocker stops the pixel's script")
    silent = tuple(e for e in evidence.events if e.channel is SERVER and e.name != "Purchase")
    return change(evidence, plan=planned, excuses=(blocked,), events=silent)


@mutator("page.foreign_pixel", tells="https://pay.example reports AddPaymentInfo")
def pixel_in_a_frame(evidence: Ledger) -> Ledger:
    """The payment provider's frame runs the shop's pixel by itself."""
    (shown,) = evidence.visits
    framing = tuple(
        change(p, frames=("https://pay.example",)) if p.url.endswith("/checkout") else p for p in shown.pages
    )
    told = change(pair("AddPaymentInfo", 40, "/", "frame-1")[0], source_url="https://pay.example/fields")
    return heard(change(evidence, visits=(change(shown, pages=framing),)), told)


@mutator("page.policy", tells="connect.facebook.net")
def pixel_blocked_by_policy(evidence: Ledger) -> Ledger:
    """A stricter Content-Security-Policy keeps the pixel's script from loading on the checkout."""
    (shown,) = evidence.visits
    said = "Loading the script 'https://connect.facebook.net/en_US/fbevents.js' violates the Content Security Policy"
    error = PageError(at=START + 31, url=f"{SITE}/checkout", message=said, kind="policy")
    silent = tuple(e for e in evidence.events if e.channel is SERVER or e.source_url != f"{SITE}/checkout")
    return change(evidence, visits=(change(shown, page_errors=(error,)),), events=silent)


@mutator("coverage.browser", tells="InitiateCheckout on https://shop.example/checkout")
def step_lost(evidence: Ledger) -> Ledger:
    """A new template of the checkout has no tag."""
    return each(evidence, "InitiateCheckout", BROWSER, dropped)


@mutator("counting.per_action", tells="2 times")
def purchase_doubled(evidence: Ledger) -> Ledger:
    """The thank-you page is loaded again and reports the order with a new id."""
    again = change(purchase(at=58)[0], event_id="purchase-again")
    return heard(evidence, again)


@mutator("counting.per_action", tells="event ids: purchase-1001, second-try")
def server_retries_with_a_new_id(evidence: Ledger) -> Ledger:
    """Each attempt makes an id of its own; Meta counts the order twice."""
    return heard(evidence, change(purchase(at=55)[1], event_id="second-try"))


@mutator("counting.per_action", tells="PageView on https://shop.example/products/mug 2 times")
def pixel_installed_twice(evidence: Ledger) -> Ledger:
    """A plugin and a tag manager both report one page view."""
    return heard(evidence, change(pair("PageView", 10.6, "/products/mug", "tag-manager")[0]))


@mutator("counting.phantoms", tells="names order 999")
def stray_purchase(evidence: Ledger) -> Ledger:
    """A Purchase for an order that the books do not hold."""
    return heard(evidence, *purchase("999", at=57))


@mutator("counting.phantoms", tells="names order 1002")
def declined_order_reported(evidence: Ledger) -> Ledger:
    """The order was made and never paid, and is reported all the same."""
    declined = change(evidence, conversions=(*evidence.conversions, order("1002", 56, settled_at=None)))
    return heard(declined, *purchase("1002", at=57))


@mutator("counting.before_payment", tells="was reported 28.5 s before it was paid")
def reported_before_the_payment(evidence: Ledger) -> Ledger:
    """The order is paid at the bank half a minute later, and was told of when it was made."""
    late = (change(c, settled_at=START + 80) for c in evidence.conversions)
    return change(evidence, conversions=tuple(late), ended_at=START + 90)


@mutator("counting.action_source", tells="came by phone, but the browser reports it as a sale of the website")
def phone_order_as_a_web_sale(evidence: Ledger) -> Ledger:
    """A clerk enters an order, which goes through the web shop's tracker."""
    return change(evidence, conversions=tuple(change(c, source="phone") for c in evidence.conversions))


@mutator("counting.per_action", tells="A ViewContent came on the browser channel from https://shop.example/cart")
def step_on_the_wrong_page(evidence: Ledger) -> Ledger:
    """ViewContent fires on the cart's page too."""
    return heard(evidence, pair("ViewContent", 21, "/cart", "view-2", **basket())[0])


# Values and parameters


@mutator("value.against_books", tells="59.98 EUR in the books; the server says 49.98 EUR")
def repriced_on_the_server(evidence: Ledger) -> Ledger:
    """The server takes the price from another source than the order."""
    return each(evidence, "Purchase", SERVER, saying(value=49.98))


@mutator("value.against_books", tells="minor units (cents)")
def value_in_cents(evidence: Ledger) -> Ledger:
    """Both sides send minor units."""
    cents = each(evidence, "Purchase", SERVER, saying(value=5998))
    return each(cents, "Purchase", BROWSER, saying(value="5998"))


@mutator("value.against_books", tells="basket was emptied")
def value_of_an_emptied_basket(evidence: Ledger) -> Ledger:
    """The thank-you page reads the value from a basket that is empty by then."""
    return each(evidence, "Purchase", BROWSER, saying(value="0"))


@mutator("value.against_books", tells="59.98 USD")
def other_currency(evidence: Ledger) -> Ledger:
    """The browser sends the currency that stood in the example."""
    return each(evidence, "Purchase", BROWSER, saying(currency="USD"))


@mutator("completeness.parameters", tells="currency is missing, which the plan requires")
def currency_missing(evidence: Ledger) -> Ledger:
    """The server leaves the currency out."""
    return each(evidence, "Purchase", SERVER, saying(currency=None))


@mutator("completeness.parameters", tells="Missing Currency")
def currency_missing_and_refused(evidence: Ledger) -> Ledger:
    """The server leaves the currency out, and Meta refuses the event: the lost copy is its consequence."""
    refused = Answer(status=400, error=purchase_no_currency().error)
    return each(evidence, "Purchase", SERVER, lambda e: saying(currency=None)(change(e, answer=refused)))


@mutator("catalogue.shape", tells="The content_type is a list where Meta reads one text: ['product']")
def content_type_as_a_list(evidence: Ledger) -> Ledger:
    """content_type is sent as an array."""
    return each(evidence, "ViewContent", None, saying(content_type=["product"]))


@mutator("completeness.identifiers", tells="The server sends Purchase without ph (1 event).")
def phone_not_passed_on(evidence: Ledger) -> Ledger:
    """The server knows the phone number and does not send it."""
    return each(evidence, "Purchase", SERVER, lambda e: change(e, user_data={**e.user_data, "ph": []}))


@mutator("dedupe.agreement", tells="num_items: browser '3', server 2")
def copies_disagree(evidence: Ledger) -> Ledger:
    """The two sides count the items differently."""
    return each(evidence, "Purchase", BROWSER, saying(num_items="3"))


# Delivery and time


@mutator("delivery.refused", tells="Meta refused Purchase of order 1001 (event id 'purchase-1001')")
def refused_and_given_up(evidence: Ledger) -> Ledger:
    """Meta refuses the server's copy, and nobody reads the answer."""
    refused = Answer(status=400, error=shape().error)
    return each(evidence, "Purchase", SERVER, lambda e: change(e, answer=refused))


@mutator("latency.delay", tells="Purchase on the server channel came 122 s late; the plan allows 60 s.")
def server_copy_late(evidence: Ledger) -> Ledger:
    """A cron job sends the server's copy two minutes later."""
    return each(evidence, "Purchase", SERVER, lambda e: change(e, received_at=e.received_at + 120))
