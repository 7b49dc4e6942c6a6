"""A clerk enters an order."""

from harness.condition import Kind, Phase, condition
from harness.evidence import acted
from harness.visit import Visit


@condition(
    Phase.AFTER_JOURNEY,
    kind=Kind.ACTORS,
    mechanism="the site's actor 'phone_order' acts when the journey is over",
    evidence=acted("phone_order"),
    needs=("control.actors.phone_order",),
)
async def back_office_order(visit: Visit) -> None:
    """The back office enters what somebody ordered by phone: it is in the books, and no sale of the website."""
    await visit.act("phone_order")
