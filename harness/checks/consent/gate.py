"""Whether anything was sent that the visitor had not agreed to."""

from __future__ import annotations

from collections.abc import Iterator

from harness.case import Case
from harness.check import check
from harness.checks.wording import keys, listed, many
from harness.copies import named_conversion
from harness.ledger import Choice
from harness.owed import Standing, consent_at, needs_consent
from harness.robots import robot
from harness.verdict import Finding, Severity
from harness.whose import visit_of
from mock_meta.event import Channel, Event

_IN_FLIGHT_S = 2.0
"""What arrives this soon after a withdrawal was on its way before."""
_STATES = {
    None: "before the visitor had agreed to anything",
    Choice.DENIED: "although the visitor had denied consent",
    Choice.GRANTED: "about what happened while the visitor had not agreed",
}
_RULE = "apply to the Conversions API the same consent logic as to the pixel (Meta, documented); privacy law"
_UNGATED = "the tag is not tied to the banner's answer"
_ORDER = "fbq('consent', 'revoke') comes after init or the first track, which are let through"
_CACHED = "a page cache serves the page of a visitor who had agreed to one who had not"


@check("consent.browser", Severity.CRITICAL, needs=("browser",), rule=_RULE)
def browser_respects_consent(case: Case) -> Iterator[Finding]:
    """No event leaves the browser before the visitor has agreed, or after a denial.

    A pixel that loads first and asks later has told Meta of a visit that it may never hear of.
    """
    sent = _violations(case, Channel.BROWSER)
    yield from _finding(
        case,
        Channel.BROWSER,
        sent,
        _browser_causes(case, sent),
        "Call fbq('consent', 'revoke') before init, and grant only on the visitor's answer.",
    )


@check("consent.server", Severity.CRITICAL, needs=("server",), rule=_RULE)
def server_respects_consent(case: Case) -> Iterator[Finding]:
    """No event leaves the server for a visitor who has not agreed, or has denied.

    The banner gates scripts; the backend must ask the same stored answer before it sends.
    """
    yield from _finding(
        case,
        Channel.SERVER,
        _violations(case, Channel.SERVER),
        ("only the pixel asks for consent; the backend sends regardless",),
        "Store the visitor's answer with the session and the order, and ask it before every server event.",
    )


def _finding(
    case: Case, channel: Channel, sent: list[Event], causes: tuple[str, ...], remedy: str
) -> Iterator[Finding]:
    if not sent:
        return
    whose = visit_of(case.ledger, sent[0])
    yield Finding(
        message=f"The {channel} sent {many(len(sent), 'event')} ({listed(_names(sent))}) "
        f"{_STATES[consent_at(case.ledger, sent[0].received_at, whose)]}.",
        subject=f"consent/{channel}",
        events=keys(sent),
        causes=causes,
        remedy=remedy,
    )


def _names(sent: list[Event]) -> list[str]:
    """What was sent, sales and leads first."""
    numbers = [(event.name, named_conversion(event)) for event in sent]
    booked = [f"{name} of order {number}" for name, number in numbers if number]
    return booked + [name for name, number in numbers if not number]


def _violations(case: Case, channel: Channel) -> list[Event]:
    """What a channel sent without consent, in order of receipt."""
    sent = [event for event in (*_of_actions(case, channel), *_of_strays(case, channel)) if event.name]
    return sorted(sent, key=lambda event: event.received_at)


def _of_actions(case: Case, channel: Channel) -> Iterator[Event]:
    for copies in case.copies:
        due = case.due(copies.action, channel)
        sent = (*copies.on(channel), *(event for event in copies.refused if event.channel is channel))
        for event in sent:
            early = due.since > copies.action.at and event.received_at < due.since
            late = due.until is not None and event.received_at > due.until + _IN_FLIGHT_S
            if due.standing is Standing.FORBIDDEN or early or late:
                yield event


def _of_strays(case: Case, channel: Channel) -> Iterator[Event]:
    for event in case.strays:
        if event.channel is not channel or robot(event) or not needs_consent(case.ledger, event.name):
            continue
        whose = visit_of(case.ledger, event)
        if consent_at(case.ledger, event.received_at, whose) is not Choice.GRANTED:
            yield event


def _browser_causes(case: Case, sent: list[Event]) -> tuple[str, ...]:
    """Which mistake of a banner leaves such evidence; likeliest first."""
    if _served_from_a_cache(case, sent):
        return (_CACHED, _UNGATED)
    return (_ORDER, _UNGATED) if _silent_later(case, sent) else (_UNGATED, _ORDER)


def _silent_later(case: Case, sent: list[Event]) -> bool:
    """Whether all that was sent came as a page loaded, and the gate held for the rest that the visitor did."""
    told = {event.key for event in sent}
    held = [
        copies
        for copies in case.copies
        if case.due(copies.action, Channel.BROWSER).standing is Standing.FORBIDDEN
        and not any(event.key in told for event in (*copies.browser, *copies.refused))
    ]
    unanswered = all(consent_at(case.ledger, event.received_at, visit_of(case.ledger, event)) is None for event in sent)
    return bool(sent and held) and unanswered


def _served_from_a_cache(case: Case, sent: list[Event]) -> bool:
    """Whether all that was sent came from pages that another visitor, who had agreed, was shown before."""
    ledger = case.ledger
    if len({visit.visitor for visit in ledger.visits}) < 2 or not sent:
        return False
    return all(_shown_to_another(case, event) for event in sent)


def _shown_to_another(case: Case, event: Event) -> bool:
    ledger, place = case.ledger, visit_of(case.ledger, event)
    if place is None:
        return False
    path = _without_query(event.source_url or "")
    others = [n for n, visit in enumerate(ledger.visits) if visit.visitor != ledger.visits[place].visitor]
    return any(
        _without_query(page.url) == path
        and page.at < event.received_at
        and consent_at(ledger, page.left_at or page.at, n) is Choice.GRANTED
        for n in others
        for page in ledger.visits[n].pages
    )


def _without_query(url: str) -> str:
    return url.partition("#")[0].partition("?")[0]
