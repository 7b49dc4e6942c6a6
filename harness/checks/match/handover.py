"""What the browser knows, handed to the server."""

from __future__ import annotations

from collections.abc import Iterator

from harness.case import Case
from harness.check import check
from harness.checks.people import names
from harness.checks.wording import keys, many
from harness.owed import Standing, excused
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event
from mock_meta.wire.user_data import values

_UNREAD = "the server does not read the cookie _{key}, or it does not travel to where the event is put together"
_COOKIE_ONLY = (
    "the server takes the click only from the cookie _fbc, which the landing request does not have yet and a blocked "
    "pixel never makes"
)
_DROPPED = "a redirect on the way to the landing page drops the query, and the click id with it"


@check(
    "match.handover",
    Severity.HIGH,
    needs=("server",),
    rule="Meta, fbp and fbc parameters: the server reads them from the cookies, and fbc from the address if there is "
    "no cookie yet (documented); the site's plan says for which events",
)
def server_knows_browser_and_click(case: Case) -> Iterator[Finding]:
    """Every server copy for which the plan promises it carries the browser's ``fbp``, and the ``fbc`` of the click.

    The click id stands in the address of the landing page, where the server can read it whatever becomes of the pixel.
    Without the two a sale is tied to a person only by what they typed, and to the advertisement that led to it by luck.
    """
    for key in ("fbp", "fbc"):
        lacking = [event for event in _promised(case, key) if not values(event.user_data.get(key))]
        if lacking:
            yield Finding(
                message=f"The server's {names(lacking)} come without {key} ({many(len(lacking), 'event')}), "
                f"{_known(case, key)}.",
                subject=f"identifier/{key}",
                check="match.handover",
                severity=Severity.HIGH if key == "fbc" else Severity.MEDIUM,
                events=keys(lacking),
                causes=_causes(case, key),
                remedy=_remedy(case, key),
            )


def _promised(case: Case, key: str) -> Iterator[Event]:
    for copies in case.copies:
        due = case.due(copies.action, Channel.SERVER)
        owed = key in case.ledger.plan.promises[copies.action.name].identifiers
        if not owed or due.standing is Standing.FORBIDDEN or excused(case.ledger, copies.action, Channel.SERVER, key):
            continue
        # What was put together before the visitor agreed is the consent check's matter.
        early = due.since > copies.action.at and any(event.received_at < due.since for event in copies.server)
        yield from () if early else copies.server


def _known(case: Case, key: str) -> str:
    if key == "fbc":
        clicks = dict.fromkeys(visit.click_id for visit in case.ledger.visits if visit.click_id)
        return f"though the visitor came by the click {next(iter(clicks), '')}"
    has = _sent(case, Channel.BROWSER, key)
    return "though the browser's copies have it" if has else "and no copy of the browser's has it either"


def _sent(case: Case, channel: Channel, key: str) -> bool:
    return any(e.channel is channel and values(e.user_data.get(key)) for e in case.accepted)


def _causes(case: Case, key: str) -> tuple[str, ...]:
    unread = _UNREAD.format(key=key)
    if key == "fbp":
        return (unread,)
    if _is_dropped(case):
        return (_DROPPED,)
    sometimes = _sent(case, Channel.SERVER, key)
    blocked = not any(event.channel is Channel.BROWSER for event in case.accepted)
    return (_COOKIE_ONLY, unread) if sometimes or blocked else (unread, _COOKIE_ONLY)


def _is_dropped(case: Case) -> bool:
    """Whether no visitor who came by a click landed on an address with its id, in whatever spelling."""
    landings = [(visit.click_id, visit.pages[0].url) for visit in case.ledger.visits if visit.click_id and visit.pages]
    return bool(landings) and not any(click.lower() in url.lower() for click, url in landings)


def _remedy(case: Case, key: str) -> str:
    if key == "fbp":
        return "Read the cookie _fbp in the request in which the shopper acts, and keep it with the order."
    if _is_dropped(case):
        return "Let every redirect to the landing page hand on the whole query, as its fbclid is in no other place."
    return "Read fbclid from the address of the landing request, build fbc from it, and keep both until the sale."
