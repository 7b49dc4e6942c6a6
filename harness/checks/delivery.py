"""Whether Meta took what the server sent."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from harness.case import Case
from harness.check import check
from harness.checks.answers import Ground, broken_cookie, cause_of, ground_of, said
from harness.checks.raw import graph_calls, items
from harness.checks.wording import event_id, keys, listed, many
from harness.copies import named_conversion
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event
from mock_meta.wire.outcome import GraphSettings
from mock_meta.wire.rules import refusals

_RULE = "Graph API error answers (captured)"
_PLACE = re.compile(r"\['data'\]\[(\d+)\]")


@check(
    "delivery.refused",
    Severity.HIGH,
    needs=("server",),
    effect_of=(
        "delivery.batch",
        "completeness.parameters",
        "context.action_source",
        "freshness.event_time",
        "privacy.raw_personal_data",
        "privacy.access_token",
    ),
    rule=_RULE,
)
def meta_takes_what_is_sent(case: Case) -> Iterator[Finding]:
    """Every server event is taken by Meta for what it says.

    An event that is refused for its content is refused however often it is sent, so it is lost for good unless
    somebody reads the answer and mends it.
    """
    lost: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in _lost(case, Ground.CONTENT):
        # A cookie is the visitor's, and wrong in everything that they did.
        lost[(broken_cookie(event) or case.subject(event), said(event.answer))].append(event)
    for (_, answer), events in lost.items():
        yield Finding(
            message=f"Meta refused {_about(events)}: {answer}.",
            subject=_subject(case, events),
            events=keys(events),
            causes=(cause_of(events[0]),),
            remedy="Read the answer's code, mend the event, and alert on refusals.",
        )
    yield from _unreadable(case)


@check(
    "delivery.access",
    Severity.CRITICAL,
    needs=("server",),
    effect_of=("environment.*",),
    rule=_RULE,
)
def the_server_may_call(case: Case) -> Iterator[Finding]:
    """The server's calls are allowed: by a valid token, for a pixel that exists, in a version that is served.

    When a token ends, every server event is refused from that minute on, while the browser's copies go on as ever and
    hide it. What is refused so must be kept and sent again once the token is renewed, and somebody must be told.
    """
    lost: dict[str, list[Event]] = defaultdict(list)
    for event in _lost(case, Ground.ACCESS):
        lost[cause_of(event)].append(event)
    for cause, events in lost.items():
        yield Finding(
            message=f"Meta refused {_about(events)}, and they were not sent again: {said(events[0].answer)}."
            if len(events) > 1
            else f"Meta refused {_about(events)}: {said(events[0].answer)}.",
            subject=_subject(case, events),
            events=keys(events),
            causes=(cause, "the sender takes any answer for a success, so nobody was told"),
            remedy="Renew the token, keep what was refused and send it again, and alert on the first refusal.",
        )


@check(
    "delivery.given_up",
    Severity.HIGH,
    needs=("server",),
    effect_of=("delivery.batch",),
    rule="Meta's transient errors ask for a later try (documented); so does an answer that never came",
)
def what_fails_for_a_moment_is_sent_again(case: Case) -> Iterator[Finding]:
    """A server event that meets an outage, a limit or a broken connection is sent again until Meta has it.

    Meta is away for a minute now and then, and limits who calls too often. A sender that tries once loses what it had
    in hand just then; nobody sees it, as the next call works.
    """
    lost: dict[str, list[Event]] = defaultdict(list)
    for event in _lost(case, Ground.MOMENT):
        lost[said(event.answer)].append(event)
    for answer, events in lost.items():
        most = max(Counter((event.name, event.event_id) for event in events).values())
        once = "the sender tries once, and never again"
        yield Finding(
            message=f"Meta did not take {_about(events)} for the moment, and never got "
            f"{'it' if len(events) == 1 else 'them'} again: {answer}.",
            subject=_subject(case, events),
            events=keys(events),
            causes=(once if most == 1 else f"the sender gives up after {most} tries", "what waits is kept in memory"),
            remedy="Keep each event in a queue until Meta has taken it, and try again after growing pauses.",
        )


@check(
    "delivery.batch",
    Severity.CRITICAL,
    needs=("server",),
    rule="one invalid event makes Meta refuse the whole call (documented, seen live)",
)
def one_bad_event_costs_no_others(case: Case) -> Iterator[Finding]:
    """An event that Meta refuses takes no others with it.

    Of a call with a hundred events Meta takes none if a single one is invalid. A sender that does not send the others
    again loses a hundred sales to one odd field.
    """
    by_call: dict[int, list[Event]] = defaultdict(list)
    for event in _lost(case, Ground.CONTENT):
        by_call[event.request].append(event)
    shared = {seq: events for seq, events in by_call.items() if len(events) > 1}
    for seq, events in shared.items():
        bad = _culprits(case, seq, events)
        others = [event for event in events if event not in bad]
        if bad and others:
            yield Finding(
                message=f"Meta refused a call with {many(len(events), 'event')} for {listed(e.name for e in bad)} "
                f"({said(events[0].answer)}), and {listed(_name(event) for event in others)} went down with it.",
                subject=f"request/{seq}",
                events=keys(events),
                causes=("one invalid event in a call costs all of them, and nobody sends the others alone",),
                remedy="Send the events of a refused call one by one, and put the one that fails aside.",
            )


def _culprits(case: Case, seq: int, events: list[Event]) -> list[Event]:
    """For which of the events of a refused call it was refused: by Meta's rules for each, else by its own words."""
    call = next((call for call in graph_calls(case) if call.seq == seq), None)
    wrong = refusals(items(call), call.received_at, GraphSettings()) if call is not None else ()
    places = {f"{seq}.{place}" for place, refusal in enumerate(wrong) if refusal is not None}
    if not places and (error := events[0].answer.error) is not None:
        places = {f"{seq}.{place}" for place in _PLACE.findall(f"{error.message} {error.error_user_msg}")}
    return [event for event in events if event.key in places]


def _lost(case: Case, ground: Ground) -> list[Event]:
    """The server events that Meta refused on a ground, and never got in another try."""
    taken = {(e.name, e.event_id) for e in case.accepted if e.channel is Channel.SERVER and e.event_id}
    reported = {event.key for copies in case.copies if copies.server for event in copies.refused}
    return [
        event
        for event in case.events
        if event.channel is Channel.SERVER
        and event.refused
        and ground_of(event.answer) is ground
        and event.key not in reported
        and (event.name, event.event_id) not in taken
    ]


def _about(events: list[Event]) -> str:
    if len(events) > 1:
        return f"{many(len(events), 'event')} ({listed(_name(event) for event in events)})"
    return f"{_name(events[0])} ({event_id(events[0])})"


def _name(event: Event) -> str:
    number = named_conversion(event)
    return f"{event.name} of order {number}" if number else event.name


def _subject(case: Case, events: list[Event]) -> str:
    subjects = {case.subject(event) for event in events}
    return subjects.pop() if len(subjects) == 1 else "server events"


def _unreadable(case: Case) -> Iterator[Finding]:
    """Calls that were refused before an event could be read from them."""
    read = {event.request for event in case.ledger.events}
    for request in graph_calls(case):
        readable = request.seq in read or any(isinstance(item, dict) for item in items(request))
        if not request.answer.accepted and not readable:
            yield Finding(
                message=f"Meta refused a call to {request.url.partition('?')[0]}, and no event could be read from it: "
                f"{said(request.answer)}.",
                subject=f"request/{request.seq}",
                causes=("the body is not what the Conversions API takes",),
                remedy="Compare the body with Meta's reference; the raw request is in the ledger.",
            )
