"""Crawlers."""

from harness.condition import Kind, Phase, condition
from harness.evidence import acted
from harness.visit import Visit


@condition(
    Phase.AFTER_JOURNEY,
    kind=Kind.ACTORS,
    mechanism="the site's actor 'crawler' acts when the journey is over",
    evidence=acted("crawler"),
    needs=("control.actors.crawler",),
)
async def crawler_passes(visit: Visit) -> None:
    """When the journey is over, crawlers read the site: Meta must hear nothing of them."""
    await visit.act("crawler")
