"""The Conversions API fails for two calls."""

from __future__ import annotations

from mock_meta.event import Channel
from mock_meta.faults import Call, Misdeed, Taken, fault, refused
from mock_meta.wire import errors


@fault(Taken(channel=Channel.SERVER, aspect="delay"))
def graph_fails_twice_then_recovers(call: Call) -> Misdeed | None:
    """The first two calls to the Graph API are answered with "an unknown error occurred" (code 1); then all is well.

    A sender that tries once has lost these events although Meta was never away. Status 500 and the words are inferred
    from Meta's error tables (code 1, transient), not captured.
    """
    return refused(call, errors.unknown()) if call.nth <= call.settings.failures else None
