"""The live page in a real Chromium, driven by the keyboard, with data that means harm."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from mock_meta.event import Request
from tests.axe import SCREENS, serious
from tests.mock_meta.control.remote import Remote
from tests.mock_meta.factories import request, tr_url
from tests.mock_meta.live.opened import BOUGHT, Open, rows_of

pytestmark = pytest.mark.asyncio(loop_scope="session")
HARMFUL = "<img src=x onerror=alert(1)><script>alert('x')</script>&amp;\u202egnp.exe\u0000\u001b[31m\u200b"


async def test_a_person_with_a_keyboard_sees_a_pair_form_and_opens_it(open_page: Open, sender: Remote) -> None:
    """The browser's copy comes, the server's joins it; its row is reached, opened and left without a mouse."""
    page = await open_page(1280)
    await sender.pixel(ev="Purchase", eid="id-1", **{"cd[order_id]": "7", "cd[value]": "12.50", "cd[currency]": "EUR"})
    row = rows_of(page)
    await expect(row).to_contain_text("browser only")
    await sender.server(event_name="Purchase", event_id="id-1", custom_data={**BOUGHT, "order_id": "8"})
    await expect(row).to_contain_text("counted once")
    await expect(row).to_contain_text("folded by event id")
    await expect(page.locator("h1")).to_have_text("Meta would count 1 action")
    await page.keyboard.press("/")
    await expect(page.locator("#filter")).to_be_focused()
    await page.keyboard.type("nobody")
    await expect(row).to_have_count(0)
    await page.keyboard.press("Control+A")
    await page.keyboard.type("purchase id-1")
    await expect(row).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    await expect(row.get_by_role("button")).to_be_focused()
    await page.keyboard.press("Enter")
    detail = page.get_by_role("dialog", name="Purchase")
    await expect(detail).to_be_visible()
    await expect(detail.get_by_role("row", name="order_id")).to_contain_text("differs")
    await expect(detail.get_by_role("row", name="value", exact=False).first).not_to_contain_text("differs")
    await expect(detail.get_by_role("row", name="event id")).not_to_contain_text("differs")
    await page.keyboard.press("Escape")
    await expect(detail).to_be_hidden()
    await expect(row.get_by_role("button")).to_be_focused()


async def test_a_pause_holds_the_view_and_counts_what_comes(open_page: Open, sender: Remote) -> None:
    """What came is shown when it goes on; clearing the list is not forgetting."""
    page = await open_page(1280)
    await sender.pixel(eid="1")
    rows = rows_of(page)
    await expect(rows).to_have_count(1)
    await page.keyboard.press("p")
    for number in ("2", "3", "4"):
        await sender.pixel(eid=number)
    await expect(page.get_by_role("button", name="Resume (3 new)")).to_be_visible()
    await expect(rows).to_have_count(1)
    await page.keyboard.press("p")
    await expect(rows).to_have_count(4)
    await page.get_by_role("button", name="Clear").press("Enter")
    await expect(rows).to_have_count(0)
    assert len(sender.meta.journal) == 4
    await page.get_by_role("button", name="Show what was cleared").press("Enter")
    await expect(rows).to_have_count(4)


async def test_faults_are_switched_and_all_is_forgotten_only_when_confirmed(open_page: Open, sender: Remote) -> None:
    """By keyboard; what is refused then stands there in its own words, with Graph's code."""
    page = await open_page(1280)
    await page.get_by_role("button", name="Faults").press("Enter")
    switch = page.get_by_role("switch", name="graph_down")
    await switch.press("Space")
    await expect(page.locator("#chips")).to_contain_text("Meta: graph_down")
    assert list(sender.meta.faults) == ["graph_down"]
    assert await sender.server(event_id="1") == 500
    await expect(rows_of(page)).to_contain_text("refused 2An unexpected error has occurred.")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Switch off graph_down").press("Enter")
    await expect(page.locator("#chips li")).to_have_count(0)
    assert sender.meta.faults == {}
    await page.get_by_role("button", name="Reset…").press("Enter")
    await page.keyboard.press("Enter")
    assert len(sender.meta.journal) == 1
    await page.get_by_role("button", name="Reset…").press("Enter")
    await page.get_by_role("button", name="Forget everything").press("Enter")
    await expect(page.locator("h1")).to_have_text("Nothing has come yet")
    assert len(sender.meta.journal) == 0


async def test_hostile_events_are_text_and_whole(open_page: Open, sender: Remote) -> None:
    """Markup, signs that reorder or hide, and a megabyte: nothing acts, nothing is left out."""
    page = await open_page(1280)
    million = "m" * 1_000_000
    url = tr_url(ev=HARMFUL, eid=HARMFUL, **{"cd[order_id]": HARMFUL, f"cd[{HARMFUL}]": HARMFUL, "cd[long]": million})
    await sender.meta.journal.record(hostile(url), None)
    row = rows_of(page)
    for part in (
        "<img src=x onerror=alert(1)><script>alert('x')</script>&amp;",
        "\\u202e",
        "\\u0000",
        "\\u001b",
        "\\u200b",
    ):
        await expect(row).to_contain_text(part)
    await row.get_by_role("button").press("Enter")
    detail = page.get_by_role("dialog")
    await expect(detail).to_contain_text("<script>alert('x')</script>")
    await detail.get_by_role("button", name="Show all 1,000,000 characters").press("Enter")
    shown = await detail.text_content() or ""
    assert million in shown
    assert await page.locator("img, iframe, object, embed, base, form, link[rel=stylesheet]").count() == 0
    assert await page.locator("script").count() == 1
    assert not [sign for sign in "\u202e\u0000\u001b\u200b" if sign in shown]


def hostile(url: str) -> Request:
    return request(url=url, headers=(("Host", "www.facebook.com"), ("X-Evil", HARMFUL.replace("\0", ""))))


async def test_of_thousands_only_those_in_view_are_in_the_document(open_page: Open, sender: Remote) -> None:
    """All can be reached, by scrolling and by filter; who reads further down is not pushed away."""
    for number in range(2000):
        await sender.meta.journal.record(request(url=tr_url(eid=f"id-{number}")), None)
    page = await open_page(1280)
    await expect(page.locator("h1")).to_have_text("Meta would count 2,000 actions")
    rows = rows_of(page)
    assert await rows.count() < 40
    await page.keyboard.press("/")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("End")
    oldest = page.locator(".row button:focus")
    await expect(oldest).to_contain_text("id-0")
    await sender.pixel(eid="newest")
    await expect(page.locator("h1")).to_have_text("Meta would count 2,001 actions")
    await expect(oldest).to_contain_text("id-0")
    await expect(oldest).to_be_in_viewport()
    await page.get_by_role("button", name="Newest").press("Enter")
    await expect(page.locator(".row button:focus")).to_contain_text("newest")
    await page.locator("#filter").fill("id-1234")
    await expect(rows).to_have_count(1)


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_it_fits_any_screen(open_page: Open, sender: Remote, width: int) -> None:
    """Nothing sticks out at the side, with a row, with its detail open, and with the switches open."""
    page = await open_page(width)
    await sender.pixel(ev="Purchase", eid="a" * 200, **{"cd[order_id]": "o" * 200})
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    row = rows_of(page)
    await expect(row).to_have_count(1)
    assert await page.evaluate(wide)
    await row.get_by_role("button").press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await page.evaluate(wide)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Faults").press("Enter")
    await expect(page.get_by_role("switch").first).to_be_visible()
    assert await page.evaluate(wide)


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
async def test_nothing_serious_for_those_who_see_or_hear_it_otherwise(
    open_page: Open, sender: Remote, axe: str, scheme: str, width: int
) -> None:
    """Is what axe-core finds: with nothing come, with rows of each kind and a fault, with a detail, with switches."""
    page = await open_page(width, scheme)
    assert await serious(page, axe) == []
    await sender.pixel(ev="Purchase", eid="1", **{"cd[order_id]": "7"})
    await sender.server(event_name="Purchase", event_id="1", custom_data={**BOUGHT, "order_id": "7"})
    await sender.pixel(ev="Purchase", eid="2", **{"cd[order_id]": "8"})
    await sender.server(event_name="Purchase", event_id="3", custom_data={**BOUGHT, "order_id": "8"})
    await sender.ask("faults", "POST", name="graph_down")
    assert await sender.server(event_id="4") == 500
    rows = rows_of(page)
    await expect(rows.filter(has_text="counted apart")).to_have_count(1)
    await expect(rows.filter(has_text="refused")).to_have_count(1)
    await expect(page.locator("#chips li")).to_have_count(1)
    assert await serious(page, axe) == []
    await rows.filter(has_text="counted apart").get_by_role("button").press("Enter")
    await expect(page.get_by_role("dialog", name="Purchase")).to_be_visible()
    assert await serious(page, axe) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Faults").press("Enter")
    await expect(page.get_by_role("switch").first).to_be_visible()
    assert await serious(page, axe) == []
