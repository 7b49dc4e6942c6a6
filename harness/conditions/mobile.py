"""A phone."""

from harness.browser_needs import BrowserNeeds, ProcessNeeds
from harness.condition import Kind, Phase, condition
from harness.evidence import agent_heard, either, traced
from harness.visit import Visit

_AGENT = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/{major}.0.0.0 Mobile Safari/537.36"
)
_SIZE = (390, 844)


@condition(
    Phase.ON_LANDING,
    kind=Kind.DEVICE,
    mechanism="a Chromium with a phone's user agent, a screen of 390 by 844 and touch",
    evidence=either(agent_heard("Mobile Safari"), traced("mobile")),
    browser=BrowserNeeds(process=ProcessNeeds(user_agent=_AGENT), size=_SIZE, touch=True),
    decides=("the visitor's device",),
)
async def mobile(visit: Visit) -> None:
    """The visitor comes with a phone: a small screen, fingers, and a phone's user agent.

    Nothing is excused.
    """
    agent, width = await visit.page.evaluate("[navigator.userAgent, innerWidth]")
    if "Mobile Safari" in agent:
        visit.trace("mobile", f"pages are {width} wide and run in {agent}")
