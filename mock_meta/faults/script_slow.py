"""The pixel's script is late."""

from __future__ import annotations

from mock_meta.event import Channel
from mock_meta.faults import Call, Misdeed, Taken, fault


@fault(
    Taken(channel=Channel.BROWSER, aspect="delay"),
    Taken(channel=Channel.SERVER, aspect="fbp"),
    Taken(channel=Channel.SERVER, aspect="fbc"),
)
def script_slow(call: Call) -> Misdeed | None:
    """The pixel's script comes late, but it comes.

    The page's queue holds the events until then, and the browser's copies are owed as ever. What the server reports
    before the script has run can't carry the pixel's cookies yet.
    """
    return Misdeed(hold_s=call.settings.slow_s) if call.is_library else None
