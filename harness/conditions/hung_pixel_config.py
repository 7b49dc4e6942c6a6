"""The pixel's configuration never comes."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.latecomers import never_answer
from harness.ledger import Excuse
from harness.visit import Visit
from mock_meta.event import Channel

HELD_S = 0.5
"""How long it hangs. A page's load event may wait for it, so it is cut before a journey that waits for that breaks."""
_REASON = "the pixel's configuration never comes"


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.NETWORK,
    mechanism=f"signals/config is held {HELD_S:g} s on the wire and cut without an answer, on every page anew",
    evidence=traced("hung_pixel_config"),
    excuses=(
        Excuse(channel=Channel.BROWSER, aspect="presence", reason=_REASON),
        Excuse(channel=Channel.SERVER, aspect="fbp", reason=_REASON),
    ),
    decides=("when the pixel's configuration comes",),
    acts_on=(Part.PIXEL_SCRIPT,),
    removes=(Part.PIXEL_EVENTS, Part.PIXEL_COOKIES),
)
async def hung_pixel_config(visit: Visit) -> None:
    """The pixel's configuration is asked for and never comes: the pixel sends nothing and sets no cookie (measured).

    Only the server's copies are left. They still carry the click, whose id stood in the landing page's address.
    """
    await never_answer(
        visit, lambda call: call.is_config, HELD_S, name="hung_pixel_config", what="the pixel's configuration"
    )
