"""Later than Meta folds copies: whatever is sent again now counts a second time."""

from harness import Visit, scenario
from harness.conditions import consent_granted, three_days_later


@scenario(given=(consent_granted, three_days_later), tags=("too many purchases", "browser", "server", "buy", "high"))
async def three_days_after_buying(visit: Visit) -> None:
    """A visitor buys, and looks in again three days later."""
    await visit.arrive()
    await visit.walk("buy")
