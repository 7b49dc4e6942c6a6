"""Two copies of one action that Meta can't fold, or folds with a stranger's."""

from __future__ import annotations

from collections.abc import Callable

from harness.ledger import Ledger
from harness.mistake import mistake
from harness.rewriting import change, edit, of, saying
from harness.verdict import Severity
from mock_meta.event import Channel, Event

_BROWSER, _SERVER = Channel.BROWSER, Channel.SERVER
_REVIEW_S = 0.1
"""How long before an order its last review is: made-up shoppers look at it as briefly as they can."""


@mistake(
    "F003",
    family="dedupe",
    severity=Severity.CRITICAL,
    check="dedupe.pairing",
    cause="stands among the parameters",
    sources=(
        "https://github.com/rudderlabs/rudder-sdk-js/pull/486",
        "https://github.com/rudderlabs/rudder-sdk-js/pull/501",
    ),
)
def event_id_in_the_third_argument(ledger: Ledger) -> Ledger | None:
    """The page passes its event id to fbq among the parameters, where the pixel sends it as one of them.

    Whoever looks at the call sees the server's very id; what Meta hears has none.
    """
    return _with_both(
        ledger, "Purchase", _BROWSER, lambda event: saying(change(event, event_id=None), eventID=event.event_id)
    )


@mistake(
    "F008",
    family="dedupe",
    severity=Severity.CRITICAL,
    check="dedupe.pairing",
    cause="the server's id is missing",
    sources=(
        "https://github.com/facebookarchive/Facebook-For-OpenCart/issues/562",
        "https://github.com/facebookincubator/ConversionsAPI-Tag-for-GoogleTagManager/issues/26",
        "https://github.com/facebookarchive/facebook-for-magento2/issues/63",
    ),
)
def server_event_without_id(ledger: Ledger) -> Ledger | None:
    """The server's copy carries no event id, while the browser's does.

    Its sender leaves the field out, or reads it from a place where the page never puts it. Meta counts both copies.
    """
    return _with_both(ledger, "Purchase", _SERVER, lambda event: change(event, event_id=None))


@mistake(
    "F024",
    family="dedupe",
    severity=Severity.HIGH,
    check="dedupe.pairing",
    cause="not at the top level",
    sources=("https://github.com/facebookarchive/Facebook-For-OpenCart/issues/503",),
)
def event_id_among_the_parameters(ledger: Ledger) -> Ledger | None:
    """The server writes its event id into custom_data, where Meta takes it for a property of the shop's own."""
    return _with_both(
        ledger, "Purchase", _SERVER, lambda event: saying(change(event, event_id=None), event_id=event.event_id)
    )


@mistake(
    "F026",
    family="dedupe",
    severity=Severity.CRITICAL,
    check="dedupe.pairing",
    cause="a wrapper drops the fourth argument",
    sources=(
        "https://github.com/zsajjad/react-facebook-pixel/pull/75",
        "https://github.com/zsajjad/react-facebook-pixel/issues/60",
        "https://github.com/PrestaShopCorp/ps_facebook/pull/333",
        "https://github.com/segmentio/analytics.js-integrations/pull/701",
    ),
)
def wrapper_drops_the_event_id(ledger: Ledger) -> Ledger | None:
    """The page tracks through a wrapper that knows a name and parameters only, so that the id never reaches fbq."""
    return _with_both(ledger, "Purchase", _BROWSER, lambda event: change(event, event_id=None))


@mistake(
    "F070",
    family="dedupe",
    severity=Severity.HIGH,
    check="dedupe.pairing",
    cause="another spelling",
    sources=("https://adlinter.vercel.app/checks/meta-similar-event-names",),
)
def server_spells_the_name_differently(ledger: Ledger) -> Ledger | None:
    """The server calls a sale ``purchase``, as other systems do; to Meta that is an event of the shop's own making.

    The ids agree, so that a comparison of ids alone finds nothing; Meta folds by name and id.
    """
    return _with_both(ledger, "Purchase", _SERVER, lambda event: change(event, name="purchase"))


@mistake(
    "F084",
    family="dedupe",
    severity=Severity.HIGH,
    check="dedupe.stable_ids",
    cause="a new id for each try",
    scenarios=("answer_lost",),
    sources=(
        "https://github.com/opslane/opslane/issues/102",
        "https://github.com/MCPCat/mcpcat-typescript-sdk/issues/65",
    ),
    driven_only=True,
)
def retry_makes_a_new_id(ledger: Ledger) -> Ledger | None:
    """The sender builds an event anew for each try, with a new id, so that a lost answer makes a second sale.

    With an endpoint that answers there is no second try, so that a clean run holds nothing that could be rewritten.
    """
    return None


@mistake(
    "F088",
    family="dedupe",
    severity=Severity.CRITICAL,
    check="dedupe.pairing",
    cause="each side makes an id of its own",
    sources=(
        "https://seresa.io/blog/data-quality-validation/facebook-capi-and-pixel-are-counting-your-purchases-twice",
    ),
)
def each_side_makes_an_id(ledger: Ledger) -> Ledger | None:
    """Page and back end each make a random id: both are valid and unique, and never equal."""
    return _with_both(ledger, "", _SERVER, lambda event: change(event, event_id=_another(event)))


@mistake(
    "F091",
    family="dedupe",
    severity=Severity.CRITICAL,
    check="dedupe.pairing",
    cause="reports it from another step",
)
def server_sale_at_the_review_step(ledger: Ledger) -> Ledger | None:
    """The server reports a sale when the checkout recalculates the order, before anybody has paid.

    What the page sends for the order that comes of it has another id, so that both are counted.
    """
    orders = {c.id: c.created_at for c in ledger.conversions}

    def at_review(event: Event) -> Event:
        placed_at = orders.get(str(event.custom_data.get("order_id")), event.received_at)
        host = (event.source_url or "").split("/")[:3]
        moved = change(
            event,
            event_id=_another(event),
            event_time=float(int(placed_at - _REVIEW_S)),
            received_at=placed_at - _REVIEW_S,
            source_url="/".join([*host, "checkout", "review"]),
        )
        return saying(moved, order_id=None)

    return _with_both(ledger, "Purchase", _SERVER, at_review)


@mistake(
    "F096",
    family="dedupe",
    severity=Severity.MEDIUM,
    check="dedupe.unique_ids",
    cause="a moment in time",
    scenarios=("two_visitors",),
    sources=(
        "https://github.com/Adsmurai-Google-Tag-Manager-Templates/adsmurai-facebook-conversions-api-client/issues/7",
    ),
    needs="two orders in one run",
)
def event_id_is_the_time(ledger: Ledger) -> Ledger | None:
    """The id of a sale is the time in seconds, so that two customers who buy in one second have the same.

    Meta drops the second sale. It takes two customers to see it.
    """
    return _all_with_one_id(ledger, "Purchase", lambda event: str(int(event.event_time or event.received_at)))


@mistake(
    "F097",
    family="dedupe",
    severity=Severity.CRITICAL,
    check="dedupe.unique_ids",
    cause="page cache",
    scenarios=("two_visitors",),
    sources=(
        "https://github.com/facebook/facebook-for-woocommerce/issues/1920",
        "https://github.com/facebook/facebook-for-woocommerce/issues/2066",
        "https://github.com/facebookarchive/Facebook-For-OpenCart/issues/586",
        "https://github.com/facebookarchive/facebook-for-magento2/issues/89",
    ),
    needs="one product, viewed twice in a run",
)
def page_cache_freezes_the_event_id(ledger: Ledger) -> Ledger | None:
    """A page cache keeps a page with the event id that was rendered for its first visitor.

    Everybody who is given that page sends the same id, and Meta drops all views but the first. It takes two visitors,
    or two looks at one page, to see it.
    """
    first: dict[str, str] = {}

    def frozen(event: Event) -> Event:
        kept = first.setdefault(_path(event), event.event_id or "")
        return change(event, event_id=kept)

    return edit(ledger, of("ViewContent"), frozen)


def _another(event: Event) -> str:
    """An id that has nothing in common with the event's own, and is the same whenever that is sent again."""
    return "".join(f"{ord(letter):x}" for letter in reversed(event.event_id or ""))


def _with_both(ledger: Ledger, name: str, channel: Channel, how: Callable[[Event], Event]) -> Ledger | None:
    """The ledger with the events of one channel edited whose twin came by the other one."""
    other = _SERVER if channel is _BROWSER else _BROWSER
    paired = {event.event_id for event in ledger.events if event.channel is other and event.accepted}

    def which(event: Event) -> bool:
        return of(name, channel)(event) and event.event_id in paired

    return edit(ledger, which, how)


def _all_with_one_id(ledger: Ledger, name: str, make: Callable[[Event], str]) -> Ledger | None:
    """The ledger with one id on all events of a name, if these report several actions."""
    events = [event for event in ledger.events if event.name == name]
    if len({event.event_id for event in events}) < 2:
        return None
    made = make(events[0])
    return edit(ledger, of(name), lambda event: change(event, event_id=made))


def _path(event: Event) -> str:
    return (event.source_url or "").partition("?")[0]
