"""Who an event may speak of: what is known of the shoppers and customers, and what a value is to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from harness.actions import Action
from harness.case import Case
from harness.checks.wording import listed, many
from harness.copies import Copies
from harness.ledger import Ledger
from mock_meta.event import Event
from mock_meta.normalize import Classification, Kind, classify, digest, known_values, split_appendix
from mock_meta.wire.user_data import values

Known = Mapping[str, str]
"""One person's values by Meta's keys."""


def people(case: Case, action: Action | None) -> list[Known]:
    """Those whose data an event may carry: the customer of its sale, the shopper of its visit; anybody, if unknown."""
    visit, conversion = (action.visit, action.conversion) if action is not None else (None, None)
    visits = case.ledger.visits if visit is None else (case.ledger.visits[visit],)
    booked = [conversion] if conversion is not None else case.ledger.conversions if visit is None else ()
    before = _known_from_before(case, visit, action) if visit is not None and action is not None else ()
    return [known_values(data) for data in (*(c.customer for c in booked), *(v.shopper for v in visits), *before)]


def _known_from_before(case: Case, visit: int, action: Action) -> Iterator[Known]:
    """Who used the same browser before, as long as the shopper of this visit has not told the site who they are.

    No site can see that somebody else sits there now; a sale of their own tells it.
    """
    told = (one.began_at for one in case.actions if one.visit == visit and one.conversion is not None)
    if action.conversion is not None or min(told, default=float("inf")) <= action.at:
        return
    visits = case.ledger.visits
    for earlier in visits[:visit]:
        if earlier.visitor == visits[visit].visitor and earlier.shopper != visits[visit].shopper:
            yield earlier.shopper


def events_and_people(case: Case) -> Iterator[tuple[Event, list[Known]]]:
    """Every accepted event with those whose data it may carry."""
    for copies in case.copies:
        theirs = people(case, copies.action)
        yield from ((event, theirs) for event in copies.accepted)
    yield from ((event, people(case, None)) for event in case.strays if event.accepted)


def fault(key: str, sent: list[Any], theirs: list[Known]) -> Classification | None:
    """What is wrong with the values of a key; None if one of them is sound, or if nothing is known to hold them to."""
    known = [person for person in theirs if person.get(key)]
    told = [best(key, item, known) for item in sent]
    if not known:
        return next((one for one in told if one.kind is Kind.EMPTY), None)
    return None if not told or any(one.sound for one in told) else told[0]


def best(key: str, item: Any, known: list[Known]) -> Classification:
    """What a value is to that customer to whom it fits best."""
    told = [classify(key, person[key], item, person.get("country", "")) for person in known]
    return min(told, key=lambda one: list(Kind).index(one.kind), default=classify(key, "", item))


def fits(key: str, sent: list[Any], person: Known) -> bool:
    """Whether the values of a key are made of a person's own, well or badly."""
    told = classify(key, person[key], sent, person.get("country", "")) if person.get(key, "").strip() else None
    return told is not None and told.kind in (Kind.DOCUMENTED, Kind.OFFICIAL, Kind.HASH_OF_RAW)


def bare(value: Any) -> str:
    """A hash as Meta can compare it: in small letters, without the Parameter Builder's appendix."""
    return split_appendix(str(value))[0].lower()


def staff_address(ledger: Ledger, event: Event) -> str:
    """The e-mail address of the site's staff that an event carries, hashed or not; empty if it carries none."""
    sent = {bare(value) for value in values(event.user_data.get("em"))}
    return next((who for who in ledger.staff if {who.lower(), digest(who.strip().lower())} & sent), "")


def names(events: Iterable[Event]) -> str:
    """The names of events, as a finding lists them."""
    return listed(event.name for event in events)


def actions(group: list[Copies]) -> str:
    """The first action of a group, and how many more there are."""
    also = f" and {many(len(group) - 1, 'more action')}" if len(group) > 1 else ""
    return f"{group[0].action.label}{also}"


def channels(events: Iterable[Event]) -> str:
    """The channels of events as owners: ``server's``, ``browser's and server's``."""
    return " and ".join(f"{channel}'s" for channel in sorted({event.channel.value for event in events}))
