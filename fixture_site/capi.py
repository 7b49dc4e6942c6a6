"""The Conversions API, by Meta's own SDK."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from facebook_business.adobjects.serverside.action_source import ActionSource
from facebook_business.adobjects.serverside.content import Content
from facebook_business.adobjects.serverside.custom_data import CustomData
from facebook_business.adobjects.serverside.event import Event
from facebook_business.adobjects.serverside.event_request import EventRequest
from facebook_business.adobjects.serverside.user_data import UserData
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

from fixture_site.settings import Settings
from fixture_site.tracking import Data, Tracking

TIMEOUT_S = 10
SDK_NAMES = {
    "em": "email",
    "ph": "phone",
    "fn": "first_name",
    "ln": "last_name",
    "ct": "city",
    "st": "state",
    "zp": "zip_code",
    "country": "country_code",
}


class Permanent(Exception):  # noqa: N818 - it reads as what it is where it is caught
    """Meta will never take this event, however often it is sent."""


class ConversionsApi:
    """Sends events; blocking, so call it from a thread."""

    def __init__(self, settings: Settings, tracking: Tracking) -> None:
        self._pixel_id = settings.pixel_id
        self._session = FacebookSession(access_token=settings.access_token, timeout=TIMEOUT_S)
        self._session.GRAPH = settings.graph_url
        # What ``FacebookAdsApi.init`` does, but for its crash reports, which would go to Meta too.
        self._api = FacebookAdsApi(self._session)
        FacebookAdsApi.set_default_api(self._api)
        self.tracking = tracking

    def close(self) -> None:
        """Close the connections."""
        self._session.requests.close()

    def send(self, copies: list[Data]) -> None:
        """Hand events to Meta in one call.

        Raises:
            Permanent: Meta refused the call for what it says, or the SDK does.
        """
        if self.tracking.request_body is None:
            self.send_by_sdk(copies)
            return
        events = [_checked(copy).normalize() for copy in copies]
        body = self.tracking.request_body({"data": events})
        self._heeding_refusals(lambda: self._post(body))

    def send_by_sdk(self, copies: list[Data]) -> None:
        """Hand events to Meta in one call of the SDK.

        Raises:
            Permanent: Meta refused the call for what it says, or the SDK does.
        """
        events = [_checked(copy) for copy in copies]
        self._heeding_refusals(EventRequest(pixel_id=self._pixel_id, events=events).execute)

    def _heeding_refusals(self, send: Callable[[], object]) -> None:
        try:
            send()
        except FacebookRequestError as error:
            if self.tracking.refusal_is_final(error.http_status(), error.api_error_code()):
                raise Permanent(_reason(error)) from error
            raise

    def _post(self, body: Data) -> None:
        """What a sender does that the shop has written itself."""
        version = self.tracking.api_version or self._api.API_VERSION
        path = f"{self._session.GRAPH}/{version}/{self._pixel_id}/events"
        self._api.call("POST", path, params=body)


def _checked(copy: Data) -> Event:
    try:
        event = _event(copy)
        event.normalize()
    except (TypeError, ValueError) as error:
        raise Permanent(str(error)) from error
    return event


def _reason(error: FacebookRequestError) -> str:
    code = "/".join(str(part) for part in (error.api_error_code(), error.api_error_subcode()) if part)
    return f"{code}: {error.api_error_message()}"


def _event(copy: Data) -> Event:
    limits = {f"data_processing_options_{key}": value for key, value in copy["data_processing"].items()}
    options = limits.pop("data_processing_options_options", None)
    return Event(
        data_processing_options=options,
        **limits,
        event_name=copy["event_name"],
        event_time=copy["event_time"],
        event_id=copy["event_id"],
        event_source_url=copy["event_source_url"] or None,
        action_source=ActionSource(copy["action_source"]),
        user_data=UserData(**{SDK_NAMES.get(key, key): value for key, value in copy["user"].items()}),
        custom_data=_custom_data(copy["custom"]),
    )


def _custom_data(data: dict[str, Any]) -> CustomData | None:
    if not data:
        return None
    contents = [
        Content(product_id=item["id"], quantity=item["quantity"], item_price=item["item_price"])
        for item in data.get("contents", [])
    ]
    return CustomData(**data | {"contents": contents or None})
