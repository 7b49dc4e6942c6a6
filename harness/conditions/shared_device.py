"""Another person with the same device."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.visit import Visit


@condition(
    Phase.WHEN_GONE,
    kind=Kind.IDENTITY,
    mechanism="another person comes with the same browser profile, cookies and consent, and walks the journey again",
    evidence=traced("shared_device"),
    decides=("who comes after the journey",),
    acts_on=(Part.COOKIES,),
)
async def shared_device(visit: Visit) -> None:
    """When the visitor has left, another person uses the same browser and walks the journey again.

    The browser's cookies and its answer to the banner are still there; who the new person is shows when they say so.
    """
    other = await visit.party.borrower(visit)
    await other.arrive(advertised=False)
    for journey in visit.record().walked[-1:]:
        await other.walk(journey)
    other.trace("shared_device", f"{other.shopper.email} came with the browser of {visit.shopper.email}")
