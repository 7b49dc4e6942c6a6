"""The estimate of match quality."""

from typing import Any

import pytest

from mock_meta.event import Channel
from mock_meta.match import WEIGHTS, match_quality, mean_match_quality
from tests.mock_meta.factories import REFUSED, browser, server


@pytest.mark.parametrize("key", WEIGHTS)
def test_each_kind_of_information_adds_its_weight(key: str) -> None:
    """One key alone is worth what the table says."""
    assert match_quality(server(user_data={key: "x"})) == WEIGHTS[key]


@pytest.mark.parametrize("value", [None, "", [], [""], [None]])
def test_empty_information_is_none(value: Any) -> None:
    """Node's SDK sends a list that holds null for what it couldn't normalise: that matches nobody."""
    assert match_quality(server(user_data={"em": value})) == 0


def test_everything_is_worth_ten() -> None:
    """An event has at most ten points, whatever the weights add up to."""
    assert sum(WEIGHTS.values()) > 10
    assert match_quality(server(user_data=dict.fromkeys(WEIGHTS, "x"))) == 10


def test_more_information_is_never_worse() -> None:
    """Keys that nobody knows change nothing."""
    assert match_quality(server(user_data={"em": "x", "shoe_size": "42"})) == match_quality(
        server(user_data={"em": "x"})
    )


def test_the_mean_is_over_accepted_server_events() -> None:
    """Meta scores nothing else."""
    scored = [server(user_data={"em": "x"}), server(user_data={})]
    unscored = [browser(user_data={"em": "x", "fbc": "x"}), server(user_data={"fbc": "x"}, answer=REFUSED)]
    assert mean_match_quality([*scored, *unscored]) == WEIGHTS["em"] / 2
    assert mean_match_quality(unscored) is None
    assert unscored[0].channel is Channel.BROWSER
