"""Folding by person: the rule written down a second time, slowly, and what must not depend on order or on numbers."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_meta.counting import CountingPolicy, FoldedBy, count, receipt_order, shared_person
from mock_meta.event import Channel, Event
from mock_meta.near_misses import explain
from tests.mock_meta.factories import NOW, browser, server
from tests.mock_meta.test_counting import journals, policies

FBP = {"fbp": "fb.1.1.1"}

crowded = st.lists(
    st.builds(
        lambda copy, at, who, identity: copy(at, event_id=identity, user_data=who),
        copy=st.sampled_from([browser, server]),
        at=st.sampled_from([0.0, 0.0, 30.0, 61.0]),
        who=st.sampled_from([{}, FBP, {"fbp": "b"}, {"external_id": ["u", "v"]}, {**FBP, "external_id": "u"}]),
        identity=st.sampled_from([None, "x", "y"]),
    ),
    max_size=10,
)
"""Few persons, few ids, few instants: nearly every event could fold into several others."""


def slowly(heard: list[Event], policy: CountingPolicy) -> list[list[tuple[str, FoldedBy | None]]]:
    """What folds into what, by a walk over all groups for every event: keys in order of receipt, and by what."""
    groups: list[list[tuple[Event, FoldedBy | None]]] = []
    for event in sorted((one for one in heard if one.accepted), key=receipt_order):
        near = [group for group in groups if event.received_at - group[0][0].received_at <= policy.window_s]
        by_id = (group for group in near if _by_id(event, group, policy))
        if group := next(by_id, None):
            group.append((event, FoldedBy.EVENT_ID))
            continue
        by_person = ((group, by) for group in reversed(near) if (by := _by_person(event, group, policy)))
        if found := next(by_person, None):
            found[0].append((event, found[1]))
        else:
            groups.append([(event, None)])
    return [[(event.key, by) for event, by in group] for group in groups]


def _by_id(event: Event, group: list[tuple[Event, FoldedBy | None]], policy: CountingPolicy) -> bool:
    """A copy that was folded by its person lends the group no id."""
    lent = {(e.pixel_id, e.name, e.event_id) for e, by in group if by in (None, FoldedBy.EVENT_ID) and e.event_id}
    free = policy.fold_same_channel or all(one.channel is not event.channel for one, _ in group)
    return (event.pixel_id, event.name, event.event_id) in lent and free


def _by_person(event: Event, group: list[tuple[Event, FoldedBy | None]], policy: CountingPolicy) -> FoldedBy | None:
    shared = {
        shared_person(one, event)
        for one, _ in group
        if (one.pixel_id, one.name, one.channel) == (event.pixel_id, event.name, Channel.BROWSER)
        and not (one.event_id and event.event_id)
    }
    if not policy.fallback or event.channel is Channel.BROWSER:
        return None
    return next((by for by in (FoldedBy.EXTERNAL_ID, FoldedBy.FBP) if by in shared), None)


@given(st.one_of(journals, crowded), policies)
def test_the_index_finds_what_a_walk_over_all_groups_finds(heard: list[Event], policy: CountingPolicy) -> None:
    """The same groups in the same order, by the same keys, under any policy."""
    counted, walked = count(heard, policy), slowly(heard, policy)
    copies = [sorted(one.copies, key=lambda copy: (receipt_order(copy), heard.index(copy))) for one in counted]
    assert [[copy.key for copy in listed] for listed in copies] == [[key for key, _ in group] for group in walked]
    told = {fold.event.key: fold.by for one in counted for fold in one.folded}
    later = {key: by for group in walked for key, by in group[1:]}
    assert all(told[key] is later[key] for key in told.keys() & later.keys())


@given(crowded.flatmap(lambda heard: st.tuples(st.just(heard), st.permutations(heard))), st.booleans())
def test_arrival_within_an_instant_keeps_the_totals(pair: tuple[list[Event], list[Event]], fallback: bool) -> None:
    """Whatever came at other instants, the order in which events of one instant are listed counts for nothing."""
    policy = CountingPolicy(window_s=60.0, fallback=fallback)
    assert len(count(pair[0], policy)) == len(count(pair[1], policy))


@given(crowded, policies)
def test_counting_and_explaining_twice_gives_the_same(heard: list[Event], policy: CountingPolicy) -> None:
    """Reading a journal leaves nothing behind."""
    assert explain(count(heard, policy), policy) == explain(count(heard, policy), policy)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_any_of_the_browsers_copies_will_do(order: tuple[int, ...]) -> None:
    """Of two browser copies with one id only one has the cookie: the server's copy without an id folds all the same."""
    copies = [browser(event_id="x", user_data=FBP), browser(event_id="x"), server(event_id=None, user_data=FBP)]
    (counted,) = count([copies[place] for place in order])
    assert {fold.by for fold in counted.folded} == {FoldedBy.EVENT_ID, FoldedBy.FBP}


def test_a_browsers_copy_that_came_after_the_servers_will_do() -> None:
    """A later server copy without an id finds the browser's copy, although another server copy was the first."""
    heard = [server(event_id="x"), browser(1, event_id="x", user_data=FBP), server(2, event_id=None, user_data=FBP)]
    (counted,) = count(heard)
    assert counted.kept == heard[1]
    assert not explain((counted,))[0].near_misses


def test_the_last_of_several_actions_takes_the_copy() -> None:
    """Two sales of one shopper without ids: the server's copy belongs to the later one, by the better key."""
    who = {"external_id": "u", **FBP}
    heard = [browser(event_id=None, user_data=who), browser(1, event_id=None, user_data=who)]
    counted = count([*heard, server(2, user_data=who)])
    assert [len(one.copies) for one in counted] == [1, 2]
    assert counted[1].folded[0].by is FoldedBy.EXTERNAL_ID


class Asked(dict[str, Any]):
    """Customer information that counts how often any of it is looked at."""

    times = 0

    def get(self, key: str, default: Any = None) -> Any:
        """What a dict gives."""
        Asked.times += 1
        assert Asked.times < 1_000_000, "every event is compared with every other"
        return super().get(key, default)


def test_fifty_thousand_events_are_each_looked_at_a_few_times() -> None:
    """The work grows with the number of events, not with its square, although no event has an id."""
    Asked.times = 0
    heard = [
        msgspec.structs.replace(one, key=f"{number}.{at}", user_data=Asked(fbp=str(number)), received_at=NOW + at)
        for at, one in enumerate((browser(event_id=None), server(event_id=None)))
        for number in range(25_000)
    ]
    assert len(count(heard)) == 25_000
    assert Asked.times <= 4 * len(heard)
