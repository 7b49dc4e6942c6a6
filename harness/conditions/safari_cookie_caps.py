"""Safari's short life of cookies."""

from harness.condition import Kind, Part, Phase, condition
from harness.ledger import Ledger
from harness.page_scripts import safari_cookies
from harness.visit import Visit

_DAY_S = 86400.0
_LONGEST_DAYS = 7.0
_SLACK_DAYS = 0.01


def _capped(ledger: Ledger) -> str:
    held = [cookie for visit in ledger.visits for cookie in visit.cookies if cookie.expires is not None]
    lives = [((cookie.expires or 0.0) - cookie.at, cookie.name) for cookie in held]
    shortest, name = min(lives, default=(float("inf"), ""))
    days = shortest / _DAY_S
    return f"the browser forgets {name} after {days:.1f} days" if days <= _LONGEST_DAYS + _SLACK_DAYS else ""


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.IDENTITY,
    mechanism="a script in every page shortens the life of what document.cookie and cookieStore write: 7 days, 1 day "
    "on a page whose address bears a click id",
    evidence=_capped,
    acts_on=(Part.PIXEL_COOKIES,),
)
async def safari_cookie_caps(visit: Visit) -> None:
    """Cookies that scripts write live seven days, and one day on a landing page with a click id, as in Safari.

    What the site's server sets lives as long as it says. Nothing is excused while the cookies live; who comes back
    later owes no fbc that no cookie could carry.
    """
    await visit.tabs.run_first(safari_cookies(), visit.page)
