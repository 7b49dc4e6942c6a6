"""The last page is loaded again."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.visit import Visit


@condition(
    Phase.AFTER_JOURNEY,
    kind=Kind.PAGE,
    mechanism="the page on which the journey ends is loaded again, as with F5",
    evidence=traced("reload_at_end"),
    acts_on=(Part.OPEN_PAGE,),
)
async def reload_at_end(visit: Visit) -> None:
    """The shopper presses F5 on the last page. It is one more page view, and no second sale."""
    if visit.page.is_closed():
        return
    await visit.reload()
    visit.trace("reload_at_end", f"{visit.page.url.split('?', 1)[0]} was loaded again")
