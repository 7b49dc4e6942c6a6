"""The Back button in a browser that keeps whole pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.browser_needs import BrowserNeeds, ProcessNeeds
from harness.condition import Kind, Part, Phase, condition
from harness.errors import NotHereError
from harness.evidence import traced
from harness.tabs import session_of
from harness.visit import Visit

if TYPE_CHECKING:
    from playwright.async_api import Page

_REMEMBER = "addEventListener('pageshow', (event) => { window.cameUpKept = event.persisted; })"
_KEPT = "window.cameUpKept === true"


@condition(
    Phase.AFTER_JOURNEY,
    kind=Kind.PAGE,
    mechanism="a Chromium of its own whose back/forward cache is on; an empty page is opened and left by Back, and the "
    "page before it says itself that it was kept (pageshow.persisted)",
    evidence=traced("back_forward_cache"),
    browser=BrowserNeeds(process=ProcessNeeds(keeps_pages=True)),
    acts_on=(Part.OPEN_PAGE,),
)
async def back_forward_cache(visit: Visit) -> None:
    """The shopper comes back to the last page by the Back button, and the browser shows it as it was, still alive.

    No script starts anew, no request is made: what the page confirms was told before. That it came up again may be told
    as a page view, or not.
    """
    page = visit.page
    if page.is_closed():
        return
    url, reasons = page.url, list[str]()
    await page.evaluate(_REMEMBER)
    await page.goto("about:blank")
    await _hear_why_not(page, reasons)
    # A page that was kept has loaded long ago: no load event will come.
    await page.go_back(wait_until="commit")
    where = url.partition("?")[0]
    if page.url != url or not await page.evaluate(_KEPT):
        raise NotHereError(f"the browser did not keep {where}: {', '.join(reasons) or 'it does not say why'}")
    visit.came_up_kept(page)
    visit.trace("back_forward_cache", f"{where} came up again by the Back button, kept alive")


async def _hear_why_not(page: Page, reasons: list[str]) -> None:
    """Collect why the browser could not show a page as it had been, in Chromium's words."""

    def heard(told: dict[str, Any]) -> None:
        reasons.extend(one["reason"] for one in told.get("notRestoredExplanations", ()))

    session = await session_of(page)
    await session.send("Page.enable")
    session.on("Page.backForwardCacheNotUsed", heard)
