"""An impatient hand."""

from harness.clicks import click_again
from harness.condition import Kind, Phase, condition
from harness.evidence import traced
from harness.visit import Visit

_AGAIN = "element.click();"


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAGE,
    mechanism="a script of ours clicks every link and submitting button a second time, within the same task",
    evidence=traced("double_click"),
    decides=("how often a click comes",),
)
async def double_click(visit: Visit) -> None:
    """Every link and every button that sends a form is clicked twice, as by those who double-click everything.

    It is one deed: one order, one event on each channel. All is owed as ever.
    """
    await click_again(visit, _AGAIN, "double_click")
