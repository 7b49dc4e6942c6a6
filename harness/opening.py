"""Opening an address of the site, and saying in one sentence why it can't be opened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.errors import RunError
from harness.errors_told import first_line

if TYPE_CHECKING:
    from playwright.async_api import Page

    from harness.slot import Slot


async def open_address(page: Page, url: str, slot: Slot, link: str) -> None:
    """Let a tab load an address of the slot's site, by a link that leads there.

    Raises:
        RunError: it can't be opened.
    """
    from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

    plain = url.split("?", 1)[0]
    refused = len(slot.meta.refusals())
    try:
        answer = await page.goto(link, wait_until="load")
    except Error as error:
        code = re.search(r"net::ERR_\w+", str(error))
        why = slot.refused_itself(refused) or (code[0] if code else first_line(error))
        raise RunError(f"{plain} can't be opened: {why}") from error
    if answer is not None and answer.status >= 400:
        why = slot.refused_itself(refused) or f"it answered with status {answer.status}"
        raise RunError(f"{plain} can't be opened: {why}")
