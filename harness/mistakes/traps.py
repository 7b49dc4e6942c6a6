"""What is legitimate, and looks like a mistake to checks that know too little."""

from __future__ import annotations

import math

from harness.ledger import Ledger, PageLoad, VisitRecord
from harness.mistake import trap
from harness.rewriting import again, change, edit, of
from mock_meta.event import Channel, Event

_SECOND_PIXEL = "9876543210"
_PAUSE_S = 30.0


@trap("L09", scenarios=("partner_pixel",), sources=("https://github.com/zsajjad/react-facebook-pixel/issues/14",))
def two_pixels_on_purpose(ledger: Ledger) -> Ledger | None:
    """An agency's pixel hears the same events as the brand's, under the same ids: Meta folds within a pixel only."""
    changed = edit(
        ledger,
        of("", Channel.BROWSER),
        lambda event: (event, again(event, event.received_at + 0.001, pixel_id=_SECOND_PIXEL)),
    )
    return None if changed is None else change(changed, pixel_ids=(*ledger.pixel_ids, _SECOND_PIXEL))


@trap("L11", scenarios=("product_viewed_twice",))
def product_viewed_again(ledger: Ledger) -> Ledger | None:
    """A shopper opens a product's page a second time: two views, each with an id of its own."""
    for place, visit in enumerate(ledger.visits):
        for page in visit.pages:
            events = _of_page(ledger, page)
            alone = sum(other.url == page.url for one in ledger.visits for other in one.pages) == 1
            if alone and any(event.name == "ViewContent" for event in events):
                return _seen_again(ledger, place, page, events)
    return None


def _of_page(ledger: Ledger, page: PageLoad) -> list[Event]:
    shown = [event for event in ledger.events if event.source_url == page.url]
    return [event for event in shown if event.name in ("PageView", "ViewContent")]


def _seen_again(ledger: Ledger, place: int, page: PageLoad, events: list[Event]) -> Ledger:
    visit = ledger.visits[place]
    # A whole number, since servers state whole seconds.
    after = float(math.ceil(_PAUSE_S + max(one.left_at or one.at for one in visit.pages) - page.at))
    left_at = page.at + after + _PAUSE_S
    once_more = change(page, at=page.at + after, loaded_at=(page.loaded_at or page.at) + after, left_at=left_at)
    views = [
        again(
            event,
            event.received_at + after,
            event_id=f"{event.event_id}.2",
            event_time=None if event.event_time is None else event.event_time + after,
        )
        for event in events
    ]
    return change(
        ledger,
        visits=_with_page(ledger.visits, place, once_more),
        events=tuple(sorted((*ledger.events, *views), key=lambda event: event.received_at)),
        ended_at=max(ledger.ended_at, left_at),
    )


def _with_page(visits: tuple[VisitRecord, ...], place: int, page: PageLoad) -> tuple[VisitRecord, ...]:
    changed = change(visits[place], pages=(*visits[place].pages, page))
    return (*visits[:place], changed, *visits[place + 1 :])


@trap("L12", sources=("https://github.com/adcontextprotocol/adcp/pull/980",))
def one_id_for_two_events(ledger: Ledger) -> Ledger | None:
    """An order's id is used for its Purchase and for the Subscribe that comes with it: names differ, nothing folds."""
    return edit(
        ledger,
        of("Purchase"),
        lambda event: (event, again(event, event.received_at + 0.002, name="Subscribe")),
    )


@trap("L14", scenarios=("answer_lost",))
def sent_again_with_its_id(ledger: Ledger) -> Ledger | None:
    """A server sends an event again that had no answer in time, under its own id: Meta counts one."""
    return edit(ledger, of("Purchase", Channel.SERVER), lambda event: (event, again(event)))
