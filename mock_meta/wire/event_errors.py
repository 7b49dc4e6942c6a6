"""The refusals of what a request holds: its ``data``, and the events therein.

Each factory says how sure it is, in the words of ``errors``.
"""

from __future__ import annotations

from mock_meta.event import GraphError
from mock_meta.wire.refusal import Refusal, invalid, oauth


def event_too_old() -> Refusal:
    """100/2804003: an event older than 7 days. Captured."""
    return invalid(
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
    return invalid(
        2804008,
        "Invalid Contents Parameter",
        "The contents parameter you entered doesn’t contain a list of JSON objects. Enter a list of JSON objects that"
        " contain the product IDs associated with the event plus information about the products. For example:"
        " [{ 'id' : 'ABC123', 'quantity' : '2', 'item_price' : 5.99},"
        " { 'id' : 'XYZ789' , 'quantity' : 2, 'item_price' : 9.99}]",
    )


def purchase_no_value() -> Refusal:
    """100/2804009: a Purchase without ``value``. Captured."""
    return invalid(
        2804009,
        "Missing Value for Purchase Event",
        "Your purchase event doesn’t include a value parameter. Enter a value. For example: 1.99",
    )


def purchase_no_currency() -> Refusal:
    """100/2804010: a Purchase without ``currency``; it comes before the one about the value. Captured."""
    return invalid(
        2804010,
        "Missing Currency for Purchase Event",
        "Your purchase event doesn’t include a currency parameter. Enter a currency parameter. For example: USD",
    )


def not_hashed(key: str = "em") -> Refusal:
    """100/2804016: a customer key that must be a SHA-256 isn't. Captured (for ``ct``)."""
    return invalid(
        2804016,
        "User Parameter Not Hashed",
        f"The {key} parameter isn’t hashed. Hash all user parameters as SHA256, except for client user agent, click"
        " ID, and browser ID. Any other user parameters that are not hashed are automatically rejected by Facebook.",
    )


def shape(text: str = "The parameter $['data'][0]['custom_data']['contents'] must be an array.") -> Refusal:
    """100/2804019: a wrong JSON type or a missing key within ``data``. Captured (for an array)."""
    return invalid(2804019, "Server Side Api Parameter Error", text)


def click_id_malformed() -> Refusal:
    """100/2804001: an ``fbc`` that is no click id. Part-captured: subcode and title, one report of 2023."""
    return invalid(2804001, "Click ID Incorrectly Formatted")


def unexpected_key(key: str = "name", path: str = "$['data'][0]['custom_data']['contents'][0]") -> Refusal:
    """100/2804019: a key that Meta doesn't know. Part-captured: the text was, its envelope wasn't."""
    return shape(f'Unexpected key "{key}" on param "{path}"')


def too_many_events() -> Refusal:
    """100/2804019: more than 1000 events. Inferred: the limit is documented, the error wasn't captured."""
    return invalid(2804019, "Server Side Api Parameter Error")


def lead_id_invalid() -> Refusal:
    """100/2804036: a ``lead_id`` that is no lead of Meta's. Captured in Italian; the English is a translation."""
    return invalid(2804036, "Invalid Lead ID", "One or more of your lead IDs are not valid or have been deleted.")


def insufficient_user_data() -> Refusal:
    """100/2804050: no customer information, or too broad. Captured: title in English, the end of the text in Danish."""
    return invalid(
        2804050,
        "You haven't added sufficient customer information parameter data for this event",
        "This event has no customer information parameters, or it has a combination of customer information"
        " parameters that is so broad that it is unlikely to be effective for matching. You can resolve this by going"
        " to the recommended parameter best practices at"
        " developers.facebook.com/docs/marketing-api/conversions-api/best-practices/#req-rec-params",
    )


def messaging_event_name() -> Refusal:
    """100/2804066: a business messaging event with a name that isn't allowed there. Captured up to its title."""
    return invalid(2804066, "Messaging Event Invalid Event Type")


def messaging_no_page(name: str = "LeadSubmitted") -> Refusal:
    """100/2804116: a WhatsApp event that names neither page nor account. Captured in Portuguese; this is translated."""
    return invalid(
        2804116,
        "Missing Page or WhatsApp Business account identification",
        f"Your {name} event with the action source business_messaging of the whatsapp channel has no"
        ' "page_id" nor "whatsapp_business_account_id".',
    )


def messaging_banned_field() -> Refusal:
    """100/2804064: a field that business messaging forbids. Part-captured: the subcode only; which field is unknown."""
    return invalid(2804064)


def ctwa_page_mismatch() -> Refusal:
    """100/2804072: a click of another page's. Part-captured: the subcode only; Meta alone knows whose a click is."""
    return invalid(2804072)


def app_extinfo() -> Refusal:
    """100/2804043: an app event without the version of its operating system. Part-captured: the subcode only."""
    return invalid(2804043)


def ldu_required_2020() -> Refusal:
    """100/2804030: seen in July 2020 on the offline API, captured as an inner error; its ground is gone since."""
    return oauth(100, "Invalid parameter", subcode=2804030)


def seen_text_unknown(subcode: int = 2804014) -> Refusal:
    """100 with a subcode that was seen without its text (2804001, 07, 14, 17, 48, 131). Its ground is unknown."""
    return oauth(100, "Invalid parameter", subcode=subcode)


def aggregation_unknown(known: str = "event") -> Refusal:
    """100: statistics by something that there are none by. Inferred from the Graph API's usual words."""
    return oauth(100, f"(#100) Param aggregation must be one of {{{known}}}")


def data_missing() -> Refusal:
    """100: no ``data`` in the request. Part-captured: the message was, by one third party."""
    return oauth(100, "(#100) The parameter data is required")


def data_empty() -> Refusal:
    """100: ``data`` is an empty list. Part-captured: the message was, by three third parties."""
    return oauth(100, "(#100) param data must be non-empty.")


def data_not_array() -> Refusal:
    """100: ``data`` isn't a JSON list. Inferred from the form of its neighbour."""
    return oauth(100, "(#100) param data must be an array.")
