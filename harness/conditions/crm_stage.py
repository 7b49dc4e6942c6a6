"""The sales team goes on with a lead."""

from harness.coming_back import booked
from harness.condition import Kind, Phase, condition
from harness.evidence import traced
from harness.visit import Visit


@condition(
    Phase.AFTER_JOURNEY,
    kind=Kind.ACTORS,
    mechanism="the site's actor 'sales_qualifies' acts when the journey has booked something, and the books grow by it",
    evidence=traced("crm_stage"),
    needs=("control.actors.sales_qualifies",),
)
async def crm_stage(visit: Visit) -> None:
    """The sales team finds the lead worth an offer: the CRM reports that stage as an event of its own."""
    before = await booked(visit)
    await visit.act("sales_qualifies")
    if (more := await booked(visit) - before) > 0:
        visit.trace("crm_stage", f"the actor sales_qualifies put {more} more into the books")
