"""Events that lack what Meta, or the plan, asks of them."""

from __future__ import annotations

from harness.ledger import Ledger, PixelWarning
from harness.mistake import mistake
from harness.rewriting import change, edit, knowing, of, refused, saying
from harness.verdict import Severity
from mock_meta.event import Channel, Event
from mock_meta.schemas import standard_events
from mock_meta.wire.event_errors import purchase_no_currency, shape

_WOOCOMMERCE = "https://github.com/facebook/facebook-for-woocommerce"


@mistake(
    "F004",
    family="completeness",
    severity=Severity.CRITICAL,
    check="completeness.parameters",
    cause="only the browser builds currency in",
    scenarios=("healthy_purchase",),
    sources=(
        "https://github.com/Adsmurai-Google-Tag-Manager-Templates/adsmurai-facebook-conversions-api-client/issues/7",
        f"{_WOOCOMMERCE}/issues/582",
        "https://github.com/facebookarchive/facebook-for-magento/issues/122",
    ),
    needs="a Purchase on both channels, with a currency",
)
def currency_missing_on_server(ledger: Ledger) -> Ledger | None:
    """The server's purchases have no currency, and Meta refuses every one of them.

    The browser's copy is complete and hides the loss, except where there is none.
    """
    error = purchase_no_currency().error
    sold = {event.event_id for event in ledger.events if of("Purchase", Channel.BROWSER)(event)}
    return edit(
        ledger,
        lambda event: of("Purchase", Channel.SERVER)(event) and event.event_id in sold,
        lambda event: refused(saying(event, currency=None), error),
    )


@mistake(
    "F093",
    family="completeness",
    severity=Severity.HIGH,
    check="completeness.parameters",
    cause="only the server builds value in",
    sources=(
        "https://github.com/facebookarchive/Facebook-For-OpenCart/issues/382",
        "https://github.com/facebookarchive/facebook-for-magento/issues/139",
    ),
)
def value_missing_in_browser(ledger: Ledger) -> Ledger | None:
    """The browser's AddToCart and Purchase have no value: a new checkout took away what the tag read it from."""
    worth = {"AddToCart", "Purchase"}
    return edit(
        ledger,
        lambda event: event.name in worth and event.channel is Channel.BROWSER,
        lambda event: saying(event, value=None),
    )


@mistake(
    "F058",
    family="completeness",
    severity=Severity.MEDIUM,
    check="completeness.parameters",
    cause="thinner object",
    sources=("https://developers.facebook.com/docs/marketing-api/conversions-api/deduplicate-pixel-and-server-events",),
    needs="a Purchase on both channels, whose goods the plan requires",
)
def thin_server_purchase(ledger: Ledger) -> Ledger | None:
    """The server's Purchase says what it cost and no more: the goods are named in the browser's copy only."""
    goods = {"contents": None, "content_ids": None, "content_type": None, "num_items": None}
    sold = {event.event_id for event in ledger.events if of("Purchase", Channel.BROWSER)(event)}
    return edit(
        ledger,
        lambda event: of("Purchase", Channel.SERVER)(event) and event.event_id in sold,
        lambda event: saying(event, **goods),
    )


@mistake(
    "F018",
    family="completeness",
    severity=Severity.LOW,
    check="naming.events",
    cause="track instead of trackCustom",
    scenarios=("category_opened",),
    sources=(f"{_WOOCOMMERCE}/issues/27",),
    needs="an event of the site's own in the browser",
)
def custom_event_by_track(ledger: Ledger) -> Ledger | None:
    """A page for a category sends ViewCategory, an event of the shop's own, by ``track`` as if it were Meta's."""
    own = next((e for e in ledger.events if e.channel is Channel.BROWSER and e.name not in standard_events()), None)
    if own is None or own.source_url is None or not ledger.visits:
        return None
    told = PixelWarning(
        at=own.received_at,
        url=own.source_url,
        message=f"You are sending a non-standard event '{own.name}'. The preferred way to send these events is using"
        " trackCustom. See 'https://developers.facebook.com/docs/ads-for-websites/pixel-events/#events' for more"
        " information.",
    )
    return change(ledger, visits=(change(ledger.visits[0], pixel_warnings=(told,)), *ledger.visits[1:]))


@mistake(
    "F020",
    family="completeness",
    severity=Severity.HIGH,
    check="context.action_source",
    cause="older than the field",
    sources=(f"{_WOOCOMMERCE}/issues/1773", f"{_WOOCOMMERCE}/pull/1781"),
)
def action_source_missing(ledger: Ledger) -> Ledger | None:
    """Server events do not say where they happened: the integration is older than the requirement."""
    error = shape("The parameter $['data'][0]['action_source'] is required").error
    return edit(ledger, of("", Channel.SERVER), lambda event: refused(change(event, action_source=None), error))


@mistake(
    "F043",
    family="completeness",
    severity=Severity.MEDIUM,
    check="context.browser",
    cause="event_source_url is not carried into the queue",
    sources=(f"{_WOOCOMMERCE}/issues/1773", f"{_WOOCOMMERCE}/pull/2270"),
)
def source_url_missing(ledger: Ledger) -> Ledger | None:
    """Server events do not name their page: the worker that sends them knows nothing of the request."""
    return edit(ledger, of("", Channel.SERVER), lambda event: change(event, source_url=None))


@mistake(
    "F053",
    family="completeness",
    severity=Severity.HIGH,
    check="context.browser",
    cause="client_user_agent is not carried into the queue",
    sources=("https://github.com/segmentio/action-destinations/pull/122", f"{_WOOCOMMERCE}/issues/1773"),
)
def user_agent_missing(ledger: Ledger) -> Ledger | None:
    """Server events do not name the shopper's browser, which is not kept with what waits in the queue."""

    def without(event: Event) -> Event:
        return knowing(event, client_user_agent=None)

    return edit(ledger, of("", Channel.SERVER), without)
