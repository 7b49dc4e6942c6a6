"""Another script of the page breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.condition import Kind, Phase, condition
from harness.evidence import traced
from harness.tabs import in_each_tab
from harness.visit import Visit

if TYPE_CHECKING:
    from playwright.async_api import Error, Page

_SAID = "a foreign script broke (by the condition script_error_on_page)"
_SCRIPT = f"""
if (window.top === window) document.addEventListener("DOMContentLoaded", () => {{ throw new Error("{_SAID}"); }});
"""


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAGE,
    mechanism="a script of ours throws in each document on DOMContentLoaded, before the page's own listeners run",
    evidence=traced("script_error_on_page"),
)
async def script_error_on_page(visit: Visit) -> None:
    """A chat widget or a browser extension throws an error on every page: the pixel must not mind. All is owed."""
    visit.disturb("script_error_on_page", _SAID)

    def heard(error: Error) -> None:
        if _SAID in error.message:
            visit.trace("script_error_on_page", "an error was thrown on DOMContentLoaded")

    async def begin(page: Page) -> None:
        page.on("pageerror", heard)
        await page.add_init_script(_SCRIPT)

    await in_each_tab(visit, begin)
