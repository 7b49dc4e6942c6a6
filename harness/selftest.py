"""The gate put to the test: does it turn red for each mistake, for the right reason, and stay green otherwise?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

import msgspec

from harness.judge import judge
from harness.ledger import Ledger
from harness.mistake import Mistake, Trap, mistakes, traps
from harness.verdict import Finding, Severity, Verdict


class Catch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one mistake.

    ``way`` is how it was tried: rewritten into a ``ledger``, or driven in the ``browser``. ``shown_by`` are the
    scenarios whose evidence it changed, or in which it was driven; ``fired`` the checks whose findings stand;
    ``caught`` whether the mistake's own check is among them, and ``named`` whether its finding names the cause;
    ``besides`` are findings of others, not folded under it. ``reason`` says why nothing could be tried, ``needs`` what
    the site's plan or its evidence would have to hold.
    """

    id: str
    name: str
    family: str
    severity: Severity
    way: str
    shown_by: tuple[str, ...] = ()
    fired: tuple[str, ...] = ()
    caught: bool = False
    named: bool = False
    besides: tuple[str, ...] = ()
    reason: str = ""
    needs: str = ""


class Alarm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was said of something legitimate: ``said`` must be empty. ``tried`` is in how many runs."""

    id: str
    name: str
    way: str
    tried: int = 0
    said: tuple[str, ...] = ()


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """The whole result."""

    catches: tuple[Catch, ...]
    alarms: tuple[Alarm, ...]

    @property
    def tried(self) -> tuple[Catch, ...]:
        """What could be tried here: of the others each has its reason."""
        return tuple(catch for catch in self.catches if not catch.reason)

    @property
    def is_perfect(self) -> bool:
        """Whether every mistake that could be tried was caught and named, and nothing legitimate accused."""
        caught = all(catch.caught and catch.named for catch in self.tried)
        return caught and not any(alarm.said for alarm in self.alarms)


ENOUGH_RUNS = 6
"""In so many runs a mistake is looked for; each more would only repeat them."""
ON_LEDGERS = "ledger"
IN_BROWSER = "browser"


def on_ledgers(clean: Iterable[Ledger]) -> Score:
    """Every mistake and every trap, rewritten into clean evidence."""
    ledgers = tuple(clean)
    catches = tuple(_rewritten(one, ledgers) for one in mistakes().values() if one.rewrite is not None)
    silent = [_trapped(one, ledgers) for one in traps().values() if one.rewrite is not None]
    untouched = [finding for ledger in ledgers for finding in accusations(judge(ledger))]
    clean_site = Alarm(id="clean", name="clean evidence", way=ON_LEDGERS, tried=len(ledgers), said=_said(untouched))
    return Score(catches=catches, alarms=(clean_site, *silent))


def catch(one: Mistake, way: str, verdicts: Mapping[str, Verdict]) -> Catch:
    """What the verdicts, by scenario, on runs with the mistake in them tell."""
    found = [(name, finding) for name, verdict in verdicts.items() for finding in accusations(verdict)]
    mine = [(name, finding) for name, finding in found if finding.check == one.check]
    naming = {name for name, finding in mine if _names(finding, one.cause)}
    others = [f"{name}: {finding.check}" for name, finding in found if finding.check != one.check]
    broken = [f"{name}: {v.breakdown.message}" for name, v in verdicts.items() if v.breakdown is not None]
    return Catch(
        id=one.id,
        name=one.name,
        family=one.family,
        severity=one.severity,
        way=way,
        shown_by=tuple(dict.fromkeys(name for name, _ in mine)) or tuple(verdicts),
        fired=tuple(dict.fromkeys(finding.check for _, finding in found)),
        caught=bool(mine),
        named=bool(naming),
        besides=tuple(dict.fromkeys([*others, *broken])),
    )


def untried(one: Mistake, way: str, reason: str) -> Catch:
    """A mistake that could not be tried, and why."""
    return Catch(
        id=one.id, name=one.name, family=one.family, severity=one.severity, way=way, reason=reason, needs=one.needs
    )


def accusations(verdict: Verdict) -> list[Finding]:
    """The findings of a verdict that accuse: all but remarks."""
    return [finding for finding in verdict.findings if finding.severity is not Severity.INFO]


def _names(finding: Finding, cause: str) -> bool:
    return any(cause in text for text in (*finding.causes, finding.message))


def _rewritten(one: Mistake, ledgers: tuple[Ledger, ...]) -> Catch:
    assert one.rewrite is not None
    rewritten = {clean.scenario: changed for clean, changed in rewritings(one, ledgers)}
    if not rewritten:
        return untried(one, ON_LEDGERS, "no clean run holds what it would change")
    return catch(one, ON_LEDGERS, {name: judge(ledger) for name, ledger in rewritten.items()})


def rewritings(one: Mistake, ledgers: tuple[Ledger, ...]) -> tuple[tuple[Ledger, Ledger], ...]:
    """Clean evidence and what the mistake makes of it, in a few runs: first in those of its own scenarios."""
    assert one.rewrite is not None
    likeliest_first = sorted(ledgers, key=lambda ledger: ledger.scenario not in one.scenarios)
    changed = ((ledger, one.rewrite(ledger)) for ledger in likeliest_first)
    found = ((clean, rewritten) for clean, rewritten in changed if rewritten is not None)
    return tuple(islice(found, ENOUGH_RUNS))


def _trapped(one: Trap, ledgers: tuple[Ledger, ...]) -> Alarm:
    assert one.rewrite is not None
    # What a rewriting adds comes when the fault is over, and then nothing excuses what the fault kept from the others.
    calm = (ledger for ledger in ledgers if not ledger.faults)
    rewritten = [changed for ledger in calm if (changed := one.rewrite(ledger)) is not None]
    said = [finding for ledger in rewritten for finding in accusations(judge(ledger))]
    return Alarm(id=one.id, name=one.name, way=ON_LEDGERS, tried=len(rewritten), said=_said(said))


def _said(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{finding.check}: {finding.message}" for finding in findings))
