"""What shows in a ledger that a condition really acted: pure functions that conditions choose from."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

from harness.ledger import Choice, Ledger

Evidence = Callable[[Ledger], str]
"""A sentence that names the evidence, or an empty string if there is none."""


def refused(*hosts: str, by: str = "blocker") -> Evidence:
    """A request to one of these hosts was not let through; a host of ``*`` is any."""

    def evidence(ledger: Ledger) -> str:
        mine = [one for one in ledger.refused if one.by == by and (one.host in hosts or "*" in hosts)]
        return f"{len(mine)} refused, first {mine[0].host}: {mine[0].reason}" if mine else ""

    return evidence


def stopped_by(cause: str) -> Evidence:
    """A blocker stopped a request for a reason that begins with ``cause``."""

    def evidence(ledger: Ledger) -> str:
        mine = [one for one in ledger.refused if one.by == "blocker" and one.reason.startswith(cause)]
        return f"{len(mine)} refused, first {mine[0].host}: {mine[0].reason}" if mine else ""

    return evidence


def policy_violated(condition: str, *hosts: str) -> Evidence:
    """A policy that a condition gave the pages blocked something of these hosts."""

    def evidence(ledger: Ledger) -> str:
        errors = (error for visit in ledger.visits for error in visit.page_errors if error.by == condition)
        mine = [e.message for e in errors if e.kind == "policy" and any(host in e.message for host in hosts)]
        return f"{len(mine)} policy violations on record, first: {mine[0].partition(' directive:')[0]}" if mine else ""

    return evidence


def answered(choice: Choice) -> Evidence:
    """The visitor gave this answer to the consent question."""

    def evidence(ledger: Ledger) -> str:
        if not ledger.plan.consent_asked:
            return "the site asks for no consent"
        given = any(change.choice is choice for visit in ledger.visits for change in visit.consent)
        return f"the banner was answered: {choice}" if given else ""

    return evidence


def traced(name: str) -> Evidence:
    """The condition of this name noted what it did, when it had seen that it was done."""

    def evidence(ledger: Ledger) -> str:
        facts = [trace.fact for trace in ledger.traces if trace.condition == name]
        return f"{facts[0]}{f' ({len(facts)} times)' if len(facts) > 1 else ''}" if facts else ""

    return evidence


def way_taken(way: str) -> Evidence:
    """A journey was walked in this way of the site's."""
    return traced(way)


def acted(actor: str) -> Evidence:
    """Another than a shopper did something with the site."""

    def evidence(ledger: Ledger) -> str:
        times = [deed.at - ledger.started_at for deed in ledger.actors if deed.name == actor]
        return f"the site's actor {actor} acted {times[0]:.0f} s after the run began" if times else ""

    return evidence


def agent_heard(words: str) -> Evidence:
    """Meta heard of a browser whose user agent has these words, on either channel."""

    def evidence(ledger: Ledger) -> str:
        agents = [value for one in ledger.requests for name, value in one.headers if name.lower() == "user-agent"]
        agents += [str(event.user_data.get("client_user_agent", "")) for event in ledger.events]
        found = [agent for agent in agents if words in agent]
        return f"Meta heard {len(found)} times of the browser {found[0]}" if found else ""

    return evidence


def either(*some: Evidence) -> Evidence:
    """The first of several that there is."""
    return lambda ledger: next((told for one in some if (told := one(ledger))), "")


def pages_took(seconds: float) -> Evidence:
    """At least every other page of the site took so long to load; one page that is slow by itself shows nothing."""

    def evidence(ledger: Ledger) -> str:
        times = [
            page.loaded_at - page.at
            for visit in ledger.visits
            for page in visit.pages
            if page.loaded_at is not None and not page.route
        ]
        usual = median(times) if times else 0.0
        return f"every other page took {usual:.2f} s to load, or longer" if usual >= seconds else ""

    return evidence


def no_answer(ledger: Ledger) -> str:
    """The visitor never answered the consent question of a site that asks it."""
    if not ledger.plan.consent_asked:
        return ""
    return "" if any(visit.consent for visit in ledger.visits) else "no answer was ever given"


def granted_on_a_later_page(ledger: Ledger) -> str:
    """A visitor agreed when the page that they had landed on was left."""
    for visit in ledger.visits:
        granted_at = next((change.at for change in visit.consent if change.choice is Choice.GRANTED), None)
        landing = visit.pages[0] if visit.pages else None
        if granted_at is None or landing is None or landing.left_at is None or landing.left_at > granted_at:
            continue
        shown = [page for page in visit.pages if page.at <= granted_at]
        return f"the banner was accepted on page {len(shown)} of the visit, {shown[-1].url.partition('?')[0]}"
    return ""


def withdrawn_before_a_page(ledger: Ledger) -> str:
    """A visitor took their consent back, and looked at another page then."""
    for visit in ledger.visits:
        granted_at = next((change.at for change in visit.consent if change.choice is Choice.GRANTED), None)
        denied_at = max((change.at for change in visit.consent if change.choice is Choice.DENIED), default=0.0)
        seen = [page.url for page in visit.pages if page.at > denied_at and not page.route]
        if granted_at is not None and granted_at < denied_at and seen:
            return f"consent was withdrawn after {denied_at - granted_at:.1f} s, and {seen[0]} was looked at then"
    return ""


def opted_out(ledger: Ledger) -> str:
    """A visitor opted out by the law of a US state."""
    found = next((visit.region for visit in ledger.visits if visit.opted_out_at is not None), "")
    return f"a visitor from {found} opted out" if found else ""
