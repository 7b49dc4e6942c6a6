"""An account is opened before the journey."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.visit import Visit


@condition(
    Phase.ON_LANDING,
    kind=Kind.IDENTITY,
    mechanism="the site's journey by which an account is opened is walked between landing and the journey itself",
    evidence=traced("logged_in_between"),
    needs=("account",),
    # An account is confirmed too: what closes or leaves the page of a conversion would do it there.
    acts_on=(Part.COOKIES, Part.OPEN_PAGE),
)
async def logged_in_between(visit: Visit) -> None:
    """The visitor opens an account between landing and the journey: who they are is known from then on."""
    if not visit.is_first:
        return
    account = visit.slot.site.account
    await visit.walk(account)
    visit.trace("logged_in_between", f"the journey '{account}' was walked before")
