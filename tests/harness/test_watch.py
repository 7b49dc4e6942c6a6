"""What is noted of a visitor's pages: documents that were cut short, foreign frames, errors and where they happen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from harness.ledger import VisitRecord
from tests.harness.stage import BANK, SHOP, Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def on_stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("stage")) as staged:
        yield staged


async def seen(on_stage: Stage, name: str, script: str, until: str = "document.title") -> VisitRecord:
    """What is known of a visit to a page with this script, once something is true on the page that is shown then."""
    on_stage.write(name, script)
    async with on_stage.visitor() as page:
        visit = on_stage.visit(page)
        await page.goto(f"{SHOP}/{name}", wait_until="commit")
        await page.wait_for_function(until)
        await page.wait_for_load_state("load")
        return visit.record()


async def test_a_document_that_goes_elsewhere_at_once_is_noted(on_stage: Stage) -> None:
    """It has no load, and ends when the next one begins."""
    script = 'location.replace("/gone"); document.write("<script src=/late?ms=3000></scr" + "ipt>");'
    record = await seen(on_stage, "callback", script, "location.pathname === '/gone'")
    callback, gone = record.pages
    assert (callback.url, callback.loaded_at, gone.url) == (f"{SHOP}/callback", None, f"{SHOP}/gone")
    assert callback.at < gone.at
    assert callback.left_at == gone.at


async def test_frames_of_the_site_and_of_meta_are_no_foreign_ones(on_stage: Stage) -> None:
    """They are part of the page and of its pixel."""
    foreign = "https://www.facebook.com/tr/?id=1"
    script = f"""for (const url of ["/own", "{BANK}/own-host", "{foreign}"]) {{
      document.body.append(Object.assign(document.createElement("iframe"), {{src: url}})); }}"""
    record = await seen(on_stage, "framing", script, "document.querySelectorAll('iframe').length === 3")
    assert [page.frames for page in record.pages] == [()]


async def test_an_error_in_a_worker_is_told_from_one_on_the_page(on_stage: Stage) -> None:
    """By where its stack leads."""
    script = """const code = new Blob(["onmessage = () => missing.apply()"], {type: "text/javascript"});
    const worker = new Worker(URL.createObjectURL(code));
    worker.onerror = () => { window.heard = true; };
    worker.postMessage(1);
    setTimeout(() => { absent(); });"""
    record = await seen(on_stage, "working", script, "window.heard")
    assert {(error.kind, error.message) for error in record.page_errors} == {
        ("script", "absent is not defined"),
        ("worker", "missing is not defined"),
    }


async def test_what_the_pixel_warns_of_is_noted(on_stage: Stage) -> None:
    """Its own warnings, without their prefix; those of others are the site's own matter."""
    script = """console.warn("[Meta Pixel] - Invalid PixelID: null.");
    console.warn("some other warning"); console.log("[Meta Pixel] - no warning");"""
    record = await seen(on_stage, "warning", script)
    assert [(told.url, told.message) for told in record.pixel_warnings] == [
        (f"{SHOP}/warning", "Invalid PixelID: null.")
    ]


async def test_a_load_is_stamped_by_the_browser(on_stage: Stage) -> None:
    """Whoever hears of it while the page is busy hears of it late."""
    work = "const from = Date.now(); while (Date.now() < from + 700); document.title = 'done';"
    on_stage.write("busy", f"addEventListener('load', () => {{ {work} }});")
    async with on_stage.visitor() as page:
        visit = on_stage.visit(page)
        await page.goto(f"{SHOP}/busy", wait_until="commit")
        await page.wait_for_function("document.title === 'done'")
        stamped_ms = await page.evaluate(
            "performance.timeOrigin + performance.getEntriesByType('navigation')[0].loadEventStart"
        )
        async with asyncio.timeout(5):
            while visit.record().pages[0].loaded_at != stamped_ms / 1000:
                await page.evaluate("0")


async def test_a_page_that_comes_up_kept_takes_the_place_of_the_one_before(on_stage: Stage) -> None:
    """It looks like a view that a script put into the address bar, and is noted as the document that it is."""
    on_stage.write("kept", "")
    async with on_stage.visitor() as page:
        visit = on_stage.visit(page)
        await page.goto(f"{SHOP}/kept", wait_until="load")
        await page.evaluate("history.pushState({}, '', '/earlier')")
        await page.wait_for_function("location.pathname === '/earlier'")
        visit.came_up_kept(page)
        shown, again = visit.record().pages
    assert (shown.url, shown.kept, shown.left_at) == (f"{SHOP}/kept", False, again.at)
    assert (again.url, again.kept, again.route) == (f"{SHOP}/earlier", True, False)
