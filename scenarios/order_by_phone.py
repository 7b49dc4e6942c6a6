"""An order that a clerk enters: it is in the books, and no sale of the website."""

from harness import Visit, scenario
from harness.conditions import back_office_order, consent_granted


@scenario(
    given=(consent_granted, back_office_order),
    tags=("too many purchases", "inflated return on ad spend", "server", "buy", "medium"),
)
async def order_by_phone(visit: Visit) -> None:
    """A visitor buys, and the back office enters what somebody else ordered by phone."""
    await visit.arrive()
    await visit.walk("buy")
