"""The pixel's configuration is gone."""

from __future__ import annotations

from mock_meta.event import Answer, Channel
from mock_meta.faults import Call, Misdeed, Taken, fault


@fault(
    Taken(channel=Channel.BROWSER, aspect="presence"),
    Taken(channel=Channel.SERVER, aspect="fbp"),
    Taken(channel=Channel.SERVER, aspect="fbc"),
)
def config_missing(call: Call) -> Misdeed | None:
    """The pixel's configuration is answered with 404, as for a pixel that was deleted.

    The genuine script sends nothing and sets no cookie before it has its configuration (measured), so only the server's
    copies are left, without the pixel's cookies. That Meta answers 404 is inferred.
    """
    return Misdeed(answer=Answer(status=404)) if call.is_config else None
