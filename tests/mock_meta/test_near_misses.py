"""Why Meta counts two where one might be meant."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_meta.counting import CountingPolicy, count, receipt_order
from mock_meta.event import Event
from mock_meta.near_misses import Explained, NearMiss, differences, explain, same
from tests.mock_meta.factories import browser, server
from tests.mock_meta.test_counting import HOURS_48, events, journals, policies

ORDER = {"order_id": "1001"}
FBP = {"fbp": "fb.1.1.1"}


def misses(*heard: Event, **policy: Any) -> list[NearMiss]:
    """All near misses of a journal."""
    known = CountingPolicy(**policy)
    return [miss for one in explain(count(heard, known), known) for miss in one.near_misses]


NEAR: dict[str, tuple[tuple[Event, Event], dict[str, Any], str, list[str]]] = {
    "each side its own id": (
        (browser(event_id="a", custom_data=ORDER), server(1, event_id="b", custom_data=ORDER)),
        {},
        "same order: event ids differ ('a' and 'b')",
        ["event_id"],
    ),
    "two names": (
        (browser(), server(1, name="purchase")),
        {},
        "same id: names differ ('Purchase' and 'purchase')",
        ["name"],
    ),
    "too late": (
        (browser(), server(49 * 3600.0)),
        {},
        "same id: 49 hours apart, and copies fold within 48 hours",
        ["received_at"],
    ),
    "server first": (
        (server(event_id=None, user_data=FBP), browser(1, event_id=None, user_data=FBP)),
        {},
        "same fbp: the server's copy came first, so fbp can't fold it",
        ["channel"],
    ),
    "spelling": (
        (browser(event_id="order-1"), server(1, event_id=" ORDER-1")),
        {},
        "same id but for its place or spelling: event ids differ ('order-1' and ' ORDER-1')",
        ["event_id"],
    ),
    "an id among the parameters": (
        (browser(event_id=None, custom_data={"eventID": "o"}), server(1, event_id="o")),
        {},
        "same id but for its place or spelling: the browser's copy has no event id",
        ["event_id"],
    ),
    "no id on either side": (
        (server(event_id=None, custom_data=ORDER), browser(1, event_id=None, custom_data=ORDER)),
        {},
        "same order: neither has an event id",
        ["event_id"],
    ),
    "one channel": (
        (server(), server(1)),
        {"fold_same_channel": False},
        "same id: both came on the server channel, whose copies are not folded among each other",
        ["channel"],
    ),
    "persons are no key": (
        (browser(event_id=None, user_data=FBP), server(1, user_data=FBP)),
        {"fallback": False},
        "same fbp: folding by person is switched off",
        ["policy"],
    ),
}


@pytest.mark.parametrize("case", NEAR)
def test_a_near_miss_says_what_agrees_and_what_does_not(case: str) -> None:
    """One sentence, and each field with both values; it is told with the later entry."""
    heard, policy, said, fields = NEAR[case]
    (miss,) = misses(*heard, **policy)
    assert miss.said == said
    assert [difference.field for difference in miss.differences] == fields
    assert (miss.earlier, miss.later) == (heard[0].key, heard[1].key)


@pytest.mark.parametrize(
    "heard",
    [
        (browser(), server(1)),
        (browser(event_id="a", user_data=FBP), browser(1, event_id="b", user_data=FBP)),
        (
            browser(event_id="a", custom_data=ORDER, user_data=FBP),
            server(1, event_id="b", custom_data={"order_id": "1002"}, user_data=FBP),
        ),
        (browser(pixel_id="1"), server(1, pixel_id="2")),
        (browser(name="PageView", event_id=None, user_data=FBP), server(1, event_id=None, user_data=FBP)),
    ],
    ids=["a pair", "two visits of one shopper", "two orders of one shopper", "two pixels", "two steps"],
)
def test_what_is_right_is_no_near_miss(heard: tuple[Event, ...]) -> None:
    """One shopper, and one id on two pixels, mean nothing by themselves."""
    assert misses(*heard) == []


def test_the_nearest_copies_are_compared() -> None:
    """The window counts from the first copy of the earlier entry, whichever copy is named."""
    heard = (server(), browser(10), server(HOURS_48 + 5))
    (miss,) = misses(*heard)
    assert (miss.earlier, miss.later) == (heard[0].key, heard[2].key)
    assert "48 hours apart" in miss.said


def test_entries_keep_their_order_and_their_folds() -> None:
    """An explanation adds to what is counted, and changes nothing."""
    heard = [browser(), server(1), browser(5, event_id="x", custom_data=ORDER), server(6, custom_data=ORDER, name="x")]
    counted = count(heard)
    explained = explain(counted)
    assert [(one.kept, one.folded) for one in explained] == [(one.kept, one.folded) for one in counted]


@given(events, events, policies)
def test_two_copies_fold_exactly_if_nothing_differs(one: Event, other: Event, policy: CountingPolicy) -> None:
    """The explanation and the counting are one rule, under any policy."""
    pair = sorted((heard for heard in (one, other) if heard.accepted), key=receipt_order)
    if len(pair) == 2:
        folds = len(count(pair, policy)) == 1
        assert folds is (differences(pair[0], pair[1], policy) == ())


@given(journals, policies)
def test_any_journal_can_be_explained(heard: list[Event], policy: CountingPolicy) -> None:
    """Near misses name events of two entries, have something in common and something not; all of it is JSON."""
    explained = explain(count(heard, policy), policy)
    by_key = {one.key: one for one in heard}
    for one in explained:
        for miss in one.near_misses:
            earlier, later = by_key[miss.earlier], by_key[miss.later]
            assert same(earlier, later) == miss.same != ()
            assert miss.differences
    assert msgspec.json.decode(msgspec.json.encode(explained), type=tuple[Explained, ...]) == explained


@given(journals.flatmap(lambda heard: st.tuples(st.just(heard), st.permutations(heard))), policies)
def test_explanations_do_not_depend_on_the_order_of_the_list(
    pair: tuple[list[Event], list[Event]], policy: CountingPolicy
) -> None:
    """Of events that came at different times."""
    heard, shuffled = pair
    at = {one.key: place * 7.0 for place, one in enumerate(heard)}
    first, second = (
        explain(count([msgspec.structs.replace(one, received_at=at[one.key]) for one in listed], policy), policy)
        for listed in (heard, shuffled)
    )
    assert first == second
