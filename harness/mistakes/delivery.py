"""Server events that Meta does not take, and events that go to the wrong place."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from harness.ledger import Ledger
from harness.mistake import mistake
from harness.rewriting import change, edit, of
from harness.verdict import Severity
from mock_meta.event import Channel, Event

_OTHER_PIXEL = "4815162342108"


@mistake(
    "F010",
    family="delivery",
    severity=Severity.MEDIUM,
    check="environment.api_version",
    cause="never raised",
    sources=("https://github.com/segmentio/action-destinations/pull/3977",),
    needs="the server's calls in their raw form",
)
def outdated_api_version(ledger: Ledger) -> Ledger | None:
    """The sender calls a version of the API that was current years ago."""
    called = [
        change(call, url=re.sub(r"^/v\d+\.\d+/(?=[^/]+/events)", "/v18.0/", call.url)) for call in ledger.requests
    ]
    return change(ledger, requests=tuple(called)) if tuple(called) != ledger.requests else None


@mistake(
    "F017",
    family="delivery",
    severity=Severity.CRITICAL,
    check="delivery.access",
    cause="the access token has expired",
    fault="token_expired",
    sources=("https://github.com/mixpanel/docs-legacy/pull/712", "https://github.com/snarfed/bridgy/issues/59"),
    driven_only=True,
)
def expired_token_ignored(ledger: Ledger) -> Ledger | None:
    """The access token has expired, and the sender takes Meta's refusals for nothing worth a word.

    It takes a Meta that refuses the token, and a sender that drops what was refused.
    """
    return None


@mistake(
    "F062",
    family="delivery",
    severity=Severity.HIGH,
    check="delivery.refused",
    cause="one malformed optional field (fbc)",
    fault="click_id_refused",
    sources=(
        "https://github.com/Adsmurai-Google-Tag-Manager-Templates/adsmurai-facebook-conversions-api-client/issues/6",
    ),
    driven_only=True,
)
def malformed_click_id_refused(ledger: Ledger) -> Ledger | None:
    """The server sends a click id that was cut off, and Meta refuses the whole event for it.

    Whether Meta does so is its own matter, so it takes a Meta that does.
    """
    return None


@mistake(
    "F066",
    family="delivery",
    severity=Severity.CRITICAL,
    check="delivery.batch",
    cause="one invalid event in a call costs all of them",
    scenarios=("two_orders",),
    sources=("https://github.com/PostHog/posthog/issues/6227",),
    driven_only=True,
)
def batch_without_fallback(ledger: Ledger) -> Ledger | None:
    """Events go out many to a call, one of them is invalid, and nobody sends the others alone.

    It takes calls with several events, which a ledger of single ones does not hold.
    """
    return None


@mistake(
    "P001",
    family="delivery",
    severity=Severity.CRITICAL,
    check="cost.checkout",
    cause="waits for Meta's answer",
    scenarios=("meta_down_during_checkout",),
    driven_only=True,
)
def server_events_sent_before_the_answer(ledger: Ledger) -> Ledger | None:
    """The site answers its shopper only when Meta has answered what it reported; on Meta's bad day nobody can buy.

    It takes two runs of one journey, with Meta and without.
    """
    return None


@mistake(
    "F057",
    family="delivery",
    severity=Severity.HIGH,
    check="environment.test_code",
    cause="code of a trial",
    sources=("https://armadillo-docs.pages.dev/rules/facebook-capi", "https://adsping.io/docs/testing"),
)
def test_code_left(ledger: Ledger) -> Ledger | None:
    """A test event code was never taken out of the sender's settings; Meta accepts every event."""
    return edit(ledger, of("", Channel.SERVER), lambda event: change(event, test_event_code="TEST123"))


@mistake(
    "F034",
    family="delivery",
    severity=Severity.HIGH,
    check="environment.pixel_id",
    cause="empty or undefined in the template",
    sources=(
        "https://github.com/facebookarchive/Facebook-For-OpenCart/issues/115",
        "https://github.com/facebook/facebook-for-woocommerce/issues/473",
    ),
    needs="a page whose path begins with /checkout",
)
def pixel_id_undefined(ledger: Ledger) -> Ledger | None:
    """The template of the checkout has no pixel id, so that its events go to the pixel ``undefined``."""

    def on_checkout(event: Event) -> bool:
        return event.channel is Channel.BROWSER and urlsplit(event.source_url or "").path.startswith("/checkout")

    return edit(ledger, on_checkout, lambda event: change(event, pixel_id="undefined"))


@mistake(
    "F082",
    family="delivery",
    severity=Severity.MEDIUM,
    check="environment.pixel_id",
    cause="a constant in the code",
    sources=(
        "https://github.com/MozillaFoundation/foundation.mozilla.org/issues/9933",
        "https://github.com/newrelic/gatsby-theme-newrelic/pull/494",
    ),
)
def pixel_of_another_environment(ledger: Ledger) -> Ledger | None:
    """A copy of the site for trials reports to the pixel of the real one, whose id stands in the code."""
    return edit(ledger, of("", Channel.BROWSER), lambda event: change(event, pixel_id=_OTHER_PIXEL))
