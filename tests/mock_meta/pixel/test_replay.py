"""The 124 recorded scenarios of the genuine pixel, played again with our script, several at once in one browser."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from harness.browser import find_browser
from mock_meta.tls import Certificates
from tests.mock_meta.pixel.differences import DIFFERENCES, LOSSY, PLAYED_AGAIN, allowed, compare, without_lossy
from tests.mock_meta.pixel.replay import Stage
from tests.mock_meta.pixel.scenario import OUTCOMES, SCENARIOS, Outcome

STAGES = 4
"""How many scenarios play at once."""

Playing = dict[str, "asyncio.Future[Outcome]"]


async def play_in_turn(certificates: Certificates, browser: Browser, waiting: list[str], playing: Playing) -> None:
    """Play what is waiting, one scenario after the other, until nothing is."""
    async with Stage(certificates) as stage:
        while waiting:
            name = waiting.pop(0)
            try:
                if name in PLAYED_AGAIN or any(row.scenario == name for row in LOSSY):
                    outcome = await play_lossy(certificates, browser, name)
                else:
                    outcome = await stage.play(browser, SCENARIOS[name], OUTCOMES[name])
            except Exception as error:
                playing[name].set_exception(error)
            else:
                playing[name].set_result(outcome)


async def play_lossy(certificates: Certificates, browser: Browser, name: str) -> Outcome:
    """Play on a stage of its own, where an event that comes too late disturbs nobody; again, if one must not miss."""
    plays, _ = PLAYED_AGAIN.get(name, (1, ""))
    outcome = Outcome()
    while plays and len(outcome.events) < len(OUTCOMES[name].events):
        async with Stage(certificates) as stage:
            outcome = await stage.play(browser, SCENARIOS[name], OUTCOMES[name])
        plays -= 1
    return outcome


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def playing(request: pytest.FixtureRequest) -> AsyncIterator[Playing]:
    """The outcome of each scenario that was chosen for this run; all of them are begun here, and play by themselves.

    The browser is the recorder's: headless by its own name, which code that runs while a page is left gets to see.
    """
    certificates = Certificates()
    chosen = [
        str(item.callspec.params["name"])
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.originalname == "test_same_as_recorded"
    ]
    outcomes: Playing = {name: asyncio.get_running_loop().create_future() for name in chosen}
    waiting = list(chosen)
    arguments = ["--no-sandbox", f"--ignore-certificate-errors-spki-list={certificates.spki_sha256()}"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser().path, args=arguments)
        tasks = [asyncio.create_task(play_in_turn(certificates, browser, waiting, outcomes)) for _ in range(STAGES)]
        yield outcomes
        waiting.clear()
        await asyncio.gather(*tasks)
        await browser.close()


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("name", SCENARIOS)
async def test_same_as_recorded(playing: Playing, name: str) -> None:
    """Requests, their parameters and order, console, page errors, cookies and silence are the recording's.

    What the table of differences allows must occur, and nothing else may.
    """
    ours = without_lossy(name, await playing[name])
    assert compare(OUTCOMES[name], ours) == allowed(name)


def test_what_is_replayed() -> None:
    """All recordings: 95 with the version that ours is, which are equal, and 29 with two older ones."""
    versions = [scenario.library for scenario in SCENARIOS.values()]
    assert len(SCENARIOS) == 124
    assert [versions.count(version) for version in ("2.9.364", "2.9.325", "2.9.252")] == [95, 4, 25]


def test_table_of_differences(capsys: pytest.CaptureFixture[str]) -> None:
    """Five rows, each with its reason, all about the 29; two events of the 95 may be lost on the way."""
    pairs = [(row.where, name) for row in DIFFERENCES for name in row.scenarios]
    with capsys.disabled():
        sys.stdout.write(f"\ndifferences from the recordings: {len(DIFFERENCES)} rows, {len(pairs)} occurrences\n")
    assert (len(DIFFERENCES), len(pairs), len(LOSSY), len(PLAYED_AGAIN)) == (5, 82, 1, 1)
    assert len(set(pairs)) == len(pairs)
    assert all(row.reason for row in (*DIFFERENCES, *LOSSY))
    assert {SCENARIOS[name].library for _, name in pairs} == {"2.9.252", "2.9.325"}


def test_comparison_sees_every_kind_of_difference() -> None:
    """A value, a parameter too many or too few, another order, another count: none passes for equal."""
    recorded = Outcome(events=[{"to": "GET x", "id": "1", "ev": "Lead", "cd[a]": "1"}], console=["warning: w"])
    assert compare(recorded, recorded) == {}
    for events in (
        [],
        [*recorded.events, *recorded.events],
        [{"to": "POST x", "id": "1", "ev": "Lead", "cd[a]": "1"}],
        [{"to": "GET x", "id": "1", "ev": "Lead", "cd[a]": "2"}],
        [{"to": "GET x", "id": "1", "ev": "Lead"}],
        [{"to": "GET x", "id": "1", "ev": "Lead", "cd[a]": "1", "tm": "1"}],
        [{"to": "GET x", "ev": "Lead", "id": "1", "cd[a]": "1"}],
    ):
        assert compare(recorded, Outcome(events=events, console=recorded.console)) != {}
    two = Outcome(events=[{"ev": "Lead", "v": "1"}, {"ev": "Lead", "v": "1"}])
    newer = Outcome(events=[{"ev": "Lead", "v": "2"}, {"ev": "Lead", "v": "1"}])
    assert compare(two, newer) == {"events: v (no. 0)": ("1", "2")}
    assert compare(recorded, Outcome(events=recorded.events)) == {"console": (["warning: w"], [])}
