"""Which rule holds for which key in which implementation, and what each does before and after it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from mock_meta.normalize import email, name, person, phone, place
from mock_meta.normalize.countries import CURRENCIES
from mock_meta.normalize.forms import Form, Forms, Implementation, Outcome, Refused, Rule, digest, passes_as_hashed
from mock_meta.normalize.text import js_squeeze, js_trim, php_lower, php_trim

PYTHON, NODE, PHP, BUILDER, PIXEL = Implementation


def _python_currency(text: str) -> str:
    """Three letters, small."""
    code = re.sub(r"[^a-z]", "", text)
    if len(code) != 3:
        raise Refused
    return code


def _node_currency(text: str) -> str:
    """A code of ISO 4217 in capitals."""
    code = re.sub(r"[^A-Z]", "", text.upper())
    if code not in CURRENCIES:
        raise Refused
    return code


def _loose(raw: str) -> str:
    """Small letters without blanks: what the Parameter Builder and the pixel do to numbers of the site's own."""
    return js_squeeze(raw).lower()


_SAME = name.as_it_is
_TABLE: Mapping[str, tuple[Rule | None, ...]] = {
    "em": (email.python, email.node, email.php, email.builder, email.pixel),
    "ph": (phone.python, phone.node, phone.php, phone.builder, phone.builder),
    "fn": (_SAME, _SAME, _SAME, name.builder, name.builder),
    "ln": (_SAME, _SAME, _SAME, name.builder, name.builder),
    "ge": (_SAME, person.node_gender, _SAME, person.builder_gender, person.pixel_gender),
    "db": (_SAME, _SAME, _SAME, person.builder_birthday, person.pixel_birthday),
    "ct": (place.python_city, place.node_city, place.php_city, place.builder_city, place.pixel_city),
    "st": (place.python_city, place.node_city, place.php_state, place.builder_state, place.builder_state),
    "zp": (place.python_zip, place.node_zip, place.php_zip, place.builder_zip, place.builder_zip),
    "country": (
        place.python_country,
        place.node_country,
        place.php_country,
        place.builder_country,
        place.builder_country,
    ),
    # The SDKs send the site's own numbers as they are: the rule is never asked.
    "external_id": (_SAME, _SAME, _SAME, _loose, _loose),
    "f5first": (name.python_five, name.node_five, name.php_five, None, _loose),
    "f5last": (name.python_five, name.node_five, name.php_five, None, _loose),
    "fi": (name.python_initial, name.node_initial, name.php_initial, None, _loose),
    "dobd": (person.python_day, person.node_day, person.php_day, None, _loose),
    "dobm": (person.python_month, person.node_month, person.php_month, None, _loose),
    "doby": (person.year, person.year, person.year, None, _loose),
    "currency": (_python_currency, _node_currency, _python_currency, None, None),
}
"""By key: Python's, Node's, PHP's, the Parameter Builder's, the pixel's rule; None where there is none."""

KEYS = frozenset(_TABLE)
"""The keys that some official implementation normalises; ``currency`` is the one that is no customer information."""


_ONE_TO_ONE = frozenset({"f5first", "f5last", "fi", "dobd", "dobm", "doby", "currency"})
"""Keys that hold no list: PHP's SDK leaves them out when they are empty (run)."""

_DOCUMENTED: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "em": email.documented,
    "fn": name.documented,
    "ln": name.documented,
    "ge": person.documented_gender,
    "db": person.documented_birthday,
    "ct": place.documented_city,
    "st": place.documented_state,
    "zp": place.documented_zip,
    "country": place.documented_country,
    "external_id": lambda raw: (raw,) if raw else (),
}


@lru_cache(maxsize=4096)
def normal_forms(key: str, raw: str, country: str = "") -> Forms:
    """What each official implementation makes of ``raw`` under ``key``; never raises.

    ``country`` (alpha-2) is that of the customer: it decides what Meta's page asks of a phone number in national form.
    """
    rules = zip(Implementation, _TABLE.get(key, ()), strict=False)
    return Forms(
        key=key,
        raw=raw,
        forms=tuple(_ENGINES[which](key, raw, rule) for which, rule in rules if rule is not None),
        documented=tuple(_documented(key, raw, country)),
    )


def _documented(key: str, raw: str, country: str) -> Iterator[str]:
    if passes_as_hashed(raw.strip()):
        return  # Meta's page says nothing of values that come hashed.
    if key == "ph":
        yield from phone.documented(raw, country)
    elif key in _DOCUMENTED:
        yield from _DOCUMENTED[key](raw)


def _python(key: str, raw: str, rule: Rule) -> Form:
    """Small letters, trimmed; a hash in either case is kept. A text of blanks is hashed as an empty one (run)."""
    if key == "external_id":
        return _plain(PYTHON, raw)
    text = raw.lower().strip()
    if raw and passes_as_hashed(text):
        return _kept(PYTHON, text)
    return _ruled(PYTHON, key, text, rule) if raw else _nothing(PYTHON)


def _node(key: str, raw: str, rule: Rule) -> Form:
    """Trimmed, small letters; a hash in either case is kept; blanks alone are sent as a list that holds null (run)."""
    if key == "external_id":
        return _plain(NODE, raw)
    if key == "currency":
        return _ruled(NODE, key, js_trim(raw), rule) if raw else _nothing(NODE)
    text = js_trim(raw).lower()
    if passes_as_hashed(text):
        return _kept(NODE, text)
    return _ruled(NODE, key, text, rule) if text else _nothing(NODE)


def _php(key: str, raw: str, rule: Rule) -> Form:
    """Small ASCII letters, trimmed; a hash is kept as it is, capitals too (run); an empty text is sent as such."""
    if key == "external_id":
        return _plain(PHP, raw)
    if _is_hash_to_php(raw):
        return _kept(PHP, raw)
    form = _ruled(PHP, key, php_trim(php_lower(raw)), rule) if raw else _nothing(PHP)
    if not form.text and form.outcome is not Outcome.REFUSED:
        return _nothing(PHP) if key in _ONE_TO_ONE else Form(implementation=PHP, outcome=Outcome.BLANK)
    return _kept(PHP, form.text) if _is_hash_to_php(form.text) else form


def _is_hash_to_php(text: str) -> bool:
    return re.fullmatch(r"[0-9A-Fa-f]{64}|[0-9a-f]{32}", text) is not None


def _builder(key: str, raw: str, rule: Rule) -> Form:
    """Each rule does its own trimming; a hash is kept in small letters; what breaks its rule is left out."""
    text = js_trim(raw)
    if passes_as_hashed(text):
        return _kept(BUILDER, text.lower())
    form = _ruled(BUILDER, key, raw, rule)
    return form if form.text else _nothing(BUILDER)


def _pixel(key: str, raw: str, rule: Rule) -> Form:
    """As the Parameter Builder, but what breaks its rule is hashed as it is, save an e-mail address (measured)."""
    text = js_trim(raw)
    if passes_as_hashed(text):
        return _kept(PIXEL, text.lower())
    form = _ruled(PIXEL, key, raw, rule) if raw else _nothing(PIXEL)
    if passes_as_hashed(form.text):
        return _kept(PIXEL, form.text)
    if form.text or key == "em" or not raw:
        return form if form.text else _nothing(PIXEL)
    return Form(implementation=PIXEL, outcome=Outcome.HASHED, text=raw, value=digest(raw))


_ENGINES = {PYTHON: _python, NODE: _node, PHP: _php, BUILDER: _builder, PIXEL: _pixel}


def _ruled(which: Implementation, key: str, text: str, rule: Rule) -> Form:
    try:
        normal = rule(text)
    except Refused:
        return Form(implementation=which, outcome=Outcome.REFUSED)
    if normal is None:
        return _nothing(which)
    if key == "currency":
        return _plain(which, normal)
    return Form(implementation=which, outcome=Outcome.HASHED, text=normal, value=digest(normal))


def _plain(which: Implementation, text: str) -> Form:
    return Form(implementation=which, outcome=Outcome.PLAIN if text else Outcome.BLANK, text=text, value=text)


def _kept(which: Implementation, text: str) -> Form:
    return Form(implementation=which, outcome=Outcome.KEPT, text=text, value=text)


def _nothing(which: Implementation) -> Form:
    return Form(implementation=which, outcome=Outcome.OMITTED)
