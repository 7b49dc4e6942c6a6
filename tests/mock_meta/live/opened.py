"""The live page in a real Chromium: no script of it may fail."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, Literal

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, ViewportSize, async_playwright, expect

from harness.browser import find_browser
from mock_meta.server import MockMeta
from tests.mock_meta.control.remote import Remote

BOUGHT = {"value": 12.5, "currency": "EUR"}
Open = Callable[..., Coroutine[Any, Any, Page]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser().path, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def mock(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[MockMeta]:
    async with MockMeta(tmp_path_factory.mktemp("live") / "journal") as meta:
        yield meta


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, mock: MockMeta) -> AsyncIterator[Open]:
    """Open the page so wide; no script of it may fail, and nothing may ask or act that is not its own."""
    contexts, said = [], []

    async def opened(width: int = 1280, scheme: Literal["light", "dark"] = "light") -> Page:
        size: ViewportSize = {"width": width, "height": 800}
        contexts.append(await browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce"))
        page = await contexts[-1].new_page()
        page.on("console", lambda message: said.append(_text(message)))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        await page.goto(mock.live_url)
        await expect(page.locator("#link")).to_have_text("live")
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert said == []


@pytest_asyncio.fixture(loop_scope="session")
async def sender(mock: MockMeta) -> AsyncIterator[Remote]:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{mock.http_port}") as session:
        yield Remote(mock, session)


def rows_of(page: Page) -> Locator:
    """The rows in view, and a few around."""
    return page.get_by_role("list", name="Events").get_by_role("listitem")


def _text(message: ConsoleMessage) -> str:
    # A control call that is refused shows here too; the tests say which they expect.
    return f"{message.type}: {message.text}"
