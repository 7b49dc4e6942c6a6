"""Events that lack what Meta, or the plan, asks of them."""

from fixture_site.bug import bug
from fixture_site.seams import Seams
from fixture_site.tracking import Action, Data, Visitor

_WOOCOMMERCE = "https://github.com/facebook/facebook-for-woocommerce"
_GOODS = {"contents", "content_ids", "content_type", "num_items"}


@bug(
    family="completeness",
    severity="high",
    imitates="F093",
    source=(
        "https://github.com/facebookarchive/Facebook-For-OpenCart/issues/382",
        "https://github.com/facebookarchive/facebook-for-magento/issues/139",
    ),
)
def value_missing_in_browser(seams: Seams) -> Seams:
    """The browser's AddToCart and Purchase have no value.

    Imitates a new checkout that no longer fills the element from which the tag read it. The server takes the value
    from the order, as before.
    """
    return seams.tracking_with(
        browser_data=lambda action, data: _without(data, {"value"} if action.name in ("AddToCart", "Purchase") else ())
    )


@bug(
    family="completeness",
    severity="medium",
    imitates="F058",
    source=("https://developers.facebook.com/docs/marketing-api/conversions-api/deduplicate-pixel-and-server-events",),
)
def thin_server_purchase(seams: Seams) -> Seams:
    """The server's Purchase says what it cost, and nothing of the goods.

    Imitates a webhook that has the payment at hand, not the order. The two copies fold, and Meta keeps one of them.
    """
    return seams.tracking_with(
        server_data=lambda action, data: _without(data, _GOODS if action.name == "Purchase" else ())
    )


def _without(data: Data, keys: set[str] | tuple[str, ...]) -> Data:
    return {key: value for key, value in data.items() if key not in keys}


@bug(family="completeness", severity="low", imitates="F018", source=(f"{_WOOCOMMERCE}/issues/27",))
def custom_event_by_track(seams: Seams) -> Seams:
    """ViewCategory, an event of the shop's own, is sent by track as if it were one of Meta's.

    Imitates a plugin that knows one way to send. The pixel sends it all the same, with a warning on the console.
    """
    return seams.tracking_with(browser_copies=lambda action, copy: [copy | {"method": "track"}])


@bug(
    family="completeness",
    severity="high",
    imitates="F020",
    source=(f"{_WOOCOMMERCE}/issues/1773", f"{_WOOCOMMERCE}/pull/1781"),
)
def action_source_missing(seams: Seams) -> Seams:
    """The shop's own sender leaves action_source out.

    Imitates an integration that was written before Meta required the field, and was not touched since.
    """

    def old_form(body: Data) -> Data:
        return body | {"data": [_without(event, {"action_source"}) for event in body["data"]]}

    return seams.tracking_with(request_body=old_form)


@bug(
    family="completeness",
    severity="medium",
    imitates="F043",
    source=(f"{_WOOCOMMERCE}/issues/1773", f"{_WOOCOMMERCE}/pull/2270"),
)
def source_url_missing(seams: Seams) -> Seams:
    """The server's events name no page.

    Imitates a worker that reads the address from the request at hand, and has none when it takes a job from its queue.
    """

    def copies(action: Action, visitor: Visitor, copy: Data) -> list[Data]:
        return [copy | {"event_source_url": ""}]

    return seams.tracking_with(server_copies=copies)


@bug(
    family="completeness",
    severity="high",
    imitates="F053",
    source=("https://github.com/segmentio/action-destinations/pull/122", f"{_WOOCOMMERCE}/issues/1773"),
)
def user_agent_missing(seams: Seams) -> Seams:
    """The server's events do not name the shopper's browser.

    Imitates a queue that keeps the customer and the goods with a job, and nothing of the request that it came from.
    """

    def copies(action: Action, visitor: Visitor, copy: Data) -> list[Data]:
        return [copy | {"user": _without(copy["user"], {"client_user_agent"})}]

    return seams.tracking_with(server_copies=copies)
