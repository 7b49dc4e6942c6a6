"""The buttons of real consent managers are found by the one word ``auto``, and do what they say."""

from __future__ import annotations

import tarfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Page, async_playwright

from harness.browser import find_browser, launch
from harness.consent_buttons import asks, button_for, check_button, press
from harness.consent_managers import AUTO, MANAGERS
from harness.errors import NotHereError
from harness.ledger import Choice
from harness.site import ConsentSelectors
from tests.mock_meta.sdk.driver import installed

HERE = Path(__file__).parent / "consent_managers"
ANY = ConsentSelectors(manager=AUTO)
OWN = ConsentSelectors(accept="text=Yes", deny="text=No")
BANNER = "<div id=b><button onclick='b.remove()'>Yes</button><button onclick='b.remove()'>No</button></div>"
TRIED = [manager.name for manager in MANAGERS if manager.tried]


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four consent managers as their makers publish them, by their names; skips where they can't be had."""
    listed = HERE / "packages.txt"
    command = ["npm", "pack", "--silent", "--fetch-retries=1", *listed.read_text(encoding="utf-8").split()]
    folder, unpacked = installed("consent-managers", [listed], command), tmp_path_factory.mktemp("managers")
    for archive in folder.glob("*.tgz"):
        with tarfile.open(archive) as packed:
            packed.extractall(unpacked / archive.name.rpartition("-")[0], filter="data")
    return unpacked


@pytest_asyncio.fixture
async def page() -> AsyncIterator[Page]:
    """The page of a fresh visitor."""
    async with async_playwright() as playwright:
        browser = await launch(playwright, find_browser(), "")
        opened = await browser.new_page()
        opened.set_default_timeout(5000)
        yield opened
        await browser.close()


@pytest_asyncio.fixture
async def address(packages: Path) -> AsyncIterator[str]:
    """Where a site serves the managers and a page for each."""

    async def file(request: web.Request) -> web.FileResponse:
        name, _, rest = request.match_info["path"].partition("/")
        return web.FileResponse(packages / name / "package" / rest if rest else HERE / name)

    app = web.Application()
    app.router.add_get("/{path:.+}", file)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.mark.parametrize("choice", Choice)
@pytest.mark.parametrize("manager", TRIED)
async def test_a_real_manager_is_answered(page: Page, address: str, manager: str, choice: Choice) -> None:
    """Whichever it is, and it has heard the right answer; then the banner is gone."""
    await page.goto(f"{address}/{manager}.html")
    button = await button_for(page, ANY, choice)
    assert await page.evaluate("answer()") == ""
    await press(button)
    assert await page.evaluate("answer()") == choice
    assert not await asks(page, ANY)


@pytest.mark.parametrize("site", [OWN, ConsentSelectors(accept="text=Yes", deny="text=No", manager=AUTO)])
async def test_the_site_s_own_banner_comes_first(page: Page, site: ConsentSelectors) -> None:
    await page.set_content(BANNER)
    assert await asks(page, site)
    assert await (await button_for(page, site, Choice.DENIED)).inner_text() == "No"


async def test_a_banner_without_a_button_to_decline_is_told(page: Page) -> None:
    """Many have it on their second layer only: then site.toml must name the way."""
    await page.set_content("<div><button id=onetrust-accept-btn-handler>Accept</button></div>")
    with pytest.raises(NotHereError, match=r"the consent banner \(onetrust\) shows no button for consent denied"):
        await button_for(page, ANY, Choice.DENIED)


def test_a_site_that_names_nothing_has_no_button() -> None:
    for site in (None, ConsentSelectors(), ConsentSelectors(accept="#yes")):
        with pytest.raises(NotHereError, match=r"site\.toml names no button for consent denied"):
            check_button(site, Choice.DENIED)
