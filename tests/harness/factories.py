"""Makers of evidence: a shop's plan, events, pages, orders, visits, and `healthy`, a run in which nothing is wrong.

Moments are seconds after `START`. The healthy run, one order to a minute: landing (0), consent (4), product (10) with
AddToCart (18), cart (20), checkout (30), the order made (49) and paid (50), thanks (51) until 60.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, TypeVar

import msgspec

from harness.judge import judge
from harness.ledger import FORMAT, Choice, ConsentChange, Conversion, Deed, Ledger, PageLoad, VisitRecord
from harness.plan import BOTH, Plan, Promise
from harness.verdict import Severity, Verdict
from mock_meta.event import Answer, Channel, Event

START = 1_800_000_000.0
SITE = "https://shop.example"
PIXEL = "1234567890"
FBP = "fb.1.1800000000000.1116446470"
FBC = "fb.1.1800000000000.IwAR0click"
CLICK_ID = "IwAR0click"
OK = Answer(status=200)
BROWSER, SERVER = Channel.BROWSER, Channel.SERVER
ADA = {
    "first_name": "Ada",
    "last_name": "Wong",
    "email": "ada.wong@example.com",
    "phone": "+4915123456789",
    "country": "DE",
}

_T = TypeVar("_T", bound=msgspec.Struct)


def change(value: _T, /, **changes: Any) -> _T:
    """A copy with fields changed."""
    return msgspec.structs.replace(value, **changes)


def plan(consent_asked: bool = True, **promises: Promise | None) -> Plan:
    """The shop's tracking plan with promises changed; None takes one away."""
    basket = ("value", "currency", "content_ids")
    usual = {
        "PageView": Promise(pages=("*",), identifiers=("fbp", "fbc")),
        "ViewContent": Promise(pages=("/products/*",), required=basket),
        "AddToCart": Promise(required=basket),
        "InitiateCheckout": Promise(pages=("/checkout",), required=basket),
        "Purchase": Promise(
            conversion="orders", required=(*basket, "order_id"), identifiers=("em", "ph", "fbp", "fbc"), primary=True
        ),
        **promises,
    }
    return Plan(promises={name: p for name, p in usual.items() if p is not None}, consent_asked=consent_asked)


def page(path: str, at: float, left: float | None = None, **changes: Any) -> PageLoad:
    """A page of the shop that was shown from ``at`` until ``left``."""
    made = PageLoad(
        at=START + at, url=SITE + path, loaded_at=START + at + 0.5, left_at=None if left is None else START + left
    )
    return change(made, **changes)


def choice(answer: Choice, at: float) -> ConsentChange:
    """An answer to the consent banner."""
    return ConsentChange(at=START + at, choice=answer)


def deed(name: str, at: float) -> Deed:
    """Something that the journey said its shopper did."""
    return Deed(at=START + at, name=name)


def order(number: str = "1001", at: float = 50.0, **changes: Any) -> Conversion:
    """Two mugs, ordered a second before ``at`` and paid then."""
    made = Conversion(
        book="orders", id=number, created_at=START + at - 1, settled_at=START + at, value=59.98, currency="EUR"
    )
    return change(made, **changes)


def event(name: str, at: float, channel: Channel = BROWSER, **changes: Any) -> Event:
    """An accepted event as a sound shop sends it; a key stays empty for `ledger` to fill."""
    user_data: dict[str, Any] = {"fbp": FBP, "fbc": FBC}
    if channel is SERVER:
        hashed = {"em": [_hash(ADA["email"])], "ph": [_hash(ADA["phone"].lstrip("+"))]}
        user_data |= hashed | {"client_ip_address": "203.0.113.7", "client_user_agent": "Mozilla/5.0"}
    made = Event(
        channel=channel,
        pixel_id=PIXEL,
        name=name,
        received_at=START + at,
        event_time=float(int(START + at)) if channel is SERVER else START + at,
        user_data=user_data,
        source_url=f"{SITE}/" if channel is SERVER else None,
        action_source="website" if channel is SERVER else None,
        transport="capi" if channel is SERVER else "beacon",
        answer=OK,
    )
    return change(made, **changes)


def pair(name: str, at: float, path: str, event_id: str, **custom_data: Any) -> tuple[Event, Event]:
    """The two copies of one action: the browser's at ``at``, with scalars as text, the server's half a second later."""
    texts = {key: str(value) if isinstance(value, int | float) else value for key, value in custom_data.items()}
    both: dict[str, Any] = {"event_id": event_id, "source_url": SITE + path}
    return (
        event(name, at, BROWSER, custom_data=texts, **both),
        event(name, at + 0.5, SERVER, custom_data=custom_data, **both),
    )


def purchase(number: str = "1001", at: float = 51.5, **custom_data: Any) -> tuple[Event, Event]:
    """The two copies of one order's Purchase."""
    said = basket(order_id=number) | custom_data
    return pair("Purchase", at, f"/thanks/{number}", f"purchase-{number}", **said)


def basket(**changes: Any) -> dict[str, Any]:
    """The parameters of two mugs."""
    mugs = {"value": 59.98, "currency": "EUR", "content_ids": ["mug"], "content_type": "product", "num_items": 2}
    return mugs | {"contents": [{"id": "mug", "quantity": 2}]} | changes


def visit(**changes: Any) -> VisitRecord:
    """Ada's visit from an advertisement, in which she agrees on the landing page and buys two mugs."""
    made = VisitRecord(
        shopper=ADA,
        click_id=CLICK_ID,
        walked=("buy",),
        pages=(
            page(f"/?fbclid={CLICK_ID}", 0, 10),
            page("/products/mug", 10, 20),
            page("/cart", 20, 30),
            page("/checkout", 30, 51),
            page("/thanks/1001", 51, 60),
        ),
        consent=(choice(Choice.GRANTED, 4),),
        deeds=(deed("AddToCart", 18),),
    )
    return change(made, **changes)


def ledger(*events: Event, **changes: Any) -> Ledger:
    """A run of the shop that heard these events; the visit is Ada's with nothing sold unless told otherwise."""
    made = Ledger(
        format=FORMAT,
        scenario="healthy_purchase",
        site="fixture shop",
        site_hosts=("shop.example",),
        pixel_ids=(PIXEL,),
        seed=1,
        observes=BOTH,
        books=("orders",),
        plan=plan(),
        started_at=START - 1,
        ended_at=START + 70,
        visits=(visit(),),
        events=_numbered(events),
    )
    return change(made, **changes)


def healthy(**changes: Any) -> Ledger:
    """A complete run in which nothing is wrong: every action on both channels, and order 1001 in the books."""
    return change(ledger(*_steps(), *purchase(), conversions=(order(),)), **changes)


def two_orders() -> Ledger:
    """The healthy run, and 28 seconds later the same basket once more: order 1002."""
    again = (page("/checkout", 70, 78.5), page("/thanks/1002", 78.5, 90))
    first = visit()
    return healthy(
        visits=(change(first, pages=(*first.pages, *again)),),
        conversions=(order(), order("1002", 78)),
        events=_numbered(
            (
                *_steps(),
                *purchase(),
                *pair("PageView", 70.2, "/checkout", "page-6"),
                *pair("InitiateCheckout", 70.3, "/checkout", "checkout-2", **basket()),
                *pair("PageView", 78.7, "/thanks/1002", "page-7"),
                *purchase("1002", 79),
            )
        ),
        ended_at=START + 100,
    )


def heard(evidence: Ledger, *more: Event) -> Ledger:
    """The same run with more events heard."""
    return change(evidence, events=_numbered((*evidence.events, *more)))


def fired(verdict: Verdict) -> set[str]:
    """The checks with a finding that is more than information."""
    return {finding.check for finding in verdict.findings if finding.severity is not Severity.INFO}


def told(evidence: Ledger, check: str) -> list[str]:
    """What one check says of a run, with its consequences left out."""
    return [finding.message for finding in judge(evidence).findings if finding.check == check]


def _steps() -> Iterator[Event]:
    yield from pair("PageView", 4.2, f"/?fbclid={CLICK_ID}", "page-1")
    yield from pair("PageView", 10.2, "/products/mug", "page-2")
    yield from pair("ViewContent", 10.3, "/products/mug", "view-1", **basket())
    yield from pair("AddToCart", 18.1, "/products/mug", "cart-1", **basket())
    yield from pair("PageView", 20.2, "/cart", "page-3")
    yield from pair("PageView", 30.2, "/checkout", "page-4")
    yield from pair("InitiateCheckout", 30.3, "/checkout", "checkout-1", **basket())
    yield from pair("PageView", 51.2, "/thanks/1001", "page-5")


def _numbered(events: tuple[Event, ...] | list[Event]) -> tuple[Event, ...]:
    """Events with keys, each a request of its own."""
    taken = [int(e.key.partition(".")[0]) for e in events if e.key]
    following = iter(range(max(taken, default=0) + 1, len(events) + max(taken, default=0) + 1))
    numbers = [int(e.key.partition(".")[0]) if e.key else next(following) for e in events]
    return tuple(e if e.key else change(e, key=f"{n}.0", request=n) for e, n in zip(events, numbers, strict=True))


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
