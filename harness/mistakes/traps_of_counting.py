"""What is legitimate, and looks as if it were counted wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.ledger import Conversion, Ledger
from harness.mistake import trap
from harness.rewriting import again, change, edit, heard, of
from mock_meta.event import Channel, Event

_MINUTE_S = 60.0
_OF_THE_WEBSITE = ("fbp", "fbc", "client_ip_address", "client_user_agent")


@trap(
    "L01",
    scenarios=("lead_won_in_the_crm",),
    sources=("https://developers.facebook.com/docs/marketing-api/conversions-api/deduplicate-pixel-and-server-events",),
)
def sale_in_the_store(ledger: Ledger) -> Ledger | None:
    """A sale in the store is told of by the server alone, as what it is, without anything of the website's."""
    told = edit(
        ledger,
        of("Purchase"),
        lambda event: _in_the_store(event) if event.channel is Channel.SERVER else None,
    )
    if told is None or not any(conversion.book == "orders" for conversion in ledger.conversions):
        return None
    sold = (change(c, source="store") if c.book == "orders" else c for c in ledger.conversions)
    return change(told, conversions=tuple(sold))


def _in_the_store(event: Event) -> Event:
    known = {key: value for key, value in event.user_data.items() if key not in _OF_THE_WEBSITE}
    return change(event, user_data=known, source_url=None, action_source="physical_store")


@trap("L02", scenarios=("order_cancelled_later",))
def cancelled_after_the_sale(ledger: Ledger) -> Ledger | None:
    """An order was paid and told of, and is cancelled when the books are read: it was right when it was told of."""
    if not any(conversion.settled_at is not None for conversion in ledger.conversions):
        return None
    return change(
        ledger,
        conversions=tuple(c if c.settled_at is None else change(c, status="cancelled") for c in ledger.conversions),
    )


@trap("L07", scenarios=("two_orders",))
def bought_again_within_a_minute(ledger: Ledger) -> Ledger | None:
    """The same customer buys the same basket once more: two orders in the books, with numbers and ids of their own."""
    paid = [c for c in ledger.conversions if c.book == "orders" and c.settled_at is not None]
    told = [event for c in paid[:1] for event in ledger.events if event.custom_data.get("order_id") == c.id]
    if not told:
        return None
    more = [_of_the_other(event, paid[0].id) for event in told]
    changed = heard(ledger, more)
    return None if changed is None else change(changed, conversions=(*ledger.conversions, _other(paid[0])))


def _other(first: Conversion) -> Conversion:
    settled_at = None if first.settled_at is None else first.settled_at + _MINUTE_S
    return change(first, id=_again(first.id), created_at=first.created_at + _MINUTE_S, settled_at=settled_at)


def _of_the_other(event: Event, number: str) -> Event:
    said: Mapping[str, Any] = {**event.custom_data, "order_id": _again(number)}
    return again(
        event,
        event.received_at + _MINUTE_S,
        event_id=_again(event.event_id or "") if event.event_id else None,
        event_time=None if event.event_time is None else event.event_time + _MINUTE_S,
        custom_data=said,
        source_url=event.source_url.replace(number, _again(number)) if event.source_url else None,
    )


def _again(text: str) -> str:
    return f"{text}9"
