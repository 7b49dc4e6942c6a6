"""Meta's errors, one by one: each is produced by a request that deserves it, or known to be forced only.

``data/errors.json`` holds what is known of Meta's errors: how well, the HTTP status, and the error without its trace.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mock_meta.faults import Call, FaultSettings, faults
from mock_meta.wire import errors
from mock_meta.wire.access import proof
from mock_meta.wire.outcome import Outcome
from tests.mock_meta.wire.factories import DAY, NOW, PIXEL, TRACE, ask, lead, purchase, refusal, send, told

TABLE: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "errors.json").read_text(encoding="utf-8"))
DOCUMENT = Path(__file__).parents[3] / "docs" / "known-and-unknown.md"
EDGE = f"/v26.0/{PIXEL}/events"
CT = "7" * 63

WHATSAPP = lead(
    action_source="business_messaging",
    messaging_channel="whatsapp",
    event_name="LeadSubmitted",
    user_data={"ctwa_clid": "click"},
)
EXTINFO = ["a2", "com.shop", "1.0", "1.0 long", "", "Pixel 7", "en_US", "PST", "", "1", "2", "3", "4", "5", "6", "PST"]


def read(path: str, **settings: Any) -> Outcome:
    """A reading call with a token."""
    return ask("GET", f"/v26.0{path}{'&' if '?' in path else '?'}access_token=t", **settings)


DESERVED: dict[str, Callable[[], Outcome]] = {
    "event_too_old": lambda: send(lead(event_time=int(NOW) - 8 * DAY, user_data={"client_user_agent": "UA"})),
    "contents_not_objects": lambda: send(purchase(contents=["sku"])),
    "purchase_no_value": lambda: send(purchase(value=None)),
    "purchase_no_currency": lambda: send(purchase(currency=None, value=None)),
    "not_hashed": lambda: send(lead(user_data={"ct": CT})),
    "shape": lambda: send(purchase(contents={"id": "sku"})),
    "unexpected_key": lambda: send(purchase(contents=[{"id": "sku", "name": "Mug"}])),
    "lead_id_invalid": lambda: send(lead(action_source="system_generated", user_data={"lead_id": 7})),
    "app_extinfo": lambda: send(lead(action_source="app", app_data={"extinfo": EXTINFO})),
    "insufficient_user_data": lambda: send(lead(user_data={})),
    "messaging_event_name": lambda: send(lead(action_source="business_messaging")),
    "messaging_no_page": lambda: send(WHATSAPP),
    "token_unparsable": lambda: send(lead(), access_tokens=("t",), url=f"{EDGE}?access_token=garbage"),
    "token_malformed": lambda: send(lead(), access_tokens=("t",), url=f"{EDGE}?access_token=EAAbadtoken"),
    "token_expired": lambda: send(lead(), expired_tokens=("EAAtest",)),
    "no_token": lambda: send(lead(), url=EDGE),
    "object_missing": lambda: send(lead(), pixel_ids=("1",), url="/v26.0/1234567891234569/events?access_token=t"),
    "missing_permission": lambda: read(f"/{PIXEL}/stats", scopes=()),
    "unknown_path": lambda: read(f"/{PIXEL}/dataset_quality"),
    "appsecret_missing": lambda: send(lead(), app_secret="s3cret"),
    "appsecret_bad": lambda: send(
        lead(), app_secret="s3cret", url=f"{EDGE}?access_token=t&appsecret_proof={proof('other', 't')}"
    ),
    "future_event": lambda: send(lead(event_time=int(NOW) + DAY), max_future_s=0.0),
    "too_many_events": lambda: send(lead(), lead(), max_events=1),
}

FORCED: dict[str, str] = {
    "ldu_required_2020": "seen in July 2020 only; its ground is gone",
    "messaging_banned_field": "which fields Meta bans is unknown",
    "ctwa_page_mismatch": "only Meta knows whose page a click belongs to",
    "token_wrong_business": "only Meta knows whose app made a token",
    "permission": "what a token may do with a dataset is known to Meta alone",
    "app_rate": "Meta's limits are not imitated",
    "user_rate": "Meta's limits are not imitated",
    "buc_rate": "Meta's limits are not imitated",
    "custom_rate": "Meta's limits are not imitated",
    "dataset_not_ready": "Meta's own state",
    "unknown": "Meta's own state",
    "service": "Meta's own state",
    "seen_text_unknown": "seen without text; its ground is unknown",
}


def test_every_known_error_is_deserved_or_forced() -> None:
    """Nothing is left out, and nothing is both."""
    assert set(DESERVED) | set(FORCED) == set(TABLE)
    assert not set(DESERVED) & set(FORCED)
    assert len(TABLE) == 36


@pytest.mark.parametrize("name", DESERVED)
def test_a_request_that_deserves_it_gets_the_error(name: str) -> None:
    """Status, type, code and subcode; where all was captured, the whole body, letter by letter, but for the trace."""
    outcome, known = DESERVED[name](), TABLE[name]
    assert_known(outcome.answer.status, told(outcome)["error"], known)
    assert refusal(outcome) == outcome.answer.error


@pytest.mark.parametrize("name", TABLE)
def test_every_known_error_can_be_forced(name: str) -> None:
    """By its name, through a fault, whatever was sent; what only can be forced has its captured text too."""
    settings = FaultSettings(refusal=name)
    call = Call(method="POST", host="graph.facebook.com", path=EDGE, trace=TRACE, settings=settings)
    forced = faults()["graph_refuses"].misbehave(call)
    assert forced is not None
    assert forced.answer is not None
    known = TABLE[name] if name in FORCED else {**TABLE[name], "evidence": "for another request"}
    assert_known(forced.answer.status, json.loads(forced.answer.body)["error"], known)


def assert_known(status: int, error: dict[str, Any], known: dict[str, Any]) -> None:
    """An answer is what is known of it; all of it is compared where all was captured."""
    assert error.pop("fbtrace_id") == "A" + TRACE
    want = known["error"]
    for key in ("type", "code", "error_subcode"):
        assert error.get(key) == want.get(key), key
    assert status == known["status"]
    if known["evidence"] == "captured":
        assert error == want


def test_no_error_is_known_that_is_not_in_the_module() -> None:
    """The table and the module have the same names; the module has a few more, each with how sure it is."""
    assert set(TABLE) <= set(errors.ERRORS)
    assert all((errors.ERRORS[name].__doc__ or "").strip() for name in errors.ERRORS)


def test_the_documents_list_every_error_as_it_is() -> None:
    """Status, codes, how sure it is, and whether a request can deserve it; nothing else is listed."""
    section = DOCUMENT.read_text(encoding="utf-8").partition("## The Graph API's errors")[2].partition("\n## ")[0]
    listed = [line for line in section.splitlines() if line.startswith("| `")]
    rows = {line.split("`")[1]: [cell.strip() for cell in line.split("|")[2:6]] for line in listed}
    assert rows == {name: _row(name) for name in TABLE}


def _row(name: str) -> list[str]:
    error = TABLE[name]["error"]
    code = f"{error['code']}/{error['error_subcode']}" if error.get("error_subcode") else str(error["code"])
    way = f"forced only: {FORCED[name]}" if name in FORCED else "by a request that deserves it"
    return [str(TABLE[name]["status"]), code, TABLE[name]["evidence"], way]
