"""When an event can have been made, and which actions can have been noted by then."""

from __future__ import annotations

import pytest

from harness.actions import Action
from harness.moments import can_tell_of, is_over, made, was_there
from tests.harness.factories import SERVER, START, change, event, page

WEEK_S = 7 * 86400.0


def shown(at: float, *, noted_at: float | None = None, **about: bool) -> Action:
    """The view of a page: a load unless it is a ``route``."""
    view = page("/", at, **about)
    noted = START + (at if noted_at is None else noted_at)
    return Action(key="PageView/1", name="PageView", at=view.at, began_at=noted, visit=0, page=view)


def test_a_page_stamps_its_event_to_the_millisecond() -> None:
    when = made(event("PageView", 10.4))
    assert (when.earliest, when.fine) == (START + 10.4, True)


def test_a_server_s_second_is_a_whole_one() -> None:
    """It was cut off, so that the event was made at any moment of it, and before it was received."""
    when = made(event("PageView", 10.9, SERVER))
    assert (when.earliest, when.latest, when.fine) == (START + 10, START + 11, False)


@pytest.mark.parametrize("claimed", [None, START - WEEK_S, START + 2 * WEEK_S])
def test_a_time_that_cannot_be_true_is_not_believed(claimed: float | None) -> None:
    when = made(change(event("PageView", 10.4), event_time=claimed))
    assert (when.earliest, when.fine) == (START + 10.4, False)


def test_no_event_of_a_page_is_older_than_its_load() -> None:
    when = made(event("PageView", 10.4))
    assert can_tell_of(when, shown(10.4))
    assert not can_tell_of(when, shown(10.5))


@pytest.mark.parametrize("noted_late", [{"route": True}, {"kept": True}])
def test_what_no_browser_stamps_may_be_noted_a_little_later(noted_late: dict[str, bool]) -> None:
    """A route, and a page that the browser had kept, are noted from outside."""
    assert can_tell_of(made(event("PageView", 10.4)), shown(10.5, **noted_late))


def test_a_load_is_known_to_have_been_there_and_a_route_is_not() -> None:
    assert was_there(shown(1), [shown(2)])
    assert not was_there(shown(1, route=True), [shown(2)])
    assert not was_there(shown(1), [shown(2, route=True)])


def test_a_view_is_over_when_the_next_one_came() -> None:
    """A route is noted some moments after it was shown, and the view before it was over by then."""
    view = change(shown(1), until=START + 5)
    assert is_over(view, START + 5.01, [])
    assert not is_over(view, START + 4.98, [])
    assert is_over(view, START + 4.98, [page("/next", 5, route=True)])
