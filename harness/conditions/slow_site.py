"""The site is slow."""

from harness.condition import Kind, Phase, condition
from harness.evidence import pages_took
from harness.ledger import Excuse
from harness.visit import Visit
from mock_meta.event import Channel

ANSWER_DELAY_S = 0.2
"""How long each answer of the site is held back on the wire."""


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.NETWORK,
    mechanism=f"every answer of the site is held back {ANSWER_DELAY_S:g} s on the wire",
    evidence=pages_took(ANSWER_DELAY_S),
    excuses=(Excuse(channel=Channel.BROWSER, aspect="delay", reason="the site answers slowly"),),
    decides=("the site's speed",),
)
async def slow_site(visit: Visit) -> None:
    """Every answer of the site comes late, as from an overloaded shop on a sale day.

    Pages, checkout steps and confirmations crawl; both copies are still owed, the browser's without its deadline.
    """
    visit.slot.meta.site_delay_s = lambda: ANSWER_DELAY_S
