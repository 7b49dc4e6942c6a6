"""Which way an event takes, and that no answer matters."""

from __future__ import annotations

import pytest

from tests.mock_meta.pixel.conftest import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOT_CHROME = "Object.defineProperty(navigator, 'vendor', {get: () => ''});"


async def url_length(visitor: Visitor, pad: int) -> tuple[int, str | None]:
    """The length of the URL that an event with ``pad`` characters would have, and the method it got."""
    await visitor.open(f"fbq('init', '1'); fbq('track', 'Lead', {{pad: 'x'.repeat({pad})}})")
    (event,) = await visitor.recorder.events(1)
    urls = await visitor.page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    lengths = [len(url) for url in urls if "/tr/?" in url]
    return (lengths or [0])[0], event["rqm"]


async def test_image_up_to_2047_characters_then_a_form(visitor: Visitor) -> None:
    """The limit is on the whole URL (measured with 2.9.364: the longest image had 2,047)."""
    base, _ = await url_length(visitor, 0)
    visitor.recorder.seen.clear()
    assert await url_length(visitor, 2047 - base) == (2047, "GET")
    visitor.recorder.seen.clear()
    _, method = await url_length(visitor, 2048 - base)
    assert method == "formPOST"


async def test_form_post_is_a_navigation_of_a_hidden_frame(visitor: Visitor) -> None:
    """Its body is a plain HTML form, and it leaves nothing behind in the page."""
    await visitor.open("fbq('init', '1'); fbq('track', 'Lead', {pad: 'é'.repeat(3000)})")
    (event,) = await visitor.recorder.events(1)
    assert (event.method, event.path) == ("POST", "/tr/")
    assert event.content_type == "application/x-www-form-urlencoded"
    assert event["cd[pad]"] == "é" * 3000
    await visitor.page.wait_for_function("document.querySelector('form') === null")


async def test_other_browsers_send_short_events_as_images_and_button_clicks_as_beacons(visitor: Visitor) -> None:
    """Only the automatic button click prefers the beacon at any length."""
    await visitor.open(
        f"{NOT_CHROME} fbq('init', '1'); fbq('track', 'Lead');"
        "fbq('trackSingleSystem', {pixel: '1', eventName: 'SubscribedButtonClick', systemCategory: 'automatic'})"
    )
    lead, click = await visitor.recorder.events(2)
    assert (lead["rqm"], click["rqm"]) == ("GET", "SB")
    assert click.content_type == "multipart/form-data"
    assert (click["es"], click["tm"]) == ("automatic", "3")


async def test_without_a_beacon_other_browsers_post_a_form(visitor: Visitor) -> None:
    """The form is the last resort, and ``o`` tells that the beacon is missing."""
    await visitor.open(
        f"{NOT_CHROME} Object.defineProperty(navigator, 'sendBeacon', {{value: undefined}});"
        "fbq('init', '1'); fbq('track', 'Lead', {pad: 'x'.repeat(3000)})"
    )
    (event,) = await visitor.recorder.events(1)
    assert (event["rqm"], event["o"]) == ("formPOST", "12")


@pytest.mark.parametrize("status", [404, 500])
async def test_answers_are_ignored(visitor: Visitor, status: int) -> None:
    """A refused event is neither repeated nor sent another way, and the next one goes as if nothing was."""
    visitor.recorder.statuses["/tr/"] = status
    await visitor.open("fbq('init', '1'); fbq('track', 'PageView')")
    await visitor.recorder.events(1)
    await visitor.page.evaluate("fbq('track', 'Lead')")
    await visitor.recorder.events(2)
    await visitor.leave()
    assert [event["ev"] for event in await visitor.recorder.events(2)] == ["PageView", "Lead"]
