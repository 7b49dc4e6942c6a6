"""Verdicts for the reports' tests, among them some with data that means harm."""

from __future__ import annotations

from typing import Any

from harness.verdict import Breakdown, Finding, Headline, Severity, Status, Verdict

HOSTILE = "a\x00b\x1b[31mc\x9b2Jd\x7fe]]>f<script>alert('g')</script>&h\ud800i\r\nj\u202ek[bold red]l[/]"
"""Controls of both kinds, the end of a CDATA section, markup of three languages, a surrogate, a reordering mark."""


def finding(message: str = "The Purchase is wrong.", **changes: Any) -> Finding:
    """A critical finding of a check that exists."""
    values: dict[str, Any] = {
        "message": message,
        "check": "value.against_books",
        "severity": Severity.CRITICAL,
        "causes": ("one cause", "another"),
        "remedy": "Mend it.",
        "consequences": ("Meta would count it wrong.",),
        "events": ("7/0",),
    }
    return Finding(**(values | changes))


def verdict(name: str = "story", status: Status = Status.PASSED, **changes: Any) -> Verdict:
    """A verdict with numbers."""
    line = Headline(
        booked=2,
        countable=2,
        counted=1,
        match_quality=8.25,
        browser_events=5,
        server_events=4,
        rejected_events=0,
    )
    values: dict[str, Any] = {"headline": line, "verified": 3, "seed": 7, "wall_s": 1.5, "ledger": f"{name}.json"}
    return Verdict(scenario=name, status=status, **(values | changes))


ALL = (
    verdict("passes"),
    verdict("fails", Status.FAILED, findings=(finding(), finding("Mild.", severity=Severity.LOW))),
    verdict(
        "breaks",
        Status.ERROR,
        headline=None,
        ledger=None,
        breakdown=Breakdown(step="journey buy", message="the button is gone", screenshot="breaks.png"),
    ),
    verdict("skipped", Status.SKIPPED, headline=None, ledger=None, verified=0, reason="the site has no journey 'lead'"),
)

HARMFUL = (
    verdict(HOSTILE, Status.FAILED, findings=(finding(HOSTILE, causes=(HOSTILE,), consequences=(HOSTILE,)),)),
    verdict(HOSTILE, Status.ERROR, breakdown=Breakdown(step=HOSTILE, message=HOSTILE, screenshot=HOSTILE)),
    verdict(HOSTILE, Status.SKIPPED, reason=HOSTILE),
)
