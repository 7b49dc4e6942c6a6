"""When an event can have been made, and by when an action must have been noted for the event to tell of it."""

from __future__ import annotations

import msgspec

from harness.actions import Action
from harness.ledger import PageLoad
from mock_meta.event import Channel, Event

NEAR_S = 5.0
"""What happens this close together may have been told in another order."""
ROUTE_SLACK_S = 1.0
"""How much later a route may have been noted on a busy machine: the browser stamps only what it loads."""
_SLACK_S = 0.25
"""How much later than the event itself the harness may have noted the page or deed."""
_MOMENTS_S = 0.05
_GIVEN_UP_SLACK_S = 1.0
"""How much later than it was asked for a page may be noted that never came: it has no stamp of the browser's."""
_WEEK_S = 7 * 86400.0


class Made(msgspec.Struct, frozen=True):
    """From when to when an event can have been made; ``fine`` if its own page stamped it to the millisecond."""

    earliest: float
    latest: float
    fine: bool = False


def made(event: Event) -> Made:
    """When an event can have been made: at the time that it claims, if that can be true."""
    claimed = event.event_time
    if claimed is None or abs(claimed - event.received_at) >= _WEEK_S:
        return Made(event.received_at, event.received_at + _SLACK_S)
    # Server times are whole seconds, cut off.
    width = 1.0 if claimed == int(claimed) else _SLACK_S
    latest = min(event.received_at + _SLACK_S, claimed + width)
    return Made(claimed, latest, fine=event.channel is Channel.BROWSER)


def can_tell_of(event: Made, action: Action) -> bool:
    """Whether an action can have been noted when it is by what an event tells that was made then."""
    if action.given_up:
        return action.began_at <= event.latest + _GIVEN_UP_SLACK_S
    if is_route(action):
        return action.began_at <= event.latest + ROUTE_SLACK_S
    return action.began_at <= (event.earliest if event.fine and is_load(action) else event.latest)


def was_there(action: Action, noted_after: list[Action]) -> bool:
    """Whether an action is known to have begun before others, which may have been noted too late.

    A load bears the browser's stamp; an order was in the books, or its journey begun. Of routes nothing is known.
    """
    return (action.conversion is not None or is_load(action)) and not any(map(is_route, noted_after))


def is_over(action: Action, at: float, routes: list[PageLoad]) -> bool:
    """Whether the view of an action had given way by then; a route is noted some moments after it was shown."""
    return action.until is not None and action.until < at + (_MOMENTS_S if routes else 0.0)


def is_route(action: Action) -> bool:
    """Whether an action is a view that was shown in the same document."""
    return action.page is not None and action.page.route and action.at == action.page.at


def is_load(action: Action) -> bool:
    """Whether an action is the load of a page, which bears the browser's own stamp: no event of it can be earlier.

    A page that the browser had kept is not loaded again; when it came up is noted from outside, and so later.
    """
    page = action.page
    return page is not None and not (page.route or page.kept) and action.at == page.at
