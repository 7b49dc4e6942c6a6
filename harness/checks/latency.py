"""Whether events arrive while they are still worth something."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from harness.case import Case
from harness.check import check
from harness.checks.wording import keys
from harness.owed import DELAY, Standing, excused
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event


@check(
    "latency.delay",
    Severity.MEDIUM,
    rule="the plan's max_delay_s; Meta asks for real time and warns from 2 hours on (documented)",
)
def copies_arrive_in_time(case: Case) -> Iterator[Finding]:
    """Each copy arrives within the plan's delay: browser copies after the deed, server copies after the conversion.

    Late events are attributed worse, and from 48 hours on a late copy is counted a second time.
    """
    late: dict[tuple[str, Channel], list[tuple[Event, float]]] = defaultdict(list)
    for copies in case.copies:
        limit = case.ledger.plan.promises[copies.action.name].max_delay_s
        for channel in Channel:
            due = case.due(copies.action, channel)
            if due.standing is not Standing.OWED or excused(case.ledger, copies.action, channel, DELAY):
                continue
            for event in copies.on(channel)[:1]:
                if (delay := event.received_at - due.since) > limit:
                    late[(copies.action.name, channel)].append((event, delay))
    for (name, channel), events in late.items():
        worst = max(delay for _, delay in events)
        limit = case.ledger.plan.promises[name].max_delay_s
        yield Finding(
            message=f"{name} on the {channel} channel came {worst:.0f} s late; the plan allows {limit:.0f} s.",
            subject=name,
            events=keys(event for event, _ in events),
            causes=("events are sent in batches or by cron", "the sender waits for something slow"),
            remedy="Send each event when it happens, from a queue that drains at once.",
        )
