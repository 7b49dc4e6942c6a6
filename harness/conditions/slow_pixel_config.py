"""The pixel's configuration is late."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.latecomers import hold_back
from harness.ledger import Excuse
from harness.visit import Visit
from mock_meta.event import Channel

HELD_S = 1.0
"""How long the configuration is held back."""
_REASON = "the pixel's configuration comes late"


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.NETWORK,
    mechanism=f"signals/config is held back {HELD_S:g} s on the wire; the browser's own timing tells of it",
    evidence=traced("slow_pixel_config"),
    excuses=(Excuse(channel=Channel.BROWSER, aspect="delay", reason=_REASON),),
    decides=("when the pixel's configuration comes",),
    acts_on=(Part.PIXEL_SCRIPT,),
)
async def slow_pixel_config(visit: Visit) -> None:
    """The pixel's configuration comes late, and its script holds every event back until then (measured).

    All are owed then. What the server reports before can't carry the pixel's cookie; the click stood in the address.
    """
    await hold_back(
        visit, lambda call: call.is_config, HELD_S, name="slow_pixel_config", what="the pixel's configuration"
    )
