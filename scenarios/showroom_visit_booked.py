"""A call and a booking: what leads to a visit in person is reported like a sale."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("unstable optimisation", "browser", "server", "book_a_visit", "low"))
async def showroom_visit_booked(visit: Visit) -> None:
    """A visitor calls the shop, and books a visit to the showroom."""
    await visit.arrive()
    await visit.walk("call")
    await visit.walk("book_a_visit")
