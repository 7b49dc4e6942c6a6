"""The browser takes the click id off the address."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.ledger import Excuse
from harness.visit import Visit
from mock_meta.event import Channel


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.IDENTITY,
    mechanism="the visitor lands on the advertised address without its fbclid, as link protection leaves it",
    evidence=traced("click_id_stripped"),
    excuses=(Excuse(channel=Channel.SERVER, aspect="fbc", reason="the browser strips the click id off the address"),),
    acts_on=(Part.CLICK_ID,),
    removes=(Part.CLICK_ID,),
)
async def click_id_stripped(visit: Visit) -> None:
    """The visitor comes from an advertisement, but the browser strips fbclid off the address, as several do.

    Neither page nor server can know the click; everything else is owed.
    """
    visit.strips_click_id = True


@click_id_stripped.at(Phase.ON_LANDING)
async def _landed(visit: Visit) -> None:
    if "fbclid" not in visit.page.url:
        visit.trace("click_id_stripped", f"the visitor landed on {visit.page.url}, without a click id")
