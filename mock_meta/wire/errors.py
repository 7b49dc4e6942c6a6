"""The refusals of the Graph API: HTTP status and error, by name.

Codes and subcodes are stable; titles and texts come in the language of the token's owner, here in English. Each
factory says how sure it is: *captured* (a recorded answer of Meta's), *part-captured* (text or code recorded, the rest
filled in), *documented*, or *inferred*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from mock_meta.event import GraphError

GRAPH_DOCS = "https://developers.facebook.com/docs/graph-api"


class Refusal(msgspec.Struct, frozen=True):
    """An error and the HTTP status that it comes with."""

    status: int
    error: GraphError


def _oauth(
    code: int, message: str, *, status: int = 400, subcode: int | None = None, transient: bool | None = None
) -> Refusal:
    error = GraphError(message=message, type="OAuthException", code=code, error_subcode=subcode, is_transient=transient)
    return Refusal(status, error)


def _method(message: str, subcode: int | None = None) -> Refusal:
    error = GraphError(message=message, type="GraphMethodException", code=100, error_subcode=subcode)
    return Refusal(400, error)


def _batch(message: str) -> Refusal:
    return Refusal(400, GraphError(message=message, type="GraphBatchException", code=100))


def _invalid(subcode: int, title: str | None = None, text: str | None = None) -> Refusal:
    error = GraphError(
        message="Invalid parameter",
        type="OAuthException",
        code=100,
        error_subcode=subcode,
        is_transient=False,
        error_user_title=title,
        error_user_msg=text,
    )
    return Refusal(400, error)


def event_too_old() -> Refusal:
    """100/2804003: an event older than 7 days. Captured."""
    return _invalid(
        2804003,
        "Event Timestamp Too Old",
        "The timestamp for this event is too far in the past. Events need to be sent from your server within 7 days"
        " of when they occurred. Enter a timestamp that has occurred within the last 7 days.",
    )


def future_event() -> Refusal:
    """100: an event time ahead of receipt. Unknown whether Meta refuses at all; hence no subcode."""
    error = GraphError(message="Invalid parameter", type="OAuthException", code=100, is_transient=False)
    return Refusal(400, error)


def contents_not_objects() -> Refusal:
    """100/2804008: ``contents`` is a list of something else than objects. Captured."""
    return _invalid(
        2804008,
        "Invalid Contents Parameter",
        "The contents parameter you entered doesn’t contain a list of JSON objects. Enter a list of JSON objects that"
        " contain the product IDs associated with the event plus information about the products. For example:"
        " [{ 'id' : 'ABC123', 'quantity' : '2', 'item_price' : 5.99},"
        " { 'id' : 'XYZ789' , 'quantity' : 2, 'item_price' : 9.99}]",
    )


def purchase_no_value() -> Refusal:
    """100/2804009: a Purchase without ``value``. Captured."""
    return _invalid(
        2804009,
        "Missing Value for Purchase Event",
        "Your purchase event doesn’t include a value parameter. Enter a value. For example: 1.99",
    )


def purchase_no_currency() -> Refusal:
    """100/2804010: a Purchase without ``currency``; it comes before the one about the value. Captured."""
    return _invalid(
        2804010,
        "Missing Currency for Purchase Event",
        "Your purchase event doesn’t include a currency parameter. Enter a currency parameter. For example: USD",
    )


def not_hashed(key: str = "em") -> Refusal:
    """100/2804016: a customer key that must be a SHA-256 isn't. Captured (for ``ct``)."""
    return _invalid(
        2804016,
        "User Parameter Not Hashed",
        f"The {key} parameter isn’t hashed. Hash all user parameters as SHA256, except for client user agent, click"
        " ID, and browser ID. Any other user parameters that are not hashed are automatically rejected by Facebook.",
    )


def shape(text: str = "The parameter $['data'][0]['custom_data']['contents'] must be an array.") -> Refusal:
    """100/2804019: a wrong JSON type or a missing key within ``data``. Captured (for an array)."""
    return _invalid(2804019, "Server Side Api Parameter Error", text)


def unexpected_key(key: str = "name", path: str = "$['data'][0]['custom_data']['contents'][0]") -> Refusal:
    """100/2804019: a key that Meta doesn't know. Part-captured: the text was, its envelope wasn't."""
    return shape(f'Unexpected key "{key}" on param "{path}"')


def too_many_events() -> Refusal:
    """100/2804019: more than 1000 events. Inferred: the limit is documented, the error wasn't captured."""
    return _invalid(2804019, "Server Side Api Parameter Error")


def lead_id_invalid() -> Refusal:
    """100/2804036: a ``lead_id`` that is no lead of Meta's. Captured in Italian; the English is a translation."""
    return _invalid(2804036, "Invalid Lead ID", "One or more of your lead IDs are not valid or have been deleted.")


def insufficient_user_data() -> Refusal:
    """100/2804050: no customer information, or too broad. Captured: title in English, the end of the text in Danish."""
    return _invalid(
        2804050,
        "You haven't added sufficient customer information parameter data for this event",
        "This event has no customer information parameters, or it has a combination of customer information"
        " parameters that is so broad that it is unlikely to be effective for matching. You can resolve this by going"
        " to the recommended parameter best practices at"
        " developers.facebook.com/docs/marketing-api/conversions-api/best-practices/#req-rec-params",
    )


def messaging_event_name() -> Refusal:
    """100/2804066: a business messaging event with a name that isn't allowed there. Captured up to its title."""
    return _invalid(2804066, "Messaging Event Invalid Event Type")


def data_missing() -> Refusal:
    """100: no ``data`` in the request. Part-captured: the message was, by one third party."""
    return _oauth(100, "(#100) The parameter data is required")


def data_empty() -> Refusal:
    """100: ``data`` is an empty list. Part-captured: the message was, by three third parties."""
    return _oauth(100, "(#100) param data must be non-empty.")


def data_not_array() -> Refusal:
    """100: ``data`` isn't a JSON list. Inferred from the form of its neighbour."""
    return _oauth(100, "(#100) param data must be an array.")


def no_token() -> Refusal:
    """104: no access token anywhere. Captured."""
    return _oauth(104, "An access token is required to request this resource.")


def token_unparsable() -> Refusal:
    """190 with HTTP 401: a token that is none. Captured."""
    return _oauth(190, "Invalid OAuth access token - Cannot parse access token", status=401)


def token_expired(
    expired: str = "Saturday, 30-Mar-24 16:00:00 PDT", now: str = "Sunday, 31-Mar-24 14:58:07 PDT"
) -> Refusal:
    """190/463: an expired token. Part-captured: HTTP 401 is that of the unparsable token; older captures show 400."""
    message = f"Error validating access token: Session has expired on {expired}. The current time is {now}."
    return _oauth(190, message, status=401, subcode=463)


def token_malformed(token: str = "EAAbadtoken") -> Refusal:  # noqa: S107
    """190: a token that looks right and isn't. Part-captured; it repeats the token, so never log it."""
    return _oauth(190, f"Malformed access token {token}", status=401)


def token_wrong_business() -> Refusal:
    """190: a system user's token whose app is of another business. Part-captured: the end of the text is missing."""
    message = "Error validating access token: The application does not belong to system user's business..."
    return _oauth(190, message)


def object_missing(object_id: str = "1234567891234569", method: str = "POST") -> Refusal:
    """100/33: an object that doesn't exist, or that the token has no right to. Captured."""
    message = (
        f"Unsupported {method.lower()} request. Object with ID '{object_id}' does not exist, cannot be loaded due to"
        " missing permissions, or does not support this operation. Please read the Graph API documentation at"
        f" {GRAPH_DOCS}"
    )
    return _method(message, 33)


def unsupported(method: str = "GET") -> Refusal:
    """100: a request without an object. Inferred from the answer for a missing object."""
    return _method(f"Unsupported {method.lower()} request. Please read the Graph API documentation at {GRAPH_DOCS}")


def unknown_path(rest: str = "/dataset_quality") -> Refusal:
    """2500: an edge that doesn't exist. Captured."""
    return _oauth(2500, f"Unknown path components: {rest}")


def missing_permission() -> Refusal:
    """100: a token that may only send reads something. Captured."""
    return _oauth(100, "(#100) Missing Permission")


def permission() -> Refusal:
    """200 with HTTP 403: a token without rights on the dataset. Inferred: the code is documented for this edge."""
    return _oauth(200, "(#200) Permissions error", status=403)


def appsecret_missing() -> Refusal:
    """100: an app that demands a proof got none. Captured."""
    return _method("API calls from the server require an appsecret_proof argument")


def appsecret_bad() -> Refusal:
    """100: a wrong proof. Captured."""
    return _method("Invalid appsecret_proof provided in the API argument")


def app_rate() -> Refusal:
    """4: the app's request limit. Documented; the status is inferred."""
    return _oauth(4, "(#4) Application request limit reached", transient=True)


def user_rate() -> Refusal:
    """17/2446079: the ad account's request limit. Documented; the status is inferred."""
    return _oauth(17, "User request limit reached", subcode=2446079, transient=True)


def buc_rate() -> Refusal:
    """80004/2446079: the business use case limit. Documented; the status is inferred."""
    message = (
        "There have been too many calls from this ad-account. Wait a bit and try again. For more info, please refer to"
        f" {GRAPH_DOCS}/overview/rate-limiting#ads-management."
    )
    return _oauth(80004, message, subcode=2446079, transient=True)


def custom_rate() -> Refusal:
    """613: the limit against abuse. Documented; the status is inferred."""
    return _oauth(613, "(#613) Calls to this api have exceeded the rate limit.")


def dataset_not_ready() -> Refusal:
    """21009: the data set can't take uploads for the moment. Captured."""
    return _oauth(21009, "(#21009) The data set upload is temporarily not ready.")


def unknown() -> Refusal:
    """1 with HTTP 500: an inner error. Inferred from the documented code."""
    return _oauth(1, "An unknown error occurred", status=500, transient=True)


def service() -> Refusal:
    """2 with HTTP 500: the service is down. Inferred from the documented code."""
    message = "An unexpected error has occurred. Please retry your request later."
    return _oauth(2, message, status=500, transient=True)


def batch_too_large(limit: int = 50) -> Refusal:
    """GraphBatchException: too many operations. Part-captured: text and type were, the code is inferred."""
    return _batch(f"Too many requests in batch message. Maximum batch size is {limit}")


def batch_not_array() -> Refusal:
    """GraphBatchException: ``batch`` isn't a JSON list. Inferred."""
    return _batch("batch parameter must be a JSON array")


_FACTORIES: tuple[Callable[[], Refusal], ...] = (
    event_too_old,
    future_event,
    contents_not_objects,
    purchase_no_value,
    purchase_no_currency,
    not_hashed,
    shape,
    unexpected_key,
    too_many_events,
    lead_id_invalid,
    insufficient_user_data,
    messaging_event_name,
    data_missing,
    data_empty,
    data_not_array,
    no_token,
    token_unparsable,
    token_expired,
    token_malformed,
    token_wrong_business,
    object_missing,
    unsupported,
    unknown_path,
    missing_permission,
    permission,
    appsecret_missing,
    appsecret_bad,
    app_rate,
    user_rate,
    buc_rate,
    custom_rate,
    dataset_not_ready,
    unknown,
    service,
    batch_too_large,
    batch_not_array,
)

ERRORS: Mapping[str, Callable[[], Refusal]] = {factory.__name__: factory for factory in _FACTORIES}
"""Every refusal by name, each callable without arguments, for faults that force one."""

SERVICE_DOWN = service()
"""What every call gets while Meta is down."""
