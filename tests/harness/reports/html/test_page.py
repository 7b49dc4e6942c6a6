"""The HTML report: whole, small, closed to the outside, and with nothing in it that a browser obeys."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

from harness.judge import judge
from harness.ledger import Ledger
from harness.reports.document import RunDocument
from harness.reports.html.page import report_html
from harness.verdict import ExitStatus, Verdict, Waived
from tests.harness.factories import change, healthy
from tests.harness.reports.verdicts import ALL, HARMFUL, HOSTILE, finding, verdict
from tests.ledgers import clean_ledgers

SITE_OF_THE_REPORT = "kiosk"
OURS = {"script", "style", "meta", "link", "img", "iframe", "object", "base", "form"}


class Page(HTMLParser):
    """A report as a browser reads it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._within: list[str] = []
        self.contents: dict[str, list[str]] = {"script": [], "style": []}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._within.append(tag)

    def handle_data(self, data: str) -> None:
        inside = self._within[-1] if self._within else ""
        self.contents.get(inside, self.text).append(data)

    def handle_endtag(self, tag: str) -> None:
        while self._within and self._within.pop() != tag:
            pass

    @property
    def said(self) -> str:
        return " ".join(" ".join(self.text).split())

    def views(self) -> dict[str, Any]:
        """What a scenario shows when it is opened."""
        packed = next(text for text in self.contents["script"] if re.fullmatch(r"[A-Za-z0-9+/=\s]+", text))
        found: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(packed)))
        return found


def report(verdicts: tuple[Verdict, ...], status: int = 1, **ledgers: Ledger) -> Page:
    document = RunDocument(site=SITE_OF_THE_REPORT, exit_status=status, verdicts=verdicts, seed=7)
    return Page(report_html(document, ledgers).decode())


def test_a_reader_sees_the_verdict_the_findings_and_how_to_repeat_them() -> None:
    page = report((ALL[0], change(ALL[1], again="pixelproof run fails --seed 7")))
    for part in (
        "Meta would not count as it should",
        "1 passed, 1 failed",
        "seed 7",
        "The Purchase is wrong.",
        "one cause; or another",
        "Mend it.",
        "pixelproof run fails --seed 7",
        "fails.json",
    ):
        assert part in page.said


def test_each_scenario_has_its_row_and_its_place() -> None:
    page = report(ALL)
    links = {attributes["href"] for tag, attributes in page.tags if tag == "a" and attributes["href"] != "#scenarios"}
    places = {f"#{attributes['id']}" for _, attributes in page.tags if attributes.get("class") == "scenario"}
    assert {link for link in links if str(link).startswith("#")} == places
    assert len(places) == len(ALL)


def test_nothing_is_asked_of_any_other_host() -> None:
    """And the policy lets no other script or style in than the report's own."""
    page = report((*ALL, *HARMFUL))
    addresses = [str(v) for _, attributes in page.tags for k, v in attributes.items() if k in ("src", "href", "action")]
    assert {address for address in addresses if not address.startswith(("#", "./", "../"))} == {"data:,"}
    policy = next(a["content"] for tag, a in page.tags if tag == "meta" and "http-equiv" in a)
    for kind in ("script", "style"):
        own = page.contents[kind][-1]
        digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in str(policy)
    assert "default-src 'none'" in str(policy)


def test_hostile_data_is_text() -> None:
    """Of scripts, styles and whatever else could act there is no more than in a report without it."""
    harmful = (*HARMFUL, verdict("waived", waived=(Waived(finding=finding(HOSTILE), waiver=HOSTILE, expires="x"),)))
    plain, hostile = report(ALL), report(harmful)
    for tag in OURS:
        assert [name for name, _ in hostile.tags].count(tag) == [name for name, _ in plain.tags].count(tag)
    assert not [k for _, attributes in hostile.tags for k in attributes if k.startswith("on") or k == "style"]
    assert "<script>alert('g')</script>" in hostile.said


def test_an_opened_scenario_has_all_its_events() -> None:
    ledger = healthy()
    views = report((judge(ledger),), 0, **{ledger.scenario: ledger}).views()
    view = views[ledger.scenario]
    assert {*view["sheets"]} == {event.key for event in ledger.events}
    assert {dot["key"] for dot in view["dots"] if dot.get("key")} <= {*view["sheets"]}
    assert len(view["rows"]) == len({row["action"] for row in view["rows"]})


def test_a_hundred_scenarios_are_less_than_a_megabyte() -> None:
    """Twice the recorded runs, as all of them."""
    ledgers = {
        f"{ledger.scenario}{n}": change(ledger, scenario=f"{ledger.scenario}{n}")
        for n in (1, 2)
        for ledger in clean_ledgers()
    }
    verdicts = tuple(judge(ledger) for ledger in ledgers.values())
    document = RunDocument(site="fixture shop", exit_status=int(ExitStatus.CLEAN), verdicts=verdicts)
    assert len(ledgers) > 100
    assert len(report_html(document, ledgers)) < 1_000_000
