"""Words in which mistakes rewrite evidence: pure functions from ledger to ledger, None where nothing would change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from harness.ledger import Ledger
from mock_meta.event import Answer, Channel, Event, GraphError

Edit = Callable[[Event], Event | Iterable[Event] | None]
"""What becomes of an event: another, several, or none."""
_Struct = TypeVar("_Struct", bound=msgspec.Struct)


def change(value: _Struct, /, **changes: Any) -> _Struct:
    """A copy of a frozen value with some fields changed."""
    return msgspec.structs.replace(value, **changes)


def edit(ledger: Ledger, which: Callable[[Event], bool], how: Edit) -> Ledger | None:
    """The ledger with the chosen events edited, in order of receipt; None if that changes nothing.

    Events that are added need keys of their own: see `again`. A request whose events are all gone was never made.
    """
    events: list[Event] = []
    for event in ledger.events:
        edited = how(event) if which(event) else event
        if isinstance(edited, Event):
            events.append(edited)
        elif edited is not None:
            events.extend(edited)
    if tuple(events) == ledger.events:
        return None
    gone = {event.request for event in ledger.events} - {event.request for event in events}
    requests = tuple(request for request in ledger.requests if request.seq not in gone)
    return change(ledger, events=tuple(sorted(events, key=lambda event: event.received_at)), requests=requests)


def of(name: str, channel: Channel | None = None) -> Callable[[Event], bool]:
    """Chooses the events of a name (any, if empty), on one channel or on both."""
    return lambda event: name in ("", event.name) and channel in (None, event.channel)


def again(event: Event, at: float | None = None, **changes: Any) -> Event:
    """One more event like this, with a key of its own, received at a moment (a second later, if None)."""
    received_at = event.received_at + 1 if at is None else at
    key = f"{event.key}.{round(received_at * 1000)}"
    return change(event, key=key, received_at=received_at, **changes)


def saying(event: Event, **custom_data: Any) -> Event:
    """The event with other parameters; None takes one away."""
    said = {**event.custom_data, **custom_data}
    return change(event, custom_data={key: value for key, value in said.items() if value is not None})


def worth(event: Event, amount: float) -> Event:
    """The event with another value, as text where it was text; one without a value stays as it is."""
    value = event.custom_data.get("value")
    return event if value is None else saying(event, value=f"{amount:.12g}" if isinstance(value, str) else amount)


def naming(event: Event, new_id: Callable[[str], str]) -> Event:
    """The event with other ids of its goods."""
    said = dict(event.custom_data)
    if said.get("content_ids"):
        said["content_ids"] = [new_id(str(content_id)) for content_id in said["content_ids"]]
    if said.get("contents"):
        said["contents"] = [{**item, "id": new_id(str(item["id"]))} for item in said["contents"]]
    return change(event, custom_data=said)


def knowing(event: Event, **user_data: Any) -> Event:
    """The event with other customer information; None takes one away."""
    known = {**event.user_data, **user_data}
    return change(event, user_data={key: value for key, value in known.items() if value is not None})


def refused(event: Event, error: GraphError, status: int = 400) -> Event:
    """The event as Meta has refused it."""
    return change(event, answer=Answer(status=status, error=error), taken=None)


def heard(ledger: Ledger, more: Sequence[Event]) -> Ledger | None:
    """The ledger with more events heard, in order of receipt; None if there are none."""
    if not more:
        return None
    events = sorted((*ledger.events, *more), key=lambda event: event.received_at)
    ended_at = max(ledger.ended_at, events[-1].received_at)
    return change(ledger, events=tuple(events), ended_at=ended_at)
