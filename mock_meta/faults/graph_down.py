"""The Conversions API is down."""

from __future__ import annotations

from mock_meta.event import Channel
from mock_meta.faults import Call, Misdeed, Taken, fault, refused
from mock_meta.wire import errors


@fault(Taken(channel=Channel.SERVER, aspect="delay"))
def graph_down(call: Call) -> Misdeed | None:
    """Every call to the Graph API is answered with Meta's "please retry later" (code 2, transient).

    The pixel is not touched. Copies are owed once the API is back; their delay is excused. Status 500 and the words
    are inferred from Meta's error tables, not captured.
    """
    return refused(call, errors.service())
