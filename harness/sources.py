"""Where sites and stories come from when none is named: the installed packages that offer themselves as default."""

from __future__ import annotations

from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from harness.errors import SetupError
from harness.site import Site, load_site

_SITES = "pixelproof.sites"
_SCENARIOS = "pixelproof.scenarios"
SITE_FILE = "site.toml"


def chosen_site(path: Path | None) -> Site:
    """The site of a ``site.toml``, or the packaged one if ``path`` is None.

    Raises:
        SiteError: the file can't be used.
        SetupError: no path was given and no package offers a site.
    """
    return load_site((path or Path(_folder(_SITES)) / SITE_FILE).resolve())


def scenario_package() -> str:
    """The name of the installed package that holds the stories."""
    return _default(_SCENARIOS)


def _default(group: str) -> str:
    found = entry_points(group=group, name="default")
    if not found:
        raise SetupError(f"no installed package offers '{group}'; install pixelproof with 'pip install pixelproof'")
    return next(iter(found)).value


def _folder(group: str) -> str:
    name = _default(group)
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SetupError(f"the package {name}, which '{group}' names, is not installed")
    return next(iter(spec.submodule_search_locations))
