"""The visitor's company lets nothing of Meta's through."""

from urllib.parse import urlsplit

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import stopped_by
from harness.ledger import Excuse
from harness.visit import Visit
from mock_meta.blocker import Blocker, Wanted
from mock_meta.event import Answer, Channel
from mock_meta.proxy import is_meta_host

_REASON = "the company's proxy answers Meta's hosts itself"
_PAGE = Answer(
    status=403,
    headers=(("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")),
    body=b"<!doctype html><title>Blocked</title><h1>Social media is blocked on this network.</h1>\n",
)


def _refuses(wanted: Wanted) -> str:
    return f"{_REASON} ({wanted.kind})" if is_meta_host(urlsplit(wanted.url).hostname or "") else ""


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.BLOCKING,
    mechanism="each request of the browser's to any host of Meta's is answered with a page and status 403, "
    "behind a connection that was made as usual",
    evidence=stopped_by(_REASON),
    excuses=(
        Excuse(channel=Channel.BROWSER, aspect="presence", reason=_REASON),
        Excuse(channel=Channel.SERVER, aspect="fbp", reason=_REASON),
    ),
    decides=("what stands between the visitor and Meta",),
    acts_on=(Part.PIXEL_SCRIPT, Part.PIXEL_EVENTS),
    removes=(Part.PIXEL_SCRIPT, Part.PIXEL_EVENTS, Part.PIXEL_COOKIES),
)
async def corporate_proxy(visit: Visit) -> None:
    """A company's proxy opens the visitor's encrypted connections and answers Meta's hosts with a page of its own.

    The names resolve and the requests are answered, so that nothing looks like a failed connection: the script that
    comes is a page of HTML, and each event is answered by 403.
    """
    visit.slot.meta.stop_by(Blocker(refuses=_refuses, answer=_PAGE))
