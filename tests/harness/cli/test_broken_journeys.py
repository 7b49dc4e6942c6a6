"""What breaks on the way is ERROR with the step, the place and a picture, and harms nobody else."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from harness.verdict import Breakdown, Status
from tests.harness.command import TINY, Run


def breakdown(run: Run, scenario: str) -> Breakdown:
    """Why a scenario is ERROR."""
    verdict = run.verdicts[scenario]
    assert verdict.status is Status.ERROR
    assert verdict.breakdown is not None
    return verdict.breakdown


def test_a_journey_that_waits_in_vain_names_its_line(broken_run: Run) -> None:
    broken = breakdown(broken_run, "healthy_lead")
    place = re.escape(str(broken_run.folder / "journeys.py"))
    assert broken.step == "journey lead"
    assert re.match(rf"the journey 'lead' broke at {place}:14 \(await expect\(.*\): Locator expected", broken.message)
    assert "; last in its log: waiting for " in broken.message


def test_a_journey_that_raises_says_what(broken_run: Run) -> None:
    broken = breakdown(broken_run, "product_viewed_twice")
    assert broken.message.endswith("journeys.py:22 (raise KeyError): KeyError")


def test_a_journey_that_returns_no_booking_says_what_is_missing(broken_run: Run) -> None:
    broken = breakdown(broken_run, "account_registered")
    assert broken.message == ("the journey 'register' must return None or a Booked: Object missing required field `id`")


@pytest.mark.parametrize("scenario", ["healthy_lead", "account_registered", "product_viewed_twice"])
def test_a_screenshot_shows_where_it_broke(broken_run: Run, scenario: str) -> None:
    path = breakdown(broken_run, scenario).screenshot
    assert path is not None
    assert (broken_run.folder / path).read_bytes().startswith(b"\x89PNG")
    assert f"  screenshot {path}\n" in broken_run.done.out


def test_the_others_are_judged_and_the_run_could_not_be_carried_out(broken_run: Run) -> None:
    assert broken_run.verdicts["healthy_purchase"].status is Status.PASSED
    assert broken_run.done.status == 2
    assert "1 passed, 3 error" in broken_run.done.out
    assert broken_run.done.err == ""


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_site_that_is_down_is_an_error_of_the_first_step(tmp_path: Path, scheme: str) -> None:
    """The proxy answers for a site that does not; what it says must not pass for the site's page."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # Taken, but nobody listens.
        address = f"{scheme}://127.0.0.1:{held.getsockname()[1]}"
        text = re.sub(r"\[start\].*?(?=\[plan)", "", (TINY / "site.toml").read_text(), flags=re.DOTALL)
        (tmp_path / "site.toml").write_text(text.replace("https://laden.example", address))
        (tmp_path / "journeys.py").write_text((TINY / "journeys.py").read_text())
        run = Run(tmp_path, "healthy_purchase", "--site", "site.toml")
    broken = breakdown(run, "healthy_purchase")
    assert broken.step == f"opening {address}/"
    assert broken.message.startswith(f"{address}/ can't be opened: no connection to 127.0.0.1:")
    assert run.done.status == 2
