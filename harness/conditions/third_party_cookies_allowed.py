"""The browser takes third-party cookies."""

from urllib.parse import urlsplit

from harness.browser_needs import BrowserNeeds, ProcessNeeds
from harness.condition import Kind, Part, Phase, condition
from harness.ledger import Ledger
from harness.visit import Visit


def _sent(ledger: Ledger) -> str:
    pixel = [one for one in ledger.requests if urlsplit(one.url).path.rstrip("/") == "/tr"]
    held = [one for one in pixel for name, value in one.headers if name.lower() == "cookie" and "fr=" in value]
    return f"{len(held)} of {len(pixel)} requests of the pixel carried Meta's own cookie fr" if held else ""


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.IDENTITY,
    mechanism="a Chromium of its own whose profile takes third-party cookies; Meta's answers to the pixel set its fr",
    evidence=_sent,
    browser=BrowserNeeds(process=ProcessNeeds(third_party_cookies=True)),
    decides=("which cookies the browser keeps",),
    acts_on=(Part.PIXEL_EVENTS,),
)
async def third_party_cookies_allowed(visit: Visit) -> None:
    """The browser keeps Meta's own cookies, as Chrome does by default: the pixel's requests carry them.

    Nothing is excused: it only makes Meta know the visitor better.
    """
    visit.slot.meta.sets_cookies = True
