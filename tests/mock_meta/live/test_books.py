"""The books that grow with the journal: at any time what counting all of it anew would give."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_meta.counting import CountingPolicy, count
from mock_meta.event import Channel, Event
from mock_meta.live.books import LiveBooks, Place
from mock_meta.near_misses import explain
from tests.mock_meta.factories import NOW, REFUSED, browser, event, server

patient = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
HOURS_48 = 48 * 3600.0

heard = st.lists(
    st.builds(
        lambda **fields: event(**{**fields, "received_at": NOW + fields["received_at"]}),
        channel=st.sampled_from(Channel),
        pixel_id=st.sampled_from(["1", "2"]),
        name=st.sampled_from(["Purchase", "Lead"]),
        event_id=st.sampled_from([None, "", "a", "b", "A"]),
        received_at=st.sampled_from([0.0, 1.0, 300.0, 301.0, HOURS_48, HOURS_48 + 1]),
        user_data=st.fixed_dictionaries(
            {},
            optional={
                "fbp": st.sampled_from(["fb.1.1.1", "fb.1.1.2", ""]),
                "external_id": st.sampled_from(["u1", ["u1", "u2"], "u3", [None], 7]),
                "em": st.just("x"),
            },
        ),
        custom_data=st.fixed_dictionaries(
            {}, optional={"order_id": st.sampled_from(["7", 8]), "eventID": st.just("a"), "value": st.just("1")}
        ),
        answer=st.sampled_from([event().answer, event().answer, REFUSED]),
    ),
    max_size=14,
)
policies = st.builds(
    CountingPolicy,
    window_s=st.sampled_from([0.0, 60.0, HOURS_48]),
    browser_favoured_s=st.sampled_from([0.0, 300.0]),
    fold_same_channel=st.booleans(),
    fallback=st.booleans(),
)
cuts = st.lists(st.integers(1, 4), max_size=14)


def pieces(events: Sequence[Event], sizes: Sequence[int]) -> list[Sequence[Event]]:
    """The events as they may come: some at a time, in the journal's order."""
    found, at = [], 0
    for size in sizes:
        found.append(events[at : at + size])
        at += size
    return [*found, events[at:]]


def places(events: Sequence[Event], policy: CountingPolicy) -> dict[str, Place]:
    """Where each accepted event stands, counted anew; which copy came first in an action is left open."""
    found = {}
    for entry in count(events, policy):
        since = min(copy.received_at for copy in entry.copies)
        by = {fold.event.key: fold.by for fold in entry.folded}
        for copy in entry.copies:
            gap_s, kept = copy.received_at - since, copy.key == entry.kept.key
            found[copy.key] = Place(action="", kept=kept, by=by.get(copy.key), gap_s=gap_s)
    return found


@patient
@given(heard, policies, cuts)
def test_the_live_books_are_those_of_the_whole_journal(
    events: list[Event], policy: CountingPolicy, sizes: list[int]
) -> None:
    """After each piece that comes, in whatever order its events were received: the same actions, copies and keys."""
    books, known = LiveBooks(policy), []
    for piece in pieces(events, sizes):
        books.add(piece)
        known.extend(piece)
        counted = count(known, policy)
        assert books.counted == len(counted)
        for entry in counted:
            actions = {_place(books, copy).action for copy in entry.copies}
            assert len(actions) == 1
            assert actions <= {copy.key for copy in entry.copies}
        found = {key: msgspec.structs.replace(_placed(books, key), action="") for key in places(known, policy)}
        assert found == places(known, policy)
        assert [one.key for one in known if not one.accepted and books.place_of(one.key)] == []


@patient
@given(heard, policies, cuts)
def test_whoever_is_told_of_changes_alone_knows_all(
    events: list[Event], policy: CountingPolicy, sizes: list[int]
) -> None:
    """A reader who asks only for the keys that were named as changed has what a reader of all has."""
    books = LiveBooks(policy)
    told: dict[str, Any] = {}
    for piece in pieces(events, sizes):
        told |= {key: (books.place_of(key), books.near_miss_of(key)) for key in books.add(piece)}
    keys = [one.key for one in events if one.accepted]
    assert told == {key: (books.place_of(key), books.near_miss_of(key)) for key in keys}


@patient
@given(heard, policies, cuts)
def test_near_misses_are_true_and_none_is_passed_over(
    events: list[Event], policy: CountingPolicy, sizes: list[int]
) -> None:
    """What is said of an action is said by the explanation of all; who nearly folded there has a word here."""
    books = LiveBooks(policy)
    for piece in pieces(events, sizes):
        books.add(piece)
    for entry in explain(count(events, policy), policy):
        near = books.near_miss_of(entry.kept.key)
        assert (near is not None) == bool(entry.near_misses), (near, entry)
        if near is not None:
            fewest = min(len(miss.differences) for miss in entry.near_misses)
            assert len(near.differences) == fewest


def test_the_next_event_costs_no_more_for_all_that_came_before() -> None:
    """One visitor, whose server copies come first and know nobody: each pair takes as many steps as those of before."""
    books = LiveBooks(CountingPolicy())

    def pair(number: int) -> None:
        books.add([server(number, event_id=f"id-{number}")])
        books.add([browser(number + 0.5, event_id=f"id-{number}", user_data={"fbp": "fb.1.1.1"})])

    for number in range(100):
        pair(number)
    early = steps(lambda: pair(100))
    for number in range(101, 1500):
        pair(number)
    assert steps(lambda: pair(1500)) <= 2 * early
    assert books.counted == 1501


def steps(act: Callable[[], None]) -> int:
    """How many functions are called."""
    called = 0

    def note(_: FrameType, kind: str, __: Any) -> None:
        nonlocal called
        called += kind in ("call", "c_call")

    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
    return called


def _placed(books: LiveBooks, key: str) -> Place:
    place = books.place_of(key)
    assert place is not None
    return place


def _place(books: LiveBooks, copy: Event) -> Place:
    return _placed(books, copy.key)
