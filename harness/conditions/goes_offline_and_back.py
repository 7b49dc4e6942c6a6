"""The signal is lost for a moment."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.visit import Visit


@condition(
    Phase.ON_LANDING,
    kind=Kind.NETWORK,
    mechanism="the browser goes offline, the landing page is loaded again in vain, and then once more online",
    evidence=traced("goes_offline_and_back"),
    decides=("the shopper's network",),
    acts_on=(Part.OPEN_PAGE,),
)
async def goes_offline_and_back(visit: Visit) -> None:
    """In a tunnel: the shopper presses reload on the landing page and gets the browser's error; later it works.

    What the page had sent before is out, and nothing is lost or told twice: each load of the page is one page view.
    """
    from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

    await visit.let_react()
    failed = ""
    await visit.context.set_offline(True)
    try:
        await visit.page.reload(wait_until="load")
    except Error as error:
        failed = str(error).split("\n", 1)[0]
    finally:
        await visit.context.set_offline(False)
    await visit.reload()
    if failed:
        visit.trace("goes_offline_and_back", f"offline: {failed}; then online again")
