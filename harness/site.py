"""A site as its ``site.toml`` describes it: how to start it, where its books are, what it promises."""

from __future__ import annotations

import importlib.util
import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from harness.consent_managers import AUTO, MANAGERS, managers
from harness.errors import SiteError
from harness.plan import BOTH, Plan, Promise
from harness.shopper import DEFAULT_LOCALES, LOCALES
from harness.toml_file import TomlFile
from mock_meta.event import Channel

Journey = Callable[..., Awaitable[Any]]


class Start(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to start the site: a command with placeholders, as a test runner describes its web server.

    ``{port}`` and every ``{..._port}`` are free ports; ``hosts`` maps the host names under which the browser sees the
    site to the names of those ports. ``ready`` is a path of the first port that answers below 500 when the site is up.
    ``client_address`` names the header, such as ``X-Forwarded-For``, in which the site's edge tells it the visitor's
    network address; if it is there, the run plays the edge. ``arguments`` follow the command, for a file that extends
    another one and starts the same site a little otherwise.
    """

    command: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    ready: str = "/"
    ready_timeout_s: float = 30.0
    hosts: Mapping[str, str] = {}
    client_address: str = ""
    bugs: tuple[str, ...] = ()


class ControlPaths(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Paths that steer a started site, where it has them: all are called by POST.

    ``bugs`` switches its variants without a new start, and empties it. ``actors`` are others than shoppers who do
    something with the site, by name: ``crawler = "/_control/crawl"``.
    """

    reset: str = ""
    drain: str = ""
    clock: str = ""
    bugs: str = ""
    actors: Mapping[str, str] = {}


class ConsentSelectors(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The consent banner's buttons, as selectors of Playwright's.

    ``manager`` is the consent manager behind it, by the name that `harness.consent_managers` gives it, or ``auto`` for
    whichever shows its banner; then the buttons of the first layer need no names here. ``gpc`` is what the site
    promises to a browser that asks for privacy globally (Global Privacy Control): ``opt-out`` uses its data in a
    limited way, ``denied`` sends nothing; empty promises nothing. ``opt_out`` is what a visitor of a US state clicks to
    have their data used in a limited way; ``reopen`` brings the banner back after it was answered.
    """

    accept: str = ""
    deny: str = ""
    opt_out: str = ""
    reopen: str = ""
    manager: str = ""
    gpc: Literal["", "opt-out", "denied"] = ""


class Site(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One site. ``path`` is the file that describes it; relative names in it start from its folder.

    ``passes`` are hosts of others that a visit needs, such as a payment provider's: the proxy lets them through.

    ``staff`` are e-mail addresses of people who run it, whose data no event may carry.

    ``ways`` are other ways to walk a journey, by the journey's name and the way's: journeys of the same file, such as
    ``declined_then_paid = "buy_after_a_declined_card"`` for ``buy``.

    ``account`` is the journey by which a shopper opens an account, if there is one.

    ``without_cookies`` are the journeys that a visitor can walk whose browser keeps no cookie at all.

    ``locales`` are where its made-up shoppers come from, as language and country: ``de_DE``.
    """

    name: str
    base_url: str
    pixel_ids: tuple[str, ...]
    journeys: str = "journeys.py"
    observes: tuple[Channel, ...] = BOTH
    hosts: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()
    start: Start | None = None
    control: ControlPaths = ControlPaths()
    books: Mapping[str, str] = {}
    feed: str = ""
    staff: tuple[str, ...] = ()
    ways: Mapping[str, Mapping[str, str]] = {}
    account: str = ""
    without_cookies: tuple[str, ...] = ()
    value_includes: tuple[str, ...] = ()
    test_event_code: str = ""
    locales: tuple[str, ...] = DEFAULT_LOCALES
    consent: ConsentSelectors | None = None
    plan: Mapping[str, Promise] = {}
    path: Path = Path("site.toml")

    @property
    def promised(self) -> Plan:
        """The site's tracking plan."""
        return Plan(
            promises=self.plan,
            consent_asked=self.consent is not None,
            value_includes=self.value_includes,
            test_event_code=self.test_event_code,
            gpc=self.consent.gpc if self.consent is not None else "",
        )

    @property
    def host(self) -> str:
        """Host and port of the base URL, as addresses show them."""
        return urlsplit(self.base_url).netloc

    @property
    def own_hosts(self) -> tuple[str, ...]:
        """The hosts whose pages are the site's own."""
        return (self.host, *self.hosts)

    def lacks(self, needs: Iterable[str]) -> str:
        """The first of these needs of a condition that the site does not meet; empty if it meets all.

        A need is a dotted name of the site's file, such as ``consent.deny``. A consent manager that is named brings its
        buttons along.
        """
        return next((need for need in needs if not self._offers(need)), "")

    def _offers(self, need: str) -> bool:
        if need in ("consent.accept", "consent.deny") and self.consent is not None and self.consent.manager:
            return True
        value: object = self
        for part in need.split("."):
            value = value.get(part) if isinstance(value, Mapping) else getattr(value, part, None)
        return bool(value)

    def load_journeys(self) -> dict[str, Journey]:
        """The site's journeys by name: every public async function of its journeys file.

        Raises:
            SiteError: the file is missing or can't be imported.
        """
        path = self.path.parent / self.journeys
        module = _load_module(path, self.path)
        return {
            name: function
            for name, function in vars(module).items()
            if inspect.iscoroutinefunction(function)
            and not name.startswith("_")
            and function.__module__ == module.__name__
        }


def load_site(path: Path) -> Site:
    """The site that a file describes; ``extends`` in it names another site file, in which it changes something.

    Raises:
        SiteError: the file is missing, no TOML, or not as expected; with the line where there is one.
    """
    file, data = _read(path)
    promises = {name: file.convert(value, Promise, f"plan.{name}") for name, value in _plan(data, path).items()}
    data.pop("plan", None)
    site = file.convert(data, Site)
    if not _is_web_address(site.base_url):
        raise file.refusal("base_url", f"base_url must be an http or https address, not '{site.base_url}'")
    if strange := [locale for locale in site.locales if locale not in LOCALES]:
        known = ", ".join(LOCALES)
        raise file.refusal("locales", f"locales: no shopper can come from '{strange[0]}'; known are {known}")
    if site.consent is not None and site.consent.manager and not managers(site.consent.manager):
        known = ", ".join((AUTO, *(manager.name for manager in MANAGERS)))
        said = f"consent.manager: '{site.consent.manager}' is unknown; known are {known}"
        raise file.refusal("consent.manager", said)
    if not site.locales:
        raise file.refusal("locales", "locales must name at least one")
    return msgspec.structs.replace(site, plan=promises, path=path)


def _read(path: Path, extended_by: tuple[Path, ...] = ()) -> tuple[TomlFile, dict[str, Any]]:
    """A site file, and what is in it and in the file that it extends."""
    file = TomlFile(path, "a site file", SiteError)
    data = dict(file.tables)
    extends = data.pop("extends", None)
    if extends is None:
        return file, data
    if not isinstance(extends, str) or path in extended_by:
        raise file.refusal("extends", "extends must name another site file, in no circle")
    base = path.parent / extends
    _, inherited = _read(base, (*extended_by, path))
    inherited["journeys"] = str((base.parent / inherited.get("journeys", "journeys.py")).resolve())
    return file, _merged(inherited, data)


def _merged(inherited: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Both tables in one: what is one's own goes before, in every table within."""
    both = {key: (inherited[key], own[key]) for key in inherited.keys() & own.keys()}
    deeper = {key: _merged(*pair) for key, pair in both.items() if all(isinstance(part, dict) for part in pair)}
    return inherited | own | deeper


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _plan(data: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    plan = data.get("plan", {})
    if not isinstance(plan, dict) or not plan:
        raise SiteError(f"{path}: there is no plan; add a table [plan.Purchase] that says what the site promises")
    return plan


def _load_module(path: Path, site_path: Path) -> ModuleType:
    if not path.is_file():
        raise SiteError(f"{site_path}: journeys names {path}, which does not exist")
    spec = importlib.util.spec_from_file_location(f"pixelproof_journeys_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise SiteError(f"{site_path}: journeys must name a Python file, not {path}")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise SiteError(f"{path}: it can't be imported: {type(error).__name__}: {error}") from error
    return module
