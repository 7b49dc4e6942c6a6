"""A private window."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.visit import Visit


@condition(
    Phase.WHEN_GONE,
    kind=Kind.IDENTITY,
    mechanism="the browser profile is used no more when its window is closed; the same person comes with a fresh one, "
    "by no advertisement, and walks the journey again",
    evidence=traced("private_window"),
    decides=("who comes after the journey",),
    acts_on=(Part.COOKIES,),
)
async def private_window(visit: Visit) -> None:
    """The shopper buys in a private window, closes it, and does the same again in a new one.

    Cookies, consent and the click are gone with the first window: the second visit answers the banner anew and owes all
    but the click id.
    """
    again = await visit.party.on_other_device(visit)
    await again.arrive(advertised=False)
    kept = ", ".join(again.record().came_with or ()) or "none"
    for journey in visit.record().walked[-1:]:
        await again.walk(journey)
    again.trace("private_window", f"{again.shopper.email} came in a new window; of Meta's cookies, kept: {kept}")
