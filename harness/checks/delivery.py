"""Whether Meta took what the server sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from harness.case import Case
from harness.check import check
from harness.checks.wording import event_id, keys
from harness.copies import named_conversion
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event


@check(
    "delivery.refused",
    Severity.HIGH,
    needs=("server",),
    effect_of=("completeness.parameters", "privacy.raw_personal_data"),
    rule="Graph API error answers (captured)",
)
def meta_takes_what_is_sent(case: Case) -> Iterator[Finding]:
    """Every server event is taken by Meta, at the first try or a later one.

    A refused event is lost for good unless the sender reads the answer.
    """
    taken = {(e.name, e.event_id) for e in case.accepted if e.channel is Channel.SERVER and e.event_id}
    reported = {event.key for copies in case.copies if copies.server for event in copies.refused}
    lost: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in case.events:
        retaken = event.key in reported or (event.name, event.event_id) in taken
        if event.channel is Channel.SERVER and event.refused and not retaken:
            lost[(case.subject(event), _answer(event))].append(event)
    for (subject, answer), events in lost.items():
        first = events[0]
        number = named_conversion(first)
        about = f" of order {number}" if number else ""
        yield Finding(
            message=f"Meta refused {first.name}{about} ({event_id(first)}): {answer}.",
            subject=subject,
            events=keys(events),
            causes=("the event lacks what Meta asks for, or the call may not be made",),
            remedy="Read the answer's code; mend the event or the token, and alert on refusals.",
        )
    yield from _unreadable(case)


def _answer(event: Event) -> str:
    error = event.answer.error
    return str(error) if error is not None else f"HTTP status {event.answer.status}"


def _unreadable(case: Case) -> Iterator[Finding]:
    """Calls that were refused before an event could be read from them."""
    read = {event.request for event in case.ledger.events}
    for request in case.ledger.requests:
        path = request.url.split("?", 1)[0]
        if path.endswith("/events") and not request.answer.accepted and request.seq not in read:
            said = request.answer.error or f"HTTP status {request.answer.status}"
            yield Finding(
                message=f"Meta refused a call to {path}, and no event could be read from it: {said}.",
                subject=f"request/{request.seq}",
                causes=("the body is not what the Conversions API takes",),
                remedy="Compare the body with Meta's reference; the raw request is in the ledger.",
            )
