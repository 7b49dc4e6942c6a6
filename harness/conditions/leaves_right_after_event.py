"""The page is left in the same breath as it reports the sale."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from harness.condition import CONVERSIONS, Kind, Part, Phase, condition
from harness.evidence import traced
from harness.ledger import Excuse
from harness.visit import Visit
from mock_meta.event import Channel

if TYPE_CHECKING:
    from playwright.async_api import Page

_NAME = "leaves_right_after_event"
_BINDING = "pixelproofLeft"
_SCRIPT = Path(__file__).parents[1] / "leaving.js"
_LOSSY = "a form post"
"""What the next page cuts off: of 12 posts that were sent so, 7 and 8 arrived (measured). Images all did."""
_CUT_OFF = "the page was left while a form post was on its way"


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAYMENT,
    mechanism="a script in the page calls location.replace in the task after the pixel has sent a conversion",
    evidence=traced(_NAME),
    foreseen=(Excuse(channel=Channel.BROWSER, aspect="presence", reason=_CUT_OFF, events=CONVERSIONS),),
    needs=("books",),
    acts_on=(Part.PIXEL_EVENTS, Part.CONFIRMATION),
)
async def leaves_right_after_event(visit: Visit) -> None:
    """The confirmation is gone as soon as it has reported: an impatient shopper, or a page that goes on by itself.

    What the browser has begun to send survives the page, so that all stays owed. Only where the pixel had to send a
    form post, as it does for what outgrows an address, the browser itself may cut it off, and that is excused.
    """
    plan = visit.slot.site.promised
    names = [name for name, promise in plan.promises.items() if promise.conversion]

    def left(source: dict[str, "Page"], name: str, how: str) -> None:
        visit.trace(_NAME, f"{source['page'].url} was left right after {name} had been sent as {how}")
        if how == _LOSSY:
            visit.excuse(Channel.BROWSER, "presence", _CUT_OFF, events=(name,))
        visit.walking.end(f"the page was left right after {name}")

    words = {"__NAMES__": json.dumps(names), "__KEY__": _BINDING, "__TO__": visit.slot.site.base_url}
    script = _SCRIPT.read_text(encoding="utf-8")
    for word, value in words.items():
        script = script.replace(word, value)
    await visit.page.expose_binding(_BINDING, left)
    await visit.page.add_init_script(script)


@leaves_right_after_event.at(Phase.AFTER_JOURNEY)
async def _arrive_elsewhere(visit: Visit) -> None:
    if any(trace.condition == _NAME for trace in visit.traces) and not visit.page.is_closed():
        await visit.page.wait_for_url(lambda url: url.rstrip("/") == visit.slot.site.base_url.rstrip("/"))
