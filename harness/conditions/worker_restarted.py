"""The worker is started anew."""

from harness.condition import Kind, Phase, condition
from harness.evidence import acted
from harness.visit import Visit


@condition(
    Phase.AFTER_JOURNEY,
    kind=Kind.ACTORS,
    mechanism="the site's actor 'restart' acts when the journey is over",
    evidence=acted("restart"),
    needs=("control.actors.restart",),
)
async def worker_restarted(visit: Visit) -> None:
    """The site's worker is started anew between the sale and the sending: what still waits must not be lost."""
    await visit.act("restart")
