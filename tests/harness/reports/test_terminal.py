"""What a person reads: whole, in order, and never obeyed by the terminal."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from harness.reports.terminal import TerminalReport
from harness.reports.text import folded, printable
from harness.verdict import ExitStatus, Status, Unjudged, Verdict
from tests.harness.factories import change
from tests.harness.reports.verdicts import ALL, HARMFUL, HOSTILE, finding, verdict


def shown(
    verdicts: tuple[Verdict, ...],
    *,
    status: ExitStatus = ExitStatus.FINDINGS,
    colours: bool = False,
    verbose: bool = False,
    quiet: bool = False,
) -> str:
    """A whole report, progress and all."""
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=colours, width=300, highlight=False)
    report = TerminalReport(console, verbose=verbose, quiet=quiet)
    report.begin("about to run")
    for one in verdicts:
        report.progress(one)
    report.end(verdicts, status, 2.0)
    return stream.getvalue()


def test_everything_that_did_not_pass_is_explained() -> None:
    text = shown(ALL)
    for part in (
        "fails  FAILED\n",
        "  critical value.against_books  The Purchase is wrong.\n",
        "    so         Meta would count it wrong.\n",
        "    likely     one cause; or another\n",
        "    do         Mend it.\n",
        "  ledger     fails.json\n",
        "breaks  ERROR\n",
        "  step       journey buy\n",
        "  said       the button is gone\n",
        "  screenshot breaks.png\n",
        "skipped  SKIPPED  the site has no journey 'lead'\n",
    ):
        assert part in text


def test_progress_comes_first_and_the_numbers_last() -> None:
    lines = shown(ALL).splitlines()
    assert lines[:5] == [
        "about to run",
        "  ✓ passes  1.5 s",
        "  ✗ fails  1.5 s",
        "  ! breaks  1.5 s",
        "  - skipped  1.5 s",
    ]
    assert lines[-2:] == [
        "1 passed, 1 failed, 1 error, 1 skipped in 2.0 s",
        "books 4 (4 may be counted) · Meta would count 2 · match quality 8.2 of 10 (estimate)",
    ]


def test_rule_and_evidence_are_for_those_who_ask() -> None:
    assert "evidence" not in shown(ALL)
    verbose = shown(ALL, verbose=True)
    assert "    rule       the site's own books are the truth" in verbose
    assert "    evidence   events 7/0 of the ledger\n" in verbose


def test_quiet_shows_only_what_did_not_pass() -> None:
    text = shown(ALL, quiet=True)
    assert "passes" not in text
    assert "fails  FAILED" in text


def test_what_failed_or_broke_comes_with_the_command_that_repeats_it() -> None:
    command = "pixelproof run {} --site '/tmp/{{x}}/site.toml'"
    text = shown(tuple(change(one, again=command.format(one.scenario)) for one in ALL))
    assert [line.split(maxsplit=1)[1] for line in text.splitlines() if line.startswith("  again")] == [
        "pixelproof run fails --site '/tmp/{x}/site.toml'",
        "pixelproof run breaks --site '/tmp/{x}/site.toml'",
    ]


def test_what_was_not_judged_is_named_once() -> None:
    unjudged = (Unjudged(check="coverage.server", reason="not observed"),)
    text = shown((verdict("one", unjudged=unjudged), verdict("two", unjudged=unjudged)), status=ExitStatus.CLEAN)
    assert text.count("not judged, as not observed: coverage.server") == 1


def test_what_was_not_judged_for_one_reason_is_one_line() -> None:
    unjudged = tuple(
        Unjudged(check=name, reason="the books are closed") for name in ("value.parts", "counting.phantoms")
    )
    text = shown((verdict("one", unjudged=unjudged),), status=ExitStatus.CLEAN)
    assert "not judged, as the books are closed: counting.phantoms, value.parts" in text


def test_a_run_that_verified_nothing_says_so() -> None:
    assert "Nothing was verified" in shown(ALL[3:], status=ExitStatus.COULD_NOT_RUN)
    assert "Nothing was verified" not in shown(ALL, status=ExitStatus.COULD_NOT_RUN)


@pytest.mark.parametrize("harmful", HARMFUL, ids=lambda verdict: verdict.status)
def test_event_data_is_neither_obeyed_nor_read_as_markup(harmful: Verdict) -> None:
    """Not one character of it reaches the terminal as a command, and rich's own markup stays text."""
    text = shown((change(harmful, again=HOSTILE),), verbose=True)
    assert {sign for sign in text if unicodedata.category(sign) in ("Cc", "Cf", "Cs") and sign != "\n"} == set()
    assert text.count(printable(HOSTILE)) >= 2
    assert "[bold red]l[/]" in text


def test_in_colour_only_the_report_s_own_escapes_are_there() -> None:
    plain, coloured = (shown(HARMFUL, colours=colours) for colours in (False, True))
    assert "\x1b[31mc" not in coloured
    assert "\n".join(Text.from_ansi(line).plain for line in coloured.split("\n")) == plain


@given(st.text(st.characters()))
def test_printable_text_is_one_line_that_any_terminal_shows(text: str) -> None:
    safe = printable(text)
    assert {sign for sign in safe if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")} == set()
    assert "\n" not in safe
    safe.encode()


def test_what_is_spelled_out_can_be_told() -> None:
    assert printable("a\x1b[2Jb\nc\x9bd\u202ee\ud800fü✓") == "a\\x1b[2Jb\\nc\\x9bd\\u202ee\\ud800fü✓"


def test_findings_that_pass_are_shown_to_those_who_ask() -> None:
    remark = verdict("remarks", Status.PASSED, findings=(finding("Only a remark."),))
    assert "Only a remark." not in shown((remark,))
    assert "Only a remark." in shown((remark,), verbose=True)


def test_the_name_of_a_combination_is_folded_between_its_conditions() -> None:
    name = "buy+mobile+slow_pixel_config+back_and_forward+a_name_of_a_condition_that_is_too_long"
    lines = folded(name, 30).split("\n")
    assert lines == ["buy+mobile+slow_pixel_config", "+back_and_forward", "+a_name_of_a_condition_that_is_too_long"]


@given(st.text(alphabet=st.characters(exclude_characters="\n")), st.integers(1, 40))
def test_folding_a_name_loses_nothing(name: str, width: int) -> None:
    assert folded(name, width).replace("\n", "") == name
