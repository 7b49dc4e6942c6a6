"""An ad blocker in the visitor's browser."""

from harness.browser_needs import BrowserNeeds, ProcessNeeds
from harness.browsers import AD_BLOCKER
from harness.condition import Kind, Part, Phase, condition
from harness.evidence import refused
from harness.knock import knock_if_passed
from harness.ledger import Excuse
from harness.visit import Visit
from mock_meta.event import Channel

_REASON = "an ad blocker in the browser stops the pixel"


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.BLOCKING,
    mechanism="a blocking extension in a Chromium of its own: two rules of ours, or the one that --adblock-extension "
    "names",
    evidence=refused("connect.facebook.net", "www.facebook.com", by="browser"),
    excuses=(
        Excuse(channel=Channel.BROWSER, aspect="presence", reason=_REASON),
        Excuse(channel=Channel.SERVER, aspect="fbp", reason=_REASON),
    ),
    browser=BrowserNeeds(process=ProcessNeeds(extension=AD_BLOCKER)),
    acts_on=(Part.PIXEL_SCRIPT,),
    removes=(Part.PIXEL_SCRIPT, Part.PIXEL_EVENTS, Part.PIXEL_COOKIES),
)
async def ad_blocker(visit: Visit) -> None:
    """An extension blocks the pixel's script and its requests, as most ad blockers do.

    It sits in the browser itself, so that what a page sends while it is left is blocked too. A pixel that comes and
    reports by the site's own address gets past it.
    """


@ad_blocker.at(Phase.AFTER_JOURNEY)
async def _knock(visit: Visit) -> None:
    await knock_if_passed(visit, "https://connect.facebook.net/en_US/fbevents.js", "https://www.facebook.com/tr/")
