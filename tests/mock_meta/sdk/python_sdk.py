"""The official Python SDK's objects, built from plain fields, and the SDK pointed at a mock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from facebook_business.adobjects.adspixel import AdsPixel
from facebook_business.adobjects.serverside.action_source import ActionSource
from facebook_business.adobjects.serverside.content import Content
from facebook_business.adobjects.serverside.custom_data import CustomData
from facebook_business.adobjects.serverside.delivery_category import DeliveryCategory
from facebook_business.adobjects.serverside.event import Event as SdkEvent
from facebook_business.adobjects.serverside.event_request import EventRequest
from facebook_business.adobjects.serverside.http_service_interface import HttpServiceInterface
from facebook_business.adobjects.serverside.request_options import RequestOptions
from facebook_business.adobjects.serverside.user_data import UserData
from facebook_business.api import FacebookAdsApi
from facebook_business.session import FacebookSession

from mock_meta.server import MockMeta
from tests.mock_meta.sdk.cases import TOKEN


@contextmanager
def sdk_at(
    mock: MockMeta, *, token: str | None = TOKEN, secret: str | None = None, **options: Any
) -> Iterator[FacebookAdsApi]:
    """The SDK with its one class attribute set to the mock's address, and put back afterwards."""
    before = (FacebookSession.GRAPH, FacebookAdsApi._default_api)
    FacebookSession.GRAPH = f"http://127.0.0.1:{mock.http_port}"
    api = FacebookAdsApi.init(app_secret=secret, access_token=token, **{"crash_log": False, **options})
    try:
        yield api
    finally:
        api._session.requests.close()
        FacebookSession.GRAPH, FacebookAdsApi._default_api = before


def event_of(fields: dict[str, Any]) -> SdkEvent:
    """An event of the SDK's model; ``user_data`` and ``custom_data`` are fields of theirs."""
    models: dict[str, Any] = {
        "user_data": UserData(**fields["user_data"]),
        "action_source": ActionSource(fields["action_source"]),
    }
    if "custom_data" in fields:
        contents = [_content(content) for content in fields["custom_data"].get("contents", ())]
        models["custom_data"] = CustomData(**{**fields["custom_data"], "contents": contents or None})
    return SdkEvent(**{**fields, **models})


def _content(fields: dict[str, Any]) -> Content:
    return Content(**{**fields, "delivery_category": DeliveryCategory(fields["delivery_category"])})


def call(job: dict[str, Any]) -> Any:
    """Do one call of `cases.Case`, synchronously; whatever the SDK raises is raised."""
    pixel = AdsPixel(job["pixel"])
    if job["call"] == "read":
        return FacebookAdsApi.get_default_api().call("GET", (job["pixel"], job["edge"]))
    if job["call"] == "raw":
        return pixel.create_event(params={"data": [json.dumps(job["fields"])]})
    return EventRequest(pixel_id=job["pixel"], events=[event_of(job["fields"])]).execute()


class JsonClient(HttpServiceInterface):  # type: ignore[misc]
    """A sender of the site's own behind the SDK's interface: it posts JSON and hands back whatever comes."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, RequestOptions]] = []

    def execute(
        self, url: str, method: str, request_options: RequestOptions, headers: dict[str, str], params: dict[str, Any]
    ) -> tuple[int, Any]:
        """The HTTP status and the decoded body."""
        self.asked.append((method, url, request_options))
        with requests.Session() as session:
            response = session.request(method, url, json=params, headers=headers, timeout=30)
        return response.status_code, response.json()
