"""A click that seems to do nothing is repeated."""

from harness.clicks import click_again
from harness.condition import Kind, Phase, condition
from harness.evidence import traced
from harness.visit import Visit

_AT_MS = (70, 140, 210)
"""When the further clicks come after the first; a hand can do about 14 a second."""
_AGAIN = " ".join(f"setTimeout(() => element.isConnected && element.click(), {at});" for at in _AT_MS)


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAGE,
    mechanism=f"a script of ours clicks every submitting button again {len(_AT_MS)} times within {max(_AT_MS)} ms, "
    "as long as the page stands",
    evidence=traced("rapid_clicks"),
    decides=("how often a click comes",),
)
async def rapid_clicks(visit: Visit) -> None:
    """Every button that sends a form is pressed four times in a fifth of a second; so a form may be sent four times.

    It is one deed: one order, one event on each channel. All is owed as ever.
    """
    await click_again(visit, _AGAIN, "rapid_clicks", what="button")
