"""What becomes of a lead days later: the CRM reports it from the server alone, and rightly so."""

from harness import Visit, scenario
from harness.conditions import consent_granted

TWO_DAYS_S = 2 * 86400.0


@scenario(given=(consent_granted,), tags=("unstable optimisation", "server", "lead", "medium"))
async def lead_won_in_the_crm(visit: Visit) -> None:
    """A visitor asks for a quote; the sales team qualifies the lead, and wins the customer two days later."""
    await visit.arrive()
    await visit.walk("lead")
    await visit.time_passes(TWO_DAYS_S)
    await visit.act("sales_qualifies")
    await visit.time_passes(TWO_DAYS_S)
    await visit.act("sales_wins")
