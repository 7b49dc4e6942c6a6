"""The browser inside an app."""

from harness.browser_needs import BrowserNeeds, ProcessNeeds
from harness.condition import Kind, Phase, condition
from harness.evidence import agent_heard, either, traced
from harness.visit import Visit

_AGENT = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UD1A.230803.041; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/{major}.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/470.0.0.48.79;IABMV/1;]"
)
_SIZE = (412, 780)


@condition(
    Phase.ON_LANDING,
    kind=Kind.DEVICE,
    mechanism="a Chromium with the user agent that Facebook's app has on Android, a screen of 412 by 780 and touch",
    evidence=either(agent_heard("FBAV/"), traced("in_app_browser")),
    browser=BrowserNeeds(process=ProcessNeeds(user_agent=_AGENT), size=_SIZE, touch=True),
    decides=("the visitor's device",),
)
async def in_app_browser(visit: Visit) -> None:
    """The visitor taps an advertisement in Facebook's app, and stays in the browser inside it.

    Nothing is excused.
    """
    agent, width = await visit.page.evaluate("[navigator.userAgent, innerWidth]")
    if "FBAV/" in agent:
        visit.trace("in_app_browser", f"pages are {width} wide and run in {agent}")
