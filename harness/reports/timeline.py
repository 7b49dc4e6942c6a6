"""What happened in a scenario, on one axis of time and in six lanes: what a drawing of it needs, and nothing of how."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise

import msgspec

from harness.case import Case
from harness.ledger import Ledger
from mock_meta.event import Channel, Event

_CALM_S = 15.0
"""A longer time in which nothing happens is drawn as a break."""
_BREAK_S = 2.0
"""So wide is a break, in seconds of the axis."""


class Lane(StrEnum):
    """The lanes, from top to bottom."""

    SHOPPER = "shopper"
    PAGE = "page"
    BROWSER = "browser events"
    SERVER = "server events"
    META = "Meta's books"
    SITE = "the site's books"


class Mark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened. ``at`` is in seconds from the start of the run, ``until`` when it ended, if it lasted.

    ``key`` is that of an event in the ledger, ``state`` says what is to be known at a glance: ``refused``, ``late``,
    ``lost``, ``open``.
    """

    lane: Lane
    at: float
    label: str
    until: float | None = None
    key: str = ""
    state: str = ""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """Two events that Meta folded into one, by their keys."""

    browser: str
    server: str


class Break(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which nothing happened, in seconds from the start of the run."""

    since: float
    until: float


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """The marks of a scenario in order of time, the pairs among them, and where its axis is broken."""

    marks: tuple[Mark, ...]
    links: tuple[Link, ...]
    breaks: tuple[Break, ...]
    ends_at: float

    def place(self, at: float) -> float:
        """Where a moment stands on the axis, from 0 to `length`: breaks are short, however long they took."""
        starts = [one.since for one in self.breaks]
        passed = self.breaks[: bisect_right(starts, at)]
        cut = sum(min(at, one.until) - one.since for one in passed)
        kept = sum(_BREAK_S * (min(at, one.until) - one.since) / (one.until - one.since) for one in passed)
        return at - cut + kept

    @property
    def length(self) -> float:
        """How long the axis is, in seconds of its own."""
        return self.place(self.ends_at)


def timeline(ledger: Ledger) -> Timeline:
    """The timeline of a run's evidence."""
    case = Case(ledger)
    start = case.ledger.started_at
    marks = sorted(
        (msgspec.structs.replace(mark, at=mark.at - start, until=_since(mark.until, start)) for mark in _marks(case)),
        key=lambda mark: (mark.at, mark.lane, mark.label),
    )
    end = max([mark.until or mark.at for mark in marks] + [case.ledger.ended_at - start])
    links = tuple(sorted(set(_links(case)), key=lambda link: (link.browser, link.server)))
    return Timeline(marks=tuple(marks), links=links, breaks=tuple(_breaks(marks, end)), ends_at=end)


def _since(at: float | None, start: float) -> float | None:
    return None if at is None else at - start


def _marks(case: Case) -> Iterator[Mark]:
    yield from _visits(case)
    late = _late(case)
    for event in case.events:
        yield _event(event, late)
    for entry in case.counted:
        kept = entry.kept
        yield Mark(lane=Lane.META, at=kept.received_at, label=f"{kept.name} counted", key=kept.key)
    for conversion in case.ledger.conversions:
        state = "" if conversion.settled_at is not None else "open"
        at = conversion.settled_at if conversion.settled_at is not None else conversion.created_at
        yield Mark(lane=Lane.SITE, at=at, label=conversion.key, state=state)


def _visits(case: Case) -> Iterator[Mark]:
    for visit in case.ledger.visits:
        for page in visit.pages:
            until = page.left_at if page.left_at is not None else case.ledger.ended_at
            yield Mark(lane=Lane.PAGE, at=page.at, until=max(page.at, until), label=page.url)
        for page in visit.given_up:
            yield Mark(lane=Lane.PAGE, at=page.at, label=page.url, state="lost")
        for change in visit.consent:
            yield Mark(lane=Lane.SHOPPER, at=change.at, label=f"consent {change.choice}")
        for deed in visit.deeds:
            yield Mark(lane=Lane.SHOPPER, at=deed.at, label=deed.name)
    for actor in case.ledger.actors:
        yield Mark(lane=Lane.SHOPPER, at=actor.at, label=actor.name.replace("_", " "))


def _event(event: Event, late: set[str]) -> Mark:
    lane = Lane.BROWSER if event.channel is Channel.BROWSER else Lane.SERVER
    state = "" if event.accepted else "refused"
    if event.accepted and event.key in late:
        state = "late"
    return Mark(lane=lane, at=event.received_at, label=event.name, key=event.key, state=state)


def _late(case: Case) -> set[str]:
    """The events that came later than the plan allows."""
    found: set[str] = set()
    for copies in case.copies:
        allowed = case.ledger.plan.promises[copies.action.name].max_delay_s
        for event in copies.server:
            if event.received_at - case.due(copies.action, event.channel).since > allowed:
                found.add(event.key)
    return found


def _links(case: Case) -> Iterator[Link]:
    for entry in case.counted:
        of = {channel: [e for e in entry.copies if e.channel is channel] for channel in Channel}
        for browser in of[Channel.BROWSER]:
            for server in of[Channel.SERVER]:
                yield Link(browser=browser.key, server=server.key)


def _breaks(marks: Sequence[Mark], end: float) -> Iterator[Break]:
    """The times of calm between marks; a page that stays open is calm too."""
    ends = (mark.until for mark in marks if mark.until is not None)
    moments = sorted({0.0, end, *(mark.at for mark in marks), *ends})
    for before, after in pairwise(moments):
        if after - before > _CALM_S:
            yield Break(since=before + _BREAK_S / 2, until=after - _BREAK_S / 2)
