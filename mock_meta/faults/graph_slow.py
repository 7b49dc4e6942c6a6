"""The Conversions API is slow."""

from __future__ import annotations

from mock_meta.event import Channel
from mock_meta.faults import Call, Misdeed, Taken, fault


@fault(Taken(channel=Channel.SERVER, aspect="delay"))
def graph_slow(call: Call) -> Misdeed | None:
    """Every call to the Graph API is answered well, but late.

    What is sent is on record at once and counts, although a sender that follows Meta's advice has given up after 1.5 s
    (documented; usual answers take less than 0.6 s). It sends the same event again then, which folds by its id.
    """
    return Misdeed(hold_s=call.settings.slow_s) if call.is_graph else None
