"""The page is left in the same breath as it reports the sale."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from harness.closing import WHEN
from harness.condition import CONVERSIONS, Kind, Part, Phase, condition
from harness.evidence import traced
from harness.ledger import Excuse
from harness.tabs import in_each_tab
from harness.visit import Visit
from mock_meta.event import Channel

if TYPE_CHECKING:
    from playwright.async_api import Page

_NAME = "leaves_right_after_event"
_BINDING = "pixelproofLeft"
_SCRIPT = Path(__file__).parents[1] / "leaving.js"
_SAFE = ("a beacon", "a fetch that is kept alive")
"""What outlives its page (200 of 200). Of images some are cut off on a busy machine (1 of 8 leads; 4 to 23 percent of
clicks), of form posts 4 or 5 in 12 (measured)."""
_CUT_OFF = "the page was left while the event was on its way, and the browser may cut that off"


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAYMENT,
    mechanism="a script in the page calls location.replace in the task after the pixel has sent a conversion",
    evidence=traced(_NAME),
    foreseen=(Excuse(channel=Channel.BROWSER, aspect="presence", reason=_CUT_OFF, events=CONVERSIONS),),
    needs=("books",),
    decides=(WHEN,),
    acts_on=(Part.PIXEL_EVENTS, Part.CONFIRMATION),
    removes=(Part.OPEN_PAGE,),
)
async def leaves_right_after_event(visit: Visit) -> None:
    """The confirmation is gone as soon as it has reported: an impatient shopper, or a page that goes on by itself.

    What is sent as a beacon outlives the page, and stays owed. An image or a form post, as the pixel sends them in
    Chrome, may be cut off by the browser itself, so that only the server's copy can be relied on.
    """
    plan = visit.slot.site.promised
    names = [name for name, promise in plan.promises.items() if promise.conversion]

    def left(source: dict[str, "Page"], name: str, how: str) -> None:
        visit.trace(_NAME, f"{source['page'].url} was left right after {name} had been sent as {how}")
        if how not in _SAFE:
            visit.excuse(Channel.BROWSER, "presence", _CUT_OFF, events=(name,))
        visit.walking.end(f"the page was left right after {name}")

    words = {"__NAMES__": json.dumps(names), "__KEY__": _BINDING, "__TO__": visit.slot.site.base_url}
    script = _SCRIPT.read_text(encoding="utf-8")
    for word, value in words.items():
        script = script.replace(word, value)

    async def begin(page: "Page") -> None:
        await page.expose_binding(_BINDING, left)
        await page.add_init_script(script)

    await in_each_tab(visit, begin)


@leaves_right_after_event.at(Phase.AFTER_JOURNEY)
async def _arrive_elsewhere(visit: Visit) -> None:
    if any(trace.condition == _NAME for trace in visit.traces) and not visit.page.is_closed():
        await visit.page.wait_for_url(lambda url: url.rstrip("/") == visit.slot.site.base_url.rstrip("/"))
