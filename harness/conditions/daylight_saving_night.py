"""The night in which the clocks are set back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from harness.browser_needs import BrowserNeeds
from harness.condition import Kind, Phase, condition
from harness.evidence import traced
from harness.visit import Visit

_ZONE = "Europe/Berlin"
_INTO_THE_HOUR = timedelta(minutes=20)
_SCRIPT = """() => {
  const now = new Date(), before = new Date(now.getTime() - 3600000);
  return [now.getHours(), before.getHours(), now.getTimezoneOffset() !== before.getTimezoneOffset()];
}"""


def second_hour(now: float) -> float:
    """The next moment after ``now`` that lies some minutes in the hour which the clocks of the zone show twice."""
    zone = ZoneInfo(_ZONE)
    hour = datetime.fromtimestamp(now, UTC).replace(minute=0, second=0, microsecond=0)
    while True:
        hour += timedelta(hours=1)
        before = hour - timedelta(hours=1)
        if hour.astimezone(zone).hour == before.astimezone(zone).hour:
            return (hour + _INTO_THE_HOUR).timestamp()


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.TIME,
    mechanism=f"the run's clock, the site's and the page's are moved into the hour that {_ZONE} has twice in autumn, "
    "and the browser's time zone is that",
    evidence=traced("daylight_saving_night"),
    needs=("control.clock",),
    browser=BrowserNeeds(time_zone=_ZONE),
    decides=("the visitor's time zone", "the day of the visit", "the clock of the visitor's computer"),
)
async def daylight_saving_night(visit: Visit) -> None:
    """The visitor comes in the hour that the clocks show twice: local times are no times any more.

    Nothing is excused.
    """
    if visit.is_first:
        now = visit.slot.meta.clock.now()
        await visit.slot.advance(second_hour(now) - now)


@daylight_saving_night.at(Phase.ON_LANDING)
async def _look(visit: Visit) -> None:
    hour, before, moved = await visit.page.evaluate(_SCRIPT)
    if hour == before and moved:
        visit.trace("daylight_saving_night", f"by the page's clock it was {hour} o'clock for the second time")
