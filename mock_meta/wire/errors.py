"""The refusals of the Graph API: HTTP status and error, by name.

Here are those of the call itself; those of what it holds are in ``event_errors``.

Codes and subcodes are stable; titles and texts come in the language of the token's owner, here in English. Each
factory says how sure it is: *captured* (a recorded answer of Meta's), *part-captured* (text or code recorded, the rest
filled in), *documented*, or *inferred*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mock_meta.wire.event_errors import (
    aggregation_unknown,
    app_extinfo,
    click_id_malformed,
    contents_not_objects,
    ctwa_page_mismatch,
    data_empty,
    data_missing,
    data_not_array,
    event_too_old,
    future_event,
    insufficient_user_data,
    ldu_required_2020,
    lead_id_invalid,
    messaging_banned_field,
    messaging_event_name,
    messaging_no_page,
    not_hashed,
    purchase_no_currency,
    purchase_no_value,
    seen_text_unknown,
    shape,
    too_many_events,
    unexpected_key,
)
from mock_meta.wire.refusal import Refusal, batch, graph_method, oauth

__all__ = ["ERRORS", "Refusal"]

GRAPH_DOCS = "https://developers.facebook.com/docs/graph-api"


def no_token() -> Refusal:
    """104: no access token anywhere. Captured."""
    return oauth(104, "An access token is required to request this resource.")


def token_unparsable() -> Refusal:
    """190 with HTTP 401: a token that is none. Captured."""
    return oauth(190, "Invalid OAuth access token - Cannot parse access token", status=401)


def token_expired(
    expired: str = "Saturday, 30-Mar-24 16:00:00 PDT", now: str = "Sunday, 31-Mar-24 14:58:07 PDT"
) -> Refusal:
    """190/463: an expired token. Part-captured: HTTP 401 is that of the unparsable token; older captures show 400."""
    message = f"Error validating access token: Session has expired on {expired}. The current time is {now}."
    return oauth(190, message, status=401, subcode=463)


def token_malformed(token: str = "EAAbadtoken") -> Refusal:  # noqa: S107
    """190: a token that looks right and isn't. Part-captured; it repeats the token, so never log it."""
    return oauth(190, f"Malformed access token {token}", status=401)


def token_wrong_business() -> Refusal:
    """190: a system user's token whose app is of another business. Part-captured: the end of the text is missing."""
    message = "Error validating access token: The application does not belong to system user's business..."
    return oauth(190, message)


def object_missing(object_id: str = "1234567891234569", method: str = "POST") -> Refusal:
    """100/33: an object that doesn't exist, or that the token has no right to. Captured."""
    message = (
        f"Unsupported {method.lower()} request. Object with ID '{object_id}' does not exist, cannot be loaded due to"
        " missing permissions, or does not support this operation. Please read the Graph API documentation at"
        f" {GRAPH_DOCS}"
    )
    return graph_method(message, 33)


def unsupported(method: str = "GET") -> Refusal:
    """100: a request without an object. Inferred from the answer for a missing object."""
    return graph_method(
        f"Unsupported {method.lower()} request. Please read the Graph API documentation at {GRAPH_DOCS}"
    )


def unknown_path(rest: str = "/dataset_quality") -> Refusal:
    """2500: an edge that doesn't exist. Captured."""
    return oauth(2500, f"Unknown path components: {rest}")


def missing_permission() -> Refusal:
    """100: a token that may only send reads something. Captured."""
    return oauth(100, "(#100) Missing Permission")


def permission() -> Refusal:
    """200 with HTTP 403: a token without rights on the dataset. Inferred: the code is documented for this edge."""
    return oauth(200, "(#200) Permissions error", status=403)


def appsecret_missing() -> Refusal:
    """100: an app that demands a proof got none. Captured."""
    return graph_method("API calls from the server require an appsecret_proof argument")


def appsecret_bad() -> Refusal:
    """100: a wrong proof. Captured."""
    return graph_method("Invalid appsecret_proof provided in the API argument")


def app_rate() -> Refusal:
    """4: the app's request limit. Documented; the status is inferred."""
    return oauth(4, "(#4) Application request limit reached", transient=True)


def user_rate() -> Refusal:
    """17/2446079: the ad account's request limit. Documented; the status is inferred."""
    return oauth(17, "User request limit reached", subcode=2446079, transient=True)


def buc_rate() -> Refusal:
    """80004/2446079: the business use case limit. Documented; the status is inferred."""
    message = (
        "There have been too many calls from this ad-account. Wait a bit and try again. For more info, please refer to"
        f" {GRAPH_DOCS}/overview/rate-limiting#ads-management."
    )
    return oauth(80004, message, subcode=2446079, transient=True)


def custom_rate() -> Refusal:
    """613: the limit against abuse. Documented; the status is inferred."""
    return oauth(613, "(#613) Calls to this api have exceeded the rate limit.")


def version_deprecated(latest: str = "v26.0") -> Refusal:
    """2635: a version that is no longer served.

    Captured on the Marketing API up to 2022 (facebook-java-business-sdk#136, facebook-nodejs-business-sdk#239), and
    listed in its error tables; not captured on the events edge. The status is inferred.
    """
    message = "(#2635) You are calling a deprecated version of the Ads API. Please update to the latest version:"
    return oauth(2635, f"{message} {latest}.")


def dataset_not_ready() -> Refusal:
    """21009: the data set can't take uploads for the moment. Captured."""
    return oauth(21009, "(#21009) The data set upload is temporarily not ready.")


def unknown() -> Refusal:
    """1 with HTTP 500: an inner error. Inferred from the documented code."""
    return oauth(1, "An unknown error occurred", status=500, transient=True)


def service() -> Refusal:
    """2 with HTTP 500: the service is down. Inferred from the documented code."""
    message = "An unexpected error has occurred. Please retry your request later."
    return oauth(2, message, status=500, transient=True)


def batch_too_large(limit: int = 50) -> Refusal:
    """GraphBatchException: too many operations. Part-captured: text and type were, the code is inferred."""
    return batch(f"Too many requests in batch message. Maximum batch size is {limit}")


def batch_not_array() -> Refusal:
    """GraphBatchException: ``batch`` isn't a JSON list. Inferred."""
    return batch("batch parameter must be a JSON array")


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
    messaging_no_page,
    messaging_banned_field,
    ctwa_page_mismatch,
    app_extinfo,
    click_id_malformed,
    ldu_required_2020,
    seen_text_unknown,
    aggregation_unknown,
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
    version_deprecated,
    dataset_not_ready,
    unknown,
    service,
    batch_too_large,
    batch_not_array,
)

ERRORS: Mapping[str, Callable[[], Refusal]] = {factory.__name__: factory for factory in _FACTORIES}
"""Every refusal by name, each callable without arguments, for faults that force one."""
