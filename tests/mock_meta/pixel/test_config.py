"""The config script is the gate: until it has come, a pixel sends nothing."""

from __future__ import annotations

import pytest

from mock_meta.pixel_script import PixelConfig, config_script, pixel_script
from tests.mock_meta.pixel.conftest import Visitor

session = pytest.mark.asyncio(loop_scope="session")


def test_the_script_is_built_once() -> None:
    """Every call returns the same bytes, which hold the version that is reproduced."""
    assert pixel_script() is pixel_script()
    assert b'"2.9.364"' in pixel_script()


def test_config_names_its_pixel() -> None:
    """The config ends by telling the pixel's instance that it is loaded."""
    script = config_script("123", PixelConfig()).decode()
    assert script.startswith('fbq.registerPlugin("123", {__fbEventsPlugin: 1')
    assert 'instance.configLoaded("123")' in script


def test_config_cannot_be_made_into_other_code() -> None:
    """A made-up id stays inside its quotes."""
    script = config_script('1");alert("', PixelConfig()).decode()
    assert 'alert("' not in script


def test_cookies_are_a_switch_of_the_config() -> None:
    """The minimal config brings no cookies."""
    assert b"FirstPartyCookies" in config_script("1", PixelConfig())
    assert b"FirstPartyCookies" not in config_script("1", PixelConfig(first_party_cookies=False))


@session
async def test_config_is_requested_with_version_release_and_domain(visitor: Visitor) -> None:
    """The query tells Meta which version on which site asks."""
    await visitor.open("fbq('init', '77')")
    (request,) = [seen for seen in visitor.recorder.seen if seen.path == "/signals/config/77"]
    assert request.host == "connect.facebook.net"
    assert request.params == (("v", "2.9.364"), ("r", "stable"), ("domain", "shop.example"))


@session
async def test_late_config_lets_waiting_events_go_with_the_address_of_that_moment(visitor: Visitor) -> None:
    """Events wait, and then carry the address to which the page has moved meanwhile."""
    config = visitor.recorder.hold("/signals/config/77")
    await visitor.open("fbq('init', '77'); fbq('track', 'PageView'); fbq('track', 'Lead', {}, {eventID: 'L'})")
    await visitor.recorder.asked("/signals/config/77")
    await visitor.page.evaluate("history.replaceState({}, '', '/moved')")
    assert visitor.recorder.paths("/tr") == []
    config.set()
    page_view, lead = await visitor.recorder.events(2)
    assert (page_view["ev"], lead["ev"], lead["eid"]) == ("PageView", "Lead", "L")
    assert page_view["dl"] == "https://shop.example/moved"


@session
@pytest.mark.parametrize("status", [404, 500, 204])
async def test_no_config_no_event(visitor: Visitor, status: int) -> None:
    """A config that fails or is empty leaves the lock in place and the events in the queue, for ever and in silence."""
    visitor.recorder.statuses["/signals/config/77"] = status
    await visitor.open("fbq('init', '77'); fbq('track', 'PageView'); fbq('track', 'Lead')")
    locked = await visitor.page.evaluate("[fbq.queue.length, Object.keys(fbq.instance.locks._locks)]")
    await visitor.leave()
    assert locked == [2, ["config:77"]]
    assert visitor.recorder.paths("/tr") == []
    assert visitor.warnings == []


@session
async def test_one_dead_config_holds_back_every_pixel(visitor: Visitor) -> None:
    """Locks are shared by all pixels of the page."""
    visitor.recorder.statuses["/signals/config/222"] = 404
    await visitor.open("fbq('init', '111'); fbq('init', '222'); fbq('track', 'PageView')")
    await visitor.leave()
    assert visitor.recorder.paths("/signals") == ["/signals/config/111", "/signals/config/222"]
    assert visitor.recorder.paths("/tr") == []


@session
async def test_cdn_can_be_redirected(visitor: Visitor) -> None:
    """Configs come from the host that the page names."""
    await visitor.open("fbq('set', 'cdn', 'https://cdn.example/'); fbq('init', '77'); fbq('track', 'PageView')")
    await visitor.recorder.events(1)
    (request,) = [seen for seen in visitor.recorder.seen if seen.path == "/signals/config/77"]
    assert request.host == "cdn.example"


@session
async def test_nothing_survives_a_page_that_is_left_before_its_config(visitor: Visitor) -> None:
    """Waiting events die with their page; the next page starts from nothing."""
    visitor.recorder.hold("/signals/config/77")
    await visitor.open("fbq('init', '77'); fbq('track', 'Lead')")
    await visitor.recorder.asked("/signals/config/77")
    await visitor.open("fbq('init', '78'); fbq('track', 'PageView')", path="/next")
    await visitor.recorder.events(1)
    await visitor.leave()
    assert [(event["id"], event["ev"]) for event in await visitor.recorder.events(1)] == [("78", "PageView")]
