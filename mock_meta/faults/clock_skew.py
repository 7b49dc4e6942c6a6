"""Meta's clock and the site's don't agree."""

from __future__ import annotations

from mock_meta.event import Channel
from mock_meta.faults import Call, Misdeed, Taken, fault


@fault(
    Taken(channel=Channel.BROWSER, aspect="delay"),
    Taken(channel=Channel.SERVER, aspect="delay"),
)
def clock_skew(call: Call) -> Misdeed | None:
    """Meta's clock is ahead of the site's, or behind where the skew is negative.

    What a site's wrong clock does to it, with both of its channels wrong alike: times of receipt are off, and with them
    every age. An event is too old beyond 7 days (documented); what becomes of one from the future is not known.
    """
    return Misdeed(skew_s=call.settings.skew_s)
