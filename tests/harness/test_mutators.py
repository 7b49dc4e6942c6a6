"""Each tracking mistake is found by its own checks and no others, and the finding names what it is about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.case import Case
from harness.check import checks
from harness.judge import judge
from harness.ledger import Ledger
from harness.mistake import mistakes
from harness.verdict import Status, Verdict
from tests.harness.factories import fired, healthy, two_orders
from tests.harness.mutators import MUTATORS, Mutator


def text_of(verdict: Verdict) -> str:
    """All that the findings say."""
    lines = ((f.message, *f.causes, f.remedy, *f.consequences) for f in verdict.findings)
    return "\n".join(line for said in lines for line in said)


@pytest.mark.parametrize("sound", [healthy, two_orders])
def test_a_sound_run_has_no_finding(sound: Callable[[], Ledger]) -> None:
    """Not even information."""
    verdict = judge(sound())
    assert verdict.findings == ()
    assert verdict.status is Status.PASSED


@pytest.mark.parametrize("mistake", MUTATORS.values(), ids=lambda mistake: mistake.name)
def test_exactly_its_checks_fire(mistake: Mutator) -> None:
    """The mistake's checks have a finding each, effects are folded under their causes, and nothing else is said."""
    assert fired(judge(mistake.evidence())) == mistake.breaks


@pytest.mark.parametrize("mistake", MUTATORS.values(), ids=lambda mistake: mistake.name)
def test_the_run_fails_and_the_finding_names_its_matter(mistake: Mutator) -> None:
    """The run is FAILED at the usual threshold, and what is said names the order, the event or the value."""
    verdict = judge(mistake.evidence())
    assert verdict.status is Status.FAILED
    assert mistake.tells in text_of(verdict)


@pytest.mark.parametrize("mistake", MUTATORS.values(), ids=lambda mistake: mistake.name)
def test_every_message_is_a_sentence(mistake: Mutator) -> None:
    """It begins with a capital, ends with a full stop, fits a line or three, and its evidence is in the ledger."""
    evidence = mistake.evidence()
    known = {event.key for event in evidence.events}
    for finding in judge(evidence).findings:
        for message in (finding.message, *finding.consequences):
            assert message[0].isupper() or message.startswith(("'", "https://"))
            assert message.endswith(".")
            assert len(message) < 300
        assert set(finding.events) <= known


def test_every_check_is_provoked() -> None:
    """No check is without a mistake that makes it fire, alone or as an effect, so none can fall silent unnoticed."""
    cases = [Case(mistake.evidence()) for mistake in MUTATORS.values()]
    silent = {name for name, check in checks().items() if not any(list(check.judge(case)) for case in cases)}
    assert silent <= {mistake.check for mistake in mistakes().values()}
