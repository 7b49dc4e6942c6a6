"""A slot and a browser for tests that need the wire as it really is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from harness.browser import find_browser, launch
from harness.settle import QUIET_LIMIT_S, QUIET_S
from harness.site import Site, Start
from harness.slot import Slot
from harness.visit import Visit
from mock_meta.tls import Certificates
from tests.mock_meta.factories import PIXEL

SHOP = "https://shop.example"
BANK = "https://bank.example"
APP = Path(__file__).with_name("site_app.py")


class Stage:
    """One slot with its site, and the browser that visits it."""

    def __init__(self, slot: Slot, browser: Browser, pages: Path) -> None:
        self.slot = slot
        self.browser = browser
        self._pages = pages

    def write(self, name: str, script: str) -> None:
        """Put a page on the site, at ``/name``, that runs a script and has a link to the next page."""
        self._pages.mkdir(parents=True, exist_ok=True)
        html = f"<!doctype html><title>{name}</title><a id=next href=/next>next</a><script>{script}</script>"
        (self._pages / f"{name}.html").write_text(html, encoding="utf-8")

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[Page]:
        """The page of a fresh visitor whose proxy is the slot's."""
        context = await self.context()
        try:
            yield await context.new_page()
        finally:
            await context.close()

    async def context(self) -> BrowserContext:
        """A fresh profile."""
        proxy = {"server": f"http://127.0.0.1:{self.slot.meta.proxy_port}"}
        return await self.browser.new_context(proxy=proxy)  # type: ignore[arg-type]

    def visit(self, page: Page) -> Visit:
        """A visit as a scenario has it."""
        return Visit(self.slot, page, seed="seed", given=(), journeys={})

    async def quiet(self) -> None:
        """Wait as a run does until the wire is quiet."""
        assert await self.slot.meta.activity.quiet(QUIET_S, QUIET_LIMIT_S)

    def heard(self) -> list[str]:
        """The event ids that the mock heard."""
        return [str(event.event_id) for event in self.slot.meta.journal.events()]


@asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[Stage]:
    """The site, the mock and the browser, up for as long as it lasts."""
    start = Start(
        command=("{python}", str(APP), "{port}", "{data}"),
        hosts={"shop.example": "port", "bank.example": "port"},
    )
    site = Site(
        name="stage", base_url=SHOP, pixel_ids=(PIXEL,), start=start, hosts=("bank.example",), path=folder / "site.toml"
    )
    certificates = Certificates(start.hosts)
    async with (
        Slot(site, folder / "slot", certificates) as slot,
        async_playwright() as playwright,
    ):
        browser = await launch(playwright, find_browser(), certificates.spki_sha256())
        yield Stage(slot, browser, folder / "slot" / "site")
        await browser.close()
