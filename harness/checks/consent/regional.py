"""Limited Data Use, where the law of a US state lets a visitor ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from harness.case import Case
from harness.check import check
from harness.checks.people import channels, names
from harness.checks.wording import keys, listed, many
from harness.ledger import VisitRecord
from harness.verdict import Finding, Severity
from harness.whose import visit_of
from mock_meta.event import Channel, Event

_LIMITED = "LDU"
_IN_FLIGHT_S = 2.0
_UNITED_STATES = "1"
_BY_ADDRESS = {"", "0"}
"""What asks Meta to find out the place by itself."""
_STATES: Mapping[str, str] = {
    f"US-{state}": str(1000 + place)
    for place, state in enumerate(("CA", "CO", "CT", "FL", "OR", "TX", "MT", "DE", "NE", "NH", "NJ", "MN", "MD", "RI"))
}


@check(
    "consent.regional",
    Severity.HIGH,
    rule="Meta, Data Processing Options for US users: LDU on the pixel and on the Conversions API (documented)",
)
def opt_outs_limit_the_use(case: Case) -> Iterator[Finding]:
    """After a visitor of a US state has opted out, every event about them asks for Limited Data Use.

    Both channels must say so, each for itself. An empty list of options says the contrary: use without limits.
    """
    for place, visit in enumerate(case.ledger.visits):
        if visit.opted_out_at is None:
            continue
        about = list(_events(case, place, visit.opted_out_at))
        unlimited = [event for event in about if _LIMITED not in (event.data_processing_options or ())]
        if unlimited:
            yield _unlimited(visit, about, unlimited)
        elsewhere = [event for event in about if event not in unlimited and not _there(visit.region, event)]
        if elsewhere:
            yield _elsewhere(visit, elsewhere)


def _events(case: Case, place: int, opted_out_at: float) -> Iterator[Event]:
    """All that was sent about what the visitor did after they had opted out."""
    who = case.ledger.visits[place].visitor
    for copies in case.copies:
        action = copies.action
        if action.visit is not None and case.ledger.visits[action.visit].visitor == who and action.at >= opted_out_at:
            yield from copies.accepted
    for event in case.strays:
        whose = visit_of(case.ledger, event)
        after = event.received_at > opted_out_at + _IN_FLIGHT_S
        if event.accepted and after and whose is not None and case.ledger.visits[whose].visitor == who:
            yield event


def _unlimited(visit: VisitRecord, about: list[Event], events: list[Event]) -> Finding:
    switched_off = any(event.data_processing_options is not None for event in events)
    one_sided = {event.channel for event in about if event not in events} - {event.channel for event in events}
    if switched_off:
        cause = "the options are sent as an empty list, which switches the limit off"
    elif one_sided:
        cause = f"only the {one_sided.pop()} is told of the opt-out"
    else:
        cause = "the data processing options are never set"
    return Finding(
        message=f"The {channels(events)} {names(events)} ({many(len(events), 'event')}) do not ask for Limited Data "
        f"Use, though the visitor from {visit.region} had opted out.",
        subject="consent/regional",
        check="consent.regional",
        severity=Severity.HIGH,
        events=keys(events),
        causes=(cause,),
        remedy="Call fbq('dataProcessingOptions', ['LDU'], 1, state) before init, and set data_processing_options, "
        "data_processing_options_country and _state on server events.",
    )


def _there(region: str, event: Event) -> bool:
    """Whether the place that a browser's event names, if it names one, is the visitor's."""
    country, state = event.other.get("dpoco", ""), event.other.get("dpost", "")
    if event.channel is not Channel.BROWSER or {country, state} <= _BY_ADDRESS or region not in _STATES:
        return True
    return country == _UNITED_STATES and state == _STATES[region]


def _elsewhere(visit: VisitRecord, events: list[Event]) -> Finding:
    told = listed(f"country {event.other.get('dpoco')}, state {event.other.get('dpost')}" for event in events)
    return Finding(
        message=f"The browser's {names(events)} ask for Limited Data Use in another place than {visit.region}: {told}.",
        subject="consent/regional",
        check="consent.regional",
        severity=Severity.MEDIUM,
        events=keys(events),
        causes=("the numbers of country and state are written by hand",),
        remedy="Send 1 and the number of the state, or 0 and 0, by which Meta finds the place itself.",
    )
