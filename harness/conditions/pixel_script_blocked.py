"""A blocker on the visitor's network stops the pixel's script."""

from harness.condition import Phase, condition
from harness.ledger import Excuse
from harness.visit import Visit
from mock_meta.event import Channel

_REASON = "a blocker stops the pixel's script"


@condition(
    Phase.BEFORE_ARRIVAL,
    excuses=(
        Excuse(channel=Channel.BROWSER, aspect="presence", reason=_REASON),
        Excuse(channel=Channel.SERVER, aspect="fbp", reason=_REASON),
    ),
)
async def pixel_script_blocked(visit: Visit) -> None:
    """connect.facebook.net does not resolve for the visitor, as behind a blocking DNS or router.

    The pixel never loads, sets no cookie and sends nothing; only the server's copies are left. They still carry the
    click: its id stood in the address of the landing page, which the server was asked for.
    """
    visit.slot.meta.block("connect.facebook.net", _REASON)
