"""``pixelproof diagnose``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from harness.mistake import Mistake
    from harness.symptoms import Symptom


@click.command()
@click.argument("symptom", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def diagnose(symptom: tuple[str, ...], as_json: bool) -> None:
    """Go from a SYMPTOM in your reports to its likely causes, and to the runs that show which it is.

    Without SYMPTOM: the symptoms that there are.

    \b
    pixelproof diagnose "too many purchases"
    pixelproof diagnose low match quality
    """
    from harness.errors import SetupError  # noqa: PLC0415 - light commands shouldn't load it
    from harness.mistake import mistakes  # noqa: PLC0415
    from harness.symptoms import SYMPTOMS, recognised  # noqa: PLC0415

    if not symptom:
        _list(tuple(SYMPTOMS.values()), as_json=as_json)
        return
    text = " ".join(symptom)
    found = recognised(text)
    if not found:
        raise SetupError(f"'{text}' is no symptom that is known here; there are: {', '.join(SYMPTOMS)}")
    known = mistakes()
    causes = [(band, known[number]) for band, number in found[0].causes if number in known]
    if as_json:
        click.echo(json.dumps(_document(found[0], causes), indent=2, ensure_ascii=False))
        return
    _page(found[0], causes)
    if len(found) > 1:
        click.echo(f"\nIf that is not it: {', '.join(other.name for other in found[1:3])}.")


def _list(symptoms: tuple[Symptom, ...], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([{"name": one.name, "summary": one.summary} for one in symptoms], indent=2))
        return
    for one in symptoms:
        click.echo(f"{one.name}\n    {one.summary}")


def _page(symptom: Symptom, causes: list[tuple[str, Mistake]]) -> None:
    click.echo(f"{symptom.name}: {symptom.summary}\n")
    band = ""
    for likely, one in causes:
        if likely != band:
            band = likely
            click.secho({"often": "Often", "sometimes": "Sometimes", "rarely": "Rarely"}[band], bold=True)
        click.echo(f"  {one.summary}")
        click.secho(f"      {one.check} · {_command(one)}", dim=True)
    click.echo("\nAdd '--site your/site.toml' to try it on your own site. 'pixelproof explain CHECK' says more.")


def _command(one: Mistake) -> str:
    return f"pixelproof run {' '.join(one.scenarios)}"


def _document(symptom: Symptom, causes: list[tuple[str, Mistake]]) -> dict[str, object]:
    told = [
        {
            "likelihood": likely,
            "mistake": one.id,
            "name": one.name,
            "summary": one.summary,
            "severity": one.severity.value,
            "check": one.check,
            "scenarios": list(one.scenarios),
            "command": _command(one),
            "sources": list(one.sources),
        }
        for likely, one in causes
    ]
    return {"symptom": symptom.name, "summary": symptom.summary, "causes": told}
