"""All of one row, opened beside the list: when it opens, closes, and says that there is more."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.mock_meta.control.remote import Remote
from tests.mock_meta.live.opened import BOUGHT, Open, rows_of

pytestmark = pytest.mark.asyncio(loop_scope="session")
CLICK_THOSE_NAMED = """(choices, names) => {
    for (const name of names) choices.find((choice) => choice.textContent.includes(name)).click();
}"""


async def test_whoever_moved_on_is_not_called_back_to_the_row(open_page: Open, sender: Remote) -> None:
    """The browser tells of a closed detail a little later: the focus goes back only if nobody took it elsewhere."""
    page = await open_page(1280)
    await sender.pixel(ev="Purchase", eid="id-1")
    await rows_of(page).get_by_role("button").press("Enter")
    await expect(page.get_by_role("dialog", name="Purchase")).to_be_visible()
    faults = page.get_by_role("button", name="Faults")
    await faults.evaluate("""async (faults) => {
        const detail = document.getElementById("detail");
        const told = new Promise((resolve) => detail.addEventListener("close", resolve));
        detail.close();
        faults.focus();
        await told;
    }""")
    await expect(faults).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Faults")).to_be_visible()


async def test_of_two_rows_opened_at_once_the_last_is_shown(open_page: Open, sender: Remote) -> None:
    """Nothing is made of what is told of the other, whichever is told first."""
    page = await open_page(1280)
    await sender.pixel(ev="Lead", eid="id-1")
    await sender.pixel(ev="Purchase", eid="id-2")
    await expect(rows_of(page)).to_have_count(2)
    for first, last in (("Lead", "Purchase"), ("Purchase", "Lead")):
        await rows_of(page).get_by_role("button").evaluate_all(CLICK_THOSE_NAMED, [first, last])
        await expect(page.get_by_role("dialog", name=last)).to_be_visible()
        await expect(page.get_by_role("heading", name=last)).to_be_focused()


async def test_what_was_opened_since_stays(open_page: Open, sender: Remote) -> None:
    """A row's detail does not push away the faults that somebody opened before its answer was there."""
    page = await open_page(1280)
    await sender.pixel(ev="Purchase", eid="id-1")
    row = rows_of(page).get_by_role("button")
    async with page.expect_response("**/mock/live/entry*") as answer:
        await row.evaluate("(row) => { row.click(); document.querySelector('[data-group=faults]').click(); }")
    await (await answer.value).finished()
    await page.evaluate("() => new Promise(requestAnimationFrame)")
    await expect(page.get_by_role("dialog", name="Faults")).to_be_visible()
    await expect(page.get_by_role("dialog", name="Purchase")).to_be_hidden()
    await row.click()
    await expect(page.get_by_role("dialog", name="Purchase")).to_be_visible()
    await expect(page.get_by_role("dialog", name="Faults")).to_be_hidden()


async def test_what_is_open_says_when_more_is_known(open_page: Open, sender: Remote) -> None:
    """It does not change under the eyes of whoever reads it; one key brings the other copy in."""
    page = await open_page(1280)
    await sender.pixel(ev="Purchase", eid="id-1")
    await rows_of(page).get_by_role("button").press("Enter")
    detail = page.get_by_role("dialog", name="Purchase")
    await expect(detail.get_by_role("columnheader")).to_have_text(["field", "browser, kept"])
    more = detail.get_by_role("button", name="More is known now: show it")
    await expect(more).to_be_hidden()
    await sender.server(event_name="Purchase", event_id="id-1", custom_data=BOUGHT)
    await expect(more).to_be_visible()
    await expect(detail.get_by_role("columnheader")).to_have_count(2)
    await more.press("Enter")
    await expect(detail.get_by_role("columnheader")).to_have_text(["field", "browser, kept", "server, folded"])
    await expect(more).to_be_hidden()
