"""The job that runs once an hour."""

from harness.condition import Kind, Phase, condition
from harness.evidence import acted
from harness.visit import Visit


@condition(
    Phase.AFTER_JOURNEY,
    kind=Kind.ACTORS,
    mechanism="the site's actor 'hourly_job' acts when the journey is over",
    evidence=acted("hourly_job"),
    needs=("control.actors.hourly_job",),
)
async def hourly_job(visit: Visit) -> None:
    """The job that runs once an hour does its work: it may not report again what was reported."""
    await visit.act("hourly_job")
