"""What stands between the visitor and Meta, proved in the browser: the sale is told by the server alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.conditions.content_policy import policy_for
from mock_meta.event import Channel
from tests.harness.command import Run
from tests.harness.lists import FILTER_LISTS

HERE = Path(__file__).parent
LISTS = ("--filter-list", *FILTER_LISTS)
ENDPOINT_ONLY = "||facebook.com/tr/\n"

BLOCKED = {
    "pixel_blocked": "connect.facebook.net: a blocker stops the pixel's script and its requests",
    "corporate_proxy": "connect.facebook.net: the company's proxy answers Meta's hosts itself (script)",
    "content_policy": "Loading the script 'https://connect.facebook.net/en_US/fbevents.js' violates the following "
    "Content Security Policy",
    "filter_list": "connect.facebook.net: the filter rule /fbevents.js",
}


@pytest.mark.proof
@pytest.mark.parametrize("name", BLOCKED)
def test_the_sale_is_told_by_the_server_alone(tmp_path: Path, name: str) -> None:
    """The evidence names what stopped the pixel, and nothing is asked of the browser's copies."""
    run = Run(tmp_path, "--journey", "browse", "--under", name, *(LISTS if name == "filter_list" else ()))
    scenario = f"browse+{name}"
    ledger = run.ledger(scenario)
    evidence = {one.condition: one.evidence for one in ledger.acted}[name]
    assert BLOCKED[name] in evidence
    assert (run.verdicts[scenario].status, run.checks(scenario)) == ("PASSED", set())
    assert {event.channel for event in ledger.events} == {Channel.SERVER}


@pytest.mark.proof
def test_a_list_that_knows_the_endpoint_only_excuses_no_cookie(tmp_path: Path) -> None:
    """The script runs and makes the pixel's cookie, so that the server's copies owe it."""
    (tmp_path / "own.txt").write_text(ENDPOINT_ONLY, encoding="utf-8")
    run = Run(tmp_path, "--journey", "browse", "--under", "filter_list", "--filter-list", "own.txt")
    excuses = run.ledger("browse+filter_list").excuses
    assert {(excuse.channel, excuse.aspect) for excuse in excuses} == {(Channel.BROWSER, "presence")}
    assert run.verdicts["browse+filter_list"].status == "PASSED"


@pytest.mark.proof
def test_a_pixel_by_the_site_s_own_address_gets_past_a_blocker(tmp_path: Path) -> None:
    """Both copies of all arrive; that the blocker is there shows when Meta's own host is asked for in the end."""
    run = Run(tmp_path, "pixel_by_the_shops_address")
    ledger, verdict = run.ledger("pixel_by_the_shops_address"), run.verdicts["pixel_by_the_shops_address"]
    assert (verdict.status, verdict.findings) == ("PASSED", ())
    told = {channel: {event.event_id for event in ledger.events if event.channel is channel} for channel in Channel}
    assert told[Channel.BROWSER] == told[Channel.SERVER]
    assert len(told[Channel.BROWSER]) > 5
    assert {one.host for one in ledger.refused} <= {"connect.facebook.net", "www.facebook.com"}


def test_the_policy_lets_the_site_s_own_hosts_through() -> None:
    """And says nothing of frames and forms, by which shoppers pay."""
    policy = policy_for(("shop.example", "pay.example:8443"))
    assert "https://shop.example" in policy
    assert "https://pay.example:8443" in policy
    assert "frame-src" not in policy
    assert "form-action" not in policy
    assert "facebook" not in policy
