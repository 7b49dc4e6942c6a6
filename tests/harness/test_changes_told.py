"""The baseline tells changes of the tracking apart: each has its own lines, and what is no change has none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache

import pytest

from harness.baseline import Baseline
from harness.drift import drift
from harness.ledger import Ledger
from harness.mistake import mistakes
from harness.sent import Sent, sent
from tests.harness.harmless import HARMLESS, with_unknown_parameters
from tests.ledgers import clean_ledgers

STORIES = (
    "ad_blocked_endpoint",
    "bank_transfer_confirmed_late",
    "card_declined",
    "cart_filled",
    "category_opened",
    "coupon_and_delivery",
    "foreign_currency",
    "healthy_purchase",
    "lead_form_corrected",
    "opted_out_in_california",
    "order_by_phone",
    "order_completed",
    "restart_after_sale",
    "single_page",
    "size_chosen",
    "thank_you_by_back_button",
    "thank_you_reloaded",
    "two_answers",
)
"""Between them, each mistake has something to change."""
CLEAN = {ledger.scenario: ledger for ledger in clean_ledgers() if ledger.scenario in STORIES}
SILENT = {
    "F018": "track and trackCustom send the same",
    "F036": "an order by phone may or may not be told of: the baseline leaves it open",
    "F075": "cookies stay in the browser, and nothing is sent",
    "F085": "it is the books that change",
}
ALIKE = ({"F020", "F076"}, {"F031", "F077"}, {"F029", "F039"})
"""Of these, one run sends what the other does: all is refused for want of a parameter, one sale is not told of, or the
pixel alone tells of anything: where the server is dead, and where a visitor who declined is told of all the same."""
REWRITING = [number for number, one in mistakes().items() if one.rewrite is not None]
TOLD = {
    "F001": "Purchase, server: `user ph` hashed -> the hash of the value before it was normalised",
    "F002": "Purchase, browser: `data processing options` gone",
    "F003": "Purchase, browser: `eventID` new",
    "F004": "Purchase, server: refused by Meta: Missing Currency for Purchase Event (100/2804010)",
    "F006": "Purchase, server: `user em` hashed -> the value itself, not hashed",
    "F007": "Purchase, server: `value` number, as booked -> number, not as booked",
    "F009": "AddToCart, server: `content_ids[]` an article of the feed -> not in the feed",
    "F010": "PageView, server: `version of the API` v26.0 -> v18.0",
    "F011": "AddToCart, browser: `content_type` product -> product_group",
    "F022": "PageView, server: `event time in the future` new",
    "F026": "Purchase, browser: `event id` gone",
    "F041": "AddToCart, server: told within 10 s -> within a day",
    "F043": "PageView, server: `source url` gone",
    "F057": "Purchase, server: `test event code` new",
    "F058": "Purchase, server: `contents` gone",
    "F069": "Purchase, browser: `user fbc` the click's -> of another click",
    "F070": "purchase, server: 0 -> 1",
    "F071": "PageView, browser: `source url (?email)` new",
    "F073": "Purchase, server: `user client_ip_address` the visitor's -> not the visitor's",
    "F074": "PageView, server: `sent by a page` new",
    "F080": "Purchase, browser: `value` number, as booked -> zero",
    "F082": "PageView, browser: `pixel` 1234567890 -> 4815162342108",
    "F086": "Purchase, browser: `currency` EUR -> Dhs",
    "F088": "Purchase, server: `event id (other than the browser's)` new",
    "F092": "Purchase, server: `user external_id (other than the browser's)` new",
    "F095": "Purchase, server: `user client_user_agent` not hashed -> hashed",
    "F096": "Purchase, server: `event id (of several actions)` new",
    "F099": "Purchase, browser: `value` number, as booked -> text",
}
"""One line of what the baseline tells of some mistakes."""


@cache
def clean() -> dict[str, Sent]:
    return {name: sent(ledger) for name, ledger in CLEAN.items()}


def changes(ledgers: dict[str, Ledger]) -> tuple[str, ...]:
    """What is told of a run of which these ledgers are other than the recorded ones."""
    now = clean() | {name: sent(ledger) for name, ledger in ledgers.items()}
    old, new = (Baseline(site="shop", seed=7, scenarios=scenarios) for scenarios in (clean(), now))
    return tuple(change.said for change in drift(old, new, whole=True))


@cache
def of_mistake(number: str) -> tuple[str, ...]:
    rewrite = mistakes()[number].rewrite
    assert rewrite is not None
    rewritten = {name: changed for name, ledger in CLEAN.items() if (changed := rewrite(ledger)) is not None}
    assert rewritten, "no story holds what it changes"
    return changes(rewritten)


@pytest.mark.parametrize("number", REWRITING)
def test_each_mistake_shows_in_the_baseline(number: str) -> None:
    """Unless nothing else is sent than before, for a stated reason."""
    assert bool(of_mistake(number)) is (number not in SILENT)


@pytest.mark.parametrize("number", TOLD)
def test_what_is_told_can_be_read(number: str) -> None:
    """In one line, which names the event, the channel, and what was and is."""
    assert TOLD[number] in of_mistake(number)


def test_no_two_mistakes_are_told_alike() -> None:
    """A reviewer can tell each from every other, but for those that send the same."""
    alike: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for number in REWRITING:
        alike[of_mistake(number)].add(number)
    assert [numbers for told, numbers in alike.items() if told and len(numbers) > 1 and numbers not in ALIKE] == []


@pytest.mark.parametrize(
    "harmless", [one for one in HARMLESS if one is not with_unknown_parameters], ids=lambda one: one.__name__
)
def test_what_differs_between_two_runs_is_no_change(harmless: Callable[[Ledger], Ledger]) -> None:
    """Not the order of keys, nor the day, nor ids, nor who came."""
    assert changes({name: harmless(ledger) for name, ledger in CLEAN.items()}) == ()
