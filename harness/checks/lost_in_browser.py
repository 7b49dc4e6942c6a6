"""Why a browser's copy never came, told from the page that should have sent it."""

from __future__ import annotations

from harness.checks.loss import (
    Cause,
    Loss,
    Reasons,
    agreed_on,
    first_of_its_kind,
    is_harmless,
    is_of_a_click,
    kind_of,
    moment,
    tried,
)
from harness.ledger import PageLoad
from mock_meta.event import Channel

_AT_ONCE_S = 0.3
"""A page that is left this soon after a click was left by what the click set off."""

NO_TAG = "the tag is not on this page or path"
MOVED_ON = "the page moved on in the task that called fbq"


def _tried(loss: Loss) -> Cause | None:
    return tried(loss, Channel.BROWSER)


def _by_an_error(loss: Loss) -> Cause | None:
    """An error on the page, unless the same one let other pages tell all they owed."""
    for error in loss.errors:
        if error.kind != "policy" and not is_harmless(loss.case, error):
            first = first_of_its_kind(loss.case, error)
            return Cause(
                words=("a script error on the page ends what would have told of it", NO_TAG),
                remedy="Mend the script that throws; then look at this again.",
                key=f"error {kind_of(error)}",
                subject=f"page/{first.url}",
            )
    return None


def _by_policy(loss: Loss) -> Cause | None:
    for error in loss.errors:
        if error.kind == "policy" and not is_harmless(loss.case, error):
            return Cause(
                words=("the page's own Content-Security-Policy blocks what would have told of it", NO_TAG),
                remedy="Let the policy allow the pixel's script and its endpoint.",
                key="policy",
                subject=f"page/{first_of_its_kind(loss.case, error).url}",
            )
    return None


def _in_a_frame(loss: Loss) -> Cause | None:
    if loss.page is None or not loss.page.frames or not loss.heard:
        return None
    frames = ", ".join(loss.page.frames)
    return Cause(
        words=(f"it happens in a frame of another origin ({frames}), which does not tell the page", NO_TAG),
        remedy="Let the frame tell the page by postMessage, and call fbq there.",
    )


def _by_moving_on(loss: Loss) -> Cause | None:
    page = loss.page
    if page is None or page.left_at is None:
        return None
    clicked = loss.action.page is not None and loss.action.at > page.at
    soon = page.left_at - loss.action.at < _AT_ONCE_S if clicked else page.loaded_at is None
    remedy = "Move on only after the event is out: after a short delay, or tell it on the page that follows."
    return Cause(words=(MOVED_ON, NO_TAG), remedy=remedy) if soon else None


def _on_another_page(loss: Loss) -> Cause | None:
    """A conversion that its server's copy places on another page than the one that was shown."""
    told_at = {event.source_url.partition("?")[0] for event in loss.copies.server if event.source_url}
    if loss.action.conversion is None or loss.page is None or not told_at:
        return None
    if loss.page.url.partition("?")[0] in told_at:
        return None
    return shown_elsewhere(loss.page)


def shown_elsewhere(page: PageLoad) -> Cause:
    """The cause of a sale that a page of another kind confirmed."""
    return Cause(
        words=(f"the page shown after it ({page.url}) is not the one whose hook tells of it", NO_TAG),
        remedy="Put the hook on every page that can follow a sale, or tie it to the order's status.",
    )


def _by_a_late_pixel(loss: Loss) -> Cause | None:
    """The pixel begins only when its page has loaded: what is called before has nowhere to go."""
    page = loss.page
    if page is None or page.loaded_at is None or loss.is_of_a_click or agreed_on(loss, page):
        return None
    told = (moment(event) for event in loss.heard if not is_of_a_click(loss.case, event))
    first = min(told, default=None)
    if first is None or not (first > page.loaded_at or _asked_for_late(loss)):
        return None
    return Cause(
        words=(
            "it is dropped by a guard (if (window.fbq)) while the pixel is not ready: its script comes late",
            NO_TAG,
        ),
        remedy="Define fbq's stub with its queue before anything calls it; it may load its script as late as it likes.",
        key="late pixel",
    )


def _asked_for_late(loss: Loss) -> bool:
    """Whether the visit's first page had loaded when it asked for the script, and no answer set that off."""
    visit = loss.case.ledger.visits[loss.action.visit or 0]
    page = visit.pages[0]
    asked_at = min((at for at in _script_asked(loss) if at >= page.at), default=None)
    if asked_at is None or page.loaded_at is None or (page.left_at is not None and asked_at > page.left_at):
        return False
    return asked_at > page.loaded_at and not any(change.at <= asked_at for change in visit.consent)


def _by_a_silent_page(loss: Loss) -> Cause | None:
    """Nothing was heard of what the page tells while it loads."""
    page = loss.page
    if page is None or loss.is_of_a_click or any(not is_of_a_click(loss.case, event) for event in loss.heard):
        return None
    if _script_came(loss):
        return Cause(
            words=(
                "it waits in a queue that the pixel's script never reads (its stub fills fbq.q, not fbq.queue)",
                "the pixel is loaded and held, or never initialised",
            ),
            remedy="Use Meta's own base code: the script replays fbq.queue, and nothing else.",
            key="unread queue",
        )
    return Cause(
        words=("the page does not load the pixel at all", "a script that the page needs for it never ran"),
        remedy="Put the pixel's base code on this page.",
        key=f"no pixel on {page.url.partition('?')[0]}" if _pixel_is_elsewhere(loss) else "no pixel",
    )


def _by_a_shared_flag(loss: Loss) -> Cause | None:
    """The server told of the sale, the page was shown and told of other things; no sale of the run fared better."""
    others = (c for c in loss.case.copies if c.action.name == loss.action.name and c.browser)
    if loss.action.conversion is None or loss.page is None or not loss.copies.server or any(others):
        return None
    flag = "the server had marked it as tracked before the page was made: one flag for both copies"
    return Cause(
        words=(flag, NO_TAG), remedy="Keep one mark for each channel, or none: the shared event id folds both."
    )


def _without_a_tag(loss: Loss) -> Cause:
    return Cause(
        words=(NO_TAG, MOVED_ON),
        remedy="Send it from the browser on this path, or take the browser out of its promise in the plan.",
    )


def _script_asked(loss: Loss) -> list[float]:
    """When the run's pages asked for the pixel's script."""
    return [request.received_at for request in loss.case.ledger.requests if "/fbevents.js" in request.url]


def _script_came(loss: Loss) -> bool:
    """Whether the page asked for the pixel's script, or had it from an earlier page and no page told anything."""
    page = loss.page
    assert page is not None
    until = page.left_at if page.left_at is not None else float("inf")
    asked = _script_asked(loss)
    if any(page.at <= at <= until for at in asked):
        return True
    return any(at <= until for at in asked) and not _pixel_is_elsewhere(loss)


def _pixel_is_elsewhere(loss: Loss) -> bool:
    """Whether any page of the run told something while it loaded."""
    told = (event for event in loss.case.accepted if event.channel is Channel.BROWSER)
    return any(not is_of_a_click(loss.case, event) for event in told)


REASONS: Reasons = (
    _tried,
    _by_an_error,
    _by_policy,
    _in_a_frame,
    _by_moving_on,
    _on_another_page,
    _by_a_late_pixel,
    _by_a_silent_page,
    _by_a_shared_flag,
    _without_a_tag,
)
