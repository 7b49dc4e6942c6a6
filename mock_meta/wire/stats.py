"""``GET /{dataset}/stats``: how many events Meta has heard, by the hour.

The edge, its parameters and the form of its answer are documented; which aggregation holds where none is named is
inferred. Numbers are before deduplication, as in Events Manager's overview (documented).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from mock_meta.event import Channel, Event
from mock_meta.wire import access, event_errors, user_data
from mock_meta.wire.errors import Refusal
from mock_meta.wire.outcome import Call

_HOUR_S = 3600
_CHANNELS = {"WEB_ONLY": Channel.BROWSER, "SERVER_ONLY": Channel.SERVER}
_SOURCES = {Channel.BROWSER: "WEB_ONLY", Channel.SERVER: "SERVER_ONLY"}


def statistics(call: Call, dataset: str) -> dict[str, Any] | Refusal:
    """The accepted events of a dataset, counted by ``aggregation`` within each hour of receipt, oldest first.

    ``event_source`` leaves one channel. The scope that reading takes is inferred; that sending alone does not suffice
    is captured.
    """
    if wrong := access.scope_refusal(call, "ads_management", "ads_read"):
        return wrong
    aggregation = str(call.params.get("aggregation") or "event")
    values = _AGGREGATIONS.get(aggregation)
    if values is None:
        return event_errors.aggregation_unknown(", ".join(sorted(_AGGREGATIONS)))
    channel = _CHANNELS.get(str(call.params.get("event_source") or ""))
    mine = (event for event in call.heard() if event.accepted and event.pixel_id == dataset)
    hours = _hours((event for event in mine if channel in (None, event.channel)), values)
    return {"data": [_shown(aggregation, hour, counts) for hour, counts in sorted(hours.items())]}


def _hours(events: Iterable[Event], values: Callable[[Event], Iterable[str]]) -> dict[int, Counter[str]]:
    hours: dict[int, Counter[str]] = defaultdict(Counter)
    for event in events:
        hours[int(event.received_at // _HOUR_S) * _HOUR_S].update(values(event))
    return hours


def _shown(aggregation: str, hour: int, counts: Counter[str]) -> dict[str, Any]:
    begins = datetime.fromtimestamp(hour, UTC).strftime("%Y-%m-%dT%H:%M:%S%z")
    data = [{"value": value, "count": count} for value, count in sorted(counts.items())]
    return {"start_time": begins, "aggregation": aggregation, "data": data}


def _host(event: Event) -> list[str]:
    try:
        host = urlsplit(event.source_url or "").hostname
    except ValueError:
        return []
    return [host] if host else []


def _keys(event: Event) -> list[str]:
    return sorted(user_data.present(event.user_data))


_AGGREGATIONS: dict[str, Callable[[Event], Iterable[str]]] = {
    "event": lambda event: [event.name],
    "event_source": lambda event: [_SOURCES[event.channel]],
    "had_pii": lambda event: [str(bool(user_data.present(event.user_data) & user_data.HASHED)).lower()],
    "host": _host,
    "match_keys": _keys,
    "url": lambda event: [event.source_url] if event.source_url else [],
}
"""Of the documented ones, those that follow from what is recorded."""
