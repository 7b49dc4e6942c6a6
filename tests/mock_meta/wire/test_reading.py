"""What Meta tells of a dataset: statistics and quality."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from mock_meta.event import Event
from mock_meta.wire.graph import GraphSettings, answer_graph
from mock_meta.wire.outcome import Outcome
from tests.mock_meta.factories import REFUSED, browser, server
from tests.mock_meta.wire.factories import DAY, NOW, PIXEL, TRACE, codes, refusal, told

HASH = "a" * 64
SERVER = {"action_source": "website", "event_time": NOW}
HEARD = (
    browser(event_id="1", user_data={"fbp": "p1"}, source_url="https://shop.example/a"),
    browser(event_id="2", user_data={"fbp": "p2"}, source_url="https://shop.example/b"),
    browser(event_id="3", name="Lead", source_url="https://[bad"),
    server(60, event_id="1", user_data={"em": [HASH], "fbp": "p1"}, **SERVER),
    server(3700, event_id="9", user_data={"em": [HASH], "client_ip_address": "203.0.113.7"}, **SERVER),
    server(answer=REFUSED, **SERVER),
    server(pixel_id="77", **SERVER),
)


def read(path: str, heard: Sequence[Event] = HEARD, at: float = NOW + 4000, **settings: Any) -> Outcome:
    """The outcome of a reading call, after some events."""
    return answer_graph(
        "GET",
        f"/v26.0/{path}{'&' if '?' in path else '?'}access_token=t",
        {},
        b"",
        received_at=at,
        settings=GraphSettings(**settings),
        trace=TRACE,
        heard=lambda: heard,
    )


def counts(aggregation: str, source: str = "") -> list[dict[str, int]]:
    """The counts of each hour."""
    data = told(read(f"{PIXEL}/stats?aggregation={aggregation}&event_source={source}"))["data"]
    assert {hour["aggregation"] for hour in data} == {aggregation}
    return [{one["value"]: one["count"] for one in hour["data"]} for hour in data]


def test_statistics_count_by_the_hour_what_was_heard() -> None:
    """Before deduplication; refused events and other datasets' don't count; where nothing is named, by event."""
    data = told(read(f"{PIXEL}/stats"))["data"]
    assert [hour["start_time"] for hour in data] == ["2027-01-15T08:00:00+0000", "2027-01-15T09:00:00+0000"]
    assert counts("event") == [{"Lead": 1, "Purchase": 3}, {"Purchase": 1}]


@pytest.mark.parametrize(
    ("aggregation", "expected"),
    [
        ("event_source", [{"WEB_ONLY": 3, "SERVER_ONLY": 1}, {"SERVER_ONLY": 1}]),
        ("had_pii", [{"false": 3, "true": 1}, {"true": 1}]),
        ("host", [{"shop.example": 2}, {}]),
        ("match_keys", [{"fbp": 3, "em": 1}, {"em": 1, "client_ip_address": 1}]),
        ("url", [{"https://shop.example/a": 1, "https://shop.example/b": 1, "https://[bad": 1}, {}]),
    ],
)
def test_each_aggregation(aggregation: str, expected: list[dict[str, int]]) -> None:
    """What a value is depends on what is asked for."""
    assert counts(aggregation) == expected


def test_statistics_of_one_channel() -> None:
    """``event_source`` leaves one."""
    assert counts("event", "WEB_ONLY") == [{"Lead": 1, "Purchase": 2}]
    assert counts("event", "SERVER_ONLY") == [{"Purchase": 1}, {"Purchase": 1}]


def test_statistics_that_there_are_none_of() -> None:
    """An unknown aggregation, another's dataset, a token that may only send, and no events."""
    assert "must be one of" in refusal(read(f"{PIXEL}/stats?aggregation=moon")).message
    assert codes(read("77/stats", pixel_ids=("1",))) == (400, 100, 33)
    assert refusal(read(f"{PIXEL}/stats", scopes=("read_ads_dataset_quality",))).message == "(#100) Missing Permission"
    assert told(read(f"{PIXEL}/stats", heard=())) == {"data": []}


def quality(query: str = "", **changes: Any) -> Any:
    """What is said of a dataset's quality."""
    return told(read(f"dataset_quality?dataset_id={PIXEL}{query}", **changes))


def test_quality_is_told_by_event_name() -> None:
    """Of names that the server has sent: keys, coverage, deduplication keys, freshness; a score from 0 to 10."""
    (purchase,) = quality()["web"]
    assert purchase["event_name"] == "Purchase"
    match = purchase["event_match_quality"]
    assert 0 <= match["composite_score"] <= 10
    assert {one["identifier"]: one["coverage"]["percentage"] for one in match["match_key_feedback"]} == {
        "email": 100.0,
        "fbp": 50.0,
        "ip_address": 50.0,
    }
    assert purchase["event_coverage"] == {"percentage": 50.0, "goal_percentage": 75}
    assert purchase["data_freshness"] == {"upload_frequency": "hourly"}
    assert purchase["dedupe_key_feedback"][0] == {
        "dedupe_key": "event_id",
        "browser_events_with_dedupe_key": {"percentage": 100.0},
        "server_events_with_dedupe_key": {"percentage": 100.0},
        "overall_browser_coverage_from_dedupe_key": {"percentage": 50.0},
    }
    assert [one["dedupe_key"] for one in purchase["dedupe_key_feedback"]] == ["event_id", "external_id", "fbp"]


def test_quality_without_data_is_empty() -> None:
    """As seen live; also after a week, and for a dataset with browser events only."""
    assert quality(heard=()) == {}
    assert quality(at=NOW + 9 * DAY) == {}
    assert quality(heard=HEARD[:3]) == {}


def test_the_score_looks_at_two_days_only() -> None:
    """Coverage looks at seven."""
    (purchase,) = quality(at=NOW + 3 * DAY)["web"]
    assert "event_match_quality" not in purchase
    assert purchase["event_coverage"]["percentage"] == 50.0


def test_quality_is_cut_to_the_fields_that_are_asked_for() -> None:
    """By their names within ``web``."""
    (purchase,) = quality("&fields=web%7Bevent_name%2Cevent_coverage%7Bpercentage%7D%7D")["web"]
    assert set(purchase) == {"event_name", "event_coverage"}
    assert quality("&fields=offline") == {}


def test_quality_needs_its_scope_and_a_dataset() -> None:
    """The scope is documented; the path without it at the top was seen refused."""
    path = f"dataset_quality?dataset_id={PIXEL}"
    assert refusal(read(path, scopes=("ads_management",))).message == "(#100) Missing Permission"
    assert codes(read("dataset_quality")) == (400, 100, 33)
    assert codes(read(path, pixel_ids=("1",))) == (400, 100, 33)
    assert codes(read(f"{PIXEL}/dataset_quality")) == (400, 2500, None)
