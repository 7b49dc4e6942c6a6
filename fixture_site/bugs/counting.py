"""Bugs by which one action is told of more than once, and what nobody did is told of too."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from aiohttp import web

from fixture_site.bug import bug
from fixture_site.seams import Around, Handler, Seams
from fixture_site.tracking import Action, Consent, Data, Visitor, random_id
from fixture_site.visit import visit_of

HERE = Path(__file__).parent
ROBOTS = re.compile(r"bot\b|externalagent", re.IGNORECASE)
ISSUES = "https://github.com/facebook/facebook-for-woocommerce/issues"
PULLS = "https://github.com/facebook/facebook-for-woocommerce/pull"


@bug(
    family="counting",
    severity="medium",
    imitates="F005",
    source=(
        "https://github.com/woocommerce/pinterest-for-woocommerce/issues/1182",
        "https://github.com/woocommerce/pinterest-for-woocommerce/pull/1183",
    ),
)
def crawlers_reported(seams: Seams) -> Seams:
    """The server reports the page views of crawlers.

    Imitates a tracker that sends an event with every page that is rendered, behind a consent tool that shows crawlers
    no banner and so takes them for people who agreed. Robots run no scripts: there is never a browser's copy.
    """
    return replace(seams, around_pages=_robots_have_agreed)


def _robots_have_agreed() -> Around:
    async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
        if ROBOTS.search(request.headers.get("User-Agent", "")):
            visit_of(request).consent = Consent.GRANTED
        return await handler(request)

    return around


@bug(
    family="counting",
    severity="high",
    imitates="F014",
    source=(f"{ISSUES}/882", "https://analyticspixelpro.com/blog/duplicate-purchase-events-meta-fixes"),
)
def lead_on_every_page(seams: Seams) -> Seams:
    """Every page reports a lead.

    Imitates a tag manager's trigger that was left at "All Pages". Whoever looks at five pages is five leads, and no
    request for a quote was ever sent.
    """

    def copies(action: Action, copy: Data) -> list[Data]:
        lead = copy | {"name": "Lead", "data": {"value": 40, "currency": "EUR"}, "options": {}}
        return [copy, lead] if action.name == "PageView" else [copy]

    return seams.tracking_with(browser_copies=copies)


@bug(
    family="counting",
    severity="high",
    imitates="F015",
    source=("https://analyticspixelpro.com/blog/duplicate-purchase-events-meta-fixes",),
)
def receipt_reports_the_sale(seams: Seams) -> Seams:
    """The receipt counts as a confirmation page too.

    Imitates a trigger on the words of a page's address that more than one page fits. Each makes an id of its own, so
    who reads the receipt has bought twice.
    """
    everywhere = _again_with_a_fresh_id(seams)
    return everywhere.tracking_with(sale_is_shown=lambda page, status: status == "paid")


@bug(family="counting", severity="medium", imitates="F016", source=(f"{ISSUES}/1614",))
def added_and_shown(seams: Seams) -> Seams:
    """What is put into the cart is reported when it is put in, and again with the cart.

    Imitates a plugin that listens to the form, and to the cart's page for shops that lead there after adding. With
    that switched on, both fire for one article.
    """
    return seams.tracking_with(addition_is_told=lambda moment: True)


@bug(
    family="counting",
    severity="critical",
    imitates="F030",
    source=("https://datanostro.com/en/docs/troubleshooting/ts-duplicate-transaction-id/",),
)
def thank_you_reload(seams: Seams) -> Seams:
    """Every load of the thank-you page reports the purchase again, under a new id.

    Imitates a tag that fires on each load of the confirmation page and makes an id when it has none. The first load
    still has the id that the server's copy carries, so one look at the page finds nothing. Whoever reloads it, or
    opens it again for the order number, buys once more in Meta's books.
    """
    return _again_with_a_fresh_id(seams)


def _again_with_a_fresh_id(seams: Seams) -> Seams:
    """Neither the server nor the page remembers what was reported, and a repetition makes an id of its own."""
    good = seams.tracking.browser_event_id

    def event_id(action: Action) -> str:
        return random_id(action.name) if action.repeat else good(action)

    def forgetful(action: Action, copy: Data) -> list[Data]:
        return [copy | {"once": ""}]

    return seams.tracking_with(
        purchase_is_announced=lambda action: True, browser_event_id=event_id, browser_copies=forgetful
    )


@bug(family="counting", severity="medium", imitates="F036", source=(f"{ISSUES}/3463", f"{ISSUES}/933"))
def clerk_orders_reported(seams: Seams) -> Seams:
    """An order that a clerk enters is reported as a sale of the website, by the clerk's browser.

    Imitates a tracker that hangs on every new order, wherever it comes from. The order exists, so counting orders
    against events finds nothing; Meta learns that the clerk buys.
    """
    return seams.tracking_with(order_is_told=lambda action, status: status in ("paid", "entered"))


@bug(family="counting", severity="high", imitates="F050", source=(f"{PULLS}/3666",))
def completed_order_reported_again(seams: Seams) -> Seams:
    """The sale is reported when it is paid, and again when the order is completed.

    Imitates a sender that listens to every status that means money, and remembers nothing. The second copy comes days
    later under an id of its own; no browser knows of it.
    """

    def sale_at(action: Action, status: str, now: int) -> Action:
        return replace(action, id=f"{action.id}.{status}", time=now) if status == "completed" else action

    return seams.tracking_with(
        order_is_told=lambda action, status: status in ("paid", "completed"),
        sale_at=sale_at,
    )


@bug(family="counting", severity="high", imitates="F060", source=(f"{ISSUES}/3", f"{ISSUES}/302"))
def cart_view_counts_as_adding(seams: Seams) -> Seams:
    """AddToCart is reported when the cart is looked at, not when something is put in.

    Imitates an event that hangs on the cart's page. Who looks twice has added twice; who goes straight to the checkout
    has added nothing.
    """
    return seams.tracking_with(addition_is_told=lambda moment: moment == "cart")


@bug(family="counting", severity="high", imitates="F061", source=(f"{ISSUES}/983", f"{ISSUES}/239"))
def pixel_installed_twice(seams: Seams) -> Seams:
    """A plugin and a tag manager have both installed the same pixel.

    Imitates a second base code that nobody remembers. Everything that the browser reports comes twice; the second copy
    knows nothing of event ids.
    """
    return seams.tracking_with(browser_copies=lambda action, copy: [copy, _without_id(copy)])


@bug(
    family="counting",
    severity="critical",
    imitates="F065",
    source=(
        f"{ISSUES}/4036",
        f"{ISSUES}/674",
        f"{ISSUES}/583",
        "https://seresa.io/blog/checkout-funnel-data-integrity/"
        "cod-and-bank-transfer-are-inflating-meta-purchases-by-40-60/",
    ),
)
def purchase_when_placed(seams: Seams) -> Seams:
    """The server reports a purchase when the order is placed, not when it is paid.

    Imitates a hook on "order created". Whoever pays by card at once is reported rightly; a declined card and a payment
    that is cancelled at the bank are reported with their full value too.
    """
    return seams.tracking_with(order_is_told=lambda action, status: status == "placed")


@bug(
    family="counting",
    severity="high",
    imitates="F078",
    source=(f"{ISSUES}/1085", f"{PULLS}/3923", "https://socialeum.com/the-conversion-event-mismatch-i-found-late/"),
)
def lead_on_every_press(seams: Seams) -> Seams:
    """The press of the form's button reports a lead, whether or not the form is accepted.

    Imitates a listener on "submit" in the place of one on success. An empty form is a lead, a bad address is another.
    """
    return replace(seams, templates=HERE / "lead_on_every_press_templates")


@bug(
    family="counting",
    severity="high",
    imitates="F087",
    source=(
        "https://www.rankhammer.com/blog/2771/enhanced-ecommerce-duplicate-transactions-google-tag-manager",
        "https://kixelltag.com/en/doc/duplicate-conversions.html",
    ),
)
def thank_you_page_restored(seams: Seams) -> Seams:
    """The thank-you page reports the purchase again when the Back button brings it up.

    Imitates a script that runs whenever its page is shown. The server remembers that the sale was reported and puts no
    tag on the page, so everything looks right there; the browser needs no server to say it again.
    """
    return replace(seams, templates=HERE / "thank_you_page_restored_templates")


@bug(family="counting", severity="high", imitates="F094", source=(f"{ISSUES}/802", f"{ISSUES}/706", f"{ISSUES}/1055"))
def two_hooks_on_a_page(seams: Seams) -> Seams:
    """Two hooks of one page print the same event.

    Imitates a theme that calls a hook twice. The checkout and the purchase are reported twice within milliseconds, and
    only one of the two has an id.
    """
    doubled = ("InitiateCheckout", "Purchase")

    def copies(action: Action, copy: Data) -> list[Data]:
        return [copy, _without_id(copy)] if action.name in doubled else [copy]

    return seams.tracking_with(browser_copies=copies)


def _without_id(copy: Data) -> dict[str, Any]:
    return copy | {"options": {}, "once": ""}


@bug(
    family="counting",
    severity="high",
    imitates="F100",
    source=(
        "https://github.com/skroutz/skroutz-analytics-woocommerce/pull/12",
        "https://netprofitpositive.com/blog/meta-ads/pixel-tracking/meta-pixel-purchase-event-setup/",
    ),
)
def return_counts_as_paid(seams: Seams) -> Seams:
    """The browser reports a purchase on the return from payment, whatever its outcome.

    Imitates a tag that goes by the address to which good and failed payments return alike. The server knows better
    and keeps silent.
    """

    def paid_only(action: Action, visitor: Visitor, copy: Data) -> list[Data]:
        return [] if "/checkout/payment" in action.url and action.name == "Purchase" else [copy]

    return seams.tracking_with(
        sale_is_shown=lambda page, status: page in ("thank_you", "payment"), server_copies=paid_only
    )
