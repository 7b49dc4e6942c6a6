"""Sites to click through: slots that know each other, and a site that changes its bugs while it is looked at."""

from __future__ import annotations

import json
from pathlib import Path

import aiohttp
import pytest

from harness.by_hand import BugSwitches, slots_by_hand
from harness.site import load_site
from harness.site_process import site_bugs
from harness.sources import chosen_site
from mock_meta.live.beside import Switch, SwitchError
from tests.harness.command import TINY

SITE = load_site(TINY / "site.toml")
BUGS = [Switch(name=str(bug["name"]), summary=str(bug["summary"])) for bug in site_bugs(SITE)]


async def page(url: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return await answer.text()


async def switch(url: str, method: str, name: str) -> tuple[int, object]:
    address = f"{url.removesuffix('/mock/live')}/mock/live/switches?group=bugs&name={name}"
    async with aiohttp.ClientSession() as session, session.request(method, address) as answer:
        return answer.status, await answer.json()


async def test_a_bug_is_switched_on_and_off_while_the_site_runs(tmp_path: Path) -> None:
    """The site starts anew on the same address; with the answer it is there as it was asked for."""
    async with slots_by_hand(SITE, tmp_path / "serve", BUGS) as (slot,):
        healthy = await page(slot.site.base_url)
        status, told = await switch(slot.meta.live_url, "POST", "leaky")
        assert status == 200
        assert '"name": "leaky"' in json.dumps(told)
        assert slot.bugs == ("leaky",)
        assert await page(slot.site.base_url) != healthy
        assert (await switch(slot.meta.live_url, "DELETE", "leaky"))[0] == 200
        assert await page(slot.site.base_url) == healthy


async def test_slots_know_each_other_and_their_own_site(tmp_path: Path) -> None:
    """Each has its own folder, site, journal and bugs; each page links to all."""
    async with slots_by_hand(SITE, tmp_path / "serve", BUGS, count=2, bugs=("cents",)) as slots:
        links = [[link.url for link in slot.meta.beside.slots] for slot in slots]
        assert links == [[slot.meta.live_url for slot in slots]] * 2
        assert [slot.meta.slot for slot in slots] == [0, 1]
        assert len({slot.site.base_url for slot in slots}) == 2
        assert [slot.meta.journal.path.parent.name for slot in slots] == ["serve-0", "serve-1"]
        await switch(slots[0].meta.live_url, "DELETE", "cents")
        assert [slot.bugs for slot in slots] == [(), ("cents",)]


async def test_a_site_that_does_not_start_with_a_bug_runs_on_without_it(tmp_path: Path) -> None:
    """And says why, in one sentence."""
    async with slots_by_hand(chosen_site(None), tmp_path / "serve", BUGS) as (slot,):
        healthy = await page(slot.site.base_url)
        with pytest.raises(SwitchError, match="ended with status"):
            await BugSwitches(slot, BUGS).turn("no_such_bug", True)
        assert slot.bugs == ()
        assert (await page(slot.site.base_url)).count("<h1") == healthy.count("<h1")
