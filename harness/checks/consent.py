"""Whether anything was sent that the visitor had not agreed to."""

from __future__ import annotations

from collections.abc import Iterator

from harness.case import Case
from harness.check import check
from harness.checks.wording import keys, listed
from harness.ledger import Choice
from harness.owed import Standing, consent_at, needs_consent
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event

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
    choice = consent_at(case.ledger, sent[0].received_at)
    state = "had denied consent" if choice is Choice.DENIED else "had not agreed to anything"
    yield Finding(
        message=f"The {channel} sent {len(sent)} events ({listed(_named(event) for event in sent)}) "
        f"while the visitor {state}.",
        subject=f"consent/{channel}",
        events=keys(sent),
        causes=causes,
        remedy=remedy,
    )


def _named(event: Event) -> str:
    order = event.custom_data.get("order_id")
    return f"{event.name} of order {order}" if order else event.name


def _of_actions(case: Case, channel: Channel) -> Iterator[Event]:
    for copies in case.copies:
        due = case.due(copies.action, channel)
        sent = (*copies.on(channel), *(event for event in copies.refused if event.channel is channel))
        for event in sent:
            early = due.standing is Standing.OWED and due.since > copies.action.at and event.received_at < due.since
            if due.standing is Standing.FORBIDDEN or early:
                yield event


def _of_strays(case: Case, channel: Channel) -> Iterator[Event]:
    for event in case.strays:
        if event.channel is not channel or not needs_consent(case.ledger, event.name):
            continue
        if consent_at(case.ledger, event.received_at) is not Choice.GRANTED:
            yield event
