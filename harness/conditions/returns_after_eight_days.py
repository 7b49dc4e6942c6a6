"""The same visitor, eight days later, does the same once more."""

from harness.coming_back import COMING_BACK
from harness.condition import Kind, Phase, condition
from harness.evidence import traced
from harness.visit import Visit

_DAYS = 8
_DAY_S = 86400.0


@condition(
    Phase.WHEN_GONE,
    kind=Kind.IDENTITY,
    mechanism="the run's clock, the site's, the page's and that of the stored cookies move on by eight days; the same "
    "browser comes without an advertisement and walks the journey again",
    evidence=traced("returns_after_eight_days"),
    needs=("control.clock",),
    decides=(COMING_BACK,),
)
async def returns_after_eight_days(visit: Visit) -> None:
    """The visitor comes back after eight days by no advertisement, and walks the journey again.

    What of Meta's cookies has expired meanwhile is gone. A later copy owes the fbc of the click only if a cookie that
    the browser still holds can carry it.
    """
    await visit.time_passes(_DAYS * _DAY_S)
    back = await visit.come_back()
    await back.arrive(advertised=False)
    kept = ", ".join(back.record().came_with or ()) or "none"
    for journey in visit.record().walked[-1:]:
        await back.walk(journey)
    back.trace("returns_after_eight_days", f"the visitor came back after {_DAYS} days; of Meta's cookies, kept: {kept}")
