"""What Meta's script host answers, as values."""

from __future__ import annotations

import pytest

from mock_meta.guest_script import GuestScript
from mock_meta.pixel_config import PixelConfig, config_script
from mock_meta.pixel_script import guest_config_script, pixel_script
from mock_meta.script_host import TR_ANSWER, Asked, answer_beside

GUEST = GuestScript(body=b"fbq.version='9'; get('https://www.facebook.com/tr/')", origin="a file")
CONFIG = PixelConfig()


@pytest.mark.parametrize("path", ["/en_US/fbevents.js", "/de_DE/fbevents.js", "/fbevents.js"])
def test_the_library_is_ours_or_the_guest(path: str) -> None:
    """In every language, with the same bytes."""
    assert answer_beside(Asked(path=path), CONFIG).body == pixel_script()
    assert answer_beside(Asked(path=path), CONFIG, GUEST).body == GUEST.body


def test_a_guest_gets_a_config_that_opts_in_to_nothing() -> None:
    """Switches that a genuine script would wait for, or take for an error, are left out."""
    told = answer_beside(Asked(path="/signals/config/77"), PixelConfig(timezone=True), GUEST).body.decode()
    assert told.startswith('fbq.registerPlugin("77", {__fbEventsPlugin: 1')
    assert 'instance.configLoaded("77")' in told
    assert "instance.optIn(" not in told.replace("`instance.optIn`", "")
    assert "config.set" not in told
    assert answer_beside(Asked(path="/signals/config/77"), CONFIG).body == config_script("77", CONFIG)


def test_a_guest_s_cookies_are_a_switch() -> None:
    """Without them its config is two lines."""
    assert b"_fbp" in guest_config_script("77", first_party_cookies=True)
    assert guest_config_script("77", first_party_cookies=False).count(b"\n") == 3


def test_a_guest_s_config_cannot_be_made_into_other_code() -> None:
    """A made-up id stays inside its quotes."""
    assert b'alert("' not in guest_config_script('1");alert("', first_party_cookies=True)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/signals/plugins/identity.js", 'fbq.registerPlugin("fbevents.plugins.identity", '),
        ("/signals/plugins/jsonld_microdata.js", 'fbq.registerPlugin("fbevents.plugins.jsonld_microdata", '),
    ],
)
def test_a_plugin_registers_itself_by_its_full_name(path: str, told: str) -> None:
    """That is what a script waits for."""
    answer = answer_beside(Asked(path=path), CONFIG)
    assert answer.status == 200
    assert answer.body.decode().startswith(told)


@pytest.mark.parametrize(
    "path", ["/signals/plugins/", "/signals/plugins/a-b.js", "/signals/other", "/signals/plugins/x"]
)
def test_what_the_host_does_not_have_is_not_found(path: str) -> None:
    """Names that no plugin can have, and other folders."""
    assert answer_beside(Asked(path=path), CONFIG).status == 404


def test_reports_get_the_picture_and_pages_that_read_get_leave() -> None:
    """An image needs nothing more; a page's ``fetch`` hears that its origin may read."""
    assert answer_beside(Asked(path="/log/error"), CONFIG) is TR_ANSWER
    headers = dict(answer_beside(Asked(path="/x", origin="https://shop.example"), CONFIG).headers)
    assert headers["Access-Control-Allow-Origin"] == "https://shop.example"


@pytest.mark.parametrize(
    ("literal", "steered"),
    [
        (b"'https://www.facebook.com/tr/'", b"'http://127.0.0.1:8787/tr/'"),
        (b"'https://connect.facebook.net/'", b"'http://127.0.0.1:8787/'"),
        (rb"'https:\/\/www.instagram.com\/tr\/'", rb"'http://127.0.0.1:8787\/tr\/'"),
        (b"'https://shop.example/facebook.com'", b"'https://shop.example/facebook.com'"),
    ],
)
def test_without_a_proxy_a_guest_s_addresses_are_the_stand_in_s(literal: bytes, steered: bytes) -> None:
    """However they are written; others stay. The guest itself is not changed."""
    guest = GuestScript(body=b"fbq(" + literal + b")", origin="a file")
    asked = Asked(path="/en_US/fbevents.js", base="http://127.0.0.1:8787")
    assert answer_beside(asked, CONFIG, guest).body == b"fbq(" + steered + b")"
