"""Whether events say when things happened, in a form and of an age that Meta takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from harness.case import Case
from harness.check import check
from harness.checks.raw import as_sent
from harness.checks.wording import keys, listed, many
from harness.copies import Copies
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event

_DAY_S = 86400.0
_OLDEST_S = 7 * _DAY_S
_OLDEST_IN_STORE_S = 62 * _DAY_S
_CLOCKS_DIFFER_S = 300.0
"""What clocks may be apart, and what a page may take, before a time is another time."""
_QUARTER_S = 900.0
_WIDEST_ZONE_S = 14 * 3600.0
_FINER = {"milliseconds": 1e3, "microseconds": 1e6, "nanoseconds": 1e9}


class _Flaw(NamedTuple):
    """What is wrong with an event's time, and why."""

    problem: str
    cause: str


@check(
    "freshness.event_time",
    Severity.HIGH,
    needs=("server",),
    effect_of=("delivery.batch",),
    rule="event_time: seconds since 1970 in GMT, at most 7 days old, 62 for physical stores (documented, captured)",
)
def event_times_are_those_of_the_deeds(case: Case) -> Iterator[Finding]:
    """Every server event says in whole seconds when the thing itself happened, and is sent within a week of it.

    Meta attributes a sale to an advertisement by this time. A date as text, or one more than seven days old, costs
    the event, and with it every other one of the same call. A time in milliseconds, or of another time zone, or of the
    sending, ties the sale to the wrong click, or to none.
    """
    reporting = {event.key: copies for copies in case.copies for event in (*copies.accepted, *copies.refused)}
    grouped: dict[_Flaw, list[Event]] = defaultdict(list)
    for event in case.events:
        flaw = _flaw(case, event, reporting.get(event.key)) if event.channel is Channel.SERVER else None
        if flaw is not None:
            grouped[flaw].append(event)
    for flaw, events in grouped.items():
        subjects = {case.subject(event) for event in events}
        yield Finding(
            message=f"The server sends {many(len(events), 'event')} ({listed(event.name for event in events)}) "
            f"{flaw.problem}{_example(case, events[0], reporting.get(events[0].key))}.",
            subject=subjects.pop() if len(subjects) == 1 else "event_time",
            events=keys(events),
            causes=(flaw.cause,),
            remedy="Keep the moment of the deed with it, and send it as whole seconds since 1970 in UTC.",
        )


def _flaw(case: Case, event: Event, copies: Copies | None) -> _Flaw | None:
    time = event.event_time
    if time is None:
        return _unreadable(case, event)
    return _finer(event, time) or _too_old(event, time, copies) or _ahead(event, time) or _other(case, time, copies)


def _unreadable(case: Case, event: Event) -> _Flaw:
    told = event.answer.error.error_user_msg if event.answer.error is not None else ""
    sent = as_sent(case, event).get("event_time")
    if isinstance(sent, str) or "must be an integer" in (told or ""):
        return _Flaw("whose event_time is a text", "a date is written as text (ISO 8601), not as seconds since 1970")
    return _Flaw("without an event_time", "the sender leaves the field out")


def _finer(event: Event, time: float) -> _Flaw | None:
    for unit, factor in _FINER.items():
        if abs(time / factor - event.received_at) < _OLDEST_IN_STORE_S:
            return _Flaw(f"whose event_time is in {unit}", f"the clock's {unit} are sent as they are, not as seconds")
    return None


def _too_old(event: Event, time: float, copies: Copies | None) -> _Flaw | None:
    limit = _OLDEST_IN_STORE_S if event.action_source == "physical_store" else _OLDEST_S
    if event.received_at - time <= limit:
        return None
    problem = f"whose event_time is more than {limit / _DAY_S:.0f} days back"
    if time < _DAY_S:
        return _Flaw(problem, "the time was never set, which makes it 1970")
    action = copies.action if copies is not None else None
    if action is not None and _near(time, action.at):
        return _Flaw(problem, "it has waited in a backlog for longer than Meta takes it")
    if action is not None and _near(time, action.began_at):
        return _Flaw(problem, "it bears the time of the order, not that of the payment that made it a sale")
    return _Flaw(problem, "the time is that of something else, or of a clock that is wrong")


def _ahead(event: Event, time: float) -> _Flaw | None:
    ahead = time - event.received_at
    if ahead <= _CLOCKS_DIFFER_S:
        return None
    return _Flaw("whose event_time lies in the future", _zone(ahead) or "the sender's clock is fast")


def _other(case: Case, time: float, copies: Copies | None) -> _Flaw | None:
    """A time that can't be that of the action: before it began, or when the copy was already late."""
    if copies is None:
        return None
    action, due = copies.action, case.due(copies.action, Channel.SERVER)
    if any(event.event_time == time for event in copies.server[1:]) and copies.server[0].event_time != time:
        return None  # It is told of once more, which is the matter; the first copy has said when it happened.
    early = action.began_at - time
    if early > _CLOCKS_DIFFER_S:
        return _Flaw("whose event_time lies before the deed", _zone(early) or "the time is that of an earlier event")
    late = time - due.since
    if late > case.ledger.plan.promises[action.name].max_delay_s + _CLOCKS_DIFFER_S:
        return _Flaw("whose event_time is not that of the deed", "the sender stamps the moment of sending")
    return None


def _zone(off: float) -> str:
    """The cause of a difference that is one of time zones; empty if it is none."""
    zones = round(off / _QUARTER_S) * _QUARTER_S
    if abs(off - zones) > _CLOCKS_DIFFER_S / 2 or not _QUARTER_S < zones <= _WIDEST_ZONE_S:
        return ""
    return f"local time is taken for UTC ({zones / 3600:g} hours off)"


def _near(time: float, moment: float) -> bool:
    return abs(time - moment) <= _CLOCKS_DIFFER_S


def _example(case: Case, event: Event, copies: Copies | None) -> str:
    """What one of the events says, and when the thing happened."""
    sent = as_sent(case, event).get("event_time") if event.event_time is None else f"{event.event_time:.0f}"
    said = f": {event.name} says {sent!s:.40}" if sent is not None else ""
    return f"{said}{'; it' if said else ': it'} happened at {copies.action.at:.0f}" if copies is not None else said
