"""The connection to Meta breaks at first."""

from functools import partial

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.ledger import PageLoad
from harness.owed import PRESENCE
from harness.visit import Visit
from mock_meta.event import Channel, Event
from mock_meta.misdeed import CUT, Call, Misdeed

FIRST = 2
"""How many of the pixel's requests are cut."""
_REASON = "the connection broke while the pixel sent it"


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.NETWORK,
    mechanism=f"the first {FIRST} requests of the pixel to www.facebook.com/tr are cut without an answer",
    evidence=traced("connection_reset"),
    acts_on=(Part.PIXEL_EVENTS,),
)
async def connection_reset(visit: Visit) -> None:
    """The network breaks while the pixel sends its first events. It never sends one again (measured), so they are lost.

    Just these are excused; the server's copies carry them alone, and all later ones are owed on both channels.
    """

    def cut(call: Call) -> Misdeed | None:
        if not call.is_pixel_event or call.nth > FIRST:
            return None
        for event in call.carried():
            visit.trace("connection_reset", f"the browser's {event.name} was cut")
            visit.in_hindsight.append(partial(_excuse, visit, event, call.at))
        return Misdeed(answer=CUT, keeps=False)

    visit.slot.meta.hinder(cut)


def _excuse(visit: Visit, event: Event, at: float) -> None:
    """Excuse the copy of what happened on the page that sent it, or just before, where the books tell of it.

    The pages are looked at when all is over: a request may be here before the browser has told of its page. It may be
    anybody's page: whose request was cut, the wire does not tell.
    """
    shown = [(page.at, other) for other in visit.party.visits for page in other.pages if _sent_from(page, event, at)]
    begun_at, sender = max(shown, key=lambda page: page[0], default=(at, visit))
    promise = visit.slot.site.plan.get(event.name)
    before = [page.at for page in sender.pages if page.at < begun_at]
    since = before[-1] if promise is not None and promise.conversion and before else begun_at
    visit.excuse(Channel.BROWSER, PRESENCE, _REASON, events=(event.name,), since=since, until=at)


def _sent_from(page: PageLoad, event: Event, at: float) -> bool:
    return page.at <= at and page.url.partition("#")[0] == (event.source_url or "").partition("#")[0]
