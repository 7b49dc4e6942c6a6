"""A second site, with other markup and much less of everything: the same stories, unedited."""

from __future__ import annotations

import re

import pytest

from harness.verdict import Status
from tests.harness.command import TINY, Run, reasons
from tests.harness.conftest import NOT_HERE, SOME_BUYING

BUYING = (
    "bought_in_private",
    "bought_inside_the_app",
    "bought_on_a_phone",
    "bought_on_two_devices",
    "checkout_posts_late",
    "computer_with_wrong_time",
    "consent_manager_accepted",
    "first_reports_cut",
    "healthy_purchase",
    "landed_by_redirects",
    "link_without_click_id",
    "order_button_double_clicked",
    "order_button_hammered",
    "partner_pixel",
    "phone_with_weak_signal",
    "pixel_script_late",
    "shared_computer",
    "signal_lost_for_a_moment",
    "slow_checkout",
    "tab_restored_after_sale",
    "thank_you_reloaded",
    "two_orders",
    "two_tabs_open",
    "two_visitors",
    "visitor_from_auckland",
    "widget_throws",
)
NEEDS_SERVER = {
    "completeness.identifiers",
    "consent.server",
    "coverage.server",
    "dedupe.agreement",
    "dedupe.pairing",
    "delivery.refused",
}


@pytest.mark.parametrize("name", SOME_BUYING)
def test_stories_of_buying_pass_and_have_verified_something(tiny_run: Run, name: str) -> None:
    assert_verified(tiny_run, name)


@pytest.mark.proof
@pytest.mark.parametrize("name", BUYING)
def test_all_stories_of_buying_pass(whole_tiny_run: Run, name: str) -> None:
    assert_verified(whole_tiny_run, name)


def assert_verified(run: Run, name: str) -> None:
    verdict = run.verdicts[name]
    assert verdict.status is Status.PASSED, verdict
    assert verdict.verified > 0
    assert verdict.findings == ()


def test_a_run_with_skipped_scenarios_is_clean(tiny_run: Run) -> None:
    assert tiny_run.done.status == 0
    assert set(reasons(tiny_run.verdicts)) == set(NOT_HERE)


@pytest.mark.proof
def test_every_other_story_says_why_it_is_skipped(whole_tiny_run: Run) -> None:
    assert whole_tiny_run.done.status == 0
    assert set(whole_tiny_run.verdicts) - set(BUYING) == set(reasons(whole_tiny_run.verdicts))


@pytest.mark.parametrize(
    ("scenario", "journey"),
    [
        ("healthy_lead", "lead"),
        ("account_registered", "register"),
        ("thank_you_by_back_button", "buy_and_come_back"),
        ("consent_granted_late", "browse"),
    ],
)
def test_a_missing_journey_is_named(tiny_run: Run, scenario: str, journey: str) -> None:
    assert reasons(tiny_run.verdicts)[scenario] == f"the site has no journey '{journey}' (it has buy)"


@pytest.mark.parametrize(
    ("scenario", "condition", "need"),
    [
        ("payment_redirect", "pays_elsewhere", "ways"),
        ("payment_redirect_no_return", "never_returns", "ways"),
        ("an_hour_after_buying", "an_hour_later", "control.clock"),
        ("crawlers_pass", "crawler_passes", "control.actors.crawler"),
    ],
)
def test_what_a_condition_needs_is_named(tiny_run: Run, scenario: str, condition: str, need: str) -> None:
    sentence = f"the condition {condition} needs {need}, which site.toml does not name"
    assert reasons(tiny_run.verdicts)[scenario] == sentence


def test_a_missing_consent_button_is_named(tiny_run: Run) -> None:
    reason = reasons(tiny_run.verdicts)["consent_denied"]
    assert reason == "the condition consent_denied needs consent.deny, which site.toml does not name"


def test_a_fault_on_the_unobserved_channel_is_named(tiny_run: Run) -> None:
    reason = reasons(tiny_run.verdicts)["graph_down"]
    assert reason == "the fault graph_down concerns the server channel, which is not observed here"


@pytest.mark.parametrize("part", ["script", "endpoint"])
def test_what_a_blocker_leaves_unverified_is_skipped_with_both_causes(tiny_run: Run, part: str) -> None:
    reason = reasons(tiny_run.verdicts)[f"ad_blocked_{part}"]
    assert reason.startswith("nothing could be verified: a blocker stops the pixel's")
    assert reason.endswith("the server channel is not observed on this site")


def test_checks_of_the_server_are_unjudged_by_name(tiny_run: Run) -> None:
    unjudged = {entry.check: entry.reason for entry in tiny_run.verdicts["healthy_purchase"].unjudged}
    assert unjudged.keys() >= NEEDS_SERVER
    assert unjudged["coverage.server"] == "the server channel is not observed on this site"
    assert "value.against_books" not in unjudged


def test_the_terminal_names_what_was_not_judged_once(tiny_run: Run) -> None:
    out = " ".join(tiny_run.done.out.split())
    (line,) = re.findall(r"not judged, as the server channel is not observed on this site: ([\w., ]+)", out)
    assert "dedupe.pairing, " in line


def test_the_books_are_what_the_journeys_return(tiny_run: Run) -> None:
    conversions = tiny_run.ledger("two_orders").conversions
    assert [(c.book, c.value, c.currency) for c in conversions] == [("orders", 12.5, "EUR")] * 2
    headline = tiny_run.verdicts["two_orders"].headline
    assert headline is not None
    assert (headline.booked, headline.counted, headline.server_events) == (2, 2, 0)


def test_sales_that_no_event_names_are_told_apart_by_when_their_journey_began(tiny_run: Run) -> None:
    """Each Purchase comes before its journey has returned the order, and none carries its number."""
    ledger = tiny_run.ledger("two_orders")
    purchases = sorted(event.received_at for event in ledger.events if event.name == "Purchase")
    first, second = ledger.conversions
    assert first.created_at < purchases[0] < second.created_at < purchases[1]


@pytest.fixture(scope="module")
def banner_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The variant that asks for consent, with its report of the sale left out."""
    words = ("consent_denied", "healthy_purchase", "--site", TINY / "banner.toml", "--bug", "silent", "--slots", "2")
    return Run(tmp_path_factory.mktemp("banner"), *words)


def test_a_banner_brings_the_story_of_denial(banner_run: Run) -> None:
    """Nothing may be sent then, and nothing is."""
    denied = banner_run.verdicts["consent_denied"]
    assert denied.status is Status.PASSED
    assert denied.verified > 0
    assert banner_run.ledger("consent_denied").events == ()


def test_a_grant_lets_events_through(banner_run: Run) -> None:
    assert {event.name for event in banner_run.ledger("healthy_purchase").events} == {"PageView"}


def test_a_wrong_value_fails(cents_run: Run) -> None:
    assert cents_run.done.status == 1
    (finding,) = cents_run.verdicts["healthy_purchase"].findings
    assert finding.check == "value.against_books"
    assert "12.5 EUR in the books; the browser says 1250 EUR" in finding.message
    assert finding.causes == ("the amount is in minor units (cents)",)


def test_a_sale_that_no_event_reports_fails(banner_run: Run) -> None:
    assert banner_run.done.status == 1
    assert banner_run.checks("healthy_purchase") == {"coverage.browser"}
    assert banner_run.document.bugs == ("silent",)


def test_a_host_that_is_not_the_sites_is_refused_and_recorded(cents_run: Run, tiny_run: Run) -> None:
    refused = {(entry.host, entry.port) for entry in cents_run.ledger("healthy_purchase").refused}
    assert refused == {("zaehler.example", 443)}
    assert tiny_run.ledger("healthy_purchase").refused == ()
