"""The pixel's script is gone."""

from __future__ import annotations

from mock_meta.event import Answer, Channel
from mock_meta.faults import Call, Misdeed, Taken, fault


@fault(
    Taken(channel=Channel.BROWSER, aspect="presence"),
    Taken(channel=Channel.SERVER, aspect="fbp"),
    Taken(channel=Channel.SERVER, aspect="fbc"),
)
def script_missing(call: Call) -> Misdeed | None:
    """Meta's script host answers the pixel's script with 404.

    ``fbq`` stays the page's own queue: nothing is sent and no cookie is set, and the page must work all the same. Only
    the server's copies are left, without the pixel's cookies. That the answer is a 404 is inferred.
    """
    return Misdeed(answer=Answer(status=404)) if call.is_library else None
