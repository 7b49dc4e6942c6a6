"""Meta says that it received an event, and loses it."""

from __future__ import annotations

from mock_meta.event import Channel
from mock_meta.faults import Call, Misdeed, Taken, fault


@fault(Taken(channel=Channel.SERVER, aspect="presence"))
def event_dropped_silently(call: Call) -> Misdeed | None:
    """Every call to the Graph API is answered as received, and its events are never counted.

    Whether Meta ever does so is unknown: ``events_received`` is documented as a number of events received, not counted.
    The record keeps both sides: the answer that the sender got, and that the event was not taken. No sender can notice,
    so nothing is owed on this channel, and the browser's copies must carry the sales alone.
    """
    return Misdeed(keeps=False) if call.is_graph else None
