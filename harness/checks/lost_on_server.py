"""Why a server's copy never came, told from what else came, and from what others did to the backend."""

from __future__ import annotations

from harness.checks.loss import Cause, Loss, Reasons, is_missing, tried
from harness.checks.lost_in_browser import shown_elsewhere
from harness.owed import Standing
from mock_meta.event import Channel

RESTART = "restart"
"""The name of the actor that starts the site's backend anew."""

NOT_SENT_HERE = "this path of the backend does not send it"
ONLY_WHEN_SHOWN = "it is sent only when a page is shown that never was"


def _tried(loss: Loss) -> Cause | None:
    return tried(loss, Channel.SERVER)


def _at_a_restart(loss: Loss) -> Cause | None:
    """The backend was started anew after the action: what it held in memory is gone."""
    restarts = [deed.at for deed in loss.case.ledger.actors if deed.name == RESTART and deed.at >= loss.action.at]
    if not restarts:
        return None
    return Cause(
        words=("it waited in the process's memory, and was lost at the restart", NOT_SENT_HERE),
        remedy="Write what is to be sent into the database, with the order; send it from there.",
        key="restart",
    )


def _by_a_silent_leg(loss: Loss) -> Cause | None:
    """Not one server event in the whole run, refused ones included, though several actions owed one."""
    case = loss.case
    owing = [copies for copies in case.copies if is_missing(case, copies, Channel.SERVER)]
    if any(event.channel is Channel.SERVER for event in case.ledger.events) or len({c.action.name for c in owing}) < 2:
        return None
    return Cause(
        words=("the server's leg is set up and never runs: not one call came", "its access token or pixel id is unset"),
        remedy="Follow one order through the backend to the call of the Conversions API; test it after each update.",
        key="silent leg",
    )


def _with_the_page(loss: Loss) -> Cause | None:
    """A conversion of which no side tells: what became of the page that follows it?"""
    if loss.action.conversion is None or loss.copies.accepted:
        return None
    remedy = "Report a sale where it becomes final in the backend (the payment's webhook), whatever page is shown."
    if loss.page is None:
        return Cause(words=(ONLY_WHEN_SHOWN, NOT_SENT_HERE), remedy=remedy)
    if loss.case.due(loss.action, Channel.BROWSER).standing is Standing.EXCUSED:
        pixel = "only the pixel tells of it, and this visitor's browser could not"
        return Cause(words=(pixel, NOT_SENT_HERE), remedy=remedy)
    return shown_elsewhere(loss.page)


def _without_a_hook(loss: Loss) -> Cause | None:
    """A step of the funnel of which no side tells."""
    if loss.action.conversion is not None or loss.copies.accepted:
        return None
    if loss.case.due(loss.action, Channel.BROWSER).standing is not Standing.OWED:
        return None
    return Cause(
        words=("this step's template or path has no hook: neither side hears of it", NOT_SENT_HERE),
        remedy="Give the new template the hooks of the old one, and walk it in a scenario of its own.",
    )


def _not_sent_here(loss: Loss) -> Cause:
    return Cause(
        words=(NOT_SENT_HERE, ONLY_WHEN_SHOWN),
        remedy="Send it from the server on this path, or take the server out of its promise in the plan.",
    )


REASONS: Reasons = (_tried, _at_a_restart, _by_a_silent_leg, _with_the_page, _without_a_hook, _not_sent_here)
