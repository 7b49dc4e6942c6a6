"""A renewal is charged."""

from harness.coming_back import booked
from harness.condition import Kind, Phase, condition
from harness.evidence import acted
from harness.visit import Visit


@condition(
    Phase.AFTER_JOURNEY,
    kind=Kind.ACTORS,
    mechanism="the site's actor 'renewal' acts when the journey has sold something",
    evidence=acted("renewal"),
    needs=("control.actors.renewal",),
)
async def renewal_charged(visit: Visit) -> None:
    """A subscription that the visitor bought is charged again: money, and no visit. The website must not report it."""
    await booked(visit, sales=True)
    await visit.act("renewal")
