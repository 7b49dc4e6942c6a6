"""The money goes back."""

from harness.coming_back import booked
from harness.condition import Kind, Part, Phase, condition
from harness.evidence import acted
from harness.visit import Visit


@condition(
    Phase.WHEN_GONE,
    kind=Kind.ACTORS,
    mechanism="the site's actor 'order_refunded' acts when the journey has sold something",
    evidence=acted("order_refunded"),
    needs=("control.actors.order_refunded",),
    acts_on=(Part.SALE,),
)
async def refunded_later(visit: Visit) -> None:
    """What the visitor bought is sent back and refunded: that must not report the sale again."""
    await booked(visit, sales=True)
    await visit.act("order_refunded")
