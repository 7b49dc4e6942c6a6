"""Consent is a lock that the page takes and gives back."""

from __future__ import annotations

import pytest

from tests.mock_meta.pixel.conftest import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

BUY = "fbq('track', 'PageView'); fbq('track', 'Purchase', {value: 1, currency: 'USD'}, {eventID: 'p1'});"


async def queued(visitor: Visitor) -> int:
    return int(await visitor.page.evaluate("fbq.queue.length"))


async def test_revoked_before_init_not_even_the_config_is_requested(visitor: Visitor) -> None:
    """Everything waits, init too; a grant replays it in order with the same event ids."""
    await visitor.open(f"fbq('consent', 'revoke'); fbq('init', '1'); {BUY}")
    assert await queued(visitor) == 3
    assert visitor.recorder.paths("/signals") == visitor.recorder.paths("/tr") == []
    await visitor.page.evaluate("fbq('consent', 'grant')")
    page_view, purchase = await visitor.recorder.events(2)
    assert (page_view["ev"], page_view["ec"]) == ("PageView", "0")
    assert (purchase["ev"], purchase["ec"], purchase["eid"]) == ("Purchase", "1", "p1")


async def test_revoked_after_init_only_the_events_wait(visitor: Visitor) -> None:
    """The config was asked for by init, and comes."""
    await visitor.open("fbq('init', '1'); fbq('consent', 'revoke'); fbq('track', 'PageView')")
    assert await queued(visitor) == 1
    assert visitor.recorder.paths("/signals") == ["/signals/config/1"]
    assert visitor.recorder.paths("/tr") == []
    await visitor.page.evaluate("fbq('consent', 'grant')")
    (event,) = await visitor.recorder.events(1)
    assert event["ev"] == "PageView"


async def test_withdrawn_and_given_again_events_carry_the_later_address(visitor: Visitor) -> None:
    """What happened meanwhile is sent at the grant, as seen from the page of that moment."""
    await visitor.open("fbq('init', '1'); fbq('track', 'PageView')")
    await visitor.recorder.events(1)
    await visitor.page.evaluate("fbq('consent', 'revoke'); fbq('track', 'AddToCart', {}, {eventID: 'meanwhile'})")
    await visitor.page.evaluate("fbq.disablePushState = true; history.pushState({}, '', '/later')")
    await visitor.page.evaluate("fbq('consent', 'grant'); fbq('track', 'Lead')")
    _, cart, lead = await visitor.recorder.events(3)
    assert (cart["ev"], cart["eid"], cart["dl"]) == ("AddToCart", "meanwhile", "https://shop.example/later")
    assert (lead["ev"], lead["ec"]) == ("Lead", "2")


async def test_each_queued_revoke_needs_a_grant_of_its_own(visitor: Visitor) -> None:
    """The second revoke waits behind the first, and locks again when it is replayed."""
    await visitor.open("fbq('consent', 'revoke'); fbq('consent', 'revoke'); fbq('init', '1'); fbq('track', 'Lead')")
    assert await queued(visitor) == 3
    await visitor.page.evaluate("fbq('consent', 'grant')")
    assert await queued(visitor) == 2
    assert visitor.recorder.paths("/signals") == []
    await visitor.page.evaluate("fbq('consent', 'grant')")
    (event,) = await visitor.recorder.events(1)
    assert event["ev"] == "Lead"


async def test_a_refusal_is_not_remembered_on_the_next_page(visitor: Visitor) -> None:
    """The queue is lost with the page, and the next page must revoke again."""
    await visitor.open("fbq('consent', 'revoke'); fbq('init', '1'); fbq('track', 'Lead', {n: 1})")
    await visitor.open("fbq('init', '1'); fbq('track', 'Lead', {n: 2})", path="/two")
    await visitor.recorder.events(1)
    await visitor.leave()
    assert [event["cd[n]"] for event in await visitor.recorder.events(1)] == ["2"]


async def test_revoked_events_are_never_sent_without_a_grant(visitor: Visitor) -> None:
    """Leaving the page sends nothing either."""
    await visitor.open(f"fbq('init', '1'); fbq('consent', 'revoke'); addEventListener('pagehide', () => {{ {BUY} }})")
    await visitor.leave()
    assert visitor.recorder.paths("/tr") == []
