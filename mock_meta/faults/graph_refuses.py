"""The Conversions API refuses, with any error there is."""

from __future__ import annotations

from mock_meta.event import Channel
from mock_meta.faults import Call, Misdeed, Taken, fault, refused
from mock_meta.wire.errors import ERRORS


@fault(Taken(channel=Channel.SERVER, aspect="delay"))
def graph_refuses(call: Call) -> Misdeed | None:
    """Every call to the Graph API is refused with one error: 21009 by default, any other by name in the settings.

    21009, "the data set upload is temporarily not ready", is captured. It is the way to errors that no request can be
    told to deserve, since Meta's reasons are unknown. Events are owed once Meta takes them again.
    """
    return refused(call, ERRORS[call.settings.refusal]())
