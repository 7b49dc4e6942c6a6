"""A visitor stays on a page until it has sent what was set off, however slowly the browser lets it out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from harness.reaction import Reaction
from mock_meta.faults import faults
from tests.harness.stage import SHOP, Stage, stage
from tests.mock_meta.factories import PIXEL

pytestmark = pytest.mark.asyncio(loop_scope="session")
SCRIPT = "https://connect.facebook.net/en_US/fbevents.js"
SLOW = {"offline": False, "latency": 400, "downloadThroughput": -1, "uploadThroughput": -1}
CHAIN = f"""
const image = (eid) => (window.kept ??= []).push(
  Object.assign(new Image(), {{src: "https://www.facebook.com/tr/?id={PIXEL}&ev=Late&eid=" + eid}}));
const answer = () => {{
  const script = document.createElement("script");
  script.src = "{SCRIPT}";
  script.onload = () => image("after the script");
  document.head.append(script);
}};
"""


@pytest_asyncio.fixture(loop_scope="session")
async def on_stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("stage")) as staged:
        yield staged


async def test_what_a_slow_browser_holds_back_is_waited_for(on_stage: Stage) -> None:
    """One request brings on the next, and Meta hears of neither for longer than its wire is quiet."""
    on_stage.write("banner", CHAIN)
    async with on_stage.visitor() as page:
        reaction = Reaction(on_stage.slot.meta.activity)
        reaction.follow(page)
        await page.goto(f"{SHOP}/banner")
        session = await page.context.new_cdp_session(page)
        await session.send("Network.emulateNetworkConditions", SLOW)
        await page.evaluate("answer()")
        await reaction.over(page)
        assert on_stage.heard() == ["after the script"]


async def test_a_page_that_asks_its_own_site_first_is_waited_for(on_stage: Stage) -> None:
    """Many a site takes note of the consent, and lets the pixel go when that is done; the wire is quiet meanwhile."""
    on_stage.write("banner", CHAIN + 'const ask = () => fetch("/late?ms=900").then(() => image("when it was noted"));')
    async with on_stage.visitor() as page:
        reaction = Reaction(on_stage.slot.meta.activity)
        reaction.follow(page)
        await page.goto(f"{SHOP}/banner")
        await page.evaluate("() => { ask(); }")
        await reaction.over(page)
        assert on_stage.heard() == ["when it was noted"]


async def test_a_meta_that_does_not_answer_keeps_nobody(on_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request is still open when the visitor goes."""
    monkeypatch.setattr("harness.reaction.STAY_S", 0.5)
    on_stage.slot.meta.arm(faults()["script_slow"], {"slow_s": 60})
    on_stage.write("banner", CHAIN)
    async with on_stage.visitor() as page:
        reaction = Reaction(on_stage.slot.meta.activity)
        reaction.follow(page)
        await page.goto(f"{SHOP}/banner")
        await page.evaluate("answer()")
        await reaction.over(page)
        assert on_stage.slot.meta.activity.in_flight == 1
