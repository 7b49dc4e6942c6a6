"""Meta's two cookies, as they arrive: well-formed, of this click and of this browser."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urlsplit

from harness.case import Case
from harness.check import check
from harness.checks.people import actions, channels, names
from harness.checks.wording import keys, many
from harness.ledger import VisitRecord
from harness.owed import excused
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event
from mock_meta.normalize import Cookie, read_cookie
from mock_meta.normalize.cookies import flaw
from mock_meta.wire.user_data import is_hash, values

_BUILT = "the server builds the value itself, or passes it through something that changes it"
_CHANGED = "what stores or forwards the click id changes it: a column that is too short, a cleaner of addresses"
_REDIRECT = "a redirect rewrites the address of the landing page, and the click id in it"
_OTHER = "the cookie of another click is kept, though a new one led here"


@check(
    "match.cookies",
    Severity.HIGH,
    rule="Meta, ClickID and the fbp and fbc parameters (documented); the Parameter Builder's appendix (run)",
)
def cookies_are_the_browsers_own(case: Case) -> Iterator[Finding]:
    """Cookies are well-formed, ``fbc`` holds the visit's click id, and the server's ``fbp`` is the browser's.

    They tie a sale to an advertisement; a click id that differs in one byte ties it to none.
    """
    grouped: dict[tuple[str, str, str], list[Event]] = defaultdict(list)
    for event, visits in _clicked(case):
        for key in ("fbp", "fbc"):
            for value in values(event.user_data.get(key)):
                # A cookie that was hashed is the matter of the check for plain keys.
                if not is_hash(value) and (told := _problem(key, value, visits)) is not None:
                    grouped[(key, *told)].append(event)
    for (key, problem, cause), events in grouped.items():
        yield Finding(
            message=f"The {channels(events)} {key} in {names(events)} is no use: {problem} "
            f"({many(len(events), 'event')}).",
            subject=f"identifier/{key}",
            events=keys(events),
            causes=(cause,),
            remedy=f"Pass the cookie _{key} on byte for byte, percent-decoded once.",
        )
    yield from _other_browser(case)


def _clicked(case: Case) -> Iterator[tuple[Event, tuple[VisitRecord, ...]]]:
    """Every accepted event with the visits of its visitor that led to it."""
    for copies in case.copies:
        place = copies.action.visit
        until = case.ledger.visits if place is None else case.ledger.visits[: place + 1]
        who = None if place is None else case.ledger.visits[place].visitor
        theirs = tuple(visit for visit in until if who in (None, visit.visitor))
        yield from ((event, theirs) for event in copies.accepted)
    yield from ((event, case.ledger.visits) for event in case.strays if event.accepted)


def _problem(key: str, value: object, visits: tuple[VisitRecord, ...]) -> tuple[str, str] | None:
    """What is wrong with a cookie and how it came about; None if it stands for a click, or if no click is known."""
    cookie = read_cookie(value)
    if cookie is None:
        return flaw(value), _BUILT
    brought = [visit for visit in visits if visit.click_id]
    if key == "fbp" or not brought or any(cookie.carries(visit.click_id or "") for visit in brought):
        return None
    return next((told for visit in brought if (told := _altered(cookie, visit))), (_ANOTHER_CLICK, _OTHER))


_ANOTHER_CLICK = "it holds another click id than the visit's"


def _altered(cookie: Cookie, visit: VisitRecord) -> tuple[str, str] | None:
    """What became of the click id of one visit on its way into a cookie; None if it is not that click's."""
    click = visit.click_id or ""
    cause = _REDIRECT if visit.pages and _click_of(visit.pages[0].url) not in ("", click) else _CHANGED
    if cookie.bare.lower() == click.lower():
        return "the click id has lost its capital letters", cause
    if unquote(cookie.bare) == click:
        return "the click id is still percent-encoded", cause
    if click.startswith(cookie.bare):
        return f"the click id is cut after {many(len(cookie.bare), 'character')}", cause
    return None


def _click_of(url: str) -> str:
    return parse_qs(urlsplit(url).query).get("fbclid", [""])[0]


def _other_browser(case: Case) -> Iterator[Finding]:
    differing = []
    for copies in case.copies:
        browser, server = (_browser_ids(copies.on(channel)) for channel in (Channel.BROWSER, Channel.SERVER))
        excuse = excused(case.ledger, copies.action, Channel.SERVER, "fbp")
        if browser and server and not browser & server and not excuse:
            differing.append(copies)
    if differing:
        yield Finding(
            message=f"Browser and server send different fbp for {actions(differing)}.",
            subject="identifier/fbp",
            check="match.cookies",
            severity=Severity.MEDIUM,
            events=keys(event for copies in differing for event in copies.accepted if event.user_data.get("fbp")),
            causes=("the server makes an fbp of its own, or keeps that of another browser",),
            remedy="Read the cookie _fbp of the request in which the shopper acted.",
        )


def _browser_ids(events: tuple[Event, ...]) -> set[tuple[int, str]]:
    cookies = (read_cookie(value) for event in events for value in values(event.user_data.get("fbp")))
    return {(cookie.created_ms, cookie.bare) for cookie in cookies if cookie is not None}
