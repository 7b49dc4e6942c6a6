"""All of Meta is down."""

from __future__ import annotations

from mock_meta.event import Channel
from mock_meta.faults import CUT, Call, Misdeed, Taken, fault


@fault(
    Taken(channel=Channel.BROWSER, aspect="presence"),
    Taken(channel=Channel.SERVER, aspect="fbp"),
    Taken(channel=Channel.SERVER, aspect="fbc"),
    Taken(channel=Channel.SERVER, aspect="delay"),
)
def meta_down(call: Call) -> Misdeed | None:
    """Script, configuration, endpoint and Graph API are cut without an answer: the first three at once, Graph late.

    As on 4 October 2021, when Meta's names were gone for six hours. Nothing may come of it for the shopper, and the
    server's copies are owed once Meta is back. That a server waits as long as for a slow answer is inferred.
    """
    return Misdeed(answer=CUT, keeps=False, hold_s=call.settings.slow_s if call.is_graph else 0.0)
