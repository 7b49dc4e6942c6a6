"""Event ids and names by which Meta can't fold two copies, or folds what is not one."""

from __future__ import annotations

from collections.abc import Callable

from fixture_site.bug import bug
from fixture_site.seams import Seams
from fixture_site.tracking import Action, Data, Visitor, random_id


@bug(
    family="dedupe",
    severity="critical",
    imitates="F003",
    source=(
        "https://github.com/rudderlabs/rudder-sdk-js/pull/486",
        "https://github.com/rudderlabs/rudder-sdk-js/pull/501",
    ),
)
def event_id_in_the_third_argument(seams: Seams) -> Seams:
    """The page hands the id of a purchase to fbq among the parameters, the third argument.

    Imitates a wrapper with the options in the wrong place. The call shows the server's very id, and a spy on ``fbq``
    is content; on the wire it is one more parameter, and the event has no id.
    """

    def copies(action: Action, copy: Data) -> list[Data]:
        if action.name != "Purchase":
            return [copy]
        return [copy | {"data": copy["data"] | copy["options"], "options": {}}]

    return seams.tracking_with(browser_copies=copies)


@bug(
    family="dedupe",
    severity="critical",
    imitates="F008",
    source=(
        "https://github.com/facebookarchive/Facebook-For-OpenCart/issues/562",
        "https://github.com/facebookincubator/ConversionsAPI-Tag-for-GoogleTagManager/issues/26",
    ),
)
def server_sale_without_id(seams: Seams) -> Seams:
    """The server reports a purchase without any event id.

    Imitates a sender that reads the id from a field which the page never fills. The browser's copy has one.
    """
    return seams.tracking_with(request_body=_for_sales(lambda event: event.pop("event_id")))


@bug(
    family="dedupe",
    severity="high",
    imitates="F024",
    source=("https://github.com/facebookarchive/Facebook-For-OpenCart/issues/503",),
)
def event_id_in_custom_data(seams: Seams) -> Seams:
    """The server writes the event id of a purchase into its custom data.

    Imitates a builder that puts every field in one place. The id is in the request for all who search its text; Meta
    looks for it beside the event's name.
    """
    return seams.tracking_with(
        request_body=_for_sales(lambda event: event["custom_data"].update(event_id=event.pop("event_id")))
    )


@bug(
    family="dedupe",
    severity="critical",
    imitates="F026",
    source=(
        "https://github.com/zsajjad/react-facebook-pixel/pull/75",
        "https://github.com/zsajjad/react-facebook-pixel/issues/60",
        "https://github.com/PrestaShopCorp/ps_facebook/pull/333",
    ),
)
def wrapper_drops_the_options(seams: Seams) -> Seams:
    """The checkout's events go through a wrapper that passes a name and parameters on, and nothing else.

    Imitates ``track(name, data)`` around fbq. Checkout and purchase lose their ids in the browser; the pages before
    call fbq themselves and keep theirs.
    """

    def copies(action: Action, copy: Data) -> list[Data]:
        wrapped = action.name in ("InitiateCheckout", "Purchase")
        return [copy | {"options": {}} if wrapped else copy]

    return seams.tracking_with(browser_copies=copies)


@bug(
    family="dedupe",
    severity="high",
    imitates="F070",
    source=("https://adlinter.vercel.app/checks/meta-similar-event-names",),
)
def server_sale_in_small_letters(seams: Seams) -> Seams:
    """The server calls the event ``purchase``.

    Imitates a back end that sends one name to every platform. Ids agree; for Meta it is a custom event of the shop's
    own, which no campaign is optimised for, beside the browser's Purchase.
    """

    def copies(action: Action, visitor: Visitor, copy: Data) -> list[Data]:
        return [copy | {"event_name": "purchase"} if action.name == "Purchase" else copy]

    return seams.tracking_with(server_copies=copies)


@bug(
    family="dedupe",
    severity="high",
    imitates="F084",
    source=(
        "https://github.com/opslane/opslane/issues/102",
        "https://github.com/MCPCat/mcpcat-typescript-sdk/issues/65",
    ),
)
def new_id_for_each_try(seams: Seams) -> Seams:
    """A purchase that is sent again, as no answer came, has a new event id.

    Imitates a sender that builds the request inside its loop of tries. Nothing is wrong while Meta answers; an answer
    that is lost makes a second sale of one that Meta has.
    """
    tried: set[str] = set()

    def anew(event: Data) -> None:
        if event["event_id"] in tried:
            event["event_id"] = random_id("purchase")
        tried.add(event["event_id"])

    return seams.tracking_with(request_body=_for_sales(anew))


@bug(
    family="dedupe",
    severity="critical",
    imitates="F091",
    source=(),
)
def server_sale_at_the_review(seams: Seams) -> Seams:
    """The server reports the purchase when the shopper looks the order over, before there is one.

    Imitates a hook on the checkout's recalculation. There is no order number yet, so the event makes an id of its own;
    the thank-you page reports the sale under another, and who never pays has bought all the same.
    """

    def copies(action: Action, visitor: Visitor, copy: Data) -> list[Data]:
        return [] if action.name == "Purchase" and action.order_id else [copy]

    return seams.tracking_with(order_is_told=lambda action, status: status == "reviewed", server_copies=copies)


@bug(
    family="dedupe",
    severity="medium",
    imitates="F096",
    source=(
        "https://github.com/Adsmurai-Google-Tag-Manager-Templates/adsmurai-facebook-conversions-api-client/issues/7",
    ),
)
def event_id_is_the_second(seams: Seams) -> Seams:
    """An event's id is the time of its action in whole seconds.

    Imitates ``Date.now() / 1000`` as an id that looks unique. The two copies of an action agree; two shoppers who do
    the same within one second agree too, and Meta drops the second.
    """
    return seams.tracking_with(
        browser_event_id=lambda action: str(action.time), server_event_id=lambda action: str(action.time)
    )


def _for_sales(spoil: Callable[[Data], object]) -> Callable[[Data], Data]:
    """The request's body with its purchases spoilt."""

    def body(good: Data) -> Data:
        for event in good["data"]:
            if event["event_name"] == "Purchase":
                spoil(event)
        return good

    return body
