"""Browsers that are no Chromium: where they are found, how they are steered, and what is made of their losses."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import BrowserError
from harness.other_browsers import LOST, Kind, find_other, firefox_preferences
from mock_meta.event import Channel
from tests.harness.command import Run, pixelproof


def _is_here(kind: Kind) -> bool:
    try:
        return bool(find_other(kind).kind)
    except BrowserError:
        return False


def _no_browsers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(folder))
    monkeypatch.setattr("harness.other_browsers._INSTALLED", ())


@pytest.mark.parametrize("kind", Kind)
def test_what_is_not_here_is_said_with_what_may_bring_it(
    kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _no_browsers(tmp_path, monkeypatch)
    with pytest.raises(BrowserError, match=r"was found; try '.+'"):
        find_other(kind)


def test_playwright_s_own_goes_before_an_installed_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _no_browsers(tmp_path, monkeypatch)
    for place in ("firefox", "firefox-1500/firefox/firefox"):
        program = tmp_path / place
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text("#!/bin/sh\n", encoding="utf-8")
        program.chmod(0o755)
        found = find_other(Kind.FIREFOX)
        assert found.path == (str(program) if place == "firefox" else "")


def test_firefox_sends_everything_to_the_proxy() -> None:
    """Names of this machine too, of either scheme."""
    told = firefox_preferences(8100)
    assert {told["network.proxy.http_port"], told["network.proxy.ssl_port"]} == {8100}
    assert told["network.proxy.no_proxies_on"] == ""


def test_the_doctor_tells_of_each_what_is_lost(tmp_path: Path) -> None:
    said = pixelproof("doctor", cwd=tmp_path).out
    for kind in Kind:
        assert f"ok      --browser {kind}: " in said


@pytest.mark.skipif(not _is_here(Kind.FIREFOX), reason="no Firefox is installed")
@pytest.mark.proof
def test_a_sale_in_firefox_is_judged_by_what_the_server_owes(tmp_path: Path) -> None:
    """What its pages send is heard, and what might be missing of it is no mistake; what needs Chromium is skipped."""
    run = Run(tmp_path, "healthy_purchase", "bought_on_a_phone", "--browser", "firefox", "--slots", "1")
    ledger = run.ledger("healthy_purchase")
    assert (run.verdicts["healthy_purchase"].status, run.checks("healthy_purchase")) == ("PASSED", set())
    assert {event.channel for event in ledger.events} == set(Channel)
    assert ledger.blind[0].reason == LOST[Kind.FIREFOX]
    assert "needs a Chromium" in run.verdicts["bought_on_a_phone"].reason
