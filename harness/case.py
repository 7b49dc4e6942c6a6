"""A ledger with all that follows from it, worked out once for every check."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import msgspec

from harness.actions import Action, actions
from harness.copies import Copies, assign, named_conversion
from harness.ledger import Conversion, Ledger, PageLoad
from harness.one_clock import on_one_clock
from harness.owed import Due, Standing, due, forbidden
from harness.people import People
from harness.robots import robot
from harness.spelling import is_alias, meant_name
from mock_meta.counting import Counted, Fold, FoldedBy, count
from mock_meta.event import Channel, Event

_INIT = "it"
"""When the pixel was initialised on the document that an event comes from, in a browser's event (measured)."""


class Case:
    """What a check reads: the ledger on one clock, and its pure consequences."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = on_one_clock(ledger)

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
    def foreign(self) -> tuple[Event, ...]:
        """The events that were sent to anything but the site's own pixels, in order of receipt."""
        mine = {event.key for event in self.events}
        return tuple(sorted((e for e in self.ledger.events if e.key not in mine), key=lambda event: event.received_at))

    @cached_property
    def accepted(self) -> tuple[Event, ...]:
        """The events that Meta took."""
        return tuple(event for event in self.events if event.accepted)

    @cached_property
    def _assigned(self) -> tuple[tuple[Copies, ...], tuple[Event, ...]]:
        human = (event for event in self.events if not robot(event))
        copies, strays = assign(human, self.actions, self._theirs, self._may)
        return copies, tuple(sorted((*strays, *filter(robot, self.events)), key=lambda event: event.received_at))

    @cached_property
    def people(self) -> People:
        """The visitors of the run."""
        return People(self.ledger)

    def _may(self, event: Event, action: Action) -> bool:
        return not forbidden(self.ledger, action, event.channel)

    def _theirs(self, event: Event, some: list[Action]) -> list[Action]:
        """The actions that the event's visitor can have done; all of them where nothing tells who it was."""
        who = self.people.visitor(event)
        if who is None:
            return some
        visits = self.ledger.visits
        theirs = [action for action in some if action.visit is None or visits[action.visit].visitor == who]
        return theirs or some

    @property
    def copies(self) -> tuple[Copies, ...]:
        """The copies of each action."""
        return self._assigned[0]

    @cached_property
    def _astray(self) -> dict[str, tuple[Event, ...]]:
        """By action, the events that report it to another pixel, or under a name that Meta does not know."""
        misspelt = [(e, meant) for e in self.strays if (meant := meant_name(e.name)) != e.name]
        renamed = [msgspec.structs.replace(event, name=meant) for event, meant in misspelt]
        assigned, _ = assign((*self.foreign, *renamed), self.actions)
        return {copies.action.key: (*copies.accepted, *copies.refused) for copies in assigned}

    def lost_copies(self, copies: Copies, channel: Channel) -> tuple[Event, ...]:
        """The events on a channel that were meant as a copy of an action and did not get there.

        Meta refused them, they went to a pixel that is not the site's, or under a misspelt name.
        """
        tried = (*copies.refused, *self._astray[copies.action.key])
        return tuple(event for event in tried if event.channel is channel)

    @cached_property
    def renamed(self) -> tuple[tuple[Event, Copies], ...]:
        """The events that report an action under another name than the action's, each with that action's copies."""
        pairs = ((stray, copies) for stray in self.strays for copies in self.copies if self._means(stray, copies))
        return tuple({stray.key: (stray, copies) for stray, copies in pairs}.values())

    def _means(self, stray: Event, copies: Copies) -> bool:
        """Whether an event reports that action although it has another name.

        It does if it has the action's id or order number and its name is a spelling of the action's, or if it comes in
        the place of a copy that is owed. Beside that copy it reports an action of its own, which may share the id.
        """
        shared = [event for event in copies.accepted if stray.event_id and event.event_id == stray.event_id]
        if is_alias(stray.name, copies.action.name):
            conversion = copies.action.conversion
            return bool(shared) or (conversion is not None and named_conversion(stray) == conversion.id)
        owed = self.due(copies.action, stray.channel).standing is Standing.OWED
        other = any(event.channel is not stray.channel for event in shared)
        return stray.name != copies.action.name and other and owed and not copies.on(stray.channel)

    @cached_property
    def ahead_of_page(self) -> tuple[tuple[Event, Event], ...]:
        """The browser events that a page sent before it reported itself, each with the PageView that followed."""
        views = [(copies.action.page, copies.browser[0]) for copies in self.copies if copies.browser]
        return tuple(
            (event, view)
            for page, view in views
            if page is not None and view.name == "PageView"
            for event in self.accepted
            if event.name != view.name and self._is_ahead(event, view, page)
        )

    def _is_ahead(self, event: Event, view: Event, page: PageLoad) -> bool:
        if event.channel is not Channel.BROWSER or event.source_url != view.source_url:
            return False
        if event.event_time is None or view.event_time is None:
            return False
        if event.other.get(_INIT) != view.other.get(_INIT):
            return False
        in_time = page.at <= event.event_time < view.event_time
        return in_time and self.people.visitor(event) == self.people.visitor(view)

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

    def twins(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """The accepted copies on the other channel of the actions that these events report."""
        mine = {event.key: event.channel for event in events}
        return tuple(
            twin
            for copies in self.copies
            for event in (*copies.accepted, *copies.refused)
            if event.key in mine
            for twin in copies.accepted
            if twin.channel is not event.channel
        )

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
        return tuple(fold.by for fold in self.folds_of(copies))

    def folds_of(self, copies: Copies, pixel_id: str = "") -> tuple[Fold, ...]:
        """The folds between the two channels' copies of one action, of one pixel or of all."""
        mine = {event.key for event in copies.accepted if pixel_id in ("", event.pixel_id)}
        held = [entry for entry in self.counted if len({e.channel for e in entry.copies if e.key in mine}) > 1]
        return tuple(fold for entry in held for fold in entry.folded if fold.event.key in mine)

    def visitor(self, action: Action) -> int | None:
        """Who did it, by the number of the visitor; None if that is not known."""
        return None if action.visit is None else self.ledger.visits[action.visit].visitor

    def conversions(self, name: str) -> tuple[Conversion, ...]:
        """The settled conversions that owe the event ``name``."""
        return tuple(a.conversion for a in self.actions if a.name == name and a.conversion is not None)
