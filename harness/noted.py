"""What is noted of a visit while it goes on: by the scenario's words, by conditions, and by its tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from harness.ledger import (
    ActorDeed,
    Choice,
    ConsentChange,
    Conversion,
    Cookie,
    Deed,
    Excuse,
    PageLoad,
    Refused,
    Trace,
    VisitRecord,
)
from harness.watch import Watch
from mock_meta.event import Channel

if TYPE_CHECKING:
    from playwright.async_api import Page

    from harness.shopper import Shopper
    from harness.slot import Slot
    from harness.walking import Walking


class Noted:
    """The part of a visit that becomes evidence.

    ``excuses`` are what conditions found to be excused while they acted, or ``in_hindsight``; ``blind`` says what of
    the browser's copies could not be seen.
    """

    shopper: Shopper
    walking: Walking

    def __init__(self, slot: Slot, *, visitor: int, before: Noted | None) -> None:
        """``before`` was in the same browser."""
        self.slot = slot
        self.visitor = visitor
        self.blind = ""
        self.clock_off_s = 0.0
        self.booked: list[Conversion] = []
        self.actors: list[ActorDeed] = []
        self.lifted: dict[str, float] = {}
        self.traces: list[Trace] = []
        self.excuses: list[Excuse] = []
        self.in_hindsight: list[Callable[[], None]] = []
        self._before = before
        self._watch = Watch(slot.meta.clock, slot.site.own_hosts)
        self._came_with: tuple[str, ...] | None = None
        self._came_by = ""
        self._walked: list[str] = []
        self._consent: list[ConsentChange] = []
        self._deeds: list[Deed] = []
        self._cookies: list[Cookie] = []
        self._region = ""
        self._opted_out_at: float | None = None

    @property
    def pages(self) -> tuple[PageLoad, ...]:
        """What the shopper's tabs have shown until now."""
        return tuple(self._watch.pages)

    @property
    def last_answer(self) -> Choice | None:
        """What was answered last to the consent question in this browser; None if nothing ever was."""
        if self._consent:
            return self._consent[-1].choice
        return self._before.last_answer if self._before is not None else None

    def trace(self, condition: str, fact: str) -> None:
        """Note what a condition has seen to be done."""
        self.traces.append(Trace(at=self.slot.meta.clock.now(), condition=condition, fact=fact))

    def excuse(
        self,
        channel: Channel,
        aspect: str,
        reason: str,
        *,
        events: tuple[str, ...] = (),
        since: float | None = None,
        until: float | None = None,
    ) -> None:
        """Note what is excused from ``since`` to ``until``, now that a condition has acted."""
        one = Excuse(channel=channel, aspect=aspect, reason=reason, events=events, since=since, until=until)
        self.excuses += [one] if one not in self.excuses else []

    def came_up_kept(self, page: Page) -> None:
        """Note that a tab shows again what the browser had kept of an earlier page."""
        self._watch.kept(page)

    def disturb(self, condition: str, words: str) -> None:
        """Take errors on the pages that say these words for what a condition did, and for none of the site's."""
        self._watch.brought_by[words] = condition

    def answered(self, choice: Choice) -> None:
        """Note that the consent question is answered now, by whatever says so."""
        self._consent.append(ConsentChange(at=self.slot.meta.clock.now(), choice=choice))

    def opted_out(self, region: str) -> None:
        """Note that the visitor asks from now on that their data be used in a limited way."""
        self._region, self._opted_out_at = region, self.slot.meta.clock.now()

    def lift(self, fault: str) -> None:
        """Let Meta recover from a fault."""
        self.slot.meta.disarm(fault)
        self.lifted[fault] = self.slot.meta.clock.now()

    def did(self, event_name: str) -> None:
        """Note that the shopper has done what the event of this name reports."""
        self._deeds.append(Deed(at=self.slot.meta.clock.now(), name=event_name))

    def record(self) -> VisitRecord:
        """What is known of this visit, now that it is over."""
        for look_back in self.in_hindsight:
            look_back()
        return VisitRecord(
            shopper=self.shopper.identity(),
            visitor=self.visitor,
            region=self._region,
            opted_out_at=self._opted_out_at,
            cookies=tuple(self._cookies),
            came_with=self._came_with,
            clock_off_s=self.clock_off_s,
            click_id=self._came_by or None,
            walked=tuple(self._walked),
            walked_s=round(self.walking.walked_s, 3),
            walked_pages=self.walking.pages,
            pages=tuple(self._watch.pages),
            given_up=tuple(self._watch.given_up),
            consent=tuple(self._consent),
            deeds=tuple(self._deeds),
            page_errors=tuple(self._watch.errors),
            pixel_warnings=tuple(self._watch.pixel_warnings),
        )

    def refused_by_browser(self) -> tuple[Refused, ...]:
        """What an extension in the visitor's browser did not let out."""
        return tuple(self._watch.refused)
