"""The run in Markdown: what a reader must know first, with nothing in it that a renderer obeys."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from harness.reports.document import RunDocument
from harness.reports.summary import summary
from harness.verdict import ExitStatus, Status, Verdict, Waived
from tests.harness.factories import change
from tests.harness.reports.verdicts import ALL, HARMFUL, HOSTILE, finding, verdict

OURS = {"heading_open", "bullet_list_open", "list_item_open", "paragraph_open", "strong_open", "table_open"}
"""Every kind of thing that a summary is made of, but for the parts of a table."""


def told(verdicts: tuple[Verdict, ...], status: ExitStatus = ExitStatus.FINDINGS, site: str = "kiosk") -> str:
    return summary(RunDocument(site=site, exit_status=int(status), verdicts=verdicts)).decode()


def tokens(text: str) -> Iterator[Token]:
    """What a renderer makes of it that lets HTML through and knows tables, as code hosts do."""
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text):
        yield token
        yield from token.children or ()


def kinds(text: str) -> set[str]:
    opened = {token.type for token in tokens(text) if token.nesting == 1 or token.type.startswith(("html", "image"))}
    return {kind for kind in opened if not kind.startswith(("t", "html_comment")) or kind == "table_open"}


def test_a_reader_sees_the_verdict_the_cause_and_how_to_repeat_it() -> None:
    failed = change(ALL[1], again="pixelproof run fails --seed 7")
    text = told((ALL[0], failed))
    lines = text.splitlines()
    assert lines[0] == "## ❌ Meta would not count as it should: kiosk"
    assert "### critical: `value.against_books`" in lines
    assert "- **likely** one cause; or another" in lines
    assert "- **in** `fails`" in lines
    assert "- **again** `pixelproof run fails --seed 7`" in lines
    assert "| `fails` | ❌ FAILED | 2 | 2 | 5 | 4 | 0 | 1 | 8.2 |" in lines


def test_a_clean_run_of_many_scenarios_is_short() -> None:
    text = told(tuple(verdict(f"s{n}") for n in range(100)), ExitStatus.CLEAN)
    assert text.startswith("## ✅ Meta would count every conversion once: kiosk\n\n100 passed")
    assert len(text.splitlines()) == 3


def test_what_broke_is_no_finding() -> None:
    text = told(ALL[2:3], ExitStatus.COULD_NOT_RUN)
    assert "**breaks could not be carried out**, at step `journey buy`: \nthe button is gone" in text
    assert "###" not in text


def test_the_worst_ten_findings_are_told_and_the_others_counted() -> None:
    many = tuple(finding(f"f{n}", id=f"f{n}") for n in range(13))
    text = told((verdict("a", Status.FAILED, findings=many),))
    assert text.count("### critical") == 10
    assert "And 3 more findings." in text


def test_what_is_waived_is_told_with_its_owner_and_its_end() -> None:
    waived = Waived(finding=finding(), waiver="the waiver of x in a (ana: a reason)", expires="2026-12-31")
    document = RunDocument(site="kiosk", exit_status=0, verdicts=(verdict("a", waived=(waived,)),), unused=("drop it",))
    text = summary(document).decode()
    assert text.startswith("## ✅")
    assert "- drop it" in text
    assert r"- `a`: The Purchase is wrong\. Until 2026-12-31: the waiver of x in a \(ana: a reason\)" in text


def test_a_run_that_only_an_expired_waiver_fails_says_so() -> None:
    assert told((verdict("a"),)).startswith("## ❌ A waiver has expired: kiosk")


def test_hostile_data_is_text() -> None:
    """No element, no link, no picture, no mention, and the table keeps its columns."""
    harmful = (*HARMFUL, verdict("a|b`c``d", Status.FAILED, findings=(finding("![x](https://evil.example) @all <b>"),)))
    text = told(harmful, site=HOSTILE)
    assert kinds(text) == OURS
    assert "@all" not in text
    rows = [token for token in tokens(text) if token.type == "tr_open"]
    cells = [token for token in tokens(text) if token.type in ("td_open", "th_open")]
    assert len(cells) == 9 * len(rows)


@given(st.text(), st.text())
def test_no_text_becomes_markup(message: str, name: str) -> None:
    failed = verdict(name, Status.FAILED, findings=(finding(message, causes=(message,), remedy=message),))
    assert kinds(told((failed,), site=message)) <= OURS
