"""A tab closes at whatever moment of changing its document it is asked to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, Request

from harness.tab_closer import close_in_flight
from tests.harness.stage import SHOP, Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="session")
LIMIT_S = 20.0


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def on_stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("stage")) as staged:
        yield staged


async def closed_on(page: Page, event: str) -> None:
    """Close the tab at this event of the next page's coming."""
    reached = asyncio.get_running_loop().create_future()

    def on_event(what: Page | Request) -> None:
        if not reached.done():
            reached.set_result(asyncio.ensure_future(close_in_flight(page)))

    page.on(event, on_event)  # type: ignore[call-overload]
    await page.evaluate("setTimeout(() => document.querySelector('#next').click())")
    await (await reached)


@pytest.mark.parametrize("event", ["request", "response", "framenavigated", "domcontentloaded", "load"])
async def test_a_tab_closes_at_any_moment(on_stage: Stage, event: str) -> None:
    """Each time out of three, and nothing waits for it in vain."""
    on_stage.write("first", "")
    for _ in range(3):
        async with on_stage.visitor() as page:
            await page.goto(f"{SHOP}/first")
            async with asyncio.timeout(LIMIT_S):
                await closed_on(page, event)
            assert page.is_closed()
