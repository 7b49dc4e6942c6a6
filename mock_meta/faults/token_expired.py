"""The access token has expired."""

from __future__ import annotations

from mock_meta.event import Channel
from mock_meta.faults import Call, Misdeed, Taken, fault, refused
from mock_meta.wire import errors
from mock_meta.wire.access import pacific

_AGO_S = 3600.0


@fault(Taken(channel=Channel.SERVER, aspect="delay"))
def token_expired(call: Call) -> Misdeed | None:
    """Every call to the Graph API is refused with 190/463: the session has expired an hour ago.

    Nothing is wrong with the events: they are owed once the token is renewed, so a sender must keep them, and tell
    somebody. Message captured; status 401 is that of a captured refusal of another bad token, older ones show 400.
    """
    return refused(call, errors.token_expired(pacific(call.at - _AGO_S), pacific(call.at)))
