"""Conditions: the visitor's world. Each is one small file in `harness.conditions`, found by import."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from harness.browser_needs import BrowserNeeds
from harness.evidence import Evidence
from harness.ledger import Ban, Choice, Excuse
from harness.plan import Plan

Hook = Callable[[Any], Awaitable[None]]
"""An async function of a `harness.visit.Visit`, which itself imports this module."""

CONVERSIONS = ("the plan's conversions",)
"""In the place of event names: whatever events the site's plan ties to a book."""
CONSENT_ANSWER = "the answer to the banner"
"""What the conditions of consent decide."""


class Phase(StrEnum):
    """When a condition's mechanism acts on a visit.

    The later page is the front page, by an address without the click id; it is opened only if a condition acts there.
    """

    BEFORE_ARRIVAL = "before arrival"
    ON_AN_EARLIER_VISIT = "on an earlier visit"
    ON_LANDING = "on landing"
    ON_A_LATER_PAGE = "on a later page"
    AFTER_JOURNEY = "after the journey"
    WHEN_GONE = "when the visitor has left"


Answers = Mapping[Phase, Choice] | Callable[[Plan], Mapping[Phase, Choice]]
"""Answers to the consent question by phase; a function of the plan, if they depend on what the site promises."""


class Kind(StrEnum):
    """The families of conditions."""

    BLOCKING = "blocking"
    CONSENT = "consent"
    IDENTITY = "cookies and identity"
    NETWORK = "slow and broken"
    PAGE = "what the shopper does with the page"
    PAYMENT = "redirects and payment"
    TIME = "time"
    DEVICE = "devices"
    ACTORS = "other actors"


class Part(StrEnum):
    """What of a visit a condition can act on, or take away from the others."""

    PIXEL_SCRIPT = "the pixel's script"
    PIXEL_EVENTS = "the pixel's events"
    PIXEL_COOKIES = "the pixel's cookies"
    CLICK_ID = "the click id"
    BANNER = "the consent banner"
    CONFIRMATION = "the page that confirms it"
    OPEN_PAGE = "a page that stays open"
    COOKIES = "any cookie"
    SALE = "a sale that is paid"
    SECOND_ATTEMPT = "a second attempt to pay"


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One trait of the visitor's world: its mechanism, and what it takes from what the plan promises.

    ``evidence`` is a pure function of the ledger that says what in it shows that the condition really acted, or
    nothing if it did not. ``needs`` names what site.toml must have for it, such as ``consent.deny``. ``decides`` is
    what only one condition of a visit can decide, ``acts_on`` what must be there for it to act, ``removes`` what it
    leaves to no other. ``foreseen`` are excuses of which only the visit itself decides: it notes them when they come
    true, and who asks beforehand is told them. ``answers`` are what the visitor answers to the consent question, by the
    phase in which.
    """

    name: str
    summary: str
    doc: str
    kind: Kind
    mechanism: str
    hooks: dict[Phase, Hook]
    evidence: Evidence
    excuses: tuple[Excuse, ...] = ()
    foreseen: tuple[Excuse, ...] = ()
    bans: tuple[Ban, ...] = ()
    needs: tuple[str, ...] = ()
    browser: BrowserNeeds = BrowserNeeds()
    decides: tuple[str, ...] = ()
    acts_on: tuple[Part, ...] = ()
    removes: tuple[Part, ...] = ()
    answers: Answers = {}

    def at(self, phase: Phase) -> Callable[[Hook], Hook]:
        """Let the condition act in another phase too."""

        def register(hook: Hook) -> Hook:
            self.hooks[phase] = hook
            return hook

        return register

    def excuses_under(self, plan: Plan) -> tuple[Excuse, ...]:
        """What it excuses on a site with this plan, with the plan's own names of events."""
        return _excuses(self.excuses, plan)

    def foreseen_under(self, plan: Plan) -> tuple[Excuse, ...]:
        """What it will excuse on a site with this plan, if all comes as foreseen."""
        return (*self.excuses_under(plan), *_excuses(self.foreseen, plan))

    def answers_under(self, plan: Plan) -> Mapping[Phase, Choice]:
        """What the visitor answers on a site with this plan."""
        return self.answers(plan) if callable(self.answers) else self.answers

    def bans_under(self, plan: Plan) -> tuple[Ban, ...]:
        """What it forbids on a site with this plan, with the plan's own names of events."""
        return tuple(msgspec.structs.replace(one, events=_named(one.events, plan)) for one in self.bans)


_REGISTRY: dict[str, Condition] = {}


def condition(  # noqa: PLR0913 - one parameter a trait
    phase: Phase,
    *,
    kind: Kind,
    mechanism: str,
    evidence: Evidence,
    excuses: tuple[Excuse, ...] = (),
    foreseen: tuple[Excuse, ...] = (),
    bans: tuple[Ban, ...] = (),
    needs: tuple[str, ...] = (),
    browser: BrowserNeeds = BrowserNeeds(),  # noqa: B008 - frozen, so that it can be shared
    decides: tuple[str, ...] = (),
    acts_on: tuple[Part, ...] = (),
    removes: tuple[Part, ...] = (),
    answers: Answers | None = None,
) -> Callable[[Hook], Condition]:
    """Make an async function of a visit the condition of its name."""

    def register(hook: Hook) -> Condition:
        name = hook.__name__
        doc = inspect.getdoc(hook) or ""
        made = Condition(
            name=name,
            summary=doc.split("\n", 1)[0],
            doc=doc,
            kind=kind,
            mechanism=mechanism,
            hooks={phase: hook},
            evidence=evidence,
            excuses=excuses,
            foreseen=foreseen,
            bans=bans,
            needs=needs,
            browser=browser,
            decides=decides,
            acts_on=acts_on,
            removes=removes,
            answers=answers or {},
        )
        _REGISTRY[name] = made
        return made

    return register


def conditions() -> dict[str, Condition]:
    """Every condition there is, by name."""
    package = importlib.import_module("harness.conditions")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"harness.conditions.{module.name}")
    return dict(sorted(_REGISTRY.items()))


def clash(one: Condition, other: Condition) -> str:
    """Why two conditions can't hold for one visit; empty if they can."""
    if shared := sorted({*one.decides} & {*other.decides}):
        return f"{one.name} and {other.name} both decide {shared[0]}"
    for taker, loser in ((one, other), (other, one)):
        if lost := sorted({*taker.removes} & {*loser.acts_on}):
            return f"{taker.name} leaves no trace of {lost[0]} for {loser.name} to act on"
    return ""


def _excuses(excuses: tuple[Excuse, ...], plan: Plan) -> tuple[Excuse, ...]:
    return tuple(msgspec.structs.replace(one, events=_named(one.events, plan)) for one in excuses)


def _named(events: tuple[str, ...], plan: Plan) -> tuple[str, ...]:
    if events != CONVERSIONS:
        return events
    return tuple(name for name, promise in plan.promises.items() if promise.conversion)
