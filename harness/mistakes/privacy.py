"""Personal data, and secrets, where they must not be."""

from __future__ import annotations

from harness.ledger import Ledger
from harness.mistake import mistake
from harness.rewriting import change, edit, knowing, of, saying
from harness.verdict import Severity
from mock_meta.event import Channel, Event
from mock_meta.normalize import digest

_DEVIATE = "https://deviatetracking.com/solving-the-potentially-violating-personal-data-error/"


@mistake(
    "F046",
    family="privacy",
    severity=Severity.MEDIUM,
    check="privacy.staff",
    cause="whoever is signed in fills the customer information",
    scenarios=("staff_at_work",),
    sources=("https://github.com/facebookincubator/Facebook-Pixel-for-Wordpress/pull/114",),
    needs="a site that names its staff (staff in site.toml)",
)
def staff_taken_for_a_customer(ledger: Ledger) -> Ledger | None:
    """Somebody who is signed in at the back office looks at the shop, and the pixel is given their e-mail address."""
    if not ledger.staff:
        return None
    em = digest(ledger.staff[0].strip().lower())
    return edit(ledger, of("PageView", Channel.BROWSER), lambda event: knowing(event, em=em))


@mistake(
    "F063",
    family="privacy",
    severity=Severity.HIGH,
    check="privacy.raw_personal_data",
    cause="what the shopper typed",
    scenarios=("site_searched",),
    sources=(_DEVIATE,),
)
def note_sent_as_a_parameter(ledger: Ledger) -> Ledger | None:
    """What the shopper typed, with a phone number in it, is sent as the name of the content."""
    phone = next((visit.shopper["phone"] for visit in ledger.visits if visit.shopper.get("phone")), "")
    said = f"Please call {phone} before you come"
    named = {name for name, promise in ledger.plan.promises.items() if promise.primary}
    return edit(ledger, lambda e: e.name in named, lambda e: saying(e, content_name=said)) if phone else None


@mistake(
    "F071",
    family="privacy",
    severity=Severity.HIGH,
    check="privacy.raw_personal_data",
    cause="into the address of a page",
    scenarios=("newsletter_link",),
    sources=(
        "https://docs.getelevar.com/docs/what-are-potentially-violating-personal-data-sent-to-facebook-errors",
        _DEVIATE,
    ),
)
def address_in_the_page_address(ledger: Ledger) -> Ledger | None:
    """A link in a newsletter carries the reader's e-mail address, and every event on that page reports the link."""
    landed = next((visit for visit in ledger.visits if visit.pages and visit.shopper.get("email")), None)
    if landed is None:
        return None
    url = landed.pages[0].url
    mailed = f"{url}{'&' if '?' in url else '?'}email={landed.shopper['email']}"
    pages = (change(landed.pages[0], url=mailed), *landed.pages[1:])
    visits = tuple(change(visit, pages=pages) if visit is landed else visit for visit in ledger.visits)
    return edit(
        change(ledger, visits=visits), lambda e: e.source_url == url, lambda event: change(event, source_url=mailed)
    )


@mistake(
    "F074",
    family="privacy",
    severity=Severity.CRITICAL,
    check="privacy.access_token",
    cause="the events of the server are sent by a script of the page",
)
def server_events_sent_by_the_page(ledger: Ledger) -> Ledger | None:
    """A script of the page calls the Conversions API, and holds the access token for it."""
    made = {event.request: event for event in ledger.events if _is_a_page_view(event)}
    if not any(request.seq in made for request in ledger.requests):
        return None
    requests = tuple(
        change(
            request,
            url=f"{request.url.partition('?')[0]}?access_token=EAATOKEN",
            headers=(
                *((name, value) for name, value in request.headers if name.lower() not in ("user-agent", "referer")),
                ("Sec-Fetch-Mode", "cors"),
                ("Referer", made[request.seq].source_url or ""),
            ),
        )
        if request.seq in made
        else request
        for request in ledger.requests
    )
    return change(ledger, requests=requests)


def _is_a_page_view(event: Event) -> bool:
    return event.channel is Channel.SERVER and event.name == "PageView"
