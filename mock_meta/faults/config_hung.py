"""The pixel's configuration does not come."""

from __future__ import annotations

from mock_meta.event import Channel
from mock_meta.faults import CUT, Call, Misdeed, Taken, fault


@fault(
    Taken(channel=Channel.BROWSER, aspect="presence"),
    Taken(channel=Channel.SERVER, aspect="fbp"),
    Taken(channel=Channel.SERVER, aspect="fbc"),
)
def config_hung(call: Call) -> Misdeed | None:
    """The request for the pixel's configuration is held, and in the end cut.

    Every page waits for it and sends nothing (measured: only the configuration lets the pixel's queue go). Where the
    script asked for it before the page had loaded, the load event waits too, so a page that acts on load acts late.
    """
    return Misdeed(answer=CUT, hold_s=call.settings.hold_s) if call.is_config else None
