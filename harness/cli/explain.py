"""``pixelproof explain``."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.catalogue import KINDS, TOLD, catalogue
from harness.cli.options import site_option


@click.command()
@click.argument("name")
@site_option
def explain(name: str, site: Path | None) -> None:
    """Tell what a scenario, check, mistake, condition, fault or bug is, and why it is there."""
    known: list[str] = []
    explained = False
    for kind in KINDS:
        if kind == "bugs" and explained:
            break  # The site, which must be started to be asked, need not say more.
        for entry in catalogue(kind, site):
            known.append(str(entry["name"]))
            if name in (entry["name"], entry.get("id")):
                click.echo(("\n" if explained else "") + _page(kind, entry) + _derived(kind, name, site))
                explained = True
    if not explained:
        from harness.errors import SetupError  # noqa: PLC0415 - only for the sentence
        from harness.scenario import unknown  # noqa: PLC0415

        raise SetupError(unknown("scenario, check, mistake, condition, fault or bug", name, tuple(known)))


def _page(kind: str, entry: dict[str, object]) -> str:
    """One entry for a reader: what it is, why, and the facts in a column."""
    lines = [f"{entry['name']} ({kind.removesuffix('s')})", "", str(entry.get("doc") or entry["summary"]), ""]
    facts = {key: value for key, value in entry.items() if key not in TOLD and value not in ([], "", None)}
    width = max((len(key) for key in facts), default=0)
    for key, value in facts.items():
        first, *more = [str(item) for item in value] if isinstance(value, list) else [str(value)]
        lines += [f"{key:<{width}}  {first}", *(" " * (width + 2) + item for item in more)]
    return "\n".join(lines).rstrip()


def _derived(kind: str, name: str, site: Path | None) -> str:
    """What follows from a scenario's conditions for each event, or with what a condition can't be combined."""
    if kind == "scenarios":
        return "\n\n" + "\n".join(_expectation(name, site))
    if kind != "conditions":
        return ""
    from harness.condition import clash, conditions  # noqa: PLC0415 - only where it is asked for

    known = conditions()
    reasons = [why for other in known.values() if other.name != name and (why := clash(known[name], other))]
    return "\n\ncan't be combined:\n" + "\n".join(f"  {why}" for why in reasons) if reasons else ""


def _expectation(name: str, site: Path | None) -> list[str]:
    from harness.expectation import expected  # noqa: PLC0415 - only where it is asked for
    from harness.reports.expectation import told  # noqa: PLC0415
    from harness.scenario import scenarios  # noqa: PLC0415
    from harness.sources import chosen_site, scenario_package  # noqa: PLC0415
    from mock_meta.faults import faults  # noqa: PLC0415

    story, chosen = scenarios(scenario_package())[name], chosen_site(site)
    found = expected(chosen.promised, story.given, [faults()[fault] for fault in story.faults], chosen.observes)
    return [f"expected on {chosen.name}, derived from its plan:", *(f"  {line}" for line in told(found))]
