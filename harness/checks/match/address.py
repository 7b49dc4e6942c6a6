"""From where, and with which browser, the visitor came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from harness.case import Case
from harness.check import check
from harness.checks.people import names
from harness.checks.wording import keys, many
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event
from mock_meta.match import network_address
from mock_meta.wire.user_data import is_hash, values

_WEBSITE = "website"


@check(
    "match.network_address",
    Severity.HIGH,
    needs=("server",),
    effect_of=("counting.action_source", "counting.per_action"),
    rule="Meta, client_ip_address: the address of the browser that the event came from (documented)",
)
def network_address_is_the_visitors(case: Case) -> Iterator[Finding]:
    """The server reports the network address of the visitor, not that of a proxy or of the site itself.

    Behind a load balancer every request comes from the balancer; the visitor's address is in a header that it adds.
    One address for all visitors tells Meta that all of them are one household.
    """
    grouped: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in case.accepted:
        if event.channel is Channel.SERVER:
            for value in values(event.user_data.get("client_ip_address")):
                if told := _problem(case, value):
                    grouped[told].append(event)
    for (problem, cause), events in grouped.items():
        yield Finding(
            message=f"The server's client_ip_address in {names(events)} is {problem} ({many(len(events), 'event')}).",
            subject="identifier/client_ip_address",
            events=keys(events),
            causes=(cause,),
            remedy="Take the address from the header that the site's edge adds, and only from that edge.",
        )


def _problem(case: Case, value: object) -> tuple[str, str] | None:
    found, told = network_address(value), network_address(case.ledger.address)
    if found is None:
        wrong = f"no network address: {value!r}", "the field is filled with something else"
        return None if is_hash(value) else wrong
    if told is None or found == told:
        return None
    return f"{found}, but the visitor came from {told}", "the address of the proxy is read, not the header that it adds"


@check(
    "match.user_agent",
    Severity.MEDIUM,
    needs=("browser", "server"),
    rule="Meta, client_user_agent: the user agent of the browser, required of website events (documented)",
)
def user_agent_is_the_browsers(case: Case) -> Iterator[Finding]:
    """The server reports the user agent of the browser in which the shopper acted.

    Meta asks for it with every event of a website. A sender that names itself there makes all shoppers one program.
    """
    agents = {request.seq: _header(request.headers, "user-agent") for request in case.ledger.requests}
    wrong: dict[str, list[Event]] = defaultdict(list)
    for copies in case.copies:
        own = {agents.get(event.request, "") for event in copies.browser} - {""}
        for event in copies.server:
            sent = {str(value) for value in values(event.user_data.get("client_user_agent"))}
            # One that is missing is told by the check of what a website event must name.
            if own and sent and event.action_source == _WEBSITE and not sent & own and not any(map(is_hash, sent)):
                wrong[min(sent)].append(event)
    for agent, events in wrong.items():
        yield Finding(
            message=f"The server's client_user_agent in {names(events)} is {agent[:80]!r}, not the "
            f"browser's ({many(len(events), 'event')}).",
            subject="identifier/client_user_agent",
            events=keys(events),
            causes=("the user agent of the sender or of a proxy is read, not the one of the shopper's request",),
            remedy="Keep the User-Agent header of the request in which the shopper acted, and send that.",
        )


def _header(headers: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")
