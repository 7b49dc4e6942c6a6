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
from mock_meta.event import Channel, Event

_IN_FLIGHT_S = 2.0
"""What arrives this soon after a withdrawal was on its way before."""
_STATES = {
    None: "before the visitor had agreed to anything",
    Choice.DENIED: "although the visitor had denied consent",
    Choice.GRANTED: "about what happened while the visitor had not agreed",
}
_RULE = "apply to the Conversions API the same consent logic as to the pixel (Meta, documented); privacy law"


@check("consent.browser", Severity.CRITICAL, needs=("browser",), rule=_RULE)
def browser_respects_consent(case: Case) -> Iterator[Finding]:
    """No event leaves the browser before the visitor has agreed, or after a denial.

    A pixel that loads first and asks later has told Meta of a visit that it may never hear of.
    """
    yield from _violations(
        case,
        Channel.BROWSER,
        ("fbq('consent', 'revoke') comes after init, or not at all", "the tag is not tied to the banner's answer"),
        "Call fbq('consent', 'revoke') before init, and grant only on the visitor's answer.",
    )


@check("consent.server", Severity.CRITICAL, needs=("server",), rule=_RULE)
def server_respects_consent(case: Case) -> Iterator[Finding]:
    """No event leaves the server for a visitor who has not agreed, or has denied.

    The banner gates scripts; the backend must ask the same stored answer before it sends.
    """
    yield from _violations(
        case,
        Channel.SERVER,
        ("only the pixel asks for consent; the backend sends regardless",),
        "Store the visitor's answer with the session and the order, and ask it before every server event.",
    )


def _violations(case: Case, channel: Channel, causes: tuple[str, ...], remedy: str) -> Iterator[Finding]:
    sent = [event for event in (*_of_actions(case, channel), *_of_strays(case, channel)) if event.name]
    if not sent:
        return
    sent.sort(key=lambda event: event.received_at)
    yield Finding(
        message=f"The {channel} sent {many(len(sent), 'event')} ({listed(_names(sent))}) "
        f"{_STATES[consent_at(case.ledger, sent[0].received_at)]}.",
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
        if consent_at(case.ledger, event.received_at) is not Choice.GRANTED:
            yield event
