"""The job that runs once an hour: what was reported must not be reported again."""

from harness import Visit, scenario
from harness.conditions import consent_granted, hourly_job


@scenario(given=(consent_granted, hourly_job), tags=("too many purchases", "server", "buy", "high"))
async def hourly_job_after_sale(visit: Visit) -> None:
    """A visitor buys, and the shop's hourly job runs."""
    await visit.arrive()
    await visit.walk("buy")
