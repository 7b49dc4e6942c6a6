"""A renewal is charged."""

from harness.coming_back import booked
from harness.condition import Kind, Part, Phase, condition
from harness.evidence import acted
from harness.visit import Visit

_A_MONTH_S = 30 * 86400.0


@condition(
    Phase.WHEN_GONE,
    kind=Kind.ACTORS,
    mechanism="the site's actor 'renewal' acts a month after the journey has sold something",
    evidence=acted("renewal"),
    needs=("control.clock", "control.actors.renewal"),
    acts_on=(Part.SALE,),
)
async def renewal_charged(visit: Visit) -> None:
    """A month later a subscription that the visitor bought is charged again: money, and no visit.

    The website must not report it as a sale of its own.
    """
    await booked(visit, sales=True)
    await visit.time_passes(_A_MONTH_S)
    await visit.act("renewal")
