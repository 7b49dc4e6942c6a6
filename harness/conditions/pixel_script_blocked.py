"""A blocker on the visitor's network stops the pixel's script."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import refused
from harness.knock import knock_if_passed
from harness.ledger import Excuse
from harness.visit import Visit
from mock_meta.event import Channel

_HOST = "connect.facebook.net"
_REASON = "a blocker stops the pixel's script"


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.BLOCKING,
    mechanism="the visitor's network refuses connect.facebook.net by name",
    evidence=refused(_HOST),
    excuses=(
        Excuse(channel=Channel.BROWSER, aspect="presence", reason=_REASON),
        Excuse(channel=Channel.SERVER, aspect="fbp", reason=_REASON),
    ),
    acts_on=(Part.PIXEL_SCRIPT,),
    removes=(Part.PIXEL_SCRIPT, Part.PIXEL_EVENTS, Part.PIXEL_COOKIES),
)
async def pixel_script_blocked(visit: Visit) -> None:
    """connect.facebook.net does not resolve for the visitor, as behind a blocking DNS or router.

    The pixel never loads, sets no cookie and sends nothing; only the server's copies are left. They still carry the
    click: its id stood in the address of the landing page, which the server was asked for.
    """
    visit.slot.meta.block(_HOST, _REASON)


@pixel_script_blocked.at(Phase.AFTER_JOURNEY)
async def _knock(visit: Visit) -> None:
    await knock_if_passed(visit, f"https://{_HOST}/")
