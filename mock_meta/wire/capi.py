"""``POST /{pixel}/events``: what was sent, as events, and what Meta answers."""

from __future__ import annotations

from typing import Any

from mock_meta.event import Answer, Channel, Event
from mock_meta.wire import answer, body, rules, shape
from mock_meta.wire.errors import Refusal
from mock_meta.wire.outcome import Call, Outcome


def answer_events(call: Call, pixel_id: str, refusal: Refusal | None) -> Outcome:
    """The outcome of one request to the edge.

    ``refusal`` is why it is refused whatever it holds (no token, no such pixel), or None. The events of a refused
    request are returned all the same, each with the error; items that are no objects leave no event. An event's answer
    is brief (status and error), since the request keeps headers and body.
    """
    items, unreadable = _items(call)
    whole = refusal or unreadable
    wrong = whole or rules.first_refusal(items, call.received_at, call.settings, ordinary=call.ordinary)
    told = answer.refuse(call, wrong) if wrong else answer.received(call, len(items))
    kept = _kept(call, items) if wrong and not whole else frozenset()
    return Outcome(answer=told, read=lambda: _events(call, pixel_id, items, told, kept), as_told=not kept)


def carried_events(call: Call, pixel_id: str, told: Answer) -> tuple[Event, ...]:
    """The events of a request to the edge that was answered like this, each of which fared as the answer says."""
    return _events(call, pixel_id, _items(call)[0], told, frozenset())


def _items(call: Call) -> tuple[list[Any], Refusal | None]:
    data = call.params.get("data")
    return (data, None) if call.ordinary and isinstance(data, list) else body.read_events(data)


def _events(call: Call, pixel_id: str, items: list[Any], told: Answer, kept: frozenset[int]) -> tuple[Event, ...]:
    brief = Answer(status=told.status, error=told.error)
    return tuple(
        _event(call, pixel_id, item, brief, True if at in kept else None)
        for at, item in enumerate(items)
        if isinstance(item, dict)
    )


def _kept(call: Call, items: list[Any]) -> frozenset[int]:
    """The positions of events that are kept although their request is refused: a matter of the batch policy."""
    if call.settings.batch_policy == "reject_all" or len(items) > call.settings.max_events:
        return frozenset()
    refusals = rules.refusals(items, call.received_at, call.settings)
    return frozenset(at for at, wrong in enumerate(refusals) if wrong is None and _text(items[at].get("event_id")))


def _event(call: Call, pixel_id: str, item: dict[str, Any], told: Answer, taken: bool | None) -> Event:
    """The event with everything that can be kept of it, however odd its types."""
    return Event(
        channel=Channel.SERVER,
        pixel_id=pixel_id,
        name=_text(item.get("event_name")) or "",
        event_id=_text(item.get("event_id")),
        event_time=shape.as_time(item.get("event_time")),
        received_at=call.received_at,
        custom_data=shape.as_object(item.get("custom_data")),
        user_data=shape.as_object(item.get("user_data")),
        source_url=_text(item.get("event_source_url")),
        action_source=_text(item.get("action_source")),
        data_processing_options=_options(item.get("data_processing_options")),
        test_event_code=_text(call.params.get("test_event_code")),
        transport=call.transport,
        answer=told,
        taken=taken,
    )


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _options(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(option for option in value if isinstance(option, str))
