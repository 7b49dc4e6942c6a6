"""Further mutators: what is delivered, by whom it is said to come, and where it goes."""

from __future__ import annotations

from harness.ledger import Ledger
from mock_meta.event import Answer, Request
from tests.harness.factories import BROWSER, SERVER, change
from tests.harness.mutators.registry import each, mutator, saying


@mutator("completeness.parity", tells="The server's copy of ViewContent on https://shop.example/products/mug lacks")
def server_names_no_goods(evidence: Ledger) -> Ledger:
    """The plan asks for goods by id only; the server does not even say that they are products."""
    return each(evidence, "ViewContent", SERVER, saying(content_type=None))


@mutator("delivery.given_up", tells="the sender tries once, and never again")
def outage_not_waited_for(evidence: Ledger) -> Ledger:
    """Meta is away for a second, and the sender does not try again."""
    return each(evidence, "Purchase", SERVER, lambda e: change(e, answer=Answer(status=503)))


@mutator("environment.host", tells="The server names a page at backend:8080")
def internal_address(evidence: Ledger) -> Ledger:
    """The backend stands behind a proxy, and takes the address that it sees for the page's."""
    return each(evidence, "Purchase", SERVER, lambda e: change(e, source_url="http://backend:8080/thanks/1001"))


@mutator("environment.opt_out", tells="with opt_out, and nobody opted out")
def opted_out_by_a_constant(evidence: Ledger) -> Ledger:
    """The sender sets a field that keeps every event from being used for more than counting."""
    sold = next(e for e in evidence.events if e.name == "Purchase" and e.channel is SERVER)
    call = Request(
        seq=sold.request,
        received_at=sold.received_at,
        method="POST",
        url="/v26.0/1234567890/events",
        headers=(("Content-Type", "application/json"),),
        body=b'{"data": [{"event_name": "Purchase", "opt_out": true}]}',
        answer=sold.answer,
    )
    return change(evidence, requests=(call,))


@mutator("environment.pixel_id", tells="another tag")
def agency_pixel_beside(evidence: Ledger) -> Ledger:
    """A tag of an agency reports the sale to a pixel of its own, beside the site's."""
    sold = next(e for e in evidence.events if e.name == "Purchase" and e.channel is BROWSER)
    return change(evidence, events=(*evidence.events, change(sold, key="900.0", request=900, pixel_id="5550001112")))
