"""In a browser: cookies that grow old, what Safari shortens, and a page whose clock shows another time."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page

from harness.cookie_jar import grow_older, held
from harness.page_scripts import clock_ahead, safari_cookies
from tests.harness.stage import SHOP, Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

DAY_S = 86400.0


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def on_stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("stage")) as staged:
        yield staged


def for_days(days: float, name: str = "_fbp") -> str:
    """A script that writes a cookie for so many days, as the pixel does: by its date."""
    return f"document.cookie = `{name}=fb.1.1.1;expires=${{new Date(Date.now() + {days} * 864e5).toUTCString()}}`"


async def lives(context: BrowserContext, stage_: Stage) -> dict[str, float]:
    """How many days Meta's cookies still live."""
    return {
        one.name: round(((one.expires or 0.0) - one.at) / DAY_S, 2)
        for one in await held(context, stage_.slot.meta.clock)
    }


async def opened(page: Page, *scripts: str, path: str = "/page") -> None:
    for script in scripts:
        await page.add_init_script(script)
    await page.goto(SHOP + path)


async def test_time_takes_the_cookies_that_are_at_their_end(on_stage: Stage) -> None:
    async with on_stage.visitor() as page:
        await opened(page)
        await page.evaluate(for_days(7))
        await page.evaluate(for_days(90, "_fbc"))
        await page.evaluate("document.cookie = 'basket=1'")
        await grow_older(page.context, 8 * DAY_S)
        assert await lives(page.context, on_stage) == {"_fbc": 82.0}
        assert set((await page.evaluate("document.cookie")).split("; ")) == {"basket=1", "_fbc=fb.1.1.1"}


@pytest.mark.parametrize(("path", "days"), [("/page", 7.0), ("/page?fbclid=IwAR0click", 1.0)])
async def test_safari_shortens_what_scripts_write(on_stage: Stage, path: str, days: float) -> None:
    """Seven days, and one where the address bears a click id; what is shorter, or to be forgotten, stays as it is."""
    async with on_stage.visitor() as page:
        await opened(page, safari_cookies(), path=path)
        await page.evaluate(for_days(90))
        await page.evaluate(for_days(0.5, "_fbc"))
        assert await lives(page.context, on_stage) == {"_fbp": days, "_fbc": 0.5}
        await page.evaluate("document.cookie = '_fbp=;max-age=0'")
        assert await lives(page.context, on_stage) == {"_fbc": 0.5}


async def test_safari_shortens_what_the_cookie_store_writes(on_stage: Stage) -> None:
    async with on_stage.visitor() as page:
        await opened(page, safari_cookies())
        await page.evaluate("cookieStore.set({name: '_fbp', value: 'x', expires: Date.now() + 90 * 864e5})")
        assert await lives(page.context, on_stage) == {"_fbp": 7.0}


async def test_a_page_s_clock_can_show_another_time(on_stage: Stage) -> None:
    """In each form that a script may ask for it; a date that is given stays that date."""
    async with on_stage.visitor() as page:
        await opened(page, clock_ahead(3 * 3600))
        for asked in ("Date.now()", "new Date().getTime()", "Date.parse(Date())", "+new (new Date().constructor)()"):
            assert await page.evaluate(asked) / 1000 == pytest.approx(time.time() + 3 * 3600, abs=5)
        assert await page.evaluate("new Date(2026, 0, 1) instanceof Date && new Date(0).getTime()") == 0


async def test_two_spans_add_up(on_stage: Stage) -> None:
    async with on_stage.visitor() as page:
        await opened(page, clock_ahead(3600), clock_ahead(-7200))
        assert await page.evaluate("Date.now()") / 1000 == pytest.approx(time.time() - 3600, abs=5)


@pytest.mark.parametrize("first", [True, False])
async def test_a_cookie_lives_as_long_as_the_page_means_whatever_its_clock_shows(on_stage: Stage, first: bool) -> None:
    scripts = (clock_ahead(8 * DAY_S), safari_cookies())
    async with on_stage.visitor() as page:
        await opened(page, *(scripts if first else reversed(scripts)))
        await page.evaluate(for_days(90))
        await page.evaluate(for_days(3, "_fbc"))
        assert await lives(page.context, on_stage) == {"_fbp": 7.0, "_fbc": 3.0}
