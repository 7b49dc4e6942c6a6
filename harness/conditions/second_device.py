"""The same person with another device."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.visit import Visit


@condition(
    Phase.WHEN_GONE,
    kind=Kind.IDENTITY,
    mechanism="a second fresh browser profile, with a click of its own and the same person's name and address, walks "
    "the journey again",
    evidence=traced("second_device"),
    decides=("who comes after the journey",),
    acts_on=(Part.COOKIES,),
)
async def second_device(visit: Visit) -> None:
    """The same person clicks another advertisement on another device, and walks the journey again there.

    Its cookies are others, what they type is the same: both visits owe all, each with its own browser's identity.
    """
    other = await visit.party.on_other_device(visit)
    await other.arrive()
    for journey in visit.record().walked[-1:]:
        await other.walk(journey)
    other.trace("second_device", f"{other.shopper.email} came again with browser {other.visitor}")
