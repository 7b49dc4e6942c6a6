"""The scenarios' journeys as plain Playwright scripts: what a team would write by hand, without any audit.

Same site, same browser, same number at a time; no settling, no books, no ledger, no checks. Prints wall seconds.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from harness.browser import find_browser, launch
from harness.conditions.slow_site import ANSWER_DELAY_S
from harness.runner import DEFAULT_SLOTS
from harness.shopper import make_shopper
from harness.site import Journey
from harness.slot import Slot
from harness.sources import chosen_site
from mock_meta.faults import faults
from mock_meta.tls import Certificates

Script = Callable[[Slot, Page, dict[str, Journey]], Awaitable[None]]
ACCEPT, DENY = "#consent-accept", "#consent-deny"


async def _land(slot: Slot, page: Page, answer: str = ACCEPT) -> None:
    await page.goto(f"{slot.site.base_url}/?fbclid=IwARraw", wait_until="load")
    if answer:
        await page.click(answer)


def _walk(*journeys: str, answer: str = ACCEPT, reloads: int = 0) -> Script:
    async def script(slot: Slot, page: Page, known: dict[str, Journey]) -> None:
        await _land(slot, page, answer)
        for place, journey in enumerate(journeys):
            if place:
                await page.goto(slot.site.base_url, wait_until="load")
            await known[journey](page, make_shopper(f"raw/{id(page)}"))
        for _ in range(reloads):
            await page.reload(wait_until="load")

    return script


def _blocked(host: str) -> Script:
    async def script(slot: Slot, page: Page, known: dict[str, Journey]) -> None:
        slot.meta.block(host, "blocked")
        await _walk("buy")(slot, page, known)

    return script


async def _late(slot: Slot, page: Page, known: dict[str, Journey]) -> None:
    await _land(slot, page, "")
    await known["browse"](page, make_shopper("raw/late"))
    await page.click(ACCEPT)
    await page.goto(slot.site.base_url, wait_until="load")
    await known["buy"](page, make_shopper("raw/late"))


async def _slow(slot: Slot, page: Page, known: dict[str, Journey]) -> None:
    slot.meta.site_delay_s = lambda: ANSWER_DELAY_S
    await _walk("buy")(slot, page, known)


async def _down(slot: Slot, page: Page, known: dict[str, Journey]) -> None:
    slot.meta.arm(faults()["graph_down"])
    await _walk("buy")(slot, page, known)


SCRIPTS: dict[str, Script] = {
    "account_registered": _walk("register"),
    "ad_blocked_endpoint": _blocked("www.facebook.com"),
    "ad_blocked_script": _blocked("connect.facebook.net"),
    "consent_denied": _walk("buy", answer=DENY),
    "consent_granted_late": _late,
    "graph_down": _down,
    "healthy_lead": _walk("lead"),
    "healthy_purchase": _walk("buy"),
    "payment_redirect": _walk("buy_by_bank"),
    "payment_redirect_no_return": _walk("abandon_at_bank"),
    "product_viewed_twice": _walk("browse"),
    "slow_checkout": _slow,
    "thank_you_reloaded": _walk("buy", reloads=2),
    "two_orders": _walk("buy", "buy"),
}


async def _run(script: Script, slot: Slot, browser: Browser, journeys: dict[str, Journey]) -> None:
    slot.meta.reset()
    context = await browser.new_context(proxy={"server": f"http://127.0.0.1:{slot.meta.proxy_port}"})
    await script(slot, await context.new_page(), journeys)
    await context.close()


async def main(slots: int) -> None:
    """Run all scripts, ``slots`` at a time."""
    site = chosen_site(None)
    journeys = site.load_journeys()
    certificates = Certificates(site.start.hosts if site.start else ())
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            playwright = await stack.enter_async_context(async_playwright())
            running = [Slot(site, Path(folder) / str(n), certificates) for n in range(slots)]
            await asyncio.gather(*(stack.enter_async_context(slot) for slot in running))
            browser = await launch(playwright, find_browser(), certificates.spki_sha256())
            stack.push_async_callback(browser.close)
            waiting = list(SCRIPTS.values())

            async def work(slot: Slot) -> None:
                while waiting:
                    await _run(waiting.pop(0), slot, browser, journeys)

            await asyncio.gather(*(work(slot) for slot in running))


if __name__ == "__main__":
    began = time.perf_counter()
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_SLOTS))
    sys.stdout.write(f"{time.perf_counter() - began:.2f}\n")
