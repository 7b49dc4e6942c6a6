"""The baseline: what was sent, in a file that is the same for the same, and drift in sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.baseline import Baseline, load_baseline, written
from harness.drift import drift
from harness.errors import BaselineError
from harness.ledger import Ledger
from harness.sent import Leg, Share, sent
from mock_meta.event import Answer, Channel, Event
from mock_meta.wire.errors import shape
from tests.harness.factories import BROWSER, SERVER, change, healthy
from tests.ledgers import clean_ledgers


def baseline(**runs: Ledger) -> Baseline:
    return Baseline(site="kiosk", seed=1, scenarios={name: sent(ledger) for name, ledger in runs.items()})


def saved(folder: Path, made: Baseline) -> Baseline:
    """The baseline after a way through its file."""
    path = folder / "baseline.toml"
    path.write_text(written(made), encoding="utf-8")
    return load_baseline(path)


def changed(name: str, channel: Channel, **changes: Any) -> Ledger:
    """The healthy run, with each copy of an event on a channel changed."""
    ledger = healthy()
    mine = [event.name == name and event.channel is channel for event in ledger.events]
    events = tuple(change(e, **changes) if of_it else e for e, of_it in zip(ledger.events, mine, strict=True))
    return change(ledger, events=events)


def said(ledger: Ledger) -> list[str]:
    """The drift of one run from the healthy one."""
    return [str(one) for one in drift(baseline(buy=healthy()), baseline(buy=ledger), whole=True)]


def purchase(channel: Channel) -> Event:
    return next(event for event in healthy().events if event.name == "Purchase" and event.channel is channel)


def test_every_recorded_run_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    made = baseline(**{ledger.scenario: ledger for ledger in clean_ledgers()})
    assert saved(tmp_path, made) == made
    assert drift(made, saved(tmp_path, made), whole=True) == ()


def test_the_text_is_the_same_whatever_the_order() -> None:
    runs = {ledger.scenario: ledger for ledger in clean_ledgers()[:8]}
    assert written(baseline(**runs)) == written(baseline(**dict(reversed(runs.items()))))


def test_it_is_small_and_has_nothing_of_one_run() -> None:
    """No order number, no event id, no address, no time of day."""
    ledgers = clean_ledgers()
    text = written(baseline(**{ledger.scenario: ledger for ledger in ledgers}))
    assert len(text) < 1000 * len(ledgers)
    stated = {event.event_id for ledger in ledgers for event in ledger.events if event.event_id}
    assert not [one for one in stated if one in text]
    assert "://" not in text


CUSTOM, USER = purchase(SERVER).custom_data, purchase(SERVER).user_data


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"custom_data": {k: v for k, v in CUSTOM.items() if k != "value"}}, "Purchase, server: `value` gone (buy)"),
        ({"custom_data": {**CUSTOM, "coupon": "X"}}, "Purchase, server: `coupon` new (buy)"),
        ({"custom_data": {**CUSTOM, "value": "4,99 €"}}, "Purchase, server: `value` number, as booked -> text (buy)"),
        ({"user_data": {k: v for k, v in USER.items() if k != "em"}}, "Purchase, server: `user em` gone (buy)"),
        ({"event_id": None}, "Purchase, server: `event id` gone (buy)"),
        ({"test_event_code": "TEST1"}, "Purchase, server: `test event code` new (buy)"),
    ],
)
def test_a_change_is_told_in_one_line(changes: dict[str, Any], told: str) -> None:
    assert said(changed("Purchase", SERVER, **changes)) == [told]


def test_a_copy_more_is_told_by_its_count() -> None:
    ledger = healthy()
    again = change(purchase(BROWSER), key="99.0", event_id="other")
    assert said(change(ledger, events=(*ledger.events, again))) == ["Purchase, browser: 1 -> 2 (buy)"]


def test_an_event_that_is_gone_is_told_by_its_count_alone() -> None:
    ledger = healthy()
    assert said(change(ledger, events=tuple(e for e in ledger.events if e.name != "Purchase"))) == [
        "Purchase, browser: 1 -> 0 (buy)",
        "Purchase, server: 1 -> 0 (buy)",
    ]


def test_what_meta_does_not_take_is_told_with_its_error() -> None:
    """Beside the count, so that nobody looks for a tag that is gone."""
    refused = Answer(status=400, error=shape().error)
    told = said(changed("Purchase", SERVER, answer=refused))
    assert told == ["Purchase, server: 1 -> 0 (buy)", f"Purchase, server: refused by Meta: {shape().error} (buy)"]


def test_a_later_copy_is_told_by_its_band() -> None:
    late = change(purchase(SERVER), received_at=purchase(SERVER).received_at + 1800)
    ledger = healthy()
    events = tuple(late if e.key == late.key else e for e in ledger.events)
    assert said(change(ledger, events=events)) == ["Purchase, server: told within 10 s -> within an hour (buy)"]


def test_no_change_is_no_line() -> None:
    assert said(healthy()) == []


def test_what_the_world_leaves_open_is_no_change() -> None:
    """A journey that leaves a page before it has loaded does so in one run and not in the next."""
    there, open_ = ({("PageView", Channel.BROWSER): Leg(count=count)} for count in (3, None))
    for old, new in ((there, open_), (open_, there)):
        pair = (Baseline(site="kiosk", seed=1, scenarios={"buy": sent}) for sent in (old, new))
        assert drift(*pair, whole=True) == ()


def test_a_change_that_many_scenarios_show_is_one() -> None:
    other = changed("Purchase", SERVER, event_id=None)
    old, new = (baseline(one=ledger, two=ledger) for ledger in (healthy(), other))
    assert [str(one) for one in drift(old, new, whole=True)] == ["Purchase, server: `event id` gone (2 scenarios)"]


def test_scenarios_come_and_go() -> None:
    old, new = baseline(one=healthy(), two=healthy()), baseline(two=healthy(), three=healthy())
    new_one, gone = "a scenario that the baseline does not know (three)", "a scenario that is no longer there (one)"
    assert [str(one) for one in drift(old, new, whole=True)] == [gone, new_one]
    assert [str(one) for one in drift(old, new, whole=False)] == [new_one]


_legs = st.builds(
    Leg,
    count=st.one_of(st.none(), st.integers(1, 9)),
    holds=st.dictionaries(st.text(), st.sampled_from(Share), max_size=4).map(lambda d: dict(sorted(d.items()))),
    delay=st.sampled_from(["", "within 10 s", "later than a day"]),
    refused=st.sampled_from([(), ("Missing Currency (100/2804010)",)]),
).map(lambda leg: leg if leg.count is not None else Leg(count=None)) | st.just(Leg(count=0, refused=("Bad (100)",)))
_sent = st.dictionaries(st.tuples(st.text(), st.sampled_from(Channel)), _legs, max_size=4)


@given(st.dictionaries(st.text(), _sent, max_size=4), st.text())
def test_whatever_events_are_called_the_file_holds_it(
    tmp_path_factory: pytest.TempPathFactory, scenarios: dict[str, Any], site: str
) -> None:
    made = Baseline(site=site, seed=2, scenarios=scenarios)
    assert saved(tmp_path_factory.mktemp("baseline"), made) == made


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('site = "x"\nseed = 1\n', ":1: top level: 'format' is required and missing"),
        (
            'format = "pixelproof-baseline/0"\nsite = "x"\nseed = 1\n',
            ":1: format: 'pixelproof-baseline/1' was expected",
        ),
        (
            'format = "pixelproof-baseline/1"\nsite = "x"\nseed = 1\n[scenarios.buy]\n"Purchase" = 1\n',
            ":4: buy: 'Purchase' is no",
        ),
        ("format = =", ":1: this is not TOML"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "baseline.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BaselineError) as refused:
        load_baseline(path)
    assert str(refused.value).startswith(f"{path}{told}")
