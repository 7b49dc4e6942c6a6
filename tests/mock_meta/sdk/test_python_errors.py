"""Each captured error as the official Python SDK hands it to the site that sent the request."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest
from facebook_business.adobjects.adspixel import AdsPixel
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError

from mock_meta.faults import faults
from mock_meta.server import MetaSettings, MockMeta
from tests.mock_meta.sdk.cases import CAPTURED, DESERVED, KNOWN, PIXEL, Case, assert_error, model
from tests.mock_meta.sdk.python_sdk import call, event_of, sdk_at

REFUSES = faults()["graph_refuses"]
BROAD = model(event_id="lead-2", user_data={"client_user_agent": "Mozilla/5.0"})


async def refused(case: Case) -> FacebookRequestError:
    """The exception that the SDK raises for a call that Meta refuses."""
    with pytest.raises(FacebookRequestError) as caught:
        await asyncio.to_thread(call, case.job(int(time.time())))
    return caught.value


def assert_raised(error: FacebookRequestError, name: str) -> None:
    """The SDK's own readers say what is known of the error, and its body is the whole answer."""
    known = KNOWN[name]["error"]
    assert error.api_error_code() == known["code"]
    assert error.api_error_subcode() == known.get("error_subcode")
    assert error.api_error_message() == known["message"]
    assert error.api_error_type() == known["type"]
    assert error.api_transient_error() is known.get("is_transient", False)
    assert_error(error.body()["error"], error.http_status(), name)


def test_every_captured_error_is_deserved_but_for_metas_own_state() -> None:
    """The table of cases lacks no captured error that a request can bring about."""
    assert set(CAPTURED) - set(DESERVED) == {"dataset_not_ready"}
    assert set(DESERVED) <= set(CAPTURED)
    assert len(CAPTURED) == 17


@pytest.mark.parametrize("name", DESERVED)
async def test_a_captured_error_that_is_deserved(tmp_path: Path, name: str) -> None:
    """A call that deserves it raises FacebookRequestError with Meta's codes and texts; an event in it isn't lost."""
    case = DESERVED[name]
    async with MockMeta(tmp_path / "journal.db", settings=MetaSettings(graph=case.graph)) as meta:
        with sdk_at(meta, token=case.token, secret=case.secret):
            assert_raised(await refused(case), name)
        (asked,) = meta.journal.requests()
        assert asked.answer.status == KNOWN[name]["status"]
        assert [event.accepted for event in meta.journal.events()] == ([] if case.how == "read" else [False])


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.usefixtures("sdk")
async def test_every_known_error_can_be_forced(meta: MockMeta, name: str) -> None:
    """Captured or not: what can't be deserved reaches the SDK through a fault, for a request that is sound."""
    meta.arm(REFUSES, {"refusal": name})
    error = await refused(Case(fields=model()))
    known = KNOWN[name]
    assert (error.http_status(), error.api_error_code()) == (known["status"], known["error"]["code"])
    assert error.api_error_subcode() == known["error"].get("error_subcode")
    if name not in DESERVED:
        assert_raised(error, name)


async def test_in_a_batch_the_error_is_the_operations_own(meta: MockMeta, sdk: FacebookAdsApi) -> None:
    """The failure callback gets the same exception as a single call raises; the batch itself raises nothing."""
    batch, errors = sdk.new_batch(), []
    ordinary = Case()
    wanted = [
        name
        for name, case in DESERVED.items()
        if (case.how, case.token, case.graph) == (ordinary.how, ordinary.token, ordinary.graph)
    ]
    for name in wanted:
        case = DESERVED[name]
        fields = case.job(int(time.time()))["fields"]
        AdsPixel(case.pixel).create_event(
            params={"data": [json.dumps(event_of(fields).normalize())]},
            batch=batch,
            failure=lambda response: errors.append(response.error()),
        )
    assert await asyncio.to_thread(batch.execute) is None
    assert len(errors) == len(wanted) == 6
    for name, error in zip(wanted, errors, strict=True):
        assert_raised(error, name)
    assert len(meta.journal.requests()) == 1 + len(wanted)


async def test_an_app_without_rights_is_told_before_its_events_are_read(tmp_path: Path) -> None:
    """Access comes before content: a wrong token hides that the event is wrong as well."""
    wrong = Case(fields=model(user_data={}), token="garbage")
    async with MockMeta(tmp_path / "journal.db", settings=MetaSettings(graph=wrong.graph)) as meta:
        with sdk_at(meta, token=wrong.token):
            assert_raised(await refused(wrong), "token_unparsable")


@pytest.mark.usefixtures("sdk")
async def test_one_bad_event_sinks_the_good_ones_of_its_request(meta: MockMeta) -> None:
    """The documented default: all events of the request are refused, so all are to be sent again."""
    now = int(time.time())
    good, bad = (json.dumps(event_of({"event_time": now, **fields}).normalize()) for fields in (model(), BROAD))
    with pytest.raises(FacebookRequestError) as caught:
        await asyncio.to_thread(AdsPixel(PIXEL).create_event, params={"data": [good, bad]})
    assert_raised(caught.value, "insufficient_user_data")
    assert [event.accepted for event in meta.journal.events()] == [False, False]
