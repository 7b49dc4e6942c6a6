"""The Back button."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.visit import Visit

_SHOWN = "performance.getEntriesByType('navigation')[0].type"


@condition(
    Phase.AFTER_JOURNEY,
    kind=Kind.PAGE,
    mechanism="after the journey the front page is opened and left by Back; Playwright keeps Chromium's cache of whole "
    "pages switched off, so that the page before it is loaded again",
    evidence=traced("back_and_forward"),
    acts_on=(Part.OPEN_PAGE,),
)
async def back_and_forward(visit: Visit) -> None:
    """The shopper looks at another page after the last one and comes back by the Back button.

    Both are page views; what the last page confirms was told before, and is told no second time.
    """
    if visit.page.is_closed():
        return
    await visit.go("")
    await visit.page.go_back(wait_until="load")
    how = await visit.page.evaluate(_SHOWN)
    if how == "back_forward":
        where = visit.page.url.partition("?")[0]
        visit.trace("back_and_forward", f"{where} came up again by the Back button: loaded again")
