"""Meta misbehaving: each fault as a value."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from mock_meta.event import Channel
from mock_meta.faults import CUT, Armed, Call, Fault, FaultSettings, Misdeed, faults
from tests.mock_meta.factories import server

SEND = "/v26.0/123/events"
TRACE = "p15kJWFpVIhPbM7teS-bvX"
PATHS = {"graph": SEND, "pixel": "/tr/", "library": "/en_US/fbevents.js", "config": "/signals/config/123"}
TOUCHES: dict[str, set[str]] = {
    "click_id_refused": set(),
    "clock_skew": {"graph", "pixel", "library", "config"},
    "config_hung": {"config"},
    "config_missing": {"config"},
    "config_prohibits": {"config"},
    "meta_down": {"graph", "pixel", "library", "config"},
    "script_missing": {"library"},
    "script_slow": {"library"},
}
REFUSALS: dict[str, tuple[int, int, int | None]] = {
    "graph_down": (500, 2, None),
    "graph_fails_twice_then_recovers": (500, 1, None),
    "graph_refuses": (400, 21009, None),
    "missing_permission": (403, 200, None),
    "throttled": (400, 80004, 2446079),
    "token_expired": (401, 190, 463),
    "version_sunset": (400, 2635, None),
}
SILENT = {"graph_slow", "graph_timeout_after_accept", "graph_reset", "event_dropped_silently"}


def call(path: str = SEND, method: str = "POST", **changes: Any) -> Call:
    return Call(method=method, host="graph.facebook.com", path=path, trace=TRACE, **changes)


def misdeed(name: str, **changes: Any) -> Misdeed:
    """What a fault does with a call that it touches."""
    done = faults()[name].misbehave(call(**changes))
    assert done is not None
    return done


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/tr", "pixel"),
        ("/tr/", "pixel"),
        ("/en_US/fbevents.js", "script"),
        ("/signals/config/123", "script"),
        ("/favicon.ico", "beside"),
        ("/log/error", "beside"),
        ("//log/error", "beside"),
        ("/privacy_sandbox/topics/registration/", "beside"),
        ("/signals/plugins/identity.js", "script"),
        ("/events", "graph"),
        (SEND, "graph"),
        ("/", "graph"),
        ("/track", "graph"),
    ],
)
def test_a_call_is_of_one_kind(path: str, kind: str) -> None:
    """An event of the pixel's, its script, a small report, or the Graph API."""
    one = call(path)
    kinds = {"pixel": one.is_pixel_event, "script": one.is_script, "graph": one.is_graph}
    assert one.kind == kind
    assert [name for name, holds in kinds.items() if holds] == [kind] * (kind in kinds)


def test_a_call_to_a_gateway_is_of_no_other_kind() -> None:
    """Whatever its path, no fault of Graph's or of the pixel's touches it."""
    for path in ("/events", "/tr/", SEND):
        assert call(path, to_gateway=True).kind == "gateway"


@pytest.mark.parametrize("name", faults())
def test_every_fault_says_what_it_is_and_what_it_takes(name: str) -> None:
    """Its docstring is its documentation, with how sure it is; what it takes is told to the checks."""
    fault: Fault = faults()[name]
    assert fault.name == name
    assert fault.summary.endswith(".")
    assert fault.doc.startswith(fault.summary)
    # What a site can mend by itself takes nothing from it.
    assert bool(fault.takes) is (name != "click_id_refused")
    assert all(taken.aspect in ("presence", "delay", "fbp", "fbc") for taken in fault.takes)


@pytest.mark.parametrize("name", faults())
def test_a_fault_touches_its_own_calls_only(name: str) -> None:
    """Faults of the Graph API leave the pixel alone, and the other way round; nothing is done by halves."""
    behave = faults()[name].misbehave
    touched = {kind for kind, path in PATHS.items() if behave(call(path, page_host="shop.example")) is not None}
    assert touched == TOUCHES.get(name, {"graph"})


@pytest.mark.parametrize("name", faults())
def test_the_same_call_always_meets_the_same_fate(name: str) -> None:
    """No chance and no clock of its own."""
    behave = faults()[name].misbehave
    assert all(behave(call(path)) == behave(call(path)) for path in PATHS.values())


@pytest.mark.parametrize("name", REFUSALS)
def test_faults_that_refuse(name: str) -> None:
    """Each with Meta's own error; what was sent is not kept, and the copies are owed later."""
    done = misdeed(name)
    assert done.answer is not None
    assert done.answer.error is not None
    assert (done.answer.status, done.answer.error.code, done.answer.error.error_subcode) == REFUSALS[name]
    assert not done.keeps
    assert [(taken.channel, taken.aspect) for taken in faults()[name].takes] == [(Channel.SERVER, "delay")]


def test_every_graph_fault_is_of_a_known_sort() -> None:
    """A new fault needs a test of what it does."""
    assert set(faults()) == set(REFUSALS) | SILENT | set(TOUCHES)


def test_an_answer_that_is_lost_on_its_way() -> None:
    """Taken, held for the stated time, cut; a reset takes nothing and holds nothing."""
    strong = FaultSettings(hold_s=9.0)
    assert misdeed("graph_timeout_after_accept", settings=strong) == Misdeed(answer=CUT, keeps=True, hold_s=9.0)
    assert misdeed("graph_reset", settings=strong) == Misdeed(answer=CUT, keeps=False)


@pytest.mark.parametrize(
    ("fbc", "costs"), [("fb.1.1697698245670.", True), ("fb.1.1697698245670.IwAR0click", False), (None, False)]
)
def test_a_click_id_that_costs_an_event(fbc: str | None, costs: bool) -> None:
    """A malformed one refuses the call that carries it; a sound one, or none, does not."""
    sent = server(user_data={"fbc": fbc} if fbc else {})
    done = faults()["click_id_refused"].misbehave(call(carried=lambda: (sent,)))
    told = done.answer.error if done is not None and done.answer is not None else None
    assert (told is not None and told.error_subcode == 2804001) is costs


def test_slowness_and_silence() -> None:
    """A slow answer is Meta's own; so is the one to an event that is dropped."""
    assert misdeed("graph_slow", settings=FaultSettings(slow_s=0.5)) == Misdeed(hold_s=0.5)
    assert misdeed("event_dropped_silently") == Misdeed(keeps=False)


def test_a_fault_counts_from_its_arming() -> None:
    """Two calls fail and the third passes; other calls don't count; armed again it begins anew."""
    flaky = faults()["graph_fails_twice_then_recovers"]
    for _ in range(2):
        armed = Armed(flaky, FaultSettings())
        met = [armed.meet(call(path)) is not None for path in (SEND, "/tr/", SEND, "/tr/", SEND, SEND)]
        assert met == [True, False, True, False, False, False]


def test_the_strength_is_a_setting() -> None:
    """How often calls fail is set where the mock is."""
    armed = Armed(faults()["graph_fails_twice_then_recovers"], FaultSettings(failures=1))
    assert [armed.meet(call()) is not None for _ in range(2)] == [True, False]


def test_an_expired_token_names_the_run_s_own_time() -> None:
    """The session ended an hour before the call, in the words of the captured message."""
    at = datetime(2024, 3, 31, 22, 58, 7, tzinfo=UTC).timestamp()
    answer = misdeed("token_expired", at=at).answer
    assert answer is not None
    assert str(answer.error) == (
        "Error validating access token: Session has expired on Sunday, 31-Mar-24 13:58:07 PST."
        " The current time is Sunday, 31-Mar-24 14:58:07 PST. (190/463)"
    )


@pytest.mark.parametrize(
    ("limit", "codes"),
    [
        ("buc_rate", (80004, 2446079)),
        ("custom_rate", (613, None)),
        ("user_rate", (17, 2446079)),
        ("app_rate", (4, None)),
    ],
)
def test_each_limit_throttles(limit: Any, codes: tuple[int, int | None]) -> None:
    """Which one is a setting; the headers tell what is used up, once each."""
    answer = misdeed("throttled", settings=FaultSettings(limit=limit, regain_minutes=7)).answer
    assert answer is not None
    assert answer.error is not None
    assert (answer.error.code, answer.error.error_subcode) == codes
    shown = dict(answer.headers)
    assert len(shown) == len(answer.headers)
    assert '"call_count":100' in shown["x-app-usage"]
    assert '"estimated_time_to_regain_access":7' in shown["x-business-use-case-usage"]


def test_without_the_right_reading_has_another_error_than_sending() -> None:
    """Both as far as they are known."""
    reading = misdeed("missing_permission", method="GET").answer
    assert reading is not None
    assert str(reading.error) == "(#100) Missing Permission (100)"


def test_a_configuration_that_prohibits_the_page_that_asks() -> None:
    """The page's own domain is among those that are blocked; who names no page gets the usual configuration."""
    done = misdeed("config_prohibits", path=PATHS["config"], page_host="shop.example")
    assert done.answer is not None
    assert b'"domains": ["shop.example"]' in done.answer.body
    assert b"configLoaded" in done.answer.body
    assert faults()["config_prohibits"].misbehave(call(PATHS["config"])) is None


def test_a_skewed_clock() -> None:
    """Ahead or behind by what is set, within ten days."""
    assert misdeed("clock_skew", settings=FaultSettings(skew_s=-60.0)) == Misdeed(skew_s=-60.0)
