"""Filter lists: what they stop, by the rule that stops it, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import filter_lists
from harness.errors import NotHereError
from harness.filter_lists import filter_list
from mock_meta.blocker import Wanted
from tests.harness.lists import FILTER_LISTS

(LIKE_EASYPRIVACY,) = FILTER_LISTS
META = "https://connect.facebook.net"


@pytest.mark.parametrize(
    ("url", "kind", "rule"),
    [
        (f"{META}/en_US/fbevents.js", "script", "/fbevents.js"),
        (f"{META}/signals/config/1", "script", "||connect.facebook.net/signals/$third-party"),
        ("https://www.facebook.com/tr/?ev=PageView", "image", "/tr/"),
        ("https://www.facebook.com/tr/", "empty", "||facebook.com/tr/$third-party"),
        ("https://shop.example/js/fbevents.js", "script", "/fbevents.js"),
        ("https://shop.example/assets/fbevents.js", "script", ""),
        ("https://shop.example/tr/?ev=PageView", "image", ""),
        ("https://stats.example/a.gif", "image", "||stats.example^"),
    ],
)
async def test_the_rule_that_stops_a_request_is_named(url: str, kind: str, rule: str) -> None:
    """A first-party path is stopped where a rule names it, and an exception lets it pass again."""
    found = (await filter_list((LIKE_EASYPRIVACY,))).rule(Wanted(url=url, page="https://shop.example/", kind=kind))
    assert (rule in found) if rule else found == ""


async def test_without_a_list_it_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(filter_lists, "_PLACES", (str(tmp_path),))
    with pytest.raises(NotHereError, match=r"name one by --filter-list, or install uBlock Origin"):
        await filter_list(())


async def test_the_lists_of_an_installed_extension_are_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Wherever within its folder they lie."""
    folder = tmp_path / "ublock-origin" / "assets" / "thirdparties" / "easylist"
    folder.mkdir(parents=True)
    (folder / "easyprivacy.txt").write_bytes(LIKE_EASYPRIVACY.read_bytes())
    monkeypatch.setattr(filter_lists, "_PLACES", (str(tmp_path),))
    assert (await filter_list(())).rule(
        Wanted(url=f"{META}/en_US/fbevents.js", page="https://a.example/", kind="script")
    )
