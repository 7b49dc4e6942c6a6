"""The visitor's answers, proved in the browser on the shop: what shows them, and who may tell what."""

from __future__ import annotations

import pytest

from mock_meta.event import Channel
from tests.harness.command import Run

BOTH = {Channel.BROWSER, Channel.SERVER}
SHOWN = {
    "banner_ignored": ("no answer was ever given", set()),
    "consent_granted_late": ("the landing page was read to its end", BOTH),
    "consent_granted_on_a_later_page": ("the banner was accepted on page 2 of the visit", BOTH),
    "consent_withdrawn": ("consent was withdrawn after", BOTH),
    "global_privacy_control": ("a page was asked for with Sec-GPC: 1", BOTH),
    "stale_choice": ("the answer of 100 days before still stood", BOTH),
    "us_state_opt_out": ("a visitor from US-CA opted out", BOTH),
}

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """One run for each condition, when it is asked for."""
    folder = tmp_path_factory.mktemp("consent")
    made: dict[str, Run] = {}
    for name in SHOWN:
        (folder / name).mkdir()
        made[name] = Run(folder / name, "--journey", "browse", "--under", name)
    return made


@pytest.mark.parametrize("name", SHOWN)
def test_the_healthy_shop_passes_and_the_evidence_shows_the_answer(runs: dict[str, Run], name: str) -> None:
    words, heard = SHOWN[name]
    ledger = runs[name].ledger(f"browse+{name}")
    assert {one.condition: one.evidence for one in ledger.acted}[name].startswith(words)
    assert (runs[name].verdicts[f"browse+{name}"].status, runs[name].checks(f"browse+{name}")) == ("PASSED", set())
    assert {event.channel for event in ledger.events} == heard


@pytest.mark.parametrize("name", ["global_privacy_control", "us_state_opt_out"])
def test_who_opts_out_is_told_of_with_limits(runs: dict[str, Run], name: str) -> None:
    """By both channels, for all that was done after it."""
    ledger = runs[name].ledger(f"browse+{name}")
    opted_out_at = ledger.visits[0].opted_out_at
    assert opted_out_at is not None
    pages = {page.url for page in ledger.visits[0].pages if page.at > opted_out_at}
    after = [event for event in ledger.events if event.source_url in pages]
    assert {event.channel for event in after} == BOTH
    assert all("LDU" in (event.data_processing_options or ()) for event in after)


def test_what_was_seen_before_the_answer_is_never_told(runs: dict[str, Run]) -> None:
    """The page of the click was left without an answer, so that the click is lost too."""
    name = "consent_granted_on_a_later_page"
    ledger = runs[name].ledger(f"browse+{name}")
    granted_at = ledger.visits[0].consent[0].at
    assert all(event.received_at > granted_at for event in ledger.events)
    assert not any("fbclid" in (event.source_url or "") for event in ledger.events)
