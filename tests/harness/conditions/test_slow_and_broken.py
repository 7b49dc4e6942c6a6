"""What is slow, broken or done twice: proved in the browser by what the ledger holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.ledger import Ledger
from mock_meta.event import Channel
from tests.harness.command import TINY, Run

SHOWN = {
    "order_button_double_clicked": "was clicked again",
    "order_button_hammered": "was clicked again",
    "pixel_script_late": "the pixel's script took",
    "pixel_config_hangs": "the pixel's configuration never came",
    "checkout_posts_late": "was held back",
    "signal_lost_for_a_moment": "ERR_INTERNET_DISCONNECTED",
    "widget_throws": "an error was thrown",
    "first_reports_cut": "was cut",
    "two_tabs_open": "was opened in a second tab",
    "tab_restored_after_sale": "0 entries in its session storage",
    "tab_closed_before_thanks": "the tab was closed when the browser had asked for /thank-you/",
}
"""What the evidence of each story's condition says."""

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def broken_days(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Eleven stories on the packaged site."""
    return Run(tmp_path_factory.mktemp("broken"), *SHOWN, "--slots", "3")


def evidence(ledger: Ledger) -> str:
    return " ".join(acted.evidence for acted in ledger.acted)


@pytest.mark.parametrize(("name", "said"), SHOWN.items())
def test_the_healthy_shop_stands_it(broken_days: Run, name: str, said: str) -> None:
    """Something could be verified, nothing is accused, one sale is counted, and the condition shows that it acted."""
    verdict = broken_days.verdicts[name]
    assert (verdict.status, verdict.findings) == ("PASSED", ())
    assert verdict.headline is not None
    assert (verdict.headline.booked, verdict.headline.counted) == (1, 1)
    assert said in evidence(broken_days.ledger(name))


def test_just_what_was_cut_is_excused(broken_days: Run) -> None:
    """By name and moment; the server told of all."""
    ledger = broken_days.ledger("first_reports_cut")
    lost = [event for event in ledger.events if event.channel is Channel.BROWSER and not event.accepted]
    assert [event.name for event in lost] == [excuse.events[0] for excuse in ledger.excuses]
    assert all(excuse.until is not None and excuse.since is not None for excuse in ledger.excuses)


def test_a_hung_configuration_leaves_the_browser_silent(broken_days: Run) -> None:
    """And the site as it was."""
    ledger = broken_days.ledger("pixel_config_hangs")
    assert {event.channel for event in ledger.events} == {Channel.SERVER}


def test_an_error_of_the_condition_is_none_of_the_site(broken_days: Run) -> None:
    """It is on record as what it is."""
    errors = broken_days.ledger("widget_throws").visits[0].page_errors
    assert {error.by for error in errors} == {"script_error_on_page"}


def test_a_tab_that_is_closed_early_never_shows_the_confirmation(broken_days: Run) -> None:
    """The page was asked for, answered, and given up."""
    visit = broken_days.ledger("tab_closed_before_thanks").visits[0]
    assert not any("/thank-you/" in page.url for page in visit.pages)
    (given_up,) = visit.given_up
    assert "/thank-you/" in given_up.url


def test_a_page_that_the_browser_had_kept_is_no_new_load(tmp_path: Path) -> None:
    """Its scripts do not run again: the kiosk, which reports a sale whenever its last page loads, is silent."""
    run = Run(tmp_path, "--journey", "buy", "--under", "back_forward_cache", "--site", TINY / "site.toml")
    verdict = run.verdicts["buy+back_forward_cache"]
    assert (verdict.status, verdict.findings) == ("PASSED", ())
    assert "kept alive" in verdict.acted["back_forward_cache"]
    assert [page.kept for page in run.ledger("buy+back_forward_cache").visits[0].pages].count(True) == 1


def test_a_page_that_the_browser_could_not_keep_proves_nothing(tmp_path: Path) -> None:
    """Chromium lets go of what must not be stored as soon as a cookie changes, and the pixel has just written one."""
    run = Run(tmp_path, "--journey", "buy", "--under", "back_forward_cache")
    verdict = run.verdicts["buy+back_forward_cache"]
    assert verdict.status == "SKIPPED"
    assert verdict.reason.endswith(": CacheControlNoStoreCookieModified")
