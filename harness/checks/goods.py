"""The goods that an event names, and what is known of them: from the event itself, the product feed and the books."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from harness.case import Case
from harness.checks.money import as_number, code_of
from harness.ledger import Conversion, FeedItem, Ledger
from mock_meta.event import Event


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One article that an event or a book names. ``quantity`` and ``price`` of one are None where they are not told."""

    id: str
    quantity: float | None = None
    price: float | None = None


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """The product feed by id: articles, and the ids of products that articles are variants of."""

    items: Mapping[str, FeedItem]
    groups: frozenset[str]

    def knows(self, content_id: str) -> bool:
        """Whether an id is one of an article or of a product with variants."""
        return content_id in self.items or content_id in self.groups

    def is_parent(self, content_id: str) -> bool:
        """Whether an id is only that of a product with variants, and no article's."""
        return content_id in self.groups and content_id not in self.items


def shelf(ledger: Ledger) -> Shelf:
    """The run's product feed; empty if there is none."""
    return Shelf(
        items={item.id: item for item in ledger.feed},
        groups=frozenset(item.group for item in ledger.feed if item.group),
    )


def lines_of(event: Event) -> tuple[Line, ...]:
    """The articles in an event's ``contents``, else the bare ids of its ``content_ids``."""
    contents = event.custom_data.get("contents")
    told = _lines(contents) if isinstance(contents, list | tuple) else ()
    return told or tuple(Line(id=content_id) for content_id in content_ids(event))


def content_ids(event: Event) -> tuple[str, ...]:
    """The ids in an event's ``content_ids``."""
    sent = event.custom_data.get("content_ids")
    listed = sent if isinstance(sent, list | tuple) else () if sent in (None, "") else (sent,)
    return tuple(str(item) for item in listed if isinstance(item, str | int))


def ids_of(event: Event) -> tuple[str, ...]:
    """Every id that an event names, once."""
    return tuple(dict.fromkeys((*content_ids(event), *(line.id for line in lines_of(event)))))


def booked_lines(conversion: Conversion) -> tuple[Line, ...]:
    """The articles of a conversion, as the books hold them."""
    return _lines(conversion.contents)


def _lines(contents: Iterable[Any]) -> tuple[Line, ...]:
    return tuple(
        Line(id=str(item["id"]), quantity=as_number(item.get("quantity")), price=as_number(item.get("item_price")))
        for item in contents
        if isinstance(item, Mapping) and item.get("id") not in (None, "")
    )


def worths(case: Case, event: Event) -> tuple[float, ...]:
    """What an event's goods come to by the feed's prices, the books' and its own, where each is known for all."""
    lines, currency = lines_of(event), code_of(event.custom_data.get("currency") or "")
    if not lines:
        return ()
    of_feed = {item.id: item.price for item in case.ledger.feed if item.currency == currency}
    of_books = {
        line.id: line.price
        for conversion in case.ledger.conversions
        if conversion.currency == currency
        for line in booked_lines(conversion)
    }
    own = {line.id: line.price for line in lines}
    sums = (_sum(event, lines, prices) for prices in (of_feed, of_books, own))
    return tuple(total for total in sums if total is not None)


def _sum(event: Event, lines: tuple[Line, ...], prices: Mapping[str, float | None]) -> float | None:
    total = 0.0
    for line in lines:
        price, quantity = prices.get(line.id), line.quantity
        if quantity is None and len(lines) == 1:
            quantity = as_number(event.custom_data.get("num_items")) or 1.0
        if price is None or quantity is None:
            return None
        total += price * quantity
    return round(total, 6)
