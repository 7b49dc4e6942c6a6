"""Who owes what: the plan's promises less what the world took away.

Two pure functions decide, `forbidden` and `excused`; scenarios never restate an expectation.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from harness.actions import Action
from harness.ledger import WEB, Choice, ConsentChange, Ledger, PageLoad, VisitRecord, document_left_at
from mock_meta.event import Channel

PRESENCE = "presence"
DELAY = "delay"
_OF_THE_WEBSITE = ("fbp", "fbc")


class Standing(StrEnum):
    """What a channel's copy of an action is."""

    OWED = "owed"
    EXCUSED = "excused"
    FORBIDDEN = "forbidden"
    UNPROMISED = "unpromised"
    UNOBSERVED = "unobserved"


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """The standing of one copy.

    ``since`` is when it could be sent first: the action, or a later consent. ``until`` is when the visitor withdrew
    consent again, None if never: a copy that the server had not sent by then must not be sent any more.
    """

    action: Action
    channel: Channel
    standing: Standing
    since: float
    until: float | None = None
    reason: str = ""


def due(ledger: Ledger, action: Action, channel: Channel) -> Due:
    """What ``channel`` owes of ``action`` in the world that the ledger describes."""
    standing, reason = _standing(ledger, action, channel)
    agreed_at = consent_since(ledger, action)
    since = max(action.at, agreed_at) if agreed_at is not None else action.at
    until = withdrawn_after(ledger, action) if channel is Channel.SERVER else None
    return Due(action=action, channel=channel, standing=standing, since=since, until=until, reason=reason)


def _standing(ledger: Ledger, action: Action, channel: Channel) -> tuple[Standing, str]:
    if channel not in ledger.observes:
        return Standing.UNOBSERVED, f"the {channel} channel is not observed on this site"
    if reason := forbidden(ledger, action, channel):
        return Standing.FORBIDDEN, reason
    if channel not in ledger.plan.promises[action.name].channels:
        return Standing.UNPROMISED, "the plan does not promise it"
    if (source := _elsewhere(action)) and channel is Channel.BROWSER:
        return Standing.UNPROMISED, f"the books have it from {source}: no page of the site saw it"
    if reason := excused(ledger, action, channel, PRESENCE):
        return Standing.EXCUSED, reason
    if blind := next((blind for blind in ledger.blind if blind.channel is channel), None):
        return Standing.UNOBSERVED, blind.reason
    return Standing.OWED, ""


def forbidden(ledger: Ledger, action: Action, channel: Channel) -> str:
    """Why ``channel`` must not report ``action``; empty if it may."""
    for ban in ledger.bans:
        if ban.channel is channel and (not ban.events or action.name in ban.events):
            return ban.reason
    if not _asked(ledger, action) or consent_since(ledger, action) is not None:
        return ""
    last = _last(_changes(ledger, action.visit), action.began_at)
    return "the visitor denied consent" if last is not None else "the visitor has not agreed to anything"


def excused(ledger: Ledger, action: Action, channel: Channel, aspect: str) -> str:
    """Why ``aspect`` (presence, delay or an identifier) of a copy is not owed; empty if it is."""
    for excuse in ledger.excuses:
        if excuse.channel is not channel or excuse.aspect != aspect:
            continue
        if excuse.events and action.name not in excuse.events:
            continue
        if (excuse.since or 0.0) <= action.at and (excuse.until is None or action.at <= excuse.until):
            return excuse.reason
    if action.given_up:
        return "the page was asked for, and given up before it came"
    if aspect == PRESENCE and action.page is not None and action.page.kept and ledger.plan.promises[action.name].pages:
        return "the page came up again as the browser had kept it, which a site may tell or not"
    if reason := _unseen(ledger, action, aspect):
        return reason
    if aspect == PRESENCE:
        return (
            _choice_changed(ledger, action, channel) or (channel is Channel.BROWSER and _left_early(action.page)) or ""
        )
    if channel is Channel.SERVER and aspect == "fbc":
        return _click_id_lost(ledger, action)
    return ""


def _elsewhere(action: Action) -> str:
    """Where a conversion came from, if not from the website."""
    source = action.conversion.source if action.conversion is not None else WEB
    return "" if source == WEB else source


def _unseen(ledger: Ledger, action: Action, aspect: str) -> str:
    """Why what came from elsewhere lacks ``aspect``.

    A plan that promises an event on both channels means the website's: the like from elsewhere may be told or not.
    """
    source = _elsewhere(action)
    by_the_website = Channel.BROWSER in ledger.plan.promises[action.name].channels
    if source and (aspect in _OF_THE_WEBSITE or (aspect == PRESENCE and by_the_website)):
        return f"the books have it from {source}, not from the website"
    return ""


def _choice_changed(ledger: Ledger, action: Action, channel: Channel) -> str:
    """Why a change of mind leaves a copy free to be sent or not."""
    agreed_at, until = consent_since(ledger, action), withdrawn_after(ledger, action)
    if action.conversion is not None and agreed_at is not None and agreed_at > action.at:
        return "the visitor agreed only when it had happened"
    promise = ledger.plan.promises[action.name]
    if channel is Channel.SERVER and until is not None and until <= (agreed_at or action.at) + promise.max_delay_s:
        return "the visitor withdrew consent before the server's copy was due"
    return ""


def _left_early(page: PageLoad | None) -> str:
    if page is None or page.loaded_at is not None or page.left_at is None:
        return ""
    return "the journey left the page before it had loaded"


def _click_id_lost(ledger: Ledger, action: Action) -> str:
    """Why no click id could reach the server: none was brought, or its page was left before the visitor agreed."""
    visits = ledger.visits if action.visit is None else ledger.visits[: action.visit + 1]
    who = None if action.visit is None else ledger.visits[action.visit].visitor
    if action.visit is not None and _came_without_click(ledger.visits[action.visit]):
        return "the browser held no cookie of the click any more when it came again"
    theirs = [(place, visit) for place, visit in enumerate(visits) if who in (None, visit.visitor)]
    landings = [(place, _landing(visit)) for place, visit in theirs if visit.click_id and visit.pages]
    landings = [(place, page) for place, page in landings if page.at <= action.at]
    if not landings:
        return "the visitor brought no click id"
    if not ledger.plan.consent_asked or any(_agreed_on(ledger, *landing) for landing in landings):
        return ""
    return "the visitor agreed only after the page with the click id was left"


def _landing(visit: VisitRecord) -> PageLoad:
    """The page that a visitor came to by their click; they may have looked at another one before."""
    return next((page for page in visit.pages if visit.click_id and visit.click_id in page.url), visit.pages[0])


def _came_without_click(visit: VisitRecord) -> bool:
    """Whether a visit brought no click id of its own, in a browser that is known to have kept none."""
    return visit.click_id is None and visit.came_with is not None and "_fbc" not in visit.came_with


def _agreed_on(ledger: Ledger, visit: int, page: PageLoad) -> bool:
    return consent_at(ledger, page.left_at if page.left_at is not None else float("inf"), visit) is Choice.GRANTED


def needs_consent(ledger: Ledger, name: str) -> bool:
    """Whether the visitor must agree before ``name`` may be sent."""
    promise = ledger.plan.promises.get(name)
    return ledger.plan.consent_asked and (promise is None or bool(promise.consent))


def _asked(ledger: Ledger, action: Action) -> bool:
    """Whether the website's consent decides on ``action``: not if none of its visitors is known to be behind it."""
    return needs_consent(ledger, action.name) and not (_elsewhere(action) and action.visit is None)


def consent_since(ledger: Ledger, action: Action) -> float | None:
    """From when ``action`` may be reported, or None if never.

    That is when the shopper acted, if consent stood then; the moment of the grant, if it came later on the same page
    (what was queued goes out then; a sale's page is the one that confirms it); never, if the page was left before.
    """
    if not _asked(ledger, action):
        return action.began_at
    changes = _changes(ledger, action.visit)
    last = _last(changes, action.began_at)
    if last is not None and last.choice is Choice.GRANTED:
        return action.began_at
    page = action.page or _confirmation(ledger, action)
    if page is None:
        return None
    pages = ledger.visits[action.visit].pages if action.visit is not None else ()
    left_at = document_left_at(pages, page)
    left_at = left_at if left_at is not None else float("inf")
    grants = (c.at for c in changes if c.choice is Choice.GRANTED and action.began_at < c.at <= left_at)
    return next(grants, None)


def _confirmation(ledger: Ledger, action: Action) -> PageLoad | None:
    """The page that the shopper saw next after a conversion."""
    pages = ledger.visits[action.visit].pages if action.visit is not None else ()
    return next((page for page in pages if page.at >= action.at), None)


def withdrawn_after(ledger: Ledger, action: Action) -> float | None:
    """When the visitor withdrew the consent under which ``action`` may be reported; None if that stands."""
    agreed_at = consent_since(ledger, action) if _asked(ledger, action) else None
    if agreed_at is None:
        return None
    return next((c.at for c in _changes(ledger, action.visit) if c.choice is Choice.DENIED and c.at > agreed_at), None)


def consent_at(ledger: Ledger, at: float, visit: int | None = None) -> Choice | None:
    """The standing choice at a moment of the visitor on that visit (of anybody, if None); None before any."""
    last = _last(_changes(ledger, visit), at)
    return last.choice if last is not None else None


def _changes(ledger: Ledger, visit: int | None) -> tuple[ConsentChange, ...]:
    """The answers of the visitor on that visit, in order of time; those of everybody, if it is not known whose."""
    who = None if visit is None else ledger.visits[visit].visitor
    theirs = (c for one in ledger.visits if who in (None, one.visitor) for c in one.consent)
    return tuple(sorted(theirs, key=lambda change: change.at))


def _last(changes: tuple[ConsentChange, ...], at: float) -> ConsentChange | None:
    earlier = [change for change in changes if change.at <= at]
    return earlier[-1] if earlier else None
