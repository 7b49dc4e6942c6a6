"""Whether the pages themselves are sound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

from harness.case import Case
from harness.check import check
from harness.checks.loss import REPORT_ONLY, errors_on, is_harmless, is_missing, kind_of, telling_page
from harness.checks.wording import keys, listed, many
from harness.ledger import PageError
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event

_DOES_NOT_PARSE = ("SyntaxError", "Unexpected ", "Invalid or unexpected", "missing ) after")
_META = ("connect.facebook.net", "facebook.com")


@check("page.errors", Severity.MEDIUM, rule="an uncaught error ends the script that it happens in (web standard)")
def pages_throw_no_errors(case: Case) -> Iterator[Finding]:
    """No page of the site throws an uncaught script error.

    What a broken script would have sent is lost, on that page and for that visitor only.
    """
    for errors in _grouped(case, policy=False):
        first = errors[0]
        where = " in a web worker" if first.kind == "worker" else ""
        cause, remedy = _cause_of_error(first)
        yield Finding(
            message=f"{first.url} throws{where}: {kind_of(first)[1]} ({many(len(errors), 'time')}).",
            subject=f"page/{first.url}",
            causes=(cause,),
            remedy=remedy,
        )


def _cause_of_error(error: PageError) -> tuple[str, str]:
    message = kind_of(error)[1]
    if error.kind == "worker":
        return (
            "the pixel's calls are handed to a web worker, where some of them throw",
            "Run the pixel on the page itself; a worker has no window and no document for it.",
        )
    if "token '&'" in message:
        return (
            "the script was escaped by its template: its quotes became &quot;",
            "Write values into scripts as JSON, not as HTML text.",
        )
    if any(words in message for words in _DOES_NOT_PARSE):
        return (
            "a value that the template writes into the script breaks it",
            "Look at the script in the page's source; write values into it as JSON.",
        )
    if "fbq" in message:
        return "fbq is called where its base code has not run", "Put the pixel's base code before what calls it."
    return "a script of the page is broken", "Open the page's console and mend the script."


@check("page.policy", Severity.HIGH, rule="a Content-Security-Policy blocks what it does not name (W3C, CSP Level 3)")
def policies_let_the_pixel_through(case: Case) -> Iterator[Finding]:
    """The Content-Security-Policy of the site's pages lets the pixel load and send.

    A policy that is made stricter in a release silences the pixel for every visitor, with nothing to see on the page.
    What a policy blocks without any loss for Meta is a remark only.
    """
    for errors in _grouped(case, policy=True):
        first = next((error for error in errors if _is_of_meta(error)), errors[0])
        hurts = _is_of_meta(first) or any(_lost_a_copy(case, error) for error in errors)
        yield Finding(
            message=f"{first.url} blocks by its own policy: {first.message} ({many(len(errors), 'time')}).",
            subject=f"page/{errors[0].url}",
            check="page.policy",
            severity=Severity.HIGH if hurts else Severity.INFO,
            causes=(
                "the Content-Security-Policy does not name Meta's hosts"
                if _is_of_meta(first)
                else "the Content-Security-Policy blocks a script of the page's own",
            ),
            remedy="Allow https://connect.facebook.net in script-src, and https://www.facebook.com in img-src, "
            "connect-src, frame-src and form-action.",
        )


@check(
    "page.foreign_pixel",
    Severity.HIGH,
    needs=("browser",),
    rule="a pixel reports the address and the cookies of the document that it runs in (measured)",
)
def frames_run_no_pixel_of_their_own(case: Case) -> Iterator[Finding]:
    """No frame of another origin reports to the site's pixel by itself.

    Such events carry the frame's address and cookies, so Meta can tie them neither to the page nor to its visitor.
    """
    framed = {origin for visit in case.ledger.visits for page in visit.pages for origin in page.frames}
    grouped: dict[str, list[Event]] = defaultdict(list)
    for event in case.accepted:
        origin = _origin(event.source_url or "")
        if event.channel is Channel.BROWSER and origin in framed:
            grouped[origin].append(event)
    for origin, events in grouped.items():
        yield Finding(
            message=f"The frame {origin} reports {listed(event.name for event in events)} by a pixel of its own, with "
            f"its own address as the page ({many(len(events), 'event')}).",
            subject=f"frame/{origin}",
            events=keys(events),
            causes=("the pixel's code is in the frame, not in the page around it",),
            remedy="Let the frame tell the page by postMessage, and call fbq there.",
        )


def _grouped(case: Case, policy: bool) -> Iterator[list[PageError]]:
    """The errors of the run that are the site's own: those that say the same together."""
    found: dict[tuple[str, str], list[PageError]] = defaultdict(list)
    for visit in case.ledger.visits:
        for error in visit.page_errors:
            of_the_site = not error.by and not error.message.startswith(REPORT_ONLY)
            if of_the_site and (error.kind == "policy") is policy:
                found[kind_of(error)].append(error)
    yield from found.values()


def _is_of_meta(error: PageError) -> bool:
    return any(host in error.message for host in _META)


def _lost_a_copy(case: Case, error: PageError) -> bool:
    if is_harmless(case, error):
        return False
    missing = (copies for copies in case.copies if is_missing(case, copies, Channel.BROWSER))
    pages = ((copies.action.visit, telling_page(case, copies.action)) for copies in missing)
    return any(error in errors_on(case, visit, page) for visit, page in pages)


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
