"""One recorder and one browser for all of the pixel's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from harness.browser import find_browser
from mock_meta.pixel_script import PixelConfig
from tests.mock_meta.pixel.recorder import SNIPPET, Recorder

USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
MINIMAL = PixelConfig(first_party_cookies=False)
PREFIX = "[Meta Pixel] - "


class Visitor:
    """A shopper's page, and the server's record of what it sent."""

    def __init__(self, page: Page, recorder: Recorder) -> None:
        self.page = page
        self.recorder = recorder
        self.warnings: list[str] = []

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def listen(self, message: ConsoleMessage) -> None:
        """Keep a warning of the pixel's, without its prefix."""
        if message.text.startswith(PREFIX):
            self.warnings.append(message.text.removeprefix(PREFIX))

    async def open(
        self, script: str = "", *, page: str = "", path: str = "/", origin: str = "https://shop.example"
    ) -> None:
        """Load a page that runs the pixel's loader and then ``script``; or ``page``, its HTML, as it is.

        All scripts have run on return, unless the recorder holds one of them back.
        """
        html = page or f"<!doctype html><script>{SNIPPET}{script}</script><body>"
        self.recorder.pages[path.partition("?")[0].partition("#")[0]] = html
        await self.page.goto(origin + path, wait_until="commit" if self.recorder.holds else "load")

    async def leave(self) -> None:
        """Go to another page of the site: what the first one would still have sent on its way out has its chance."""
        await self.page.goto("https://shop.example/left")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_recorder() -> AsyncIterator[Recorder]:
    async with Recorder() as recorder:
        yield recorder


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(shared_recorder: Recorder) -> AsyncIterator[Browser]:
    port = shared_recorder.tls_port
    hosts = ("*.facebook.com", "*.facebook.net", "*.example", "*.shop.co.uk")
    rules = ",".join([*(f"MAP {host} 127.0.0.1:{port}" for host in hosts), "MAP * ~NOTFOUND"])
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_browser().path,
            args=[
                "--no-sandbox",
                f"--user-agent={USER_AGENT}",
                f"--host-resolver-rules={rules},EXCLUDE 127.0.0.1,EXCLUDE localhost",
                f"--ignore-certificate-errors-spki-list={shared_recorder.certificates.spki_sha256()}",
            ],
        )
        yield browser
        await browser.close()


async def new_page(browser: Browser, user_agent: str | None = None) -> Page:
    """A page of a fresh visitor. The headless shell lacks ``window.chrome``, by which the pixel knows Chrome."""
    context = await browser.new_context(user_agent=user_agent)
    await context.add_init_script("window.chrome ??= {}")
    return await context.new_page()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_page(browser: Browser) -> Page:
    return await new_page(browser)


@pytest.fixture
def config() -> PixelConfig:
    """The config of every pixel; a module that wants cookies overrides it."""
    return MINIMAL


@pytest.fixture
def user_agent() -> str | None:
    """The visitor's own user agent, if not the browser's."""
    return None


@pytest.fixture
def recorder(shared_recorder: Recorder, config: PixelConfig) -> Recorder:
    shared_recorder.reset(config)
    return shared_recorder


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(
    browser: Browser, shared_page: Page, recorder: Recorder, user_agent: str | None
) -> AsyncIterator[Visitor]:
    """A visitor who brings nothing along. Most share one page, cleared of what it stored, which is faster."""
    page = shared_page if user_agent is None else await new_page(browser, user_agent)
    visitor = Visitor(page, recorder)
    page.on("console", visitor.listen)
    yield visitor
    page.remove_listener("console", visitor.listen)
    recorder.release()
    if page is shared_page:
        await page.evaluate("localStorage.clear()")
        await page.context.clear_cookies()
    else:
        await page.context.close()
