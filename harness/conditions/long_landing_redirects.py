"""The advertisement's link leads through several redirects."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.redirector import HOPS, HOSTS, origins
from harness.visit import Visit


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAYMENT,
    mechanism=f"{len(HOPS)} redirects at {len(HOSTS)} origins, served behind the run's proxy, lead to the landing page",
    evidence=traced("long_landing_redirects"),
    decides=("the way to the landing page",),
    acts_on=(Part.CLICK_ID,),
)
async def long_landing_redirects(visit: Visit) -> None:
    """Trackers of an agency and of a network stand between the advertisement and the landing page.

    Each hands the click id on, so that it is owed as ever. A tracker or a rewrite rule of the site's that drops the
    query, or changes it, loses the click for both channels.
    """
    redirector = await visit.slot.redirector()
    redirector.seen.clear()
    visit.link_to = redirector.link_to


@long_landing_redirects.at(Phase.ON_LANDING)
async def _note(visit: Visit) -> None:
    seen = (await visit.slot.redirector()).seen
    if len(seen) >= len(HOPS):
        said = (
            f"{len(HOPS)} redirects at {origins(seen)} origins led to the landing page: {', '.join(seen[-len(HOPS) :])}"
        )
        visit.trace("long_landing_redirects", said)
