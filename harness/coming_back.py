"""What happens after a journey, when the visitor has left: time passes, somebody comes, something is done to a sale."""

from __future__ import annotations

from harness.errors import NotHereError
from harness.visit import Visit

COMING_BACK = "when the visitor comes back"
"""What only one condition of a visit can decide: how much time goes by after the journey."""


async def look_again(visit: Visit, condition: str, seconds: float, span: str) -> None:
    """Let time pass, with all that the site does then, and let the visitor come back for a look at the front page."""
    await visit.time_passes(seconds)
    back = await visit.come_back()
    await back.arrive(advertised=False)
    back.trace(condition, f"the visitor came back {span} later on the run's clock")


async def booked(visit: Visit, *, sales: bool = False) -> int:
    """How many entries of the site's books were made since the visitor came, or returned by journeys.

    With ``sales`` only those count that name goods and are paid.

    Raises:
        NotHereError: there is none, so that nothing can be done to it.
    """
    pages = visit.record().pages
    began_at = pages[0].at if pages else visit.slot.meta.clock.now()
    books = await visit.slot.read_books()
    fresh = [one for book in books.values() for one in book.values() if one.created_at >= began_at]
    found = [one for one in (*fresh, *visit.booked) if not sales or (one.contents and one.settled_at is not None)]
    if not found:
        raise NotHereError(f"the journey {'sold' if sales else 'booked'} nothing that anybody could go on with")
    return len(found)
