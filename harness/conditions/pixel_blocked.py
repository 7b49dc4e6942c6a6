"""A blocker on the visitor's network stops all of the pixel."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import refused
from harness.knock import knock_if_passed
from harness.ledger import Excuse
from harness.visit import Visit
from mock_meta.event import Channel

_HOSTS = ("connect.facebook.net", "www.facebook.com")
_REASON = "a blocker stops the pixel's script and its requests"


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.BLOCKING,
    mechanism="the visitor's network refuses connect.facebook.net and www.facebook.com by name",
    evidence=refused(*_HOSTS),
    excuses=(
        Excuse(channel=Channel.BROWSER, aspect="presence", reason=_REASON),
        Excuse(channel=Channel.SERVER, aspect="fbp", reason=_REASON),
    ),
    acts_on=(Part.PIXEL_SCRIPT, Part.PIXEL_EVENTS),
    removes=(Part.PIXEL_SCRIPT, Part.PIXEL_EVENTS, Part.PIXEL_COOKIES),
)
async def pixel_blocked(visit: Visit) -> None:
    """Neither the pixel's script nor its endpoint resolves for the visitor, as behind most blocking DNS lists.

    Nothing of the browser's arrives, not even the picture of a page without scripts; the server's copies are left.
    """
    for host in _HOSTS:
        visit.slot.meta.block(host, _REASON)


@pixel_blocked.at(Phase.AFTER_JOURNEY)
async def _knock(visit: Visit) -> None:
    await knock_if_passed(visit, *(f"https://{host}/" for host in _HOSTS))
