"""What Meta would count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_meta.counting import Counted, CountingPolicy, FoldedBy, count
from mock_meta.event import Channel, Event
from tests.mock_meta.factories import NOW, REFUSED, browser, event, server

HOURS_48 = 48 * 3600.0

people = st.fixed_dictionaries(
    {},
    optional={
        "fbp": st.sampled_from(["fb.1.1.1", "fb.1.1.2", ""]),
        "external_id": st.sampled_from(["u1", ["u1", "u2"], "u3", [None], 7]),
    },
)
events = st.builds(
    lambda **fields: event(**{**fields, "received_at": NOW + fields["received_at"]}),
    channel=st.sampled_from(Channel),
    pixel_id=st.sampled_from(["1", "2"]),
    name=st.sampled_from(["Purchase", "Lead"]),
    event_id=st.sampled_from([None, "", "a", "b"]),
    received_at=st.sampled_from([0.0, 1.0, 300.0, 301.0, HOURS_48, HOURS_48 + 1, 3 * HOURS_48]),
    user_data=people,
    answer=st.sampled_from([event().answer, event().answer, REFUSED]),
)
journals = st.lists(events, max_size=12)
policies = st.builds(
    CountingPolicy,
    window_s=st.sampled_from([0.0, 60.0, HOURS_48]),
    browser_favoured_s=st.sampled_from([0.0, 15.0, 300.0]),
    fold_same_channel=st.booleans(),
    fallback=st.booleans(),
)


def only(counted: Sequence[Counted]) -> Counted:
    """The one conversion that is counted."""
    assert len(counted) == 1, counted
    return counted[0]


@given(journals, policies)
def test_every_accepted_event_is_in_exactly_one_counted(heard: list[Event], policy: CountingPolicy) -> None:
    """Nothing is lost and nothing is counted twice, under any policy."""
    copies = [copy.key for counted in count(heard, policy) for copy in counted.copies]
    assert sorted(copies) == sorted(one.key for one in heard if one.accepted)


@given(journals, policies)
def test_folding_never_crosses_pixels_or_names(heard: list[Event], policy: CountingPolicy) -> None:
    """Two pixels, and two names, are two books."""
    for counted in count(heard, policy):
        assert {(copy.pixel_id, copy.name) for copy in counted.copies} == {(counted.kept.pixel_id, counted.kept.name)}


@given(journals, policies)
def test_copies_lie_within_the_window(heard: list[Event], policy: CountingPolicy) -> None:
    """No copy is folded later than the window allows; the gap is that to the first copy."""
    for counted in count(heard, policy):
        times = [copy.received_at for copy in counted.copies]
        assert max(times) - min(times) <= policy.window_s
        for fold in counted.folded:
            assert fold.gap_s == fold.event.received_at - min(times)


@given(st.lists(events, max_size=9).flatmap(lambda heard: st.tuples(st.just(heard), st.permutations(heard))))
def test_the_order_within_an_instant_keeps_the_totals(pair: tuple[list[Event], list[Event]]) -> None:
    """Events of one instant may be listed in any order: each book's total is the same."""
    instant = [[msgspec.structs.replace(one, received_at=NOW) for one in heard] for heard in pair]
    first, second = ([(c.kept.pixel_id, c.kept.name) for c in count(heard)] for heard in instant)
    assert sorted(first) == sorted(second)


@given(journals)
def test_counting_reads_times_not_the_order_of_the_list(heard: list[Event]) -> None:
    """Events of different instants may come in any order."""
    apart = [msgspec.structs.replace(one, received_at=NOW + 7 * place) for place, one in enumerate(heard)]
    assert count(apart) == count(reversed(apart))


@given(journals, policies)
def test_counting_twice_gives_the_same(heard: list[Event], policy: CountingPolicy) -> None:
    """Of the same events, and of those that the first counting has put together."""
    counted = count(heard, policy)
    assert count(heard, policy) == counted
    assert count((copy for one in counted for copy in one.copies), policy) == counted


within = st.lists(events, max_size=8).map(lambda heard: [one for one in heard if one.accepted])


def arrivals(heard: list[Event], order: list[int]) -> list[Event]:
    """The same events, received a second apart, in another order."""
    return [msgspec.structs.replace(heard[place], received_at=NOW + at) for at, place in enumerate(order)]


def books(heard: list[Event], policy: CountingPolicy) -> list[tuple[str, str, int]]:
    """What is counted, whichever copy is kept."""
    return sorted((one.kept.pixel_id, one.kept.name, len(one.copies)) for one in count(heard, policy))


@given(within.flatmap(lambda heard: st.tuples(st.just(heard), st.permutations(range(len(heard))))), st.booleans())
def test_folding_by_id_does_not_depend_on_who_comes_first(
    shuffled: tuple[list[Event], list[int]], fold_same_channel: bool
) -> None:
    """Within the window any order of arrival gives the same books."""
    heard, order = shuffled
    policy = CountingPolicy(fallback=False, fold_same_channel=fold_same_channel)
    assert books(arrivals(heard, list(range(len(heard)))), policy) == books(arrivals(heard, order), policy)


@given(within.flatmap(lambda heard: st.tuples(st.just(heard), st.permutations(range(len(heard))))))
def test_folding_by_person_asks_only_whether_the_browser_came_first(shuffled: tuple[list[Event], list[int]]) -> None:
    """With all of the browser's copies before all of the server's, any order among them gives the same totals."""
    heard, order = shuffled
    totals = []
    for places in (list(range(len(heard))), order):
        browsers_first = sorted(places, key=lambda place: heard[place].channel is not Channel.BROWSER)
        totals.append(
            sorted((pixel, name) for pixel, name, _ in books(arrivals(heard, browsers_first), CountingPolicy()))
        )
    assert totals[0] == totals[1]


def test_each_of_two_copies_finds_one_of_the_other_channel() -> None:
    """Where copies of one channel don't fold, two pairs with one id are two, in whatever order they come."""
    policy = CountingPolicy(fold_same_channel=False)
    for order in ((browser, browser, server, server), (browser, server, browser, server)):
        assert [len(one.copies) for one in count([copy(at) for at, copy in enumerate(order)], policy)] == [2, 2]


def test_nothing_is_counted_of_nothing() -> None:
    """An empty journal counts nothing, and so does a refused event."""
    assert count([]) == ()
    assert count([server(answer=REFUSED), browser(answer=REFUSED)]) == ()


def test_a_pair_is_one_conversion_and_the_browsers_copy_is_kept() -> None:
    """The usual case: the browser first, the server within a minute."""
    kept, copy = browser(), server(60)
    counted = only(count([copy, kept]))
    assert counted.kept == kept
    assert [(fold.event, fold.by, fold.gap_s) for fold in counted.folded] == [(copy, FoldedBy.EVENT_ID, 60.0)]


@pytest.mark.parametrize(("gap_s", "conversions"), [(HOURS_48, 1), (HOURS_48 + 0.001, 2)])
def test_the_window_ends_after_48_hours(gap_s: float, conversions: int) -> None:
    """The last second within counts, the next doesn't."""
    assert len(count([browser(), server(gap_s)])) == conversions


def test_the_window_counts_from_the_first_copy() -> None:
    """A chain of copies doesn't stretch it: what comes after is a conversion anew, with a window of its own."""
    hours = [0, 47, 95, 96]
    counted = count([server(hour * 3600.0) for hour in hours])
    assert [len(one.copies) for one in counted] == [2, 2]


@pytest.mark.parametrize(("gap_s", "kept"), [(0, "browser"), (300, "browser"), (301, "server")])
def test_within_five_minutes_the_browsers_later_copy_is_favoured(gap_s: float, kept: str) -> None:
    """The server's copy came first all the same, and the gap is told from it."""
    first, later = server(), browser(gap_s)
    counted = only(count([first, later]))
    assert counted.kept == (later if kept == "browser" else first)
    assert counted.folded[0].by is FoldedBy.EVENT_ID
    assert counted.folded[0].gap_s == (0.0 if kept == "browser" else gap_s)


@pytest.mark.parametrize("changes", [{"event_id": "ORDER-1"}, {"name": "purchase"}, {"pixel_id": "2"}])
def test_near_misses_are_two_conversions(changes: dict[str, Any]) -> None:
    """Ids, names and pixels are compared letter by letter."""
    assert len(count([browser(), server(1, **changes)])) == 2


@pytest.mark.parametrize("fold_same_channel", [True, False])
def test_a_copy_sent_again_folds_if_the_policy_says_so(fold_same_channel: bool) -> None:
    """Meta's page doesn't say what two copies of one channel are; the policy does."""
    policy = CountingPolicy(fold_same_channel=fold_same_channel)
    assert len(count([server(), server(5)], policy)) == (1 if fold_same_channel else 2)
    assert len(count([browser(), server(5)], policy)) == 1


@pytest.mark.parametrize(
    ("mine", "yours", "by"),
    [
        ({"fbp": "fb.1.1.1"}, {"fbp": "fb.1.1.1"}, FoldedBy.FBP),
        ({"external_id": "u1"}, {"external_id": ["u2", "u1"]}, FoldedBy.EXTERNAL_ID),
        ({"external_id": 7}, {"external_id": "7"}, FoldedBy.EXTERNAL_ID),
        ({"external_id": "u1", "fbp": "x"}, {"external_id": "u1", "fbp": "x"}, FoldedBy.EXTERNAL_ID),
    ],
)
def test_without_an_id_people_are_the_key(mine: dict[str, Any], yours: dict[str, Any], by: FoldedBy) -> None:
    """The server's copy folds into the browser's by who it was."""
    heard = [browser(event_id=None, user_data=mine), server(1, user_data=yours)]
    counted = only(count(heard))
    assert counted.folded[0].by is by
    assert len(count(heard, CountingPolicy(fallback=False))) == 2


@pytest.mark.parametrize(
    "heard",
    [
        [server(user_data={"fbp": "x"}, event_id=None), browser(1, user_data={"fbp": "x"}, event_id=None)],
        [browser(user_data={"fbp": "x"}), server(1, user_data={"fbp": "x"}, event_id="another")],
        [browser(user_data={"fbp": ""}, event_id=None), server(1, user_data={"fbp": ""}, event_id=None)],
        [browser(user_data={"fbp": "x"}, event_id=None), browser(1, user_data={"fbp": "x"}, event_id=None)],
        [browser(user_data={"fbp": "x"}, event_id=None), server(HOURS_48 + 1, user_data={"fbp": "x"}, event_id=None)],
    ],
    ids=["server first", "two different ids", "empty keys", "one channel", "too late"],
)
def test_where_people_are_no_key(heard: list[Event]) -> None:
    """The fallback works from the browser's copy to the server's, and only where an id is missing."""
    assert len(count(heard)) == 2


def test_two_equal_baskets_are_two_conversions() -> None:
    """One shopper, the same minute, two ids: both sales count, with both copies each."""
    who = {"fbp": "fb.1.1.1", "external_id": "u1"}
    ids = ("order-1", "order-2")
    heard = [copy(at, event_id=one, user_data=who) for one in ids for at, copy in enumerate((browser, server))]
    assert [len(counted.copies) for counted in count(heard)] == [2, 2]
