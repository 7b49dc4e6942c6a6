"""How customer information is normalised before it is hashed, by Meta's page and by each official implementation.

The implementations disagree in about half of all unusual values, so "properly normalised" has no single answer. This
package knows all of them as rules, and tells of a value that was sent which of them made it from a known customer's
data, or what went wrong. It is pure, and imports no SDK.
"""

from mock_meta.normalize.classify import Classification, Kind, classify
from mock_meta.normalize.cookies import Cookie, read_cookie
from mock_meta.normalize.customer import known_values
from mock_meta.normalize.forms import EMPTY_HASH, Form, Forms, Implementation, Outcome, digest, split_appendix
from mock_meta.normalize.rules import KEYS, normal_forms

__all__ = [
    "EMPTY_HASH",
    "KEYS",
    "Classification",
    "Cookie",
    "Form",
    "Forms",
    "Implementation",
    "Kind",
    "Outcome",
    "classify",
    "digest",
    "known_values",
    "normal_forms",
    "read_cookie",
    "split_appendix",
]
