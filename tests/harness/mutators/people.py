"""Mistakes about the person: identity, consent, privacy; and of the pages."""

from __future__ import annotations

from collections.abc import Callable

from harness.ledger import Choice, Ledger, PageError
from mock_meta.event import Channel, Event, Request
from mock_meta.normalize import EMPTY_HASH, digest
from tests.harness.factories import (
    ADA,
    BROWSER,
    FBC,
    OK,
    SERVER,
    SITE,
    START,
    change,
    choice,
    two_orders,
)
from tests.harness.mutators.registry import each, mutator, saying

# Match quality


def identified(channel: Channel | None, **user_data: object) -> Callable[[Ledger], Ledger]:
    """A change of the Purchase's customer information."""
    return lambda evidence: each(
        evidence, "Purchase", channel, lambda e: change(e, user_data={**e.user_data, **user_data})
    )


@mutator(
    "match.hashes", tells="The server's fn in Purchase is the hash of the value before it was normalised (1 event)."
)
def name_hashed_as_typed(evidence: Ledger) -> Ledger:
    """The server hashes the name with its capital letter."""
    return identified(SERVER, fn=[digest("Ada")])(evidence)


@mutator("match.hashes", tells="the hash of an empty text")
def nothing_hashed(evidence: Ledger) -> Ledger:
    """The sender hashes a birthday that nobody entered."""
    return identified(SERVER, db=[EMPTY_HASH])(evidence)


@mutator("match.hashes", tells="it belongs to the customer of orders/1001", sound=two_orders)
def former_customers_address(evidence: Ledger) -> Ledger:
    """A worker keeps the customer of the order before; both sides' hashes differ, which is a consequence."""
    bo = {**ADA, "email": "bo@example.com"}
    customers = {"1001": ADA, "1002": bo}
    booked = tuple(change(c, customer=customers[c.id]) for c in evidence.conversions)
    guest = tuple(change(v, shopper={}) for v in evidence.visits)

    def page_knows_better(told: Event) -> Event:
        customer = customers[str(told.custom_data["order_id"])]
        return change(told, user_data={**told.user_data, "em": digest(customer["email"])})

    return each(change(evidence, conversions=booked, visits=guest), "Purchase", BROWSER, page_knows_better)


@mutator("match.agreement", tells="the browser's is made by Parameter Builder, pixel")
def one_name_two_hashes(evidence: Ledger) -> Ledger:
    """The pixel drops the apostrophe and the SDK keeps it."""
    obrien = change(evidence, visits=tuple(change(v, shopper={**ADA, "last_name": "O'Brien"}) for v in evidence.visits))
    kept = identified(SERVER, ln=[digest("o'brien")])(obrien)
    return identified(BROWSER, ln=digest("obrien"))(kept)


@mutator("match.user_agent", tells="'acme-sender/2.0', not the browser's")
def sender_names_itself(evidence: Ledger) -> Ledger:
    """The server's user agent is that of its own HTTP library."""
    request = Request(
        seq=0,
        received_at=START,
        method="GET",
        url="/tr/",
        headers=(("User-Agent", "Mozilla/5.0"),),
        body=b"",
        answer=OK,
    )
    heard_of = tuple(change(request, seq=e.request) for e in evidence.events if e.channel is BROWSER)
    return identified(SERVER, client_user_agent="acme-sender/2.0")(change(evidence, requests=heard_of))


@mutator("match.cookies", tells="the click id has lost its capital letters")
def click_id_in_small_letters(evidence: Ledger) -> Ledger:
    """A proxy in front of the server writes addresses small."""
    return identified(SERVER, fbc=FBC.lower())(evidence)


@mutator("match.cookies", tells="Browser and server send different fbp for Purchase of orders/1001.")
def server_makes_its_own_fbp(evidence: Ledger) -> Ledger:
    """The server makes an fbp for each request that it sees without a cookie."""
    return identified(SERVER, fbp=f"fb.1.{START:.0f}000.42")(evidence)


# Consent and privacy


@mutator("consent.browser", tells="The browser sent 1 event (PageView) before the visitor had agreed to anything.")
def event_before_consent(evidence: Ledger) -> Ledger:
    """The pixel reports the landing page before the banner is answered."""
    first = evidence.events[0]
    return change(evidence, events=(change(first, received_at=START + 0.3), *evidence.events[1:]))


@mutator("consent.server", tells="Purchase of order 1001")
def server_ignores_denial(evidence: Ledger) -> Ledger:
    """The visitor denies; the pixel keeps still, and the backend sends regardless."""
    denied = tuple(
        change(v, consent=tuple(change(c, choice=Choice.DENIED) for c in v.consent)) for v in evidence.visits
    )
    return change(evidence, visits=denied, events=tuple(e for e in evidence.events if e.channel is SERVER))


@mutator("consent.server", tells="The server sent 1 event (Purchase of order 1001) although the visitor had denied")
def server_sends_after_withdrawal(evidence: Ledger) -> Ledger:
    """The visitor withdraws after paying, and the outbox sends the sale eight seconds later all the same."""
    withdrawn = (choice(Choice.GRANTED, 4), choice(Choice.DENIED, 52))
    late = each(evidence, "Purchase", SERVER, lambda e: change(e, received_at=START + 60))
    return change(late, visits=tuple(change(v, consent=withdrawn) for v in evidence.visits))


@mutator("privacy.raw_personal_data", tells="e-mail address travels in the clear in the parameters of Purchase")
def raw_email_in_a_parameter(evidence: Ledger) -> Ledger:
    """A form field is passed on as it is."""
    return each(evidence, "Purchase", SERVER, saying(content_name=f"for {ADA['email'].title()}"))


@mutator("privacy.raw_personal_data", tells="e-mail address travels in the clear in the page address")
def raw_email_in_an_address(evidence: Ledger) -> Ledger:
    """A page's address holds the e-mail address, percent-encoded, and both copies pass it on."""
    address = f"{SITE}/thanks/1001?mail={ADA['email'].replace('@', '%40')}"
    return each(evidence, "Purchase", None, lambda e: change(e, source_url=address))


@mutator("privacy.raw_personal_data", tells="phone number travels in the clear")
def raw_phone_as_people_write_it(evidence: Ledger) -> Ledger:
    """The phone number goes out without its country code, with blanks and strokes."""
    return each(evidence, "Purchase", SERVER, saying(content_name="call 0151 / 234-567 89"))


@mutator("page.errors", tells="https://shop.example/cart throws: SyntaxError (1 time).")
def broken_script(evidence: Ledger) -> Ledger:
    """A template escapes its inline script."""
    error = PageError(at=START + 21, url=f"{SITE}/cart", message="SyntaxError\n    at cart:12")
    return change(evidence, visits=tuple(change(v, page_errors=(error,)) for v in evidence.visits))
