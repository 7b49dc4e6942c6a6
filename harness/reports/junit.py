"""The run as JUnit XML: one case a scenario, findings as its failure."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from harness.reports.text import finding_lines
from harness.verdict import Severity, Status, Verdict

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(verdicts: tuple[Verdict, ...], *, site: str, fail_on: Severity = Severity.MEDIUM) -> bytes:
    """The verdicts as a JUnit document that CI servers read."""
    statuses = [verdict.status for verdict in verdicts]
    suite = ElementTree.Element(
        "testsuite",
        name=_clean(f"pixelproof: {site}"),
        tests=str(len(verdicts)),
        failures=str(statuses.count(Status.FAILED) + statuses.count(Status.FLAKY)),
        errors=str(statuses.count(Status.ERROR)),
        skipped=str(statuses.count(Status.SKIPPED)),
        time=f"{sum(verdict.wall_s or 0.0 for verdict in verdicts):.3f}",
    )
    for verdict in verdicts:
        suite.append(_case(verdict, site, fail_on))
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _case(verdict: Verdict, site: str, fail_on: Severity) -> ElementTree.Element:
    case = ElementTree.Element(
        "testcase",
        name=_clean(verdict.scenario),
        classname=_clean(f"pixelproof.{site}"),
        time=f"{verdict.wall_s or 0.0:.3f}",
    )
    _properties(case, verdict)
    findings = [finding for finding in verdict.findings if finding.severity.reaches(fail_on)]
    if verdict.breakdown is not None:
        broken = verdict.breakdown
        said = f"at step '{broken.step}': {broken.message}"
        ElementTree.SubElement(case, "error", message=_clean(said)).text = _clean(said)
    elif verdict.status is Status.SKIPPED:
        ElementTree.SubElement(case, "skipped", message=_clean(verdict.reason))
    elif findings:
        failure = ElementTree.SubElement(case, "failure", message=_clean(findings[0].message), type=findings[0].check)
        failure.text = _clean("\n".join(line for finding in findings for line in finding_lines(finding)))
    return case


def _properties(case: ElementTree.Element, verdict: Verdict) -> None:
    known = {"seed": verdict.seed, "ledger": verdict.ledger, "verified": verdict.verified}
    if verdict.headline is not None:
        known |= {name: getattr(verdict.headline, name) for name in verdict.headline.__struct_fields__}
    properties = ElementTree.SubElement(case, "properties")
    told = [(name, str(value)) for name, value in known.items() if value is not None]
    told += [("try", f"{one.status} {one.ledger or 'no ledger'}") for one in verdict.tries]
    told += [("waived", f"{one.finding.message} Until {one.expires}: {one.waiver}") for one in verdict.waived]
    for name, value in told:
        ElementTree.SubElement(properties, "property", name=name, value=_clean(value))


def _clean(text: str) -> str:
    """Text without the characters that XML forbids; event data may hold any."""
    return _NOT_XML.sub("\ufffd", text)
