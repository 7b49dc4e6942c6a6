"""Copies that are owed and never come, and pages that keep them from coming."""

from __future__ import annotations

from collections.abc import Callable

from harness.case import Case
from harness.ledger import Ledger
from harness.mistake import mistake
from harness.owed import Standing
from harness.rewriting import edit
from harness.verdict import Severity
from mock_meta.event import Channel, Event

_WOO = "https://github.com/facebook/facebook-for-woocommerce/issues"


def _without(ledger: Ledger, which: Callable[[Event], bool]) -> Ledger | None:
    return edit(ledger, which, lambda _: None)


def _sales(ledger: Ledger, *, excused: bool, confirmed: bool) -> set[str]:
    """Keys of both copies of the sales whose browser copy is excused or not, and whose thank-you page came or not."""
    case, found = Case(ledger), set()
    for copies in case.copies:
        action = copies.action
        if action.conversion is None or action.visit is None or not copies.server:
            continue
        shown = any(p.at >= action.at and _is_own(ledger, p.url) for p in ledger.visits[action.visit].pages)
        is_excused = case.due(action, Channel.BROWSER).standing is Standing.EXCUSED
        if action.name == "Purchase" and is_excused is excused and shown is confirmed:
            found |= {event.key for event in (*copies.accepted, *copies.refused)}
    return found


def _is_own(ledger: Ledger, url: str) -> bool:
    return any(f"//{host}/" in url for host in ledger.site_hosts)


@mistake(
    "F021",
    family="coverage",
    severity=Severity.HIGH,
    check="coverage.browser",
    cause="in a frame of another origin",
    scenarios=("payment_in_a_frame",),
    sources=(
        "https://eu-customs-reform-landing-page.www.zonos.com/docs/api-reference/checkout-rest-api/facebook-pixel",
    ),
    driven_only=True,
)
def frame_tells_the_page_nothing(ledger: Ledger) -> Ledger | None:
    """The payment is in a frame of another origin, and nothing hands its steps to the page's pixel.

    Only a page that shows such a frame leaves the evidence of it, so it is proven by driving.
    """
    return None


@mistake(
    "F025",
    family="coverage",
    severity=Severity.HIGH,
    check="coverage.browser",
    cause="moved on in the task that called fbq",
    scenarios=("account_registered",),
    fault="script_slow",
    sources=(
        "https://github.com/vellum-ai/vellum-assistant/pull/39713",
        "https://datacadamia.com/marketing/analytics/tracker",
    ),
    driven_only=True,
)
def tracked_and_gone(ledger: Ledger) -> Ledger | None:
    """A callback page calls fbq and goes elsewhere at once, so the browser drops the request.

    What is lost, and when, is decided by the browser; so it is proven by driving.
    """
    return None


@mistake(
    "F029",
    family="coverage",
    severity=Severity.HIGH,
    check="coverage.server",
    cause="set up and never runs",
    sources=("https://github.com/facebookincubator/Facebook-Pixel-for-Wordpress/pull/73",),
    needs="events on both channels",
)
def dead_server_leg(ledger: Ledger) -> Ledger | None:
    """The backend says that it is connected, and the code that calls the Conversions API is never reached."""
    if not any(event.channel is Channel.BROWSER for event in ledger.events):
        return None
    return _without(ledger, lambda event: event.channel is Channel.SERVER)


@mistake(
    "F031",
    family="coverage",
    severity=Severity.CRITICAL,
    check="coverage.server",
    cause="only the pixel tells of it",
    scenarios=("ad_blocked_script",),
    sources=("https://purpleturret.com/blog/meta-pixel-capi-checkout-tracking",),
    needs="a sale by a visitor who blocks the pixel",
)
def sale_left_to_the_pixel(ledger: Ledger) -> Ledger | None:
    """Sales are told by the pixel alone, so that of a visitor with an ad blocker leaves no trace."""
    blocked = _sales(ledger, excused=True, confirmed=True)
    return _without(ledger, lambda event: event.key in blocked)


@mistake(
    "F032",
    family="coverage",
    severity=Severity.HIGH,
    check="page.errors",
    cause="escaped by its template",
    sources=("https://github.com/bikeindex/bike_index/pull/3799",),
    driven_only=True,
)
def escaped_pixel_script(ledger: Ledger) -> Ledger | None:
    """The template writes the pixel's script as HTML text: its quotes become entities, and it does not parse.

    The error is the browser's own, so it is proven by driving.
    """
    return None


@mistake(
    "F038",
    family="coverage",
    severity=Severity.MEDIUM,
    check="coverage.browser",
    cause="a queue that the pixel's script never reads",
    sources=(
        "https://github.com/the-answerai/theanswer/pull/605",
        "https://github.com/the-answerai/theanswer/pull/607",
    ),
    driven_only=True,
)
def queue_nobody_reads(ledger: Ledger) -> Ledger | None:
    """A stub written by hand fills ``fbq.q``; Meta's script replays ``fbq.queue`` and knows no other.

    What reaches Meta is decided by the script that takes the stub over, so it is proven by driving.
    """
    return None


@mistake(
    "F040",
    family="coverage",
    severity=Severity.HIGH,
    check="coverage.server",
    cause="lost at the restart",
    scenarios=("restart_after_sale",),
    driven_only=True,
)
def queue_in_memory(ledger: Ledger) -> Ledger | None:
    """Server events wait in the process's memory for the next flush; a restart before it loses them.

    Only a run in which the backend is started anew holds the evidence, so it is proven by driving.
    """
    return None


@mistake(
    "F049",
    family="coverage",
    severity=Severity.HIGH,
    check="coverage.browser",
    cause="one flag for both copies",
    sources=(
        "https://github.com/facebook/facebook-for-woocommerce/pull/3666",
        f"{_WOO}/3194",
        "https://github.com/PrestaShop/PrestaShop/issues/27901",
        "https://github.com/MahoCommerce/maho/pull/1112",
    ),
    needs="a sale with both copies",
)
def shared_tracked_flag(ledger: Ledger) -> Ledger | None:
    """The server's report marks the order as tracked, so the thank-you page keeps its own copy back.

    Every order has an event, which looks well; but none has the browser's, with its cookies and its click.
    """
    sold = _sales(ledger, excused=False, confirmed=True)
    return _without(ledger, lambda event: event.key in sold and event.channel is Channel.BROWSER)


@mistake(
    "F052",
    family="coverage",
    severity=Severity.MEDIUM,
    check="coverage.browser",
    cause="while the pixel is not ready",
    scenarios=("account_registered",),
    sources=(
        "https://github.com/dograh-hq/dograh/pull/696",
        "https://github.com/WilliamDASILVA/nuxt-facebook-pixel-module/pull/41",
    ),
    driven_only=True,
)
def guard_instead_of_a_queue(ledger: Ledger) -> Ledger | None:
    """The pixel is loaded late, and ``if (window.fbq)`` drops whatever happens before.

    Which calls come too early is decided by the page, so it is proven by driving.
    """
    return None


@mistake(
    "F054",
    family="coverage",
    severity=Severity.HIGH,
    check="page.policy",
    cause="does not name Meta's hosts",
    sources=(
        "https://github.com/williankeller/magento2-facebook-pixel/pull/17",
        "https://github.com/DFE-Digital/get-into-teaching-app/pull/359",
    ),
    driven_only=True,
)
def policy_blocks_the_pixel(ledger: Ledger) -> Ledger | None:
    """A Content-Security-Policy that does not name Meta's hosts keeps the pixel from loading.

    The browser itself enforces and reports it, so it is proven by driving.
    """
    return None


@mistake(
    "F067",
    family="coverage",
    severity=Severity.MEDIUM,
    check="page.errors",
    cause="handed to a web worker",
    sources=(
        "https://github.com/QwikDev/partytown/issues/210",
        "https://github.com/QwikDev/partytown/issues/338",
    ),
    driven_only=True,
)
def pixel_in_a_worker(ledger: Ledger) -> Ledger | None:
    """The calls of fbq are forwarded to a web worker, where some throw and never arrive.

    Which of them do is decided by the worker, so it is proven by driving.
    """
    return None


@mistake(
    "F077",
    family="coverage",
    severity=Severity.CRITICAL,
    check="coverage.server",
    cause="only when a page is shown",
    scenarios=("payment_redirect_no_return",),
    sources=(
        f"{_WOO}/512",
        f"{_WOO}/4036",
        "https://attribuly.com/blogs/how-to-diagnose-meta-pixel-purchase-undercounting-shopify/",
    ),
    needs="a shopper who pays elsewhere and does not come back",
)
def told_on_return_only(ledger: Ledger) -> Ledger | None:
    """The sale is told when the thank-you page opens; who pays at the bank and closes the tab is never told of."""
    unseen = _sales(ledger, excused=True, confirmed=False)
    return _without(ledger, lambda event: event.key in unseen)


@mistake(
    "F083",
    family="coverage",
    severity=Severity.MEDIUM,
    check="coverage.server",
    cause="has no hook",
    sources=(
        f"{_WOO}/2048",
        "https://github.com/woocommerce/woocommerce-blocks/issues/4450",
        f"{_WOO}/2",
        f"{_WOO}/192",
        f"{_WOO}/219",
        f"{_WOO}/923",
    ),
    needs="a step of the funnel with copies on both channels",
)
def template_without_hooks(ledger: Ledger) -> Ledger | None:
    """A new template of the checkout has none of the old one's hooks: its steps are told by neither side."""
    if len({event.channel for event in ledger.events}) < 2:
        return None
    return _without(ledger, lambda event: event.name == "InitiateCheckout")


@mistake(
    "F089",
    family="coverage",
    severity=Severity.CRITICAL,
    check="coverage.server",
    cause="is not the one whose hook tells of it",
    scenarios=("payment_redirect",),
    sources=(f"{_WOO}/435", f"{_WOO}/592"),
    needs="a sale with both copies",
)
def custom_thank_you_page(ledger: Ledger) -> Ledger | None:
    """The shop shows a thank-you page of its own making, without the hook that reports sales on both channels."""
    sold = _sales(ledger, excused=False, confirmed=True)
    return _without(ledger, lambda event: event.key in sold)
