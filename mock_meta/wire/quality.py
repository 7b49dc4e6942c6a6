"""``GET /dataset_quality``: what Meta says of the quality of a dataset's events.

Path, parameters and form are documented, and ``{}`` for a dataset without data was seen live. The score is this
package's estimate, since Meta's formula is not public; coverage and key feedback are computed as documented.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mock_meta.event import Channel, Event
from mock_meta.match import mean_match_quality
from mock_meta.wire import access, errors, user_data
from mock_meta.wire.errors import Refusal
from mock_meta.wire.outcome import DAY_S, Call

GOAL = 75
"""The share of browser events, in per cent, that server events should cover (documented)."""
SCORED_S = 2 * DAY_S
"""The score looks at the last 48 hours (documented)."""
COVERED_S = 7 * DAY_S
"""Coverage is an average of seven days (documented)."""
_NAMES = {
    "em": "email",
    "ph": "phone",
    "client_ip_address": "ip_address",
    "client_user_agent": "user_agent",
}
"""Meta's words for keys, as far as its examples show them; the others are assumed to be called as on the wire."""
_DEDUPE_KEYS = ("event_id", "external_id", "fbp")
_FIELD = re.compile(r"\b\w+\b")


def dataset_quality(call: Call) -> dict[str, Any] | Refusal:
    """The quality of each event name that the server has sent lately; empty where it has sent nothing.

    ``fields`` such as ``web{event_match_quality}`` cuts the answer; without it all is told (inferred). The scope is
    documented, the error without it inferred.
    """
    if wrong := access.scope_refusal(call, "read_ads_dataset_quality"):
        return wrong
    dataset = str(call.params.get("dataset_id") or "")
    known = call.settings.pixel_ids
    if not (dataset in known if known else dataset.isascii() and dataset.isdigit()):
        return errors.object_missing(dataset, call.method)
    fields = str(call.params.get("fields") or "web")
    since = call.received_at - COVERED_S
    mine = [e for e in call.heard() if e.accepted and e.pixel_id == dataset and e.received_at >= since]
    names = dict.fromkeys(event.name for event in mine if _is_web(event))
    if not names or not fields.startswith("web"):
        return {}
    wanted = frozenset(_FIELD.findall(fields)) - {"web"}
    return {"web": [_cut(_report(name, mine, call.received_at), wanted) for name in names]}


def _is_web(event: Event) -> bool:
    return event.channel is Channel.SERVER and event.action_source == "website"


def _cut(report: dict[str, Any], wanted: frozenset[str]) -> dict[str, Any]:
    return {key: value for key, value in report.items() if not wanted or key in wanted}


def _report(name: str, events: Sequence[Event], now: float) -> dict[str, Any]:
    browser = [event for event in events if event.name == name and event.channel is Channel.BROWSER]
    server = [event for event in events if event.name == name and _is_web(event)]
    report = {
        "event_name": name,
        "event_match_quality": _match([event for event in server if event.received_at >= now - SCORED_S]),
        "event_coverage": {"percentage": _covered(browser, server, _any_key), "goal_percentage": GOAL},
        "dedupe_key_feedback": [_key_feedback(key, browser, server) for key in _DEDUPE_KEYS],
        "data_freshness": {"upload_frequency": _frequency(server)},
    }
    return {key: value for key, value in report.items() if value is not None}


def _match(server: Sequence[Event]) -> dict[str, Any] | None:
    if not server:
        return None
    carried: dict[str, int] = defaultdict(int)
    for event in server:
        for key in user_data.present(event.user_data):
            carried[_NAMES.get(key, key)] += 1
    feedback = [
        {"identifier": key, "coverage": {"percentage": _percent(count, len(server))}}
        for key, count in sorted(carried.items())
    ]
    return {"composite_score": mean_match_quality(server), "match_key_feedback": feedback}


def _key_feedback(key: str, browser: Sequence[Event], server: Sequence[Event]) -> dict[str, Any]:
    def of_this_key(event: Event) -> Iterable[str]:
        return _values(event, key)

    return {
        "dedupe_key": key,
        "browser_events_with_dedupe_key": {"percentage": _with_key(browser, of_this_key)},
        "server_events_with_dedupe_key": {"percentage": _with_key(server, of_this_key)},
        "overall_browser_coverage_from_dedupe_key": {"percentage": _covered(browser, server, of_this_key)},
    }


def _with_key(events: Sequence[Event], keys: Callable[[Event], Iterable[str]]) -> float:
    return _percent(sum(any(True for _ in keys(event)) for event in events), len(events))


def _covered(browser: Sequence[Event], server: Sequence[Event], keys: Callable[[Event], Iterable[str]]) -> float:
    """The share of browser events that share a key with a server event."""
    known = {key for event in server for key in keys(event)}
    return _percent(sum(not known.isdisjoint(keys(event)) for event in browser), len(browser))


def _any_key(event: Event) -> list[str]:
    return [f"{key}/{value}" for key in _DEDUPE_KEYS for value in _values(event, key)]


def _values(event: Event, key: str) -> list[str]:
    held = event.event_id if key == "event_id" else event.user_data.get(key)
    return [str(value) for value in user_data.values(held)]


def _frequency(server: Sequence[Event]) -> str:
    """Meta's words for how often events are sent; that they mean delays of up to an hour, or more, is inferred."""
    delays = [event.received_at - event.event_time for event in server if event.event_time is not None]
    return "real_time" if max(delays, default=0.0) < 3600 else "hourly"


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
