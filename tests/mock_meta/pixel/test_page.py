"""How a page's life shows on the wire: frames, referrers, page changes, the way out, and what pages can ask."""

from __future__ import annotations

import pytest

from tests.mock_meta.pixel.conftest import Visitor
from tests.mock_meta.pixel.recorder import SNIPPET

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_in_a_frame_the_frames_own_address_is_sent(visitor: Visitor) -> None:
    """``if`` tells Meta that it is a frame, ``rl`` the page around it."""
    inner = f"<!doctype html><script>{SNIPPET}fbq('init', '1'); fbq('track', 'PageView')</script>"
    visitor.recorder.pages["/inner"] = inner
    await visitor.open(page="<!doctype html><iframe src='https://pay.example/inner'></iframe>")
    (event,) = await visitor.recorder.events(1)
    assert (event["dl"], event["if"]) == ("https://pay.example/inner", "true")
    assert event["rl"] == "https://shop.example/"


async def test_referrer_and_fragment_are_sent(visitor: Visitor) -> None:
    """``rl`` is the page before, ``dl`` the whole address."""
    await visitor.open(page="<!doctype html><a href='/next?a=b#frag'>next</a>", path="/first")
    visitor.recorder.pages["/next"] = f"<script>{SNIPPET}fbq('init', '1'); fbq('track', 'PageView')</script>"
    await visitor.page.click("a")
    (event,) = await visitor.recorder.events(1)
    assert event["dl"] == "https://shop.example/next?a=b#frag"
    assert event["rl"] == "https://shop.example/first"


async def test_page_changes_before_the_first_event_are_not_watched(visitor: Visitor) -> None:
    """Only an event makes the pixel look at the history."""
    await visitor.open("fbq('init', '1')")
    await visitor.page.evaluate("history.pushState({}, '', '/unseen'); fbq('track', 'Lead')")
    await visitor.recorder.events(1)
    await visitor.leave()
    assert [event["ev"] for event in await visitor.recorder.events(1)] == ["Lead"]


async def test_page_change_renews_the_time_of_initialisation(visitor: Visitor) -> None:
    """``it`` is the time of the page change for everything after it."""
    await visitor.open("fbq('init', '1'); fbq('track', 'PageView')")
    await visitor.page.evaluate("history.pushState({}, '', '/two'); fbq('track', 'Lead')")
    first, second, third = await visitor.recorder.events(3)
    assert int(first["it"] or 0) < int(second["it"] or 0) == int(third["it"] or 0)
    assert (second["ev"], second["dl"], third["ev"]) == ("PageView", "https://shop.example/two", "Lead")


async def test_return_from_the_back_forward_cache_is_a_page_view(visitor: Visitor) -> None:
    """The browser tells the page that it was kept, not loaded."""
    await visitor.open("fbq('init', '1'); fbq('track', 'PageView')")
    await visitor.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert [event["ev"] for event in await visitor.recorder.events(2)] == ["PageView", "PageView"]


async def test_events_of_the_way_out_are_sent(visitor: Visitor) -> None:
    """An event tracked while the page is being left still goes out as an image."""
    await visitor.open(
        "fbq('init', '1'); addEventListener('pagehide', () => fbq('track', 'Lead', {}, {eventID: 'out'}))"
    )
    await visitor.leave()
    (event,) = await visitor.recorder.events(1)
    assert (event["eid"], event["rqm"]) == ("out", "GET")


async def test_state_of_the_page(visitor: Visitor) -> None:
    """Pages and helper extensions can ask for version, pixels, counters and locks."""
    await visitor.open("fbq('init', '1', {em: 'a@b.co'}, {agent: 'shop'}); fbq('track', 'PageView')")
    state = await visitor.page.evaluate("fbq.getState()")
    assert await visitor.page.evaluate("fbq.version") == "2.9.364"
    assert await visitor.page.evaluate("fbq.instance.locks.isLocked()") is False
    assert state["pixels"] == [{"id": "1", "agent": "shop", "eventCount": 1, "userData": {"em": "a@b.co"}}]
    (event,) = await visitor.recorder.events(1)
    assert event["it"] == str(state["pixelInitializationTime"])


async def test_warnings_are_posted_to_the_page(visitor: Visitor) -> None:
    """Each sentence comes once, with its kind and what it is about."""
    await visitor.open(
        "window.posted = []; addEventListener('message', (event) => posted.push(event.data));"
        "fbq('init', '1'); fbq('track', 'Odd'); fbq('track', 'Odd'); fbq('track', 'Purchase', {})"
    )
    await visitor.page.wait_for_function("posted.length >= 2")
    posted = await visitor.page.evaluate("posted")
    assert [message["error"] for message in posted] == [
        {"eventName": "Odd", "type": "NONSTANDARD_EVENT"},
        {"eventName": "Purchase", "param": "value", "type": "REQUIRED_PARAM_MISSING"},
    ]
    assert {message["action"] for message in posted} == {"FB_LOG"}
    assert {message["logType"] for message in posted} == {"Meta Pixel Error"}
    assert {(message["pixelId"], message["url"]) for message in posted} == {(None, "https://shop.example/")}


@pytest.mark.parametrize("pixel_id", ["' 123 '", "'12a'", "undefined", "9007199254740993", "null", "1.5"])
async def test_ids_that_are_no_digits_start_no_pixel(visitor: Visitor, pixel_id: str) -> None:
    """They get a warning that never names them."""
    await visitor.open(f"fbq('init', {pixel_id}); fbq('track', 'PageView')")
    await visitor.leave()
    assert visitor.recorder.paths("/signals") == visitor.recorder.paths("/tr") == []
    assert visitor.warnings == ["Invalid PixelID: null."]


async def test_camel_case_event_id_wins(visitor: Visitor) -> None:
    """Of both spellings ``eventID`` is the documented one."""
    await visitor.open("fbq('init', '1'); fbq('track', 'Lead', {}, {event_id: 'snake', eventID: 'camel'})")
    (event,) = await visitor.recorder.events(1)
    assert event["eid"] == "camel"
