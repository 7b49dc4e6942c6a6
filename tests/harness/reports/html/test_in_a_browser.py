"""The report as it is used: by keyboard, by a screen reader's rules, on a phone, in the dark, with hostile evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from harness.ledger import Ledger
from harness.mistake import mistakes
from tests.axe import SCREENS, serious
from tests.harness.factories import SERVER, change, healthy
from tests.harness.mutators import each
from tests.harness.reports.html.conftest import Written
from tests.ledgers import clean_ledgers

BIDI = "\u202egnp.exe\u2066"


def recorded(*names: str) -> dict[str, Ledger]:
    """Recorded runs of the healthy shop by name."""
    return {ledger.scenario: ledger for ledger in clean_ledgers() if ledger.scenario in names}


def failing() -> dict[str, Ledger]:
    """Two healthy runs, and one whose channels give different event ids."""
    runs = recorded("healthy_purchase", "ad_blocked_endpoint", "two_orders")
    rewrite = mistakes()["F088"].rewrite
    assert rewrite is not None
    broken = rewrite(runs["two_orders"])
    assert broken is not None
    return runs | {"two_orders": broken}


async def opened(page: Page, written: Written, ledgers: Mapping[str, Ledger], anchor: str = "") -> None:
    await page.goto(f"{written(ledgers).as_uri()}{anchor}")


async def focused(page: Page) -> str:
    said: str = await page.evaluate("(document.activeElement.ariaLabel ?? document.activeElement.textContent).trim()")
    return said


async def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until something that fits this selector has the focus."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    pytest.fail(f"the keyboard does not lead to {wanted}")


async def test_all_of_it_is_reached_by_keyboard(page: Page, written: Written) -> None:
    """From the skip link through the filters into a scenario, its marks, one event and its raw request."""
    await opened(page, written, failing())
    await page.keyboard.press("Tab")
    assert await focused(page) == "To the scenarios"
    await page.keyboard.press("Enter")
    await page.locator("#text").focus()
    await page.keyboard.type("two_orders")
    assert await page.locator("#shown").text_content() == "1 of 3"
    await tab_to(page, "details:not([hidden]) > summary")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("details[open] svg")
    await tab_to(page, ".mark")
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowUp", "End", "Home"):
        await page.keyboard.press(key)
    assert await page.locator(".mark:focus").count() == 1
    while "Purchase" not in await focused(page):
        await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    shown = page.locator(".shown-event")
    assert "Purchase" in str(await shown.locator("h3").text_content())
    assert "The request" in str(await shown.text_content())
    await tab_to(page, ".again + button")


async def test_the_filters_narrow_by_what_is_known(page: Page, written: Written) -> None:
    await opened(page, written, failing())
    for name, value, left in (("status", "FAILED", 1), ("status", "", 3), ("family", "dedupe", 1)):
        await page.locator(f"#{name}").select_option(value)
        assert await page.locator(".scenario:visible").count() == left
        assert await page.locator("tbody tr[data-of]:visible").count() == left


async def test_a_link_leads_into_a_scenario(page: Page, written: Written) -> None:
    await opened(page, written, failing(), "#scenario-2")
    await page.wait_for_selector("#scenario-2[open] svg")


async def test_what_nearly_folded_is_told_field_by_field(page: Page, written: Written) -> None:
    await opened(page, written, failing(), "#scenario-3")
    rows = page.get_by_label("Nearly one").locator("tbody tr")
    assert await rows.count() >= 2
    assert "event_id" in str(await rows.first.text_content())


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
async def test_nothing_serious(chromium: Browser, written: Written, axe: str, scheme: Any, width: int) -> None:
    """Is what axe-core finds, with a scenario and an event of it open."""
    page = await chromium.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    await opened(page, written, failing(), "#scenario-3")
    await page.locator("#scenario-3 .mark.lane3").first.press("Enter")
    assert await serious(page, axe) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">",
        BIDI,
        "\x1b[31m",
    ],
)
async def test_hostile_evidence_is_inert_and_whole(page: Page, written: Written, hostile: str) -> None:
    """In every field that an outsider fills: names, ids, addresses, values and the scenario itself."""
    ledger = each(healthy(), "Purchase", SERVER, lambda e: change(e, **_hostile_event(hostile)))
    ledger = change(ledger, scenario=f"story {hostile}", site=hostile)
    await opened(page, written, {ledger.scenario: ledger}, "#scenario-1")
    await page.wait_for_selector("#scenario-1 svg")
    title = await page.title()
    assert "owned" not in title
    for mark in await page.locator(".mark").all():
        await mark.dispatch_event("click")
    text = str(await page.locator("body").text_content())
    assert hostile.encode("utf-8", "replace").decode() in text.replace("\ufffd", "?")


def _hostile_event(text: str) -> dict[str, Any]:
    return {"event_id": text, "source_url": text, "custom_data": {text: text, "value": text}, "transport": text}


@pytest.mark.proof
async def test_ten_megabytes_are_all_there(page: Page, written: Written) -> None:
    """A value that nobody reads to its end is shown by its beginning, and whole when it is asked for."""
    huge = "".join(f"{number:08x}" for number in range(10 * 1024 * 1024 // 8))
    ledger = each(healthy(), "Purchase", SERVER, lambda e: change(e, custom_data={"note": huge}))
    await opened(page, written, {ledger.scenario: ledger}, "#scenario-1")
    mark = page.locator(".mark.lane3[aria-label^=Purchase]").first
    await mark.dispatch_event("click")
    more = page.get_by_role("button", name="Show all")
    assert len(str(await page.locator(".shown-event pre").first.text_content())) < 100_000
    await more.click()
    assert huge in str(await page.locator(".shown-event pre").first.text_content())
