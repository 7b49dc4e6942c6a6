"""A tab that was closed is opened again."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.visit import Visit


@condition(
    Phase.AFTER_JOURNEY,
    kind=Kind.PAGE,
    mechanism="the tab is closed on the page on which the journey ends, and its address is opened in a new one, which "
    "shares its cookies and not its session storage",
    evidence=traced("restored_tab"),
    acts_on=(Part.OPEN_PAGE,),
)
async def restored_tab(visit: Visit) -> None:
    """The shopper closes the tab and opens it again later: a phone does so by itself when its memory is short.

    It is one more page view. A sale that only the tab's session storage knows as told is told twice.
    """
    if visit.page.is_closed():
        return
    await visit.reopen()
    kept = await visit.page.evaluate("sessionStorage.length")
    path = visit.page.url.split("?", 1)[0]
    visit.trace("restored_tab", f"{path} was opened in a new tab, with {kept} entries in its session storage")
