"""What a scenario expects, before anybody has run it: derived from the plan, the conditions and the faults.

The same two functions decide as in a run's judgement, over a made-up visit on which every promised event happens once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from harness.actions import Action
from harness.condition import Condition, Phase
from harness.ledger import FORMAT, ConsentChange, Conversion, Excuse, Ledger, PageLoad, VisitRecord
from harness.owed import DELAY, Standing, due, excused
from harness.plan import Plan
from mock_meta.event import Channel
from mock_meta.faults import Fault

_WHEN = {
    Phase.BEFORE_ARRIVAL: -1.0,
    Phase.ON_AN_EARLIER_VISIT: -0.5,
    Phase.ON_LANDING: 1.0,
    Phase.ON_A_LATER_PAGE: 6.0,
    Phase.AFTER_JOURNEY: 20.0,
    Phase.WHEN_GONE: 25.0,
}
_LANDING_LEFT_AT = 5.0
_ACTED_AT = 10.0
_LEFT_AT = 30.0


class Waiver(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of an owed copy that is not owed: an identifier, or the delay."""

    aspect: str
    reason: str


class Expectation(msgspec.Struct, frozen=True, kw_only=True):
    """What one channel owes of one event. ``waived`` is what of the copy is excused though it is owed itself."""

    event: str
    channel: Channel
    standing: Standing
    reason: str = ""
    waived: tuple[Waiver, ...] = ()


def expected(
    plan: Plan, given: Iterable[Condition], faults: Iterable[Fault] = (), observes: tuple[Channel, ...] = tuple(Channel)
) -> tuple[Expectation, ...]:
    """What each channel owes of each event that the plan promises, in the plan's order."""
    given, faults = tuple(given), tuple(faults)
    ledger = _imagined(plan, given, faults, observes)
    return tuple(_expectation(ledger, _action(plan, name), channel) for name in plan.promises for channel in Channel)


def _expectation(ledger: Ledger, action: Action, channel: Channel) -> Expectation:
    found = due(ledger, action, channel)
    waived = tuple(_waived(ledger, action, channel)) if found.standing is Standing.OWED else ()
    return Expectation(event=action.name, channel=channel, standing=found.standing, reason=found.reason, waived=waived)


def _waived(ledger: Ledger, action: Action, channel: Channel) -> Iterator[Waiver]:
    promise = ledger.plan.promises[action.name]
    names = promise.identifiers if channel is Channel.SERVER else promise.browser_identifiers
    for aspect in (*names, DELAY):
        if reason := excused(ledger, action, channel, aspect):
            yield Waiver(aspect=aspect, reason=reason)


def _action(plan: Plan, name: str) -> Action:
    promise = plan.promises[name]
    made = Conversion(book=promise.conversion, id="1", created_at=_ACTED_AT, settled_at=_ACTED_AT)
    return Action(
        key=name,
        name=name,
        at=_ACTED_AT,
        began_at=_ACTED_AT,
        visit=0,
        page=_page(_ACTED_AT),
        conversion=made if promise.conversion else None,
    )


def _page(at: float, left_at: float = _LEFT_AT) -> PageLoad:
    return PageLoad(at=at, url="https://site.example/", loaded_at=at, left_at=left_at)


def _imagined(
    plan: Plan, given: tuple[Condition, ...], faults: tuple[Fault, ...], observes: tuple[Channel, ...]
) -> Ledger:
    """The ledger of a visit under these conditions on which nothing is known but what they say of themselves."""
    answers = ((_WHEN[phase], choice) for condition in given for phase, choice in condition.answers_under(plan).items())
    visit = VisitRecord(
        shopper={},
        click_id="click",
        pages=(_page(0.0, _LANDING_LEFT_AT), _page(_ACTED_AT)),
        consent=tuple(ConsentChange(at=at, choice=choice) for at, choice in sorted(answers)),
    )
    return Ledger(
        format=FORMAT,
        scenario="",
        site="",
        site_hosts=("site.example",),
        pixel_ids=(),
        seed=0,
        observes=observes,
        books=(),
        plan=plan,
        started_at=0.0,
        ended_at=_LEFT_AT,
        visits=(visit,),
        conditions=tuple(condition.name for condition in given),
        excuses=(*(one for condition in given for one in condition.foreseen_under(plan)), *_of_faults(faults)),
        bans=tuple(ban for condition in given for ban in condition.bans_under(plan)),
    )


def _of_faults(faults: tuple[Fault, ...]) -> Iterator[Excuse]:
    for fault in faults:
        for taken in fault.takes:
            yield Excuse(channel=taken.channel, aspect=taken.aspect, reason=f"Meta's fault: {fault.summary}")
