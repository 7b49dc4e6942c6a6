"""Freezing: from what a run saw to the ledger that is judged."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from harness.condition import Condition
from harness.ledger import FORMAT, Acted, Blind, Conversion, Excuse, FeedItem, Ledger, Refused
from harness.party import Party
from harness.scenario import Scenario
from harness.slot import Slot
from harness.storable import storable
from harness.verdict import Breakdown
from mock_meta.event import Channel
from mock_meta.faults import Fault, faults
from mock_meta.proxy import Refusal

Books = Mapping[str, Mapping[str, Conversion]]


class Scene:
    """One scenario being played: what was there before it, and who visits once there is somebody."""

    def __init__(
        self, scenario: Scenario, slot: Slot, seed: int, books: Books, undisturbed_s: float | None = None
    ) -> None:
        self.scenario = scenario
        self.slot = slot
        self.seed = seed
        self.books = books
        self.undisturbed_s = undisturbed_s
        self.started_at = slot.meta.clock.now()
        self.party: Party | None = None


def freeze(scene: Scene, after: Books, feed: tuple[FeedItem, ...] = (), broken: Breakdown | None = None) -> Ledger:
    """The ledger of a scene that has visitors: ``after`` is what the books hold now, ``broken`` why it ended early."""
    assert scene.party is not None
    visits = scene.party.visits
    lifted = {name: at for visit in visits for name, at in visit.lifted.items()}
    booked_by_page = [conversion for visit in visits for conversion in visit.booked]
    scenario, slot, site = scene.scenario, scene.slot, scene.slot.site
    booked = [c for book in after for key, c in after[book].items() if key not in scene.books.get(book, {})]
    conversions = (*booked, *(c for c in booked_by_page if c.book not in after))
    known = faults()
    ledger = Ledger(
        format=FORMAT,
        scenario=scenario.name,
        site=site.name,
        site_hosts=site.own_hosts,
        pixel_ids=site.pixel_ids,
        seed=scene.seed,
        observes=site.observes,
        books=tuple(dict.fromkeys((*after, *(c.book for c in booked_by_page)))),
        plan=site.promised,
        started_at=scene.started_at,
        ended_at=slot.meta.clock.now(),
        visits=tuple(visit.record() for visit in visits),
        actors=tuple(sorted((deed for visit in visits for deed in visit.actors), key=lambda deed: deed.at)),
        feed=feed,
        staff=site.staff,
        address=slot.visitors_address,
        conversions=conversions,
        events=slot.meta.journal.events(),
        requests=slot.meta.journal.requests(),
        conditions=tuple(condition.name for condition in scenario.given),
        faults=tuple(lifted),
        bugs=slot.bugs,
        traces=tuple(trace for visit in visits for trace in visit.traces),
        excuses=(
            *(excuse for condition in scenario.given for excuse in condition.excuses_under(site.promised)),
            *(excuse for visit in visits for excuse in visit.excuses),
            *_excused_by({known[name]: at for name, at in lifted.items()}),
        ),
        bans=tuple(ban for condition in scenario.given for ban in condition.bans_under(site.promised)),
        refused=(
            *(_refused(refusal) for refusal in slot.meta.refusals()),
            *(refused for visit in visits for refused in visit.refused_by_browser()),
        ),
        blind=tuple(Blind(channel=Channel.BROWSER, reason=visit.blind) for visit in visits if visit.blind),
        counting=slot.meta.settings.counting,
        undisturbed_s=scene.undisturbed_s,
        broken=broken,
    )
    return storable(msgspec.structs.replace(ledger, acted=_acted(scenario.given, ledger)))


def _acted(given: tuple[Condition, ...], ledger: Ledger) -> tuple[Acted, ...]:
    return tuple(Acted(condition=condition.name, evidence=condition.evidence(ledger)) for condition in given)


def _refused(refusal: Refusal) -> Refused:
    return Refused(at=refusal.at, host=refusal.host, port=refusal.port, reason=refusal.reason, by=refusal.by.value)


def _excused_by(lifted: Mapping[Fault, float]) -> tuple[Excuse, ...]:
    return tuple(
        Excuse(channel=taken.channel, aspect=taken.aspect, reason=f"Meta's fault: {fault.summary}", until=at)
        for fault, at in lifted.items()
        for taken in fault.takes
    )
