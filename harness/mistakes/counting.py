"""One action told of more than once, and what nobody did told of too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from harness.case import Case
from harness.checks.money import due_value
from harness.copies import Copies
from harness.ledger import WEB, Conversion, Ledger, PageLoad
from harness.mistake import mistake
from harness.mistakes.pages import came_again, next_path, own_pages, path, pressed
from harness.rewriting import again, change, edit, heard, of, saying
from harness.verdict import Severity
from mock_meta.event import Channel, Event

_ISSUES = "https://github.com/facebook/facebook-for-woocommerce/issues"
_PULLS = "https://github.com/facebook/facebook-for-woocommerce/pull"
_ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
_CLERK = {"client_user_agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0", "client_ip_address": "192.0.2.10"}
_CART = re.compile(r"\b(cart|basket|bag)\b")
_DONE = ("completed", "complete", "shipped", "delivered", "fulfilled")
_PHANTOMS, _ACTION = "counting.phantoms", "counting.per_action"


@mistake(
    "F005",
    family="counting",
    severity=Severity.MEDIUM,
    check=_ACTION,
    cause="the server reports the requests of crawlers",
    scenarios=("crawlers_pass",),
    sources=(
        "https://github.com/woocommerce/pinterest-for-woocommerce/issues/1182",
        "https://github.com/woocommerce/pinterest-for-woocommerce/pull/1183",
    ),
)
def crawlers_reported(ledger: Ledger) -> Ledger | None:
    """The server reports each page that a crawler reads, and no browser ever does."""

    def crawled(event: Event) -> tuple[Event, Event]:
        return event, again(event, event_id=f"{event.event_id}.robot", user_data={"client_user_agent": _ROBOT})

    return edit(ledger, of("PageView", Channel.SERVER), crawled)


@mistake(
    "F014",
    family="counting",
    severity=Severity.HIGH,
    check=_PHANTOMS,
    cause="the tag fires when a page is viewed",
    scenarios=("product_viewed_twice",),
    sources=(f"{_ISSUES}/882", "https://analyticspixelpro.com/blog/duplicate-purchase-events-meta-fixes"),
    needs="leads that are promised, and their book",
)
def lead_on_every_page(ledger: Ledger) -> Ledger | None:
    """Every page that is looked at is a lead."""
    promise = ledger.plan.promises.get("Lead")
    if promise is None or promise.conversion not in ledger.books:
        return None

    def viewed(event: Event) -> tuple[Event, Event]:
        lead = again(event, event.received_at + 0.01, name="Lead", event_id=None)
        return event, saying(lead, value="40", currency="EUR")

    return edit(ledger, of("PageView", Channel.BROWSER), viewed)


@mistake(
    "F015",
    family="counting",
    severity=Severity.HIGH,
    check=_ACTION,
    cause="more than one page counts as the confirmation",
    scenarios=("receipt_opened",),
    sources=("https://analyticspixelpro.com/blog/duplicate-purchase-events-meta-fixes",),
    needs="a page that follows the confirmation",
)
def receipt_reports_the_sale(ledger: Ledger) -> Ledger | None:
    """The page after the confirmation counts as one too, and makes an id of its own."""
    return _sale_repeated(ledger, next_path)


@mistake(
    "F030",
    family="counting",
    severity=Severity.CRITICAL,
    check=_ACTION,
    cause="the tag fires again when the page is loaded again",
    scenarios=("thank_you_reloaded",),
    sources=("https://datanostro.com/en/docs/troubleshooting/ts-duplicate-transaction-id/",),
    needs="a confirmation page that is loaded again",
)
def thank_you_reload(ledger: Ledger) -> Ledger | None:
    """Each load of the confirmation page reports the sale, under a new id."""
    return _sale_repeated(ledger, lambda page, pages: came_again(page, pages, at_once=True))


@mistake(
    "F087",
    family="counting",
    severity=Severity.HIGH,
    check=_ACTION,
    cause="the tag fires again when the shopper comes back to the page",
    scenarios=("thank_you_by_back_button",),
    sources=(
        "https://www.rankhammer.com/blog/2771/enhanced-ecommerce-duplicate-transactions-google-tag-manager",
        "https://kixelltag.com/en/doc/duplicate-conversions.html",
    ),
    needs="a shopper who comes back to the confirmation page",
)
def thank_you_page_restored(ledger: Ledger) -> Ledger | None:
    """The confirmation page reports the sale again when the Back button brings it up."""
    return _sale_repeated(ledger, lambda page, pages: came_again(page, pages, at_once=False))


def _sale_repeated(ledger: Ledger, where: Callable[[PageLoad, tuple[PageLoad, ...]], list[PageLoad]]) -> Ledger | None:
    """Each browser's copy of a sale once more on each of the pages that ``where`` finds, under ids of their own."""
    more = []
    for copies in _sales(ledger):
        for event in copies.browser[:1]:
            pages = own_pages(ledger, copies.action.visit)
            shown = [
                page for page in pages if path(page.url) == path(event.source_url) and page.at <= event.received_at
            ]
            for number, page in enumerate(where(shown[-1], pages) if shown else []):
                at = page.at + 0.3
                told = again(event, at, event_id=f"{event.event_id}.{number}", event_time=at, source_url=page.url)
                more.append(told)
    return heard(ledger, more)


def _sales(ledger: Ledger) -> Iterator[Copies]:
    """What was told of each sale that names its order."""
    for copies in Case(ledger).copies:
        if copies.action.conversion is not None and any("order_id" in event.custom_data for event in copies.accepted):
            yield copies


@mistake(
    "F016",
    family="counting",
    severity=Severity.MEDIUM,
    check=_ACTION,
    cause="again on the page that follows",
    scenarios=("bought_at_once",),
    sources=(f"{_ISSUES}/1614",),
    needs="a page that follows on putting something into the cart",
)
def added_and_shown(ledger: Ledger) -> Ledger | None:
    """What is put into the cart is told of by the form, and again by the cart that it leads to."""
    more = []
    for copies in _additions(ledger):
        page = copies.action.followed_by
        if page is not None and (page.left_at is None or page.left_at > page.at + 0.1):
            more += [_moved(event, page, "cart") for event in copies.accepted]
    return heard(ledger, more)


@mistake(
    "F060",
    family="counting",
    severity=Severity.HIGH,
    check=_ACTION,
    cause="the tag fires when a page is viewed, not when the shopper acts",
    scenarios=("cart_looked_at",),
    sources=(f"{_ISSUES}/3", f"{_ISSUES}/302"),
    needs="a cart that is not looked at just once after each addition",
)
def cart_view_counts_as_adding(ledger: Ledger) -> Ledger | None:
    """AddToCart is told of with each view of the cart, and with nothing else."""
    added = list(_additions(ledger))
    if not added:
        return None
    views = [page for page in own_pages(ledger, added[0].action.visit) if _CART.search(path(page.url))]
    if not views or all(any(copies.action.followed_by == view for copies in added) for view in views):
        return None
    silent = edit(ledger, of("AddToCart"), lambda event: None)
    told = [_moved(event, view, str(n)) for n, view in enumerate(views) for event in added[0].accepted]
    return heard(silent, told) if silent is not None else None


def _additions(ledger: Ledger) -> Iterator[Copies]:
    return (copies for copies in Case(ledger).copies if copies.action.name == "AddToCart" and copies.accepted)


def _moved(event: Event, page: PageLoad, suffix: str) -> Event:
    at = page.at + (0.1 if event.channel is Channel.BROWSER else 0.05)
    event_time = at if event.channel is Channel.BROWSER else float(int(at))
    moved = again(event, at, event_id=f"{event.event_id}.{suffix}", event_time=event_time, source_url=page.url)
    return change(moved, key=f"{moved.key}.{suffix}")


@mistake(
    "F061",
    family="counting",
    severity=Severity.HIGH,
    check=_ACTION,
    cause="the pixel is installed twice",
    sources=(f"{_ISSUES}/983", f"{_ISSUES}/239"),
)
def pixel_installed_twice(ledger: Ledger) -> Ledger | None:
    """The browser reports all twice, and only one of the two knows an id; of PageView a pixel sends no second one."""
    return edit(ledger, lambda event: of("", Channel.BROWSER)(event) and event.name != "PageView", _doubled)


@mistake(
    "F094",
    family="counting",
    severity=Severity.HIGH,
    check=_ACTION,
    cause="two hooks or templates of one page",
    sources=(f"{_ISSUES}/802", f"{_ISSUES}/706", f"{_ISSUES}/1055"),
)
def two_hooks_on_a_page(ledger: Ledger) -> Ledger | None:
    """Checkout and purchase are printed twice into their pages."""
    hooked = ("InitiateCheckout", "Purchase")
    return edit(ledger, lambda event: event.channel is Channel.BROWSER and event.name in hooked, _doubled)


def _doubled(event: Event) -> tuple[Event, Event]:
    made = None if event.event_time is None else event.event_time + 0.002
    return event, again(event, event.received_at + 0.002, event_id=None, event_time=made)


@mistake(
    "F036",
    family="counting",
    severity=Severity.MEDIUM,
    check="counting.action_source",
    cause="what staff enter passes through the web shop's tracking",
    scenarios=("order_by_phone",),
    sources=(f"{_ISSUES}/3463", f"{_ISSUES}/933"),
    needs="an order in the books whose source is not the website",
)
def clerk_orders_reported(ledger: Ledger) -> Ledger | None:
    """An order by phone is told of as a sale of the website, with the browser of the clerk who entered it."""
    elsewhere = [c for c in ledger.conversions if c.source in ("phone", "store", "pos") and c.settled_at is not None]
    told = (_told(ledger, c, Channel.SERVER, c.settled_at or 0.0, "/admin/orders") for c in elsewhere)
    known = {"em", "ph", "fn", "ln", "external_id"}
    return heard(
        ledger,
        [change(e, user_data={k: v for k, v in e.user_data.items() if k in known} | _CLERK) for e in told if e],
    )


@mistake(
    "F050",
    family="counting",
    severity=Severity.HIGH,
    check=_ACTION,
    cause="a later change sends it again",
    scenarios=("order_completed",),
    sources=(f"{_PULLS}/3666",),
    needs="an order that is completed later",
)
def completed_order_reported_again(ledger: Ledger) -> Ledger | None:
    """The sender listens to more than one status of an order, and remembers nothing."""
    more = []
    for copies in _sales(ledger):
        conversion = copies.action.conversion
        later = [deed.at for deed in ledger.actors if deed.at > copies.action.at]
        if conversion is not None and conversion.status in _DONE and later:
            more += [
                again(e, later[0] + 1, event_id=f"{e.event_id}.completed", event_time=float(int(later[0] + 1)))
                for e in copies.server[:1]
            ]
    return heard(ledger, more)


@mistake(
    "F065",
    family="counting",
    severity=Severity.CRITICAL,
    check=_PHANTOMS,
    cause="the server sends it when the order is made",
    scenarios=("card_declined", "payment_cancelled"),
    sources=(
        f"{_ISSUES}/4036",
        f"{_ISSUES}/674",
        f"{_ISSUES}/583",
        "https://seresa.io/blog/checkout-funnel-data-integrity/"
        "cod-and-bank-transfer-are-inflating-meta-purchases-by-40-60/",
    ),
    needs="an order that was never paid",
)
def purchase_when_placed(ledger: Ledger) -> Ledger | None:
    """The server reports each order when it is made, whatever becomes of the payment."""
    told = (_told(ledger, c, Channel.SERVER, c.created_at, "/checkout/done") for c in _unpaid(ledger))
    return heard(ledger, [event for event in told if event])


@mistake(
    "F100",
    family="counting",
    severity=Severity.HIGH,
    check=_PHANTOMS,
    cause="the tag goes by the page's address",
    scenarios=("card_declined", "payment_cancelled"),
    sources=(
        "https://github.com/skroutz/skroutz-analytics-woocommerce/pull/12",
        "https://netprofitpositive.com/blog/meta-ads/pixel-tracking/meta-pixel-purchase-event-setup/",
    ),
    needs="an order that was never paid, and a page to which its shopper returned",
)
def return_counts_as_paid(ledger: Ledger) -> Ledger | None:
    """The page to which shoppers return from payment reports a purchase, even if nothing was paid."""
    more = []
    for conversion in _unpaid(ledger):
        page = next((page for page in own_pages(ledger, None) if page.at > conversion.created_at), None)
        shown = [e for e in ledger.events if page is not None and e.source_url == page.url and e.name == "PageView"]
        if page is not None and shown:
            told = _told(ledger, conversion, Channel.BROWSER, max(e.received_at for e in shown) + 0.01, "")
            more += [change(told, source_url=page.url)] if told is not None else []
    return heard(ledger, more)


def _unpaid(ledger: Ledger) -> list[Conversion]:
    return [c for c in ledger.conversions if c.settled_at is None and c.source == WEB]


def _told(ledger: Ledger, conversion: Conversion, channel: Channel, at: float, page: str) -> Event | None:
    """A Purchase of a conversion, made like the nearest event of the run that tells of a basket."""
    alike = [event for event in ledger.events if event.channel is channel and event.accepted]
    model = next((e for name in ("Purchase", "InitiateCheckout") for e in alike if e.name == name), None)
    if model is None:
        return None
    event_time = at if channel is Channel.BROWSER else float(int(at))
    told = again(model, at, name="Purchase", event_id=f"purchase-of-{conversion.id}", event_time=event_time)
    worth = due_value(ledger.plan, conversion)
    value: dict[str, Any] = {} if worth is None else {"value": _spelt(worth, channel)}
    if conversion.currency:
        value["currency"] = conversion.currency
    if conversion.contents:
        value["contents"] = [dict(line) for line in conversion.contents]
        value["content_ids"] = [str(line["id"]) for line in conversion.contents if "id" in line]
        value["num_items"] = sum(int(line.get("quantity", 1)) for line in conversion.contents)
    url = f"https://{ledger.site_hosts[0]}{page}/{conversion.id}" if ledger.site_hosts else None
    return saying(change(told, source_url=url), order_id=conversion.id, **value)


def _spelt(value: float, channel: Channel) -> float | str:
    return str(value) if channel is Channel.BROWSER else value


@mistake(
    "F078",
    family="counting",
    severity=Severity.HIGH,
    check=_PHANTOMS,
    cause="the tag fires on the press of the button",
    scenarios=("lead_form_corrected",),
    sources=(f"{_ISSUES}/1085", f"{_PULLS}/3923", "https://socialeum.com/the-conversion-event-mismatch-i-found-late/"),
    needs="a form that is refused before it is accepted",
)
def lead_on_every_press(ledger: Ledger) -> Ledger | None:
    """Each press of the form's button is a lead, also that of an empty form."""
    more = []
    for copies in Case(ledger).copies:
        if copies.action.name == "Lead" and copies.browser:
            presses = pressed(own_pages(ledger, copies.action.visit), copies.action.earliest)
            for page, at in presses if len(presses) > 1 else []:
                told = again(copies.browser[0], at, event_id=None, event_time=at, source_url=page.url)
                more.append(told)
    return heard(ledger, more)
