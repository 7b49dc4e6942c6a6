"""The pixel's script is late."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.latecomers import hold_back
from harness.ledger import Excuse
from harness.visit import Visit
from mock_meta.event import Channel

HELD_S = 1.5
"""How long the script is held back."""
_REASON = "the pixel's script comes late"


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.NETWORK,
    mechanism=f"fbevents.js is held back {HELD_S:g} s on the wire; the browser's own timing tells of it",
    evidence=traced("slow_pixel_script"),
    excuses=(Excuse(channel=Channel.BROWSER, aspect="delay", reason=_REASON),),
    acts_on=(Part.PIXEL_SCRIPT,),
)
async def slow_pixel_script(visit: Visit) -> None:
    """fbevents.js comes late, and from then on from the browser's cache.

    The page's queue holds the events until then, and all are owed. What the server reports before the script has run
    can't carry the pixel's cookie; the click stood in the address.
    """
    await hold_back(visit, lambda call: call.is_library, HELD_S, name="slow_pixel_script", what="the pixel's script")
