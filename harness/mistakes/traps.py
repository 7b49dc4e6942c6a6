"""What is legitimate, and looks like a mistake to checks that know too little."""

from __future__ import annotations

from harness.ledger import Choice, Ledger
from harness.mistake import trap
from harness.rewriting import again, change, edit, knowing, of, saying
from mock_meta.event import Channel

_READING_S = 30.0
"""How long a visitor looks at a page before they answer its banner."""


@trap("L14")
def sent_again_with_its_id(ledger: Ledger) -> Ledger | None:
    """A server sends an event again that had no answer in time, under its own id: Meta counts one."""
    return edit(ledger, of("Purchase", Channel.SERVER), lambda event: (event, again(event)))


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
