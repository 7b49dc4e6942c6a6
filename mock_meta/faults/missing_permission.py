"""The token has lost its right to the dataset."""

from __future__ import annotations

from mock_meta.event import Channel
from mock_meta.faults import Call, Misdeed, Taken, fault, refused
from mock_meta.wire import errors


@fault(Taken(channel=Channel.SERVER, aspect="delay"))
def missing_permission(call: Call) -> Misdeed | None:
    """Every call to the Graph API is refused, since the token may not use the dataset any more.

    Sending is answered with code 200 (documented for this edge; status 403 and the words inferred), reading with
    "(#100) Missing Permission" (captured). Nothing is wrong with the events: they are owed once somebody has given the
    right back, so a sender must keep them.
    """
    refusal = errors.permission() if call.method == "POST" else errors.missing_permission()
    return refused(call, refusal)
