"""What a site sent in one scenario, without what differs from run to run: how many copies, and what they hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from enum import StrEnum

import msgspec

from harness.case import Case
from harness.ledger import Ledger
from harness.owed import Standing
from harness.traits import Traits
from mock_meta.event import Channel, Event

_BANDS = ((10.0, "within 10 s"), (60.0, "within a minute"), (3600.0, "within an hour"), (86400.0, "within a day"))
_LATER = "later than a day"


class Share(StrEnum):
    """How many of an event's copies hold something."""

    ALL = "all"
    SOME = "some"


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """The copies of one event on one channel.

    ``count`` is None where the world leaves open whether a copy comes: what an ad blocker lets through, or what is cut
    off when a tab is closed. ``holds`` names parameters with their kind, identifiers, and what else a copy states;
    ``delay`` is the band of the slowest copy. ``refused`` are the errors by which Meta did not take some.
    """

    count: int | None
    holds: Mapping[str, Share] = {}
    delay: str = ""
    refused: tuple[str, ...] = ()


Sent = Mapping[tuple[str, Channel], Leg]
"""By event and channel, in the order of their names."""


def sent(ledger: Ledger) -> Sent:
    """What the site sent to Meta in a run, as far as it is the same in every run of the same build."""
    case = Case(ledger)
    open_ = {(due.action.name, due.channel) for due in case.dues if due.standing is Standing.EXCUSED}
    legs: dict[tuple[str, Channel], list[Event]] = {key: [] for key in open_}
    for event in case.ledger.events:
        if event.accepted:
            legs.setdefault((event.name, event.channel), []).append(event)
    refused = _refused(case.ledger)
    traits, delays = Traits(case), _delays(case)
    found = {key: Leg(count=None) for key in open_}
    for key in sorted({*legs, *refused} - open_):
        beside = (key[0], Channel.BROWSER) not in open_
        told = [(event, set(traits.of(event, beside_browser=beside))) for event in legs.get(key, ())]
        found[key] = _leg(told, delays.get(key, ""), refused.get(key, ()))
    return dict(sorted(found.items()))


def _leg(told: list[tuple[Event, set[str]]], delay: str, refused: tuple[str, ...]) -> Leg:
    # How often a sender that hears no answer tries again is a matter of moments.
    once = {(event.event_id, event.event_time, event.source_url): traits for event, traits in told}
    held = Counter(trait for traits in once.values() for trait in traits)
    holds = {trait: Share.ALL if held[trait] == len(once) else Share.SOME for trait in sorted(held)}
    return Leg(count=len(once), holds=holds, delay=delay, refused=refused)


def _refused(ledger: Ledger) -> dict[tuple[str, Channel], tuple[str, ...]]:
    """By which errors Meta refused copies, where it is not a fault of Meta's that may pass at any moment."""
    found: dict[tuple[str, Channel], set[str]] = defaultdict(set)
    for event in () if ledger.faults else ledger.events:
        if event.refused and event.answer.error is not None:
            found[event.name, event.channel].add(str(event.answer.error))
    return {key: tuple(sorted(errors)) for key, errors in found.items()}


def _delays(case: Case) -> dict[tuple[str, Channel], str]:
    """The band of the slowest copy that was owed, of each event that the server reports."""
    slowest: dict[tuple[str, Channel], float] = {}
    for copies in case.copies:
        for event in copies.server:
            due = case.due(copies.action, event.channel)
            if due.standing is Standing.OWED:
                key = (copies.action.name, event.channel)
                slowest[key] = max(slowest.get(key, 0.0), event.received_at - due.since)
    return {key: _band(seconds) for key, seconds in slowest.items()}


def _band(seconds: float) -> str:
    return next((name for limit, name in _BANDS if seconds <= limit), _LATER)
