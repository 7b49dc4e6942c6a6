"""Clicks that come more than once: a script in each document repeats them, and tells that it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from harness.tabs import in_each_tab

if TYPE_CHECKING:
    from playwright.async_api import ConsoleMessage, Page

    from harness.visit import Visit

_SUBMITS = "button:not([type]), button[type=submit], input[type=submit], input[type=image]"
_WHAT = {"button": _SUBMITS, "any": f"a[href], {_SUBMITS}"}
_SAID = "clicked again by the condition"
_SCRIPT = """
window.addEventListener("click", (event) => {
  const element = event.isTrusted && event.target instanceof Element && event.target.closest("%s");
  if (!element) return;
  %s
  console.debug("%s", (element.textContent || element.value || "").trim());
}, {capture: true});
"""


async def click_again(visit: Visit, again: str, name: str, what: Literal["any", "button"] = "any") -> None:
    """Let the script ``again`` click each ``element`` once more that the shopper clicks: a link or a submit button.

    Each time is noted for the condition ``name``.
    """

    def heard(told: ConsoleMessage) -> None:
        if told.text.startswith(_SAID):
            visit.trace(name, f"'{told.text.removeprefix(_SAID).strip()}' was clicked again")

    async def begin(page: Page) -> None:
        page.on("console", heard)
        await page.add_init_script(_SCRIPT % (_WHAT[what], again, _SAID))

    await in_each_tab(visit, begin)
