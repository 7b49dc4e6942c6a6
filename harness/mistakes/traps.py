"""What is legitimate, and looks like a mistake to checks that know too little."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from harness.checks.money import as_number
from harness.ledger import Choice, Conversion, Excuse, Ledger, PageLoad, VisitRecord
from harness.mistake import trap
from harness.rewriting import again, change, edit, knowing, of, saying, worth
from mock_meta.event import Channel, Event

_SECOND_PIXEL = "5550001112223"
_PAUSE_S = 30.0

_READING_S = 30.0
"""How long a visitor looks at a page before they answer its banner."""


@trap("L09", scenarios=("partner_pixel",), sources=("https://github.com/zsajjad/react-facebook-pixel/issues/14",))
def two_pixels_on_purpose(ledger: Ledger) -> Ledger | None:
    """An agency's pixel hears the same events as the brand's, under the same ids: Meta folds within a pixel only."""
    own = ledger.pixel_ids[0] if ledger.pixel_ids else ""
    changed = edit(
        ledger,
        lambda event: event.channel is Channel.BROWSER and event.pixel_id == own,
        lambda event: (event, again(event, event.received_at + 0.001, pixel_id=_SECOND_PIXEL)),
    )
    return None if changed is None else change(changed, pixel_ids=(*ledger.pixel_ids, _SECOND_PIXEL))


@trap("L11", scenarios=("product_viewed_twice",))
def product_viewed_again(ledger: Ledger) -> Ledger | None:
    """A shopper opens a product's page a second time: two views, each with an id of its own."""
    for place, visit in enumerate(ledger.visits):
        for page in () if _withdrawn(visit) else visit.pages:
            events = _of_page(ledger, page)
            alone = sum(other.url == page.url for one in ledger.visits for other in one.pages) == 1
            agreed = visit.consent and all(change.choice is Choice.GRANTED for change in visit.consent)
            if alone and agreed and any(event.name == "ViewContent" for event in events):
                return _seen_again(ledger, place, page, events)
    return None


def _withdrawn(visit: VisitRecord) -> bool:
    """Whether a view at the end of the visit may not be reported any more."""
    return any(answer.choice is Choice.DENIED for answer in visit.consent)


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


_YEN_TO_ONE = 100


@trap("L03", scenarios=("yen",))
def a_currency_without_decimals(ledger: Ledger) -> Ledger | None:
    """A shop sells for 4990 yen: a whole number in the thousands is right where a currency has no cents."""
    currencies = {order.currency for order in ledger.conversions} | {item.currency for item in ledger.feed}
    if not ledger.conversions or len(currencies - {None}) != 1:
        return None
    booked = tuple(_conversion_in_yen(conversion) for conversion in ledger.conversions)
    feed = tuple(change(item, price=_yen(item.price), currency="JPY") for item in ledger.feed)
    heard = tuple(_event_in_yen(event) for event in ledger.events)
    return change(ledger, conversions=booked, feed=feed, events=heard)


def _conversion_in_yen(conversion: Conversion) -> Conversion:
    return change(
        conversion,
        value=_yen(conversion.value),
        currency="JPY",
        parts={name: _yen(amount) for name, amount in conversion.parts.items()},
        contents=tuple(_goods_in_yen(conversion.contents)),
    )


def _event_in_yen(event: Event) -> Event:
    if "value" not in event.custom_data:
        return event
    in_yen = worth(event, _yen(as_number(event.custom_data["value"])) or 0)
    contents = event.custom_data.get("contents")
    return saying(in_yen, currency="JPY", contents=_goods_in_yen(contents) if contents else None)


def _goods_in_yen(contents: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [
        {**item, "item_price": _yen(as_number(item["item_price"]))} if "item_price" in item else item
        for item in contents
    ]


def _yen(amount: float | None) -> float | None:
    return None if amount is None else float(round(amount * _YEN_TO_ONE))


@trap(
    "L10",
    scenarios=("account_registered",),
    sources=("https://github.com/facebookarchive/Facebook-For-OpenCart/issues/417",),
)
def registration_without_value(ledger: Ledger) -> Ledger | None:
    """A CompleteRegistration carries neither value nor currency, which are optional there."""
    if not any(event.name == "CompleteRegistration" for event in ledger.events):
        return None
    return edit(ledger, of("CompleteRegistration"), lambda event: saying(event, value=None, currency=None)) or ledger


@trap(
    "L13",
    sources=("https://developers.facebook.com/docs/marketing-api/conversions-api/deduplicate-pixel-and-server-events",),
)
def page_views_by_browser_only(ledger: Ledger) -> Ledger | None:
    """The plan promises page views from the browser alone, and the server sends none."""
    promise = ledger.plan.promises.get("PageView")
    if promise is None or Channel.SERVER not in promise.channels:
        return None
    promises = {**ledger.plan.promises, "PageView": change(promise, channels=(Channel.BROWSER,))}
    promised = change(ledger, plan=change(ledger.plan, promises=promises))
    return edit(promised, of("PageView", Channel.SERVER), lambda event: None)


@trap("L04", scenarios=("guest_without_phone",))
def nothing_more_to_send(ledger: Ledger) -> Ledger | None:
    """A guest who came by no advertisement and gave no phone number: there is no ``ph`` and no ``fbc`` to send."""
    visits = tuple(
        change(
            visit,
            click_id=None,
            shopper={key: value for key, value in visit.shopper.items() if key != "phone"},
            pages=tuple(change(page, url=_without_click(page.url)) for page in visit.pages),
            cookies=tuple(cookie for cookie in visit.cookies if cookie.name != "_fbc"),
        )
        for visit in ledger.visits
    )
    guests = [change(c, customer={k: v for k, v in c.customer.items() if k != "phone"}) for c in ledger.conversions]
    return edit(
        change(ledger, visits=visits, conversions=tuple(guests)),
        of(""),
        lambda e: change(knowing(e, ph=None, fbc=None), source_url=_without_click(e.source_url or "") or None),
    )


def _without_click(url: str) -> str:
    return url.partition("?fbclid=")[0]


@trap("L06", sources=("https://github.com/managed-components/facebook-pixel/pull/9",))
def limited_use_switched_off(ledger: Ledger) -> Ledger | None:
    """Nobody opted out, and the site says so with every event: an empty list of data processing options."""
    if any(visit.opted_out_at for visit in ledger.visits):
        return None
    return edit(ledger, of(""), lambda event: change(event, data_processing_options=()))


@trap(
    "L08",
    scenarios=("consent_granted_late",),
    sources=("https://cookiebeam.com/guides/meta-capi-consent-gating-2026",),
)
def queued_until_the_grant(ledger: Ledger) -> Ledger | None:
    """The visitor reads for a while before they agree; what waited on the page goes out then, with its own time."""
    if len(ledger.visits) != 1 or not ledger.visits[0].consent or not ledger.visits[0].pages:
        return None
    visit = ledger.visits[0]
    page, answered_at = visit.pages[0], visit.consent[0].at
    if page.left_at is None or answered_at > page.left_at or visit.consent[0].choice is not Choice.GRANTED:
        return None
    loaded_at = None if page.loaded_at is None else page.loaded_at - _READING_S
    early = change(page, at=page.at - _READING_S, loaded_at=loaded_at)
    changed = change(visit, pages=(early, *visit.pages[1:]))
    return edit(
        change(ledger, visits=(changed,), started_at=ledger.started_at - _READING_S),
        lambda e: e.source_url == page.url and e.event_time is not None and e.event_time <= answered_at,
        lambda e: change(e, event_time=(e.event_time or 0.0) - _READING_S),
    )


@trap("L05", scenarios=("ad_blocked_script", "ad_blocked_endpoint"))
def sale_behind_an_ad_blocker(ledger: Ledger) -> Ledger | None:
    """A visitor blocks the pixel, and the server's copies stand alone: that is what they are for."""
    reason = "a blocker stops the pixel's script"
    taken = ((Channel.BROWSER, "presence"), (Channel.SERVER, "fbp"), (Channel.SERVER, "fbc"))
    excuses = tuple(Excuse(channel=channel, aspect=aspect, reason=reason) for channel, aspect in taken)
    unblocked = edit(ledger, of("", Channel.BROWSER), lambda _: None)
    return None if unblocked is None else change(unblocked, excuses=(*ledger.excuses, *excuses))
