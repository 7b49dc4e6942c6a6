"""The numbers of a run and of its scenarios, as every report for people shows them."""

from __future__ import annotations

from collections.abc import Sequence

from harness.verdict import Status, Verdict

COLUMNS = ("booked", "may count", "browser", "server", "refused", "counted", "match")


def numbers(verdict: Verdict) -> tuple[str, ...]:
    """What stands in each of `COLUMNS` for a scenario; empty where nothing is known."""
    line = verdict.headline
    if line is None:
        return ("",) * len(COLUMNS)
    quality = f"{line.match_quality:.1f}" if line.match_quality is not None else ""
    booked = "" if line.booked is None else str(line.booked)
    whole = (line.countable, line.browser_events, line.server_events, line.rejected_events, line.counted)
    return (booked, *(str(number) for number in whole), quality)


def headline(verdicts: Sequence[Verdict]) -> str:
    """The run's three numbers in one line: the books, what Meta would count, match quality."""
    known = [verdict.headline for verdict in verdicts if verdict.headline is not None]
    booked = [line.booked for line in known if line.booked is not None]
    scores = [line.match_quality for line in known if line.match_quality is not None]
    books = f"books {sum(booked)} ({sum(line.countable for line in known)} may be counted)" if booked else "no books"
    quality = f"{sum(scores) / len(scores):.1f} of 10 (estimate)" if scores else "not known"
    return f"{books} · Meta would count {sum(line.counted for line in known)} · match quality {quality}"


def outcomes(verdicts: Sequence[Verdict]) -> str:
    """How many scenarios came to which verdict."""
    statuses = [verdict.status for verdict in verdicts]
    counted = [f"{statuses.count(kind)} {kind.lower()}" for kind in Status if kind in statuses]
    return ", ".join(counted) or "nothing ran"
