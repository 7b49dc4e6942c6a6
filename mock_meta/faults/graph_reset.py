"""The Conversions API hangs up."""

from __future__ import annotations

from mock_meta.event import Channel
from mock_meta.faults import CUT, Call, Misdeed, Taken, fault


@fault(Taken(channel=Channel.SERVER, aspect="delay"))
def graph_reset(call: Call) -> Misdeed | None:
    """Every connection to the Graph API is cut before anything is taken.

    The sender sees a reset, as from a broken network. Copies are owed once the network is whole again.
    """
    return Misdeed(answer=CUT, keeps=False) if call.is_graph else None
