"""The browser keeps no cookies at all."""

from harness.browser_needs import BrowserNeeds, ProcessNeeds
from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.ledger import Excuse
from harness.visit import Visit
from mock_meta.event import Channel

_REASON = "the browser keeps no cookies"


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.IDENTITY,
    mechanism="a Chromium of its own whose profile blocks all cookies",
    evidence=traced("cookies_refused"),
    excuses=tuple(Excuse(channel=Channel.SERVER, aspect=aspect, reason=_REASON) for aspect in ("fbp", "fbc")),
    needs=("without_cookies",),
    browser=BrowserNeeds(process=ProcessNeeds(no_cookies=True)),
    decides=("which cookies the browser keeps",),
    removes=(Part.PIXEL_COOKIES, Part.COOKIES),
)
async def cookies_refused(visit: Visit) -> None:
    """The browser refuses every cookie, the site's own too.

    It fits only journeys that go without, which site.toml names (``without_cookies``): no cart, no session. A site
    that asks for consent can't remember the answer, so that only the browser's copies on that very page are owed.
    """
    visit.walking.keeps_cookies = False


@cookies_refused.at(Phase.ON_LANDING)
async def _look(visit: Visit) -> None:
    script = "(document.cookie = 'kept=1', document.cookie.includes('kept=1'))"
    if await visit.page.evaluate(script):
        return
    visit.trace("cookies_refused", "a cookie that a page wrote was not there when it was read")
    if visit.slot.site.consent is not None:
        forgotten = f"{_REASON}, so the site can't remember the consent"
        visit.excuse(Channel.SERVER, "presence", forgotten)
        visit.excuse(Channel.BROWSER, "presence", forgotten, since=visit.slot.meta.clock.now())
