"""Tokens, the proof of the app's secret, versions that end, scopes, gateways, and what a batch policy keeps."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mock_meta.wire.access import proof
from mock_meta.wire.outcome import Outcome, Sunset
from tests.mock_meta.wire.factories import DAY, NOW, PIXEL, ask, codes, form, lead, refusal, send, told

EDGE = f"/v26.0/{PIXEL}/events"
JSON = {"Content-Type": "application/json"}
SECRET = "s3cret"
GATEWAY = f"/capi/{PIXEL}/events"


@pytest.mark.parametrize("where", ["query", "body"])
def test_a_right_proof_passes_wherever_it_is(where: str) -> None:
    """Python's and Ruby's SDK put it into the query, the others into the body."""
    right = proof(SECRET, "t")
    if where == "query":
        outcome = send(lead(), url=f"{EDGE}?access_token=t&appsecret_proof={right}", app_secret=SECRET)
    else:
        body = form(data=json.dumps([lead()]), access_token="t", appsecret_proof=right)
        outcome = ask("POST", EDGE, {}, body, app_secret=SECRET)
    assert outcome.answer.accepted


def test_the_proof_is_what_the_sdks_compute() -> None:
    """HMAC-SHA256 of the token under the secret; checked against one made by hand."""
    assert proof("key", "The quick brown fox jumps over the lazy dog") == (
        "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
    )


@pytest.mark.parametrize("given", ["x", "ü", proof(SECRET, "another")])
def test_a_wrong_proof_is_refused_even_where_none_is_demanded(given: str) -> None:
    """The event is kept beside the error."""
    body = form(data=json.dumps([lead()]), access_token="t", appsecret_proof=given)
    outcome = ask("POST", EDGE, {}, body, app_secret=SECRET, require_appsecret_proof=False)
    assert refusal(outcome).message == "Invalid appsecret_proof provided in the API argument"
    assert [event.accepted for event in outcome.events] == [False]


def test_a_missing_proof_is_a_matter_of_the_apps_own_switch() -> None:
    """Demanded by default where there is a secret; without a secret nobody looks."""
    said = refusal(send(lead(), app_secret=SECRET)).message
    assert said == "API calls from the server require an appsecret_proof argument"
    assert send(lead(), app_secret=SECRET, require_appsecret_proof=False).answer.accepted
    assert send(lead(), url=f"{EDGE}?access_token=t&appsecret_proof=x").answer.accepted


SUNSETS: dict[str, tuple[Sunset, str | None, bool]] = {
    "not yet": (Sunset(version="v20.0", upgraded_from=NOW + 1, refused_from=NOW + 2), None, True),
    "upgraded": (Sunset(version="v20.0", upgraded_from=NOW, refused_from=NOW + 1), "v26.0", True),
    "refused": (Sunset(version="v20.0", upgraded_from=NOW - 1, refused_from=NOW), None, False),
    "another version": (Sunset(version="v21.0", refused_from=0.0), None, True),
}


@pytest.mark.parametrize("case", SUNSETS)
def test_a_version_ends_in_stages(case: str) -> None:
    """Served as ever; served by the current version, with a header that says so; refused."""
    end, served, accepted = SUNSETS[case]
    outcome = send(lead(), url=f"/v20.0/{PIXEL}/events?access_token=t", sunsets=(end,))
    headers = dict(outcome.answer.headers)
    assert outcome.answer.accepted is accepted
    said = f"The call has been auto-upgraded to {served} as v20.0 has been deprecated" if served else None
    assert headers.get("x-ad-api-version-warning") == said
    if accepted:
        assert headers["facebook-api-version"] == (served or "v20.0")
    else:
        assert codes(outcome) == (400, 2635, None)
        assert [event.accepted for event in outcome.events] == [False]


def batch(policy: str, *events: Any, **settings: Any) -> Outcome:
    """The outcome of events under a batch policy."""
    return send(*events, batch_policy=policy, **settings)


BAD = lead(event_id="bad", user_data={})


@pytest.mark.parametrize("policy", ["reject_all", "accept_valid_with_event_id"])
def test_one_bad_event_is_the_answer_under_any_policy(policy: str) -> None:
    """Which events are kept is another matter, and on record."""
    outcome = batch(policy, lead(event_id="good"), BAD, lead(event_id=None))
    assert codes(outcome) == (400, 100, 2804050)
    kept = [event.event_id for event in outcome.events if event.accepted]
    assert kept == (["good"] if policy == "accept_valid_with_event_id" else [])
    assert {event.answer.status for event in outcome.events} == {400}


def test_nothing_is_kept_of_a_request_that_may_not_be_made() -> None:
    """No token, no pixel, too many: no event was looked at."""
    policy = "accept_valid_with_event_id"
    for outcome in (
        batch(policy, lead(), BAD, access_tokens=("t",)),
        batch(policy, lead(), BAD, pixel_ids=("1",)),
        batch(policy, lead(), lead(), max_events=1),
    ):
        assert not any(event.accepted for event in outcome.events)


def test_items_that_are_no_events_are_never_kept() -> None:
    """They leave nothing, and the good one beside them stays."""
    outcome = batch("accept_valid_with_event_id", "nonsense", 7, lead(event_time=int(NOW) - 8 * DAY), lead())
    assert [event.accepted for event in outcome.events] == [False, True]


def test_a_gateway_answers_202() -> None:
    """The form of Meta's own gateway, as the PHP and Java SDKs send and expect it."""
    body = json.dumps({"data": [lead()], "accessKey": "k"}).encode()
    outcome = ask("POST", GATEWAY, JSON, body, access_tokens=("k",))
    assert outcome.answer.status == 202
    assert outcome.answer.accepted
    assert told(outcome)["events_received"] == 1
    assert [(event.pixel_id, event.accepted) for event in outcome.events] == [(PIXEL, True)]


def test_a_gateway_refuses_as_graph_does() -> None:
    """Without its key, with a wrong one, or for a bad event; no proof of an app's secret is asked for."""
    for key, known, expected in (
        (None, (), (400, 104, None)),
        ("x", ("k",), (401, 190, None)),
        ("k", ("k",), (400, 100, 2804050)),
    ):
        body = json.dumps({"data": [BAD], "accessKey": key}).encode()
        assert codes(ask("POST", GATEWAY, JSON, body, access_tokens=known, app_secret=SECRET)) == expected


def test_an_expired_token_says_when() -> None:
    """In Meta's words, on the run clock; ``debug_token`` knows it too."""
    said = refusal(send(lead(), expired_tokens=("EAAtest",))).message
    assert said == (
        "Error validating access token: Session has expired on Thursday, 14-Jan-27 23:00:00 PST."
        " The current time is Friday, 15-Jan-27 00:00:00 PST."
    )
    asked = ask("GET", "/v26.0/debug_token?access_token=t&input_token=x", expired_tokens=("x",), scopes=("ads_read",))
    assert (told(asked)["data"]["is_valid"], told(asked)["data"]["scopes"]) == (False, ["ads_read"])


@pytest.mark.parametrize("code", ["TEST1", None])
def test_the_code_for_test_events_stays_with_them(code: str | None) -> None:
    """Such events count like any other: Meta has no sandbox."""
    body = json.dumps({"data": [lead(), lead()], "access_token": "t", "test_event_code": code}).encode()
    outcome = ask("POST", EDGE, JSON, body)
    assert [(event.test_event_code, event.accepted) for event in outcome.events] == [(code, True)] * 2
