"""An estimate of Event Match Quality, from which customer information a server event carries.

Meta's formula is not public. The order of weights follows Business Help "About Event Match Quality" (high: em, fbc;
medium: ph, external_id, fbp, db, country; low: names, city, zip); the numbers are ours. Use it to compare two runs of
one site, never to predict the score that Events Manager shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mock_meta.event import Channel, Event
from mock_meta.wire.user_data import values

WEIGHTS: Mapping[str, float] = {
    "em": 3.0,
    "fbc": 2.0,
    "ph": 1.5,
    "external_id": 1.0,
    "fbp": 1.0,
    "client_ip_address": 0.5,
    "client_user_agent": 0.5,
    "fb_login_id": 0.5,
    "db": 0.5,
    "country": 0.25,
    "fn": 0.25,
    "ln": 0.25,
    "ct": 0.25,
    "zp": 0.25,
}
"""Points for each kind of customer information that is present; an event has at most ten."""


def match_quality(event: Event) -> float:
    """An estimate from 0 to 10 for one event."""
    present = (points for key, points in WEIGHTS.items() if values(event.user_data.get(key)))
    return min(10.0, sum(present))


def mean_match_quality(events: Iterable[Event]) -> float | None:
    """The mean estimate over accepted server events; None if there are none (Meta scores server events only)."""
    scores = [match_quality(event) for event in events if event.channel is Channel.SERVER and event.accepted]
    return sum(scores) / len(scores) if scores else None
