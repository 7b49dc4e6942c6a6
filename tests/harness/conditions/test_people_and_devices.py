"""Who comes again, and with what: proved in the browser by what the ledger holds."""

from __future__ import annotations

import pytest

from harness.ledger import VisitRecord
from mock_meta.normalize import digest
from mock_meta.wire.user_data import values
from tests.harness.command import Run

STORIES = ("safari_after_a_week", "shared_computer", "bought_on_two_devices", "computer_with_wrong_time")
DAY_S = 86400.0

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def people_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Four stories on the packaged site."""
    return Run(tmp_path_factory.mktemp("people"), *STORIES)


def visits(run: Run, name: str) -> tuple[VisitRecord, ...]:
    assert run.verdicts[name].status == "PASSED", run.verdicts[name]
    return run.ledger(name).visits


def test_a_safari_visitor_comes_back_with_what_was_not_forgotten(people_run: Run) -> None:
    """By no advertisement, a week later; a cookie that a script wrote is gone by then."""
    first, second = visits(people_run, "safari_after_a_week")
    lives = [(one.expires or 0.0) - one.at for one in first.cookies]
    assert min(lives) <= 7 * DAY_S
    assert (second.click_id, second.visitor) == (None, first.visitor)
    assert second.pages[0].at - first.pages[-1].at > 8 * DAY_S
    assert second.came_with is not None
    assert not (second.came_with and all(life <= 7 * DAY_S for life in lives))
    assert second.consent == ()


def test_two_people_with_one_browser_have_two_names_and_one_identity(people_run: Run) -> None:
    """Each sale carries the address of who bought, and the browser's own id."""
    first, second = visits(people_run, "shared_computer")
    assert first.shopper["email"] != second.shopper["email"]
    assert first.visitor == second.visitor
    sales = [one for one in people_run.ledger("shared_computer").events if one.name == "Purchase"]
    told = {str(value) for one in sales for value in values(one.user_data.get("em"))}
    assert told == {digest(first.shopper["email"]), digest(second.shopper["email"])}
    assert len({str(one.user_data["fbp"]) for one in sales}) == 1


def test_one_person_with_two_devices_has_one_name_and_two_identities(people_run: Run) -> None:
    first, second = visits(people_run, "bought_on_two_devices")
    assert first.shopper == second.shopper
    assert (first.visitor, second.visitor) == (1, 2)
    assert first.click_id != second.click_id
    held = [{cookie.value for cookie in one.cookies} for one in (first, second)]
    assert all(held)
    assert not held[0] & held[1]


def test_pages_stamp_their_events_by_the_computer_s_clock(people_run: Run) -> None:
    """Three hours ahead of the receipt, and the evidence keeps it so."""
    (visit,) = visits(people_run, "computer_with_wrong_time")
    events = people_run.ledger("computer_with_wrong_time").events
    ahead = {one.channel: round(((one.event_time or 0.0) - one.received_at) / 3600) for one in events}
    assert (ahead["browser"], ahead["server"]) == (3, 0)
    assert visit.clock_off_s == 3 * 3600
