"""A ledger with all that follows from it, worked out once for every check."""

from __future__ import annotations

from functools import cached_property

from harness.actions import Action, actions
from harness.copies import Copies, assign
from harness.ledger import Conversion, Ledger
from harness.owed import Due, Standing, due
from harness.robots import robot
from mock_meta.counting import Counted, FoldedBy, count
from mock_meta.event import Channel, Event


class Case:
    """What a check reads: the ledger, and its pure consequences."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """Every action that the plan promises to report."""
        return actions(self.ledger)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The events of the site's own pixels, accepted and refused, in order of receipt."""
        mine = (e for e in self.ledger.events if not self.ledger.pixel_ids or e.pixel_id in self.ledger.pixel_ids)
        return tuple(sorted(mine, key=lambda event: event.received_at))

    @cached_property
    def accepted(self) -> tuple[Event, ...]:
        """The events that Meta took."""
        return tuple(event for event in self.events if event.accepted)

    @cached_property
    def _assigned(self) -> tuple[tuple[Copies, ...], tuple[Event, ...]]:
        copies, strays = assign((event for event in self.events if not robot(event)), self.actions)
        return copies, tuple(sorted((*strays, *filter(robot, self.events)), key=lambda event: event.received_at))

    @property
    def copies(self) -> tuple[Copies, ...]:
        """The copies of each action."""
        return self._assigned[0]

    @property
    def strays(self) -> tuple[Event, ...]:
        """Events, accepted or refused, that report no action of the run."""
        return self._assigned[1]

    @cached_property
    def dues(self) -> tuple[Due, ...]:
        """The standing of every copy of every action."""
        return tuple(due(self.ledger, action, channel) for action in self.actions for channel in Channel)

    def due(self, action: Action, channel: Channel) -> Due:
        """The standing of one copy."""
        return next(d for d in self.dues if d.action is action and d.channel is channel)

    @cached_property
    def counted(self) -> tuple[Counted, ...]:
        """What Meta would count of the accepted events."""
        return count(self.accepted, self.ledger.counting)

    @cached_property
    def verified(self) -> int:
        """How many expectations this run could hold against evidence: copies that were owed, or forbidden."""
        return sum(due.standing in (Standing.OWED, Standing.FORBIDDEN) for due in self.dues)

    @cached_property
    def _subjects(self) -> dict[str, str]:
        return {e.key: copies.action.subject for copies in self.copies for e in (*copies.accepted, *copies.refused)}

    def subject(self, event: Event) -> str:
        """What a finding about an event is filed under: the action that it reports, else its name."""
        return self._subjects.get(event.key, event.name)

    @cached_property
    def _reporter(self) -> dict[str, str]:
        """The key of the action that each accepted event reports, by the event's key."""
        return {event.key: copies.action.key for copies in self.copies for event in copies.accepted}

    def counted_for(self, copies: Copies) -> tuple[Counted, ...]:
        """The entries of Meta's books that stand for one action: that of the first of its copies that reports any."""
        return tuple(entry for entry in self.counted if self._counted_as(entry) == copies.action.key)

    def _counted_as(self, entry: Counted) -> str | None:
        return next((self._reporter[event.key] for event in entry.copies if event.key in self._reporter), None)

    def folds(self, copies: Copies) -> tuple[FoldedBy, ...]:
        """The keys by which Meta folds a browser's and a server's copy of one action; empty if it folds none."""
        mine = {event.key for event in copies.accepted}
        held = [entry for entry in self.counted if len({e.channel for e in entry.copies if e.key in mine}) > 1]
        return tuple(fold.by for entry in held for fold in entry.folded if fold.event.key in mine)

    def conversions(self, name: str) -> tuple[Conversion, ...]:
        """The settled conversions that owe the event ``name``."""
        return tuple(a.conversion for a in self.actions if a.name == name and a.conversion is not None)
