"""What is derived for a combination, held against statements that were written down by hand."""

from __future__ import annotations

import pytest

from harness.condition import conditions
from harness.expectation import Expectation, expected
from harness.owed import Standing
from harness.reports.expectation import told
from mock_meta.event import Channel
from mock_meta.faults import faults
from tests.harness.factories import BROWSER, SERVER, change, plan

OWED, EXCUSED, FORBIDDEN = Standing.OWED, Standing.EXCUSED, Standing.FORBIDDEN

PURCHASES: dict[tuple[str, ...], tuple[Standing, Standing, set[str]]] = {
    ("consent_granted",): (OWED, OWED, set()),
    ("consent_denied",): (FORBIDDEN, FORBIDDEN, set()),
    (): (FORBIDDEN, FORBIDDEN, set()),
    ("consent_granted", "ad_blocker"): (EXCUSED, OWED, {"fbp"}),
    ("consent_granted", "pixel_script_blocked"): (EXCUSED, OWED, {"fbp"}),
    ("consent_granted", "pixel_endpoint_blocked"): (EXCUSED, OWED, set()),
    ("consent_granted", "pixel_blocked"): (EXCUSED, OWED, {"fbp"}),
    ("consent_granted", "corporate_proxy"): (EXCUSED, OWED, {"fbp"}),
    ("consent_granted", "content_policy"): (EXCUSED, OWED, {"fbp"}),
    ("consent_granted", "filter_list"): (EXCUSED, OWED, {"fbp"}),
    ("consent_granted", "us_state_opt_out"): (OWED, OWED, set()),
    ("consent_granted_late",): (OWED, OWED, set()),
    ("consent_granted_on_a_later_page",): (OWED, OWED, {"fbc"}),
    ("consent_withdrawn",): (OWED, EXCUSED, set()),
    ("stale_choice",): (OWED, OWED, set()),
    ("global_privacy_control",): (OWED, OWED, set()),
    ("banner_ignored",): (FORBIDDEN, FORBIDDEN, set()),
    ("consent_granted", "never_returns"): (EXCUSED, OWED, set()),
    ("consent_granted", "slow_site"): (OWED, OWED, set()),
    ("consent_granted", "ad_blocker", "slow_site"): (EXCUSED, OWED, {"fbp"}),
    ("consent_granted", "ad_blocker", "never_returns"): (EXCUSED, OWED, {"fbp"}),
    ("consent_denied", "never_returns"): (FORBIDDEN, FORBIDDEN, set()),
    ("consent_denied", "slow_site"): (FORBIDDEN, FORBIDDEN, set()),
}
"""Of a Purchase, by conditions: the browser's copy, the server's, and what the server's may lack.

Stated by people who know what the world takes away, without a look at what the conditions declare.
"""


def of(name: str, channel: Channel, given: tuple[str, ...], *armed: str) -> Expectation:
    """What is derived for one copy."""
    derived = expected(plan(), [conditions()[one] for one in given], [faults()[one] for one in armed])
    return next(one for one in derived if one.event == name and one.channel is channel)


@pytest.mark.parametrize("given", PURCHASES, ids=lambda given: "+".join(given) or "nothing answered")
def test_what_is_derived_is_what_people_say(given: tuple[str, ...]) -> None:
    browser, server, lacking = PURCHASES[given]
    derived = of("Purchase", BROWSER, given), of("Purchase", SERVER, given)
    assert tuple(one.standing for one in derived) == (browser, server)
    assert {waiver.aspect for waiver in derived[1].waived} == lacking


def test_who_never_returns_still_owes_what_went_before() -> None:
    assert of("AddToCart", BROWSER, ("consent_granted", "never_returns")).standing is OWED


def test_where_the_privacy_signal_is_a_denial_nothing_may_be_sent() -> None:
    """It depends on what the site promises."""
    derived = expected(change(plan(), gpc="denied"), [conditions()["global_privacy_control"]])
    assert {one.standing for one in derived} == {FORBIDDEN}


def test_a_slow_site_excuses_the_browser_s_delay_only() -> None:
    browser, server = (of("PageView", channel, ("consent_granted", "slow_site")) for channel in (BROWSER, SERVER))
    assert [waiver.aspect for waiver in browser.waived] == ["delay"]
    assert server.waived == ()


def test_a_fault_of_metas_excuses_like_a_condition() -> None:
    assert [waiver.aspect for waiver in of("Purchase", SERVER, ("consent_granted",), "graph_down").waived] == ["delay"]


def test_a_channel_that_is_not_observed_is_not_judged() -> None:
    derived = expected(plan(), [conditions()["consent_granted"]], observes=(BROWSER,))
    assert {one.standing for one in derived if one.channel is SERVER} == {Standing.UNOBSERVED}


def test_each_thing_that_is_expected_is_told_once_with_its_events() -> None:
    lines = told(expected(plan(), [conditions()["consent_granted"], conditions()["ad_blocker"]]))
    everything = "PageView, ViewContent, AddToCart, InitiateCheckout, Purchase"
    assert lines[0] == f"browser: excused (an ad blocker in the browser stops the pixel): {everything}"
    assert lines[1].startswith("server: owed")
    assert any(line.startswith("server: owed, without fbp (an ad blocker") for line in lines)
