"""Who owes what: the table of the design, row by row, on a run in which the shopper walks the whole funnel."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from harness.actions import Action, actions
from harness.case import Case
from harness.ledger import Ban, Blind, Choice, Excuse, Ledger
from harness.owed import DELAY, Due, Standing, consent_at, due, excused
from harness.plan import Promise
from mock_meta.event import Channel
from tests.harness.factories import (
    BROWSER,
    CLICK_ID,
    SERVER,
    START,
    change,
    choice,
    healthy,
    order,
    page,
    plan,
    two_orders,
    visit,
)

OWED, EXCUSED, FORBIDDEN = Standing.OWED, Standing.EXCUSED, Standing.FORBIDDEN
UNPROMISED = Standing.UNPROMISED
BOTH_OWED, BOTH_FORBIDDEN = (OWED, OWED), (FORBIDDEN, FORBIDDEN)
FUNNEL = ("ViewContent", "AddToCart", "InitiateCheckout", "Purchase")


def answered(*answers: tuple[Choice, float], **changes: object) -> Ledger:
    """The healthy run with other answers to the banner."""
    return healthy(visits=(visit(consent=tuple(choice(answer, at) for answer, at in answers)),), **changes)


def excusing(*taken: tuple[Channel, str], **changes: object) -> Ledger:
    """The healthy run in a world that takes these aspects of a channel's copies."""
    return healthy(excuses=tuple(Excuse(channel=c, aspect=a, reason="the world", **changes) for c, a in taken))


def action(evidence: Ledger, name: str, nth: int = 0) -> Action:
    """The nth action of a name."""
    return [found for found in actions(evidence) if found.name == name][nth]


def dues(evidence: Ledger, name: str, nth: int = 0) -> tuple[Due, Due]:
    """What browser and server owe of an action."""
    found = action(evidence, name, nth)
    return due(evidence, found, BROWSER), due(evidence, found, SERVER)


def missing(evidence: Ledger, name: str = "Purchase") -> set[str]:
    """The identifiers that the server's copy of an action need not carry."""
    found = action(evidence, name)
    return {key for key in ("em", "ph", "fbp", "fbc") if excused(evidence, found, SERVER, key)}


class Row(msgspec.Struct, frozen=True):
    """One row: a world, and the standing of browser and server copy of some events; the others are both owed."""

    world: Callable[[], Ledger]
    standings: dict[str, tuple[Standing, Standing]]
    identifiers: frozenset[str] = frozenset()
    delays: frozenset[Channel] = frozenset()


ROWS = {
    "healthy, consented": Row(healthy, {}),
    "ad blocker, script": Row(
        lambda: excusing((BROWSER, "presence"), (SERVER, "fbp"), (SERVER, "fbc")),
        dict.fromkeys(FUNNEL, (EXCUSED, OWED)),
        identifiers=frozenset({"fbp", "fbc"}),
    ),
    "ad blocker, endpoint": Row(lambda: excusing((BROWSER, "presence")), dict.fromkeys(FUNNEL, (EXCUSED, OWED))),
    "consent denied": Row(
        lambda: answered((Choice.DENIED, 4)), dict.fromkeys(FUNNEL, BOTH_FORBIDDEN), identifiers=frozenset({"fbc"})
    ),
    "consent never answered": Row(answered, dict.fromkeys(FUNNEL, BOTH_FORBIDDEN), identifiers=frozenset({"fbc"})),
    "granted late on the same page": Row(lambda: answered((Choice.GRANTED, 9)), {}),
    "granted on a later page": Row(
        lambda: answered((Choice.GRANTED, 35)),
        {"ViewContent": BOTH_FORBIDDEN, "AddToCart": BOTH_FORBIDDEN},
        identifiers=frozenset({"fbc"}),
    ),
    "granted after the sale": Row(
        lambda: answered((Choice.GRANTED, 55)),
        {**dict.fromkeys(FUNNEL, BOTH_FORBIDDEN), "Purchase": (EXCUSED, EXCUSED)},
        identifiers=frozenset({"fbc"}),
    ),
    "withdrawn, later actions": Row(
        lambda: answered((Choice.GRANTED, 4), (Choice.DENIED, 25)),
        {
            "ViewContent": (OWED, EXCUSED),  # the copy may still be on its way out at the withdrawal
            "AddToCart": (OWED, EXCUSED),
            "InitiateCheckout": BOTH_FORBIDDEN,
            "Purchase": BOTH_FORBIDDEN,
        },
    ),
    "withdrawn long after": Row(lambda: answered((Choice.GRANTED, 4), (Choice.DENIED, 200)), {}),
    "payment redirect, returns": Row(
        lambda: healthy(conversions=(order(created_at=START + 45, settled_at=START + 51),)), {}
    ),
    "never returns": Row(lambda: excusing((BROWSER, "presence"), events=("Purchase",)), {"Purchase": (EXCUSED, OWED)}),
    "tab closed before the page had loaded": Row(
        lambda: healthy(visits=(visit(pages=(page("/checkout", 30, 31, loaded_at=None),), deeds=()),)),
        {"InitiateCheckout": (EXCUSED, OWED)},
    ),
    "page slow, script slow": Row(lambda: excusing((BROWSER, DELAY)), {}, delays=frozenset({BROWSER})),
    "Graph down for a while": Row(lambda: excusing((SERVER, DELAY), until=START + 600), {}, delays=frozenset({SERVER})),
    "Graph down, and back before the sale": Row(lambda: excusing((SERVER, DELAY), until=START + 40), {}),
    "no click in the journey": Row(lambda: healthy(visits=(visit(click_id=None),)), {}, identifiers=frozenset({"fbc"})),
    "click id stripped": Row(lambda: excusing((SERVER, "fbc")), {}, identifiers=frozenset({"fbc"})),
    "ITP return visit": Row(
        lambda: excusing((SERVER, "fbc"), (SERVER, "fbp")), {}, identifiers=frozenset({"fbc", "fbp"})
    ),
    "in-store, phone, CRM event": Row(
        lambda: healthy(plan=plan(Purchase=Promise(conversion="orders", channels=(SERVER,), consent=""))),
        {"Purchase": (UNPROMISED, OWED)},
    ),
    "in-store, with no visitor to agree": Row(
        lambda: healthy(visits=(), plan=plan(Purchase=Promise(conversion="orders", channels=(SERVER,), consent=""))),
        {"Purchase": (UNPROMISED, OWED)},
        identifiers=frozenset({"fbc"}),
    ),
    "crawler": Row(
        lambda: healthy(bans=tuple(Ban(channel=channel, reason="a crawler") for channel in Channel)),
        dict.fromkeys(FUNNEL, BOTH_FORBIDDEN),
    ),
    "back-office order as a web sale": Row(
        lambda: healthy(
            bans=tuple(Ban(channel=channel, reason="the back office", events=("Purchase",)) for channel in Channel)
        ),
        {"Purchase": BOTH_FORBIDDEN},
    ),
    "a site that asks for no consent": Row(
        lambda: healthy(plan=plan(consent_asked=False), visits=(visit(consent=()),)), {}
    ),
    "two equal baskets in a minute": Row(two_orders, {}),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_each_row(row: Row) -> None:
    """Both copies of every step of the funnel stand as the row says."""
    evidence = row.world()
    names = {found.name for found in actions(evidence)} & set(FUNNEL)
    assert set(row.standings) <= names
    for name in names:
        found = tuple(one.standing for one in dues(evidence, name))
        assert found == row.standings.get(name, BOTH_OWED), name


@pytest.mark.parametrize("row", [r for r in ROWS.values() if "Purchase" in {a.name for a in actions(r.world())}])
def test_identifiers_and_delay_of_each_row(row: Row) -> None:
    """Of the sale's copies just these identifiers and delays are excused."""
    evidence = row.world()
    sale = action(evidence, "Purchase")
    assert missing(evidence) == row.identifiers
    assert {channel for channel in Channel if excused(evidence, sale, channel, DELAY)} == row.delays


def test_an_unpaid_order_is_no_action() -> None:
    """A declined or unpaid order owes nothing and may not be reported: it isn't among the actions."""
    evidence = healthy(conversions=(order(settled_at=None),))
    assert "Purchase" not in {found.name for found in actions(evidence)}


def test_two_orders_each_owe_both_copies() -> None:
    """Two equal baskets in a minute are two actions."""
    evidence = two_orders()
    assert [dues(evidence, "Purchase", nth)[0].standing for nth in (0, 1)] == [OWED, OWED]


def test_delay_counts_from_a_late_grant() -> None:
    """What was queued on the page can't have gone out before the visitor agreed."""
    evidence = answered((Choice.GRANTED, 15))
    browser, server = dues(evidence, "ViewContent")
    assert (browser.standing, browser.since, server.since) == (OWED, START + 15, START + 15)
    assert dues(evidence, "Purchase")[0].since == START + 50


def test_the_last_choice_counts() -> None:
    """Denied on the landing page, granted in the cart: what is done from then on may be reported."""
    evidence = answered((Choice.DENIED, 4), (Choice.GRANTED, 25))
    assert [dues(evidence, name)[1].standing for name in FUNNEL] == [FORBIDDEN, FORBIDDEN, OWED, OWED]
    assert [consent_at(evidence, START + at) for at in (3, 4, 25)] == [None, Choice.DENIED, Choice.GRANTED]


def test_a_withdrawal_stops_the_servers_copies_only() -> None:
    """The browser has sent what it had to say; the server may still hold its copy back, and must."""
    browser, server = dues(answered((Choice.GRANTED, 4), (Choice.DENIED, 200)), "Purchase")
    assert (browser.until, server.until) == (None, START + 200)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ((), "the visitor has not agreed to anything"),
        (((Choice.DENIED, 4),), "the visitor denied consent"),
    ],
)
def test_a_refusal_has_its_reason(answers: tuple[tuple[Choice, float], ...], reason: str) -> None:
    """A finding can tell a denial from a banner that nobody answered."""
    assert dues(answered(*answers), "Purchase")[0].reason == reason


def test_an_unobserved_channel_owes_nothing_that_can_be_judged() -> None:
    """What never reaches the mock is neither right nor wrong."""
    browser, server = dues(healthy(observes=(BROWSER,)), "Purchase")
    assert (browser.standing, server.standing) == (OWED, Standing.UNOBSERVED)
    assert "not observed" in server.reason


def test_a_blind_spot_is_unobserved_not_wrong() -> None:
    """Where the run could not see all, a missing copy proves nothing; what is forbidden stays so."""
    blind = (Blind(channel=BROWSER, reason="a worker kept the page busy"),)
    assert dues(healthy(blind=blind), "Purchase")[0].reason == "a worker kept the page busy"
    denied = answered((Choice.DENIED, 4), blind=blind)
    assert dues(denied, "Purchase")[0].standing is FORBIDDEN


@pytest.mark.parametrize(("since", "until", "held"), [(40, 60, True), (51, 60, False), (40, 49, False)])
def test_an_excuse_holds_for_its_time_only(since: float, until: float, held: bool) -> None:
    """The action's own time decides."""
    evidence = excusing((BROWSER, "presence"), since=START + since, until=START + until)
    assert (dues(evidence, "Purchase")[0].standing is EXCUSED) is held


def test_a_page_that_the_browser_had_kept_may_be_told_or_not() -> None:
    """Nothing of it ran anew; many a site tells it as a view all the same. What is done there is owed as ever."""
    evidence = healthy()
    shopper = evidence.visits[0]
    pages = tuple(msgspec.structs.replace(one, kept=True) for one in shopper.pages)
    kept = msgspec.structs.replace(evidence, visits=(msgspec.structs.replace(shopper, pages=pages),))
    assert [one.standing for one in dues(kept, "ViewContent")] == [EXCUSED, EXCUSED]
    assert [one.standing for one in dues(kept, "AddToCart")] == [OWED, OWED]
    assert [one.standing for one in dues(kept, "Purchase")] == [OWED, OWED]


def test_verified_counts_what_was_held_against_evidence() -> None:
    """Owed and forbidden copies count; excused, unpromised and unobserved ones don't."""
    whole = Case(healthy()).verified
    assert whole == 2 * len(actions(healthy()))
    assert Case(excusing((BROWSER, "presence"))).verified == whole // 2
    assert Case(healthy(observes=())).verified == 0
    assert Case(answered((Choice.DENIED, 4))).verified == whole
    assert Case(change(healthy(), visits=(), conversions=())).verified == 0


# What did not happen on the website


def elsewhere(source: str, promise: Promise | None = None) -> Ledger:
    """The healthy run, whose order came from elsewhere."""
    promised = plan() if promise is None else plan(Purchase=promise)
    return healthy(conversions=(order(source=source),), plan=promised)


@pytest.mark.parametrize("source", ["phone", "store", "renewal"])
def test_a_sale_from_elsewhere_owes_no_copy_of_the_website(source: str) -> None:
    """No page saw it, so the browser owes nothing; the server may tell of it as what it is, or keep silent."""
    browser, server = dues(elsewhere(source), "Purchase")
    assert (browser.standing, server.standing) == (UNPROMISED, EXCUSED)
    assert source in browser.reason
    assert {"fbp", "fbc"} <= missing(elsewhere(source))


def test_an_event_that_only_the_server_promises_is_owed_wherever_it_came_from() -> None:
    """The CRM's event: the plan means it, so it has to come."""
    promise = Promise(conversion="orders", channels=(SERVER,), identifiers=("em",))
    browser, server = dues(elsewhere("crm", promise), "Purchase")
    assert (browser.standing, server.standing) == (UNPROMISED, OWED)


def test_a_stranger_s_order_by_phone_needs_no_answer_of_the_visitor() -> None:
    """Who denied on the website decides for themselves, not for whoever called."""
    denied = (choice(Choice.DENIED, 4),)
    stranger = order(source="phone", customer={"email": "somebody@example.com"})
    visitor = order(source="phone", customer={"email": visit().shopper["email"]})
    for conversion, standing in ((stranger, EXCUSED), (visitor, FORBIDDEN)):
        evidence = healthy(conversions=(conversion,), visits=(visit(consent=denied),))
        assert dues(evidence, "Purchase")[1].standing is standing


# Who comes again


@pytest.mark.parametrize(
    ("came_with", "click_id", "owed"),
    [(("_fbp", "_fbc"), None, True), (("_fbp",), None, False), ((), CLICK_ID, True), (None, None, True)],
)
def test_a_later_visit_owes_the_click_only_if_something_brought_it(
    came_with: tuple[str, ...] | None, click_id: str | None, owed: bool
) -> None:
    """A cookie that the browser still holds, or a click of its own; where nobody looked, a cookie is taken for held."""
    again = visit(
        click_id=click_id, came_with=came_with, consent=(), pages=(page("/", 100, 110), page("/thanks/1002", 151, 160))
    )
    evidence = healthy(visits=(visit(), again), conversions=(order(number="1002", at=150),))
    assert ("fbc" not in missing(evidence)) is owed


def test_a_page_before_the_click_owes_nothing_of_it() -> None:
    """The visitor had looked at it on an earlier day; what came after the click owes it."""
    pages = (
        page("/", 0, 3),
        page(f"/?fbclid={CLICK_ID}", 5, 10),
        page("/checkout", 30, 51),
        page("/thanks/1001", 51, 60),
    )
    evidence = healthy(visits=(visit(pages=pages, consent=(choice(Choice.GRANTED, 1),)),))
    assert "fbc" in missing(evidence, "PageView")
    assert "fbc" not in missing(evidence)
