"""Whether the site talks to the right place: its own pixel, in its own name, by a version that Meta serves."""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from harness.case import Case
from harness.check import check
from harness.checks.raw import as_sent, graph_calls, version_of
from harness.checks.wording import keys, listed, many
from harness.ledger import is_page_of
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event, Request

_TWO_YEARS_S = 2 * 365.25 * 86400.0
_RELEASED: Mapping[int, float] = {
    16: 1675296000.0,
    17: 1684800000.0,
    18: 1694476800.0,
    19: 1705968000.0,
    20: 1716249600.0,
    21: 1727827200.0,
    22: 1737417600.0,
    23: 1748476800.0,
    24: 1759881600.0,
    25: 1771372800.0,
    26: 1785283200.0,
}
"""When Meta released the major versions of its API, in seconds since the epoch (its changelog)."""
_UPGRADED = "x-ad-api-version-warning"


@check(
    "environment.api_version",
    Severity.MEDIUM,
    needs=("server",),
    rule="the Conversions API keeps a version for two years, then upgrades or refuses the calls (documented)",
)
def calls_name_a_version_that_is_served(case: Case) -> Iterator[Finding]:
    """Every call to the Conversions API names a version that Meta still serves.

    An outdated version is upgraded by Meta behind the site's back for a while, with rules nobody has tested, and then
    refused: every server event is lost from one day to the next.
    """
    grouped: dict[str, list[Request]] = defaultdict(list)
    for call in graph_calls(case):
        if _is_outdated(call, case.ledger.started_at):
            grouped[version_of(call)].append(call)
    for version, calls in grouped.items():
        sent = {call.seq for call in calls}
        what = f"in the version {version}, which Meta no longer serves" if version else "without a version"
        yield Finding(
            message=f"The server calls the Conversions API {what} ({many(len(calls), 'call')}).",
            subject=f"api/{version or 'none'}",
            events=keys(event for event in case.ledger.events if event.request in sent),
            causes=(
                "the version is a constant in the sender that was never raised"
                if version
                else "the sender's address lacks the version",
            ),
            remedy="Call a current version, and raise it once a year; Meta's changelog tells what changes.",
        )


def _is_outdated(call: Request, at: float) -> bool:
    answered = any(name.lower() == _UPGRADED for name, _ in call.answer.headers)
    version = version_of(call)
    if answered or not version:
        # A gateway's address has no version.
        return answered or not call.url.startswith("/capi/")
    major = int(version[1:].partition(".")[0])
    return major < min(_RELEASED) or at > _RELEASED.get(major, at) + _TWO_YEARS_S


@check(
    "environment.test_code",
    Severity.HIGH,
    rule="test_event_code is to be removed in production; such events count all the same (documented)",
)
def no_test_code_is_left(case: Case) -> Iterator[Finding]:
    """No event carries a test event code, unless the plan names it.

    Meta shows such events in its test tool and takes them all the same. A code that stays in production is accepted
    without a word, and makes it impossible to tell tests from customers.
    """
    grouped: dict[tuple[Channel, str], list[Event]] = defaultdict(list)
    for event in case.events:
        code = event.test_event_code
        if code and code != case.ledger.plan.test_event_code:
            grouped[(event.channel, code)].append(event)
    for (channel, code), events in grouped.items():
        yield Finding(
            message=f"The {channel} sends {many(len(events), 'event')} ({_names(events)}) "
            f"with the test event code {code!r}.",
            subject=f"test_event_code/{code}",
            events=keys(events),
            causes=("the code of a trial was left in the sender's settings",),
            remedy="Take test_event_code out of the settings of this environment, or name it in site.toml.",
        )


@check(
    "environment.opt_out",
    Severity.MEDIUM,
    needs=("server",),
    rule="opt_out keeps an event out of the optimisation of delivery; it serves attribution only (documented)",
)
def events_may_be_used(case: Case) -> Iterator[Finding]:
    """No server event of a shopper who agreed is kept from Meta's optimisation by ``opt_out``.

    Such events are taken and counted like any others, so nothing looks wrong but the results of the advertising.
    """
    # Only calls that hold the word are read again.
    calls = {call.seq for call in graph_calls(case) if b"opt_out" in call.body}
    kept = [event for event in case.accepted if event.request in calls and as_sent(case, event).get("opt_out")]
    limited = any(visit.opted_out_at is not None for visit in case.ledger.visits)
    if kept and not limited:
        yield Finding(
            message=f"The server sends {many(len(kept), 'event')} ({_names(kept)}) with opt_out, and nobody opted out.",
            subject="opt_out",
            events=keys(kept),
            causes=("the field is a constant in the sender, or is taken for the answer to a banner",),
            remedy="Leave opt_out out, but for shoppers who asked for it.",
        )


@check(
    "environment.pixel_id",
    Severity.MEDIUM,
    rule="the pixel ids of site.toml; fbq('init') takes digits only and is silent otherwise (measured)",
)
def everything_goes_to_the_sites_own_pixel(case: Case) -> Iterator[Finding]:
    """What happens on the site is reported to the site's own pixels, and to no other.

    A template without the id reports nothing. A copy of the site that reports to the pixel of the real one fills it
    with the sales of its testers; a pixel that nobody named takes the site's customers elsewhere.
    """
    if urls := _refused_ids(case):
        pages = [copies.action for copies in case.copies if copies.action.page and copies.action.page.url in urls]
        yield _no_pixel(
            f"The pixel is started with an id that is none on {listed(urls)}",
            f"page/{urls[0]}",
            [],
            covers=tuple(dict.fromkeys([*(f"page/{url}" for url in urls), *(action.subject for action in pages)])),
        )
    grouped: dict[tuple[Channel, str], list[Event]] = defaultdict(list)
    for event in case.foreign:
        if event.channel is Channel.SERVER or is_page_of(event.source_url or "", case.ledger.site_hosts, ("*",)):
            grouped[(event.channel, event.pixel_id)].append(event)
    for (channel, pixel), events in grouped.items():
        if pixel.isdigit():
            yield _other_pixel(case, channel, pixel, events)
        else:
            paths = listed(urlsplit(event.source_url or "").path for event in events)
            sent = f"{many(len(events), 'event')} ({_names(events)}) from {paths}"
            said = f"The {channel} sends {sent} to the pixel {pixel!r}"
            yield _no_pixel(said, f"pixel/{pixel}", events)


def _refused_ids(case: Case) -> list[str]:
    """The pages on which the pixel's script turned an id down."""
    warnings = (warning for visit in case.ledger.visits for warning in visit.pixel_warnings)
    return list(dict.fromkeys(w.url for w in warnings if w.message.startswith("Invalid PixelID")))


def _no_pixel(said: str, subject: str, events: list[Event], covers: tuple[str, ...] = ()) -> Finding:
    return Finding(
        message=f"{said}.",
        subject=subject,
        covers=covers,
        check="environment.pixel_id",
        severity=Severity.HIGH,
        events=keys(events),
        causes=("the pixel's id is empty or undefined in the template of this page",),
        remedy="Fill the id in from one place for all templates, and let the build fail where it is missing.",
    )


def _other_pixel(case: Case, channel: Channel, pixel: str, events: list[Event]) -> Finding:
    own = listed(case.ledger.pixel_ids)
    constant = "the pixel's id is a constant in the code, so that one environment reports to another's pixel"
    tag = "another tag (a partner's, an agency's, one in the tag manager) reports to a pixel of its own"
    beside = any(event.channel is channel for event in case.accepted)
    return Finding(
        message=f"The {channel} sends {many(len(events), 'event')} ({_names(events)}) to the pixel {pixel}; "
        f"the site's own is {own}.",
        subject=f"pixel/{pixel}",
        events=keys(events),
        causes=(tag, constant) if beside else (constant, tag),
        remedy="Take the id from the environment's settings; name a second pixel in site.toml if it is meant.",
    )


def _names(events: list[Event]) -> str:
    return listed(event.name for event in events)


@check(
    "environment.host",
    Severity.MEDIUM,
    needs=("server",),
    rule="event_source_url is the page's address as the shopper sees it (documented); the hosts of site.toml",
)
def server_events_name_the_sites_own_pages(case: Case) -> Iterator[Finding]:
    """Every page that a server event names is one of the site's own hosts.

    Meta ties events to a verified domain by this address. One that only the backend knows ties them to none.
    """
    grouped: dict[str, list[Event]] = defaultdict(list)
    for event in case.events:
        host = _host(event.source_url)
        if event.channel is Channel.SERVER and host and host not in case.ledger.site_hosts:
            grouped[host].append(event)
    for host, events in grouped.items():
        subjects = {case.subject(event) for event in events}
        yield Finding(
            message=f"The server names a page at {host}, which is no host of the site, in "
            f"{many(len(events), 'event')} ({_names(events)}).",
            subject=subjects.pop() if len(subjects) == 1 else f"host/{host}",
            events=keys(events),
            causes=("the backend sees its own address behind a proxy, and sends that",)
            if _is_internal(host)
            else ("the address of another environment or domain is a constant in the sender",),
            remedy="Build event_source_url on the public address, or hand the page's own to the sender.",
        )


def _host(url: str | None) -> str:
    try:
        return urlsplit(url or "").netloc
    except ValueError:
        return ""


def _is_internal(host: str) -> bool:
    name = host.rpartition(":")[0] or host
    try:
        return not ipaddress.ip_address(name.strip("[]")).is_global
    except ValueError:
        return "." not in name or name.endswith((".local", ".internal", ".localdomain"))
