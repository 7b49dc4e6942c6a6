"""Answers of the visitor that do not reach what sends."""

from __future__ import annotations

from collections.abc import Callable

from harness.ledger import Choice, ConsentChange, Cookie, Ledger, VisitRecord
from harness.mistake import mistake
from harness.rewriting import again, change
from harness.verdict import Severity
from mock_meta.event import Channel, Event

_COOKIE_CONSENT = "https://github.com/68publishers/cookie-consent/issues/35"
_WOOCOMMERCE = "https://github.com/facebook/facebook-for-woocommerce/issues"
_MAGENTO = "https://github.com/facebookarchive/facebook-for-magento2/issues/138"


def _asked_of_one(ledger: Ledger) -> bool:
    """Whether the run has one visitor, who agreed on the first page, and events on both channels."""
    first = ledger.visits[0] if ledger.visits else None
    heard = {event.channel for event in ledger.events}
    alone = len(ledger.visits) == 1 and ledger.plan.consent_asked and heard == set(Channel)
    return alone and first is not None and _agreed_on_landing(first) and first.opted_out_at is None


def _agreed_on_landing(visit: VisitRecord) -> bool:
    if len(visit.consent) != 1 or not visit.pages or visit.consent[0].choice is not Choice.GRANTED:
        return False
    left_at = visit.pages[0].left_at
    return left_at is not None and visit.consent[0].at <= left_at


def _denied(ledger: Ledger, kept: Callable[[Event], bool]) -> Ledger:
    """The same run with the contrary answer, and what is sent all the same."""
    visits = [
        change(visit, consent=tuple(change(c, choice=Choice.DENIED) for c in visit.consent), cookies=())
        for visit in ledger.visits
    ]
    unsent = {event.request for event in ledger.events if not kept(event)}
    return change(
        ledger,
        visits=tuple(visits),
        events=tuple(event for event in ledger.events if kept(event)),
        requests=tuple(request for request in ledger.requests if request.seq not in unsent),
    )


@mistake(
    "F002",
    family="consent",
    severity=Severity.HIGH,
    check="consent.regional",
    cause="the data processing options are never set",
    scenarios=("opted_out_in_california",),
    sources=(f"{_WOOCOMMERCE}/1432", "https://github.com/gabefromutah/gatsby-plugin-facebook-pixel/issues/11"),
    needs="a visit in which somebody opts out by the law of a US state",
)
def opt_out_not_passed_on(ledger: Ledger) -> Ledger | None:
    """A visitor from California opts out, and neither channel asks for Limited Data Use."""
    if not any(visit.opted_out_at for visit in ledger.visits):
        return None
    options = {"dpoco", "dpost"}
    return change(
        ledger,
        events=tuple(
            change(e, data_processing_options=None, other={k: v for k, v in e.other.items() if k not in options})
            for e in ledger.events
        ),
    )


@mistake(
    "F013",
    family="consent",
    severity=Severity.CRITICAL,
    check="consent.server",
    cause="the backend sends regardless",
    scenarios=("consent_denied",),
    sources=(
        "https://cookiebeam.com/guides/meta-capi-consent-gating-2026",
        _MAGENTO,
        "https://github.com/stape-io/facebook-tag/issues/65",
    ),
)
def server_ignores_denial(ledger: Ledger) -> Ledger | None:
    """The visitor says no: the pixel keeps still, and the server sends with e-mail, network address and sale."""
    return _denied(ledger, lambda event: event.channel is Channel.SERVER) if _asked_of_one(ledger) else None


@mistake(
    "F039",
    family="consent",
    severity=Severity.CRITICAL,
    check="consent.browser",
    cause="not tied to the banner's answer",
    scenarios=("consent_denied",),
    sources=(
        f"{_WOOCOMMERCE}/1033",
        f"{_WOOCOMMERCE}/301",
        _MAGENTO,
        "https://polarisaudit.com/blog/meta-pixel-fires-before-consent",
    ),
)
def pixel_before_choice(ledger: Ledger) -> Ledger | None:
    """The pixel loads and sends whether the banner was answered or not, and whatever the answer."""
    return _denied(ledger, lambda event: event.channel is Channel.BROWSER) if _asked_of_one(ledger) else None


@mistake(
    "F056",
    family="consent",
    severity=Severity.HIGH,
    check="consent.browser",
    cause="comes after init or the first track",
    scenarios=("consent_denied",),
    sources=(_COOKIE_CONSENT, "https://github.com/facebookincubator/Facebook-Pixel-for-Wordpress/issues/50"),
)
def revoked_too_late(ledger: Ledger) -> Ledger | None:
    """``revoke`` is called after the first PageView: one leaves, then there is silence, and any later test is green."""
    if not _asked_of_one(ledger):
        return None
    visit = ledger.visits[0]
    answered_at, page = visit.consent[0].at, visit.pages[0]
    first = next((e for e in ledger.events if e.channel is Channel.BROWSER and e.source_url == page.url), None)
    if first is None:
        return None
    at = (page.at + answered_at) / 2
    return change(_denied(ledger, lambda _: False), events=(change(first, received_at=at, event_time=at),))


@mistake(
    "F072",
    family="consent",
    severity=Severity.CRITICAL,
    check="consent.browser",
    cause="a page cache serves the page of a visitor who had agreed",
    scenarios=("two_answers",),
    sources=(f"{_WOOCOMMERCE}/2576",),
    needs="two visitors who see the same page, of whom the first agrees and the second does not",
)
def consented_page_from_a_cache(ledger: Ledger) -> Ledger | None:
    """The gate is printed into the page for the visitor who asked first, and a page cache gives it to all others."""
    agreed = [visit for visit in ledger.visits if any(c.choice is Choice.GRANTED for c in visit.consent)]
    others = [visit for visit in ledger.visits if visit.visitor not in {one.visitor for one in agreed}]
    shown = {page.url.partition("?")[0] for visit in agreed for page in visit.pages[1:]}
    leaked: list[Event] = []
    for visit in others:
        for page in visit.pages:
            sample = next((e for e in ledger.events if _is_view(e, page.url) and page.url in shown), None)
            if sample is not None:
                fbp = {"fbp": f"fb.1.{round(page.at * 1000)}.{visit.visitor}"}
                at = page.at + 0.3
                leaked.append(again(sample, at, event_time=at, event_id=f"view-{round(at * 1000)}", user_data=fbp))
    return change(ledger, events=(*ledger.events, *leaked)) if leaked else None


def _is_view(event: Event, url: str) -> bool:
    return event.channel is Channel.BROWSER and event.name == "PageView" and event.source_url == url


@mistake(
    "F075",
    family="consent",
    severity=Severity.MEDIUM,
    check="consent.cookies",
    cause="the withdrawal ends the sending and leaves the cookies",
    scenarios=("consent_withdrawn",),
    sources=(_COOKIE_CONSENT,),
)
def cookies_outlive_the_withdrawal(ledger: Ledger) -> Ledger | None:
    """The visitor withdraws; nothing is sent any more, but ``_fbp`` and ``_fbc`` stay in the browser."""
    visits = tuple(_withdrawn(visit, ledger.ended_at) for visit in ledger.visits)
    return None if visits == ledger.visits else change(ledger, visits=visits)


def _withdrawn(visit: VisitRecord, ended_at: float) -> VisitRecord:
    """A visit that ends with a withdrawal, if it had Meta's cookies before."""
    left_at = visit.pages[-1].left_at if visit.pages else None
    held = {cookie.name: cookie for cookie in visit.cookies}
    if not held or left_at is None or not _agreed_on_landing(visit):
        return visit
    at = ended_at + 60
    kept = tuple(Cookie(at=at + 60, name=cookie.name, value=cookie.value) for cookie in held.values())
    return change(
        visit,
        consent=(*visit.consent, ConsentChange(at=at, choice=Choice.DENIED)),
        cookies=(*visit.cookies, *kept),
    )


@mistake(
    "F098",
    family="consent",
    severity=Severity.HIGH,
    check="consent.resume",
    cause="the answer never reaches the pixel",
    sources=("https://github.com/webgrafia/ginger/issues/24",),
)
def grant_without_effect(ledger: Ledger) -> Ledger | None:
    """The visitor agrees, and the pixel is never let go: "nothing before consent" is green, and so is nothing after."""
    if not _asked_of_one(ledger):
        return None
    return change(ledger, events=tuple(event for event in ledger.events if event.channel is not Channel.BROWSER))
