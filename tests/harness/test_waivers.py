"""Waivers: a finding may stand where somebody answers for it, until a day; nothing is silenced unseen."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from harness.errors import WaiverError
from harness.verdict import ExitStatus, Severity, Status
from harness.waivers import Waiver, apply_waivers, load_waivers
from tests.harness.reports.verdicts import finding, verdict

TODAY = datetime.date(2026, 11, 22)
ID = "coverage.browser:Purchase"
FILE = """
[[waiver]]
finding = "coverage.browser:Purchase"
scenarios = ["ad_*", "payment_redirect"]
owner = "ana@shop.example"
reason = "the new tag comes in December"
expires = 2026-12-31

[[waiver]]
finding = "dedupe.pairing:Lead"
scenarios = ["*"]
owner = "ben@shop.example"
reason = "the form is replaced"
expires = 2026-11-21
"""


def waiver(**changes: object) -> Waiver:
    values = {
        "finding": ID,
        "scenarios": ("ad_*",),
        "owner": "ana@shop.example",
        "reason": "the new tag",
        "expires": TODAY,
    }
    return Waiver(**(values | changes))  # type: ignore[arg-type]


def failed(name: str, *ids: str, severity: Severity = Severity.CRITICAL) -> object:
    return verdict(name, Status.FAILED, findings=tuple(finding(id=id_, severity=severity) for id_ in ids))


def test_a_waived_finding_no_longer_fails_and_is_still_told() -> None:
    """Up to and with the day on which the waiver expires."""
    applied = apply_waivers((waiver(),), (failed("ad_blocked", ID),), TODAY, Severity.MEDIUM)  # type: ignore[arg-type]
    (told,) = applied.verdicts
    assert (told.status, told.findings) == (Status.PASSED, ())
    (waived,) = told.waived
    assert (waived.finding.id, waived.expires) == (ID, "2026-11-22")
    assert waived.waiver == "the waiver of coverage.browser:Purchase in ad_* (ana@shop.example: the new tag)"
    assert (applied.expired, applied.unused) == ((), ())


@pytest.mark.parametrize(
    "changes",
    [{"scenarios": ("two_orders",)}, {"finding": "coverage.browser:Lead"}, {"finding": "coverage.browser:*"}],
)
def test_what_is_not_named_stands(changes: dict[str, object]) -> None:
    """The id is meant to the letter; and a waiver that meets nothing is told."""
    verdicts = (failed("ad_blocked", ID),)
    applied = apply_waivers((waiver(**changes),), verdicts, TODAY, Severity.MEDIUM)  # type: ignore[arg-type]
    assert applied.verdicts == verdicts
    assert applied.unused == (f"{waiver(**changes).label} met nothing: drop it",)


def test_an_expired_waiver_lets_nothing_stand() -> None:
    verdicts = (failed("ad_blocked", ID),)
    old = waiver(expires=TODAY - datetime.timedelta(days=1))
    applied = apply_waivers((old,), verdicts, TODAY, Severity.MEDIUM)  # type: ignore[arg-type]
    said = f"{old.label} expired on 2026-11-21: mend what it names, or renew it"
    assert (applied.verdicts, applied.expired, applied.unused) == (verdicts, (said,), ())
    assert applied.exit_status(Severity.MEDIUM) is ExitStatus.FINDINGS
    passed = apply_waivers((old,), (verdict(),), TODAY, Severity.MEDIUM)
    assert passed.exit_status(Severity.MEDIUM) is ExitStatus.FINDINGS


def test_of_two_findings_the_other_still_fails() -> None:
    (told,) = apply_waivers(
        (waiver(),),
        (failed("ad_blocked", ID, "value.form:Purchase"),),  # type: ignore[arg-type]
        TODAY,
        Severity.MEDIUM,
    ).verdicts
    assert told.status is Status.FAILED
    assert [one.id for one in told.findings] == ["value.form:Purchase"]


def test_what_broke_stays_broken() -> None:
    """A waiver is for findings, never for a run that could not be carried out."""
    broken = verdict("ad_blocked", Status.ERROR, findings=(finding(id=ID),))
    (told,) = apply_waivers((waiver(),), (broken,), TODAY, Severity.MEDIUM).verdicts
    assert told.status is Status.ERROR


def test_a_file_of_waivers(tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(FILE, encoding="utf-8")
    first, second = load_waivers(path)
    assert first.scenarios == ("ad_*", "payment_redirect")
    assert second.expires == datetime.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("expires = 2026-11-21", 'expires = "soon"'), "14: waiver[1].expires: Invalid RFC3339 encoded date"),
        (('owner = "ben@shop.example"\n', ""), "9: waiver[1]: 'owner' is required and missing"),
        (('reason = "the form is replaced"', 'reason = ""'), "13: waiver: reason must say something"),
        (('scenarios = ["*"]', "scenarios = []"), "11: waiver: scenarios must say something"),
        (("[[waiver]]\nfinding", "[[waiver]]\nsilence = true\nfinding"), "3: waiver[0].silence: "),
        (("expires = 2026-12-31", "expires ="), "7: this is not TOML: Invalid value"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(FILE.replace(*change, 1), encoding="utf-8")
    with pytest.raises(WaiverError) as refused:
        load_waivers(path)
    assert str(refused.value).startswith(f"{path}:{said}")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WaiverError, match="a file of waivers was expected here"):
        load_waivers(tmp_path / "waivers.toml")
