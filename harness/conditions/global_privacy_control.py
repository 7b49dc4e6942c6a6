"""The visitor's browser asks every site for privacy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from harness.condition import CONSENT_ANSWER, Kind, Phase, condition
from harness.conditions.us_state_opt_out import LIMITED_USE
from harness.evidence import traced
from harness.ledger import Choice
from harness.plan import Plan
from harness.tabs import in_each_tab, spawn
from harness.visit import Visit

if TYPE_CHECKING:
    from playwright.async_api import Page, Request

_NAME = "global_privacy_control"
_DENIED = "denied"
_SCRIPT = """
Object.defineProperty(Navigator.prototype, "globalPrivacyControl", {value: true, configurable: true, enumerable: true});
"""


def _answers(plan: Plan) -> Mapping[Phase, Choice]:
    """The signal itself is the answer where a site treats it as one; else the banner is accepted."""
    return {Phase.BEFORE_ARRIVAL: Choice.DENIED} if plan.gpc == _DENIED else {Phase.ON_LANDING: Choice.GRANTED}


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.CONSENT,
    mechanism="each request of the browser's bears Sec-GPC: 1, and navigator.globalPrivacyControl is true; where the "
    "site treats that as an opt-out, the banner is accepted",
    evidence=traced(_NAME),
    needs=("consent.gpc",),
    decides=(CONSENT_ANSWER, LIMITED_USE),
    answers=_answers,
)
async def global_privacy_control(visit: Visit) -> None:
    """The browser sends the signal of Global Privacy Control, which several US states make a valid opt-out.

    What a site owes then is what it promises (``gpc`` in site.toml's ``[consent]``): ``opt-out`` limits the use of all
    that is sent on both channels, ``denied`` sends nothing.
    """

    async def look(asked: Request) -> None:
        if (await asked.all_headers()).get("sec-gpc") == "1":
            visit.trace(_NAME, "a page was asked for with Sec-GPC: 1")

    def heard(asked: Request) -> None:
        if asked.is_navigation_request():
            spawn(look(asked))

    async def begin(page: Page) -> None:
        page.on("request", heard)
        await page.set_extra_http_headers({"Sec-GPC": "1"})
        await page.add_init_script(_SCRIPT)

    await in_each_tab(visit, begin)
    if visit.slot.site.promised.gpc == _DENIED:
        visit.answered(Choice.DENIED)
    else:
        visit.opted_out("US")


@global_privacy_control.at(Phase.ON_LANDING)
async def _agree(visit: Visit) -> None:
    if visit.slot.site.promised.gpc != _DENIED:
        await visit.answer_consent(Choice.GRANTED)
