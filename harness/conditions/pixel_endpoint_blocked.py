"""A blocker on the visitor's network stops the pixel's requests."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import refused
from harness.knock import knock_if_passed
from harness.ledger import Excuse
from harness.visit import Visit
from mock_meta.event import Channel

_HOST = "www.facebook.com"
_REASON = "a blocker stops the pixel's requests"


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.BLOCKING,
    mechanism="the visitor's network refuses www.facebook.com by name",
    evidence=refused(_HOST),
    excuses=(Excuse(channel=Channel.BROWSER, aspect="presence", reason=_REASON),),
    acts_on=(Part.PIXEL_EVENTS,),
    removes=(Part.PIXEL_EVENTS,),
)
async def pixel_endpoint_blocked(visit: Visit) -> None:
    """www.facebook.com does not resolve for the visitor, but the pixel's script still loads.

    The pixel runs and sets its cookies, and every event it sends is lost; the server's copies still carry fbp.
    """
    visit.slot.meta.block(_HOST, _REASON)


@pixel_endpoint_blocked.at(Phase.AFTER_JOURNEY)
async def _knock(visit: Visit) -> None:
    await knock_if_passed(visit, f"https://{_HOST}/")
