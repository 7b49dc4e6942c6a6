"""The Conversions API takes an event and never says so."""

from __future__ import annotations

from mock_meta.event import Channel
from mock_meta.faults import CUT, Call, Misdeed, Taken, fault


@fault(Taken(channel=Channel.SERVER, aspect="delay"))
def graph_timeout_after_accept(call: Call) -> Misdeed | None:
    """Every call to the Graph API is taken, its connection held beyond any advised patience, and then cut.

    The sender can't know that Meta has the event. It is right to send it again, under the same event id: a new one
    would be counted twice. That such a loss of the answer happens on any network needs no capture; how long Meta
    would hold a connection is not known.
    """
    return Misdeed(answer=CUT, hold_s=call.settings.hold_s) if call.is_graph else None
