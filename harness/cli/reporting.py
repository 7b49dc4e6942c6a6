"""The options that say what a run leaves for others, and which finding fails it."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from harness.reports.document import RunDocument
    from harness.reports.files import Reports
    from harness.verdict import Verdict
    from harness.waivers import Applied

SEVERITIES = ("critical", "high", "medium", "low")
_report_file = click.Path(path_type=Path, dir_okay=False, writable=True)
_FILES = {
    "json": "Write the verdicts to this file.",
    "junit": "Write JUnit XML to this file.",
    "html": "Write a report in HTML to this file: one file that opens offline, with a timeline of each scenario.",
    "summary": "Write a summary in Markdown to this file, for a CI server's page, a pull request or a chat.",
}
_ON_GITHUB = "GITHUB_ACTIONS"


def report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of reports; the command gets them as ``reports``."""

    @functools.wraps(command)
    def with_reports(
        *values: Any, annotations: str, fail_on: str, waivers: Path | None, unmasked: bool, **options: Any
    ) -> Any:
        from harness.reports.files import Reports  # noqa: PLC0415 - light commands shouldn't load it
        from harness.verdict import Severity  # noqa: PLC0415
        from harness.waivers import load_waivers  # noqa: PLC0415

        asked = {name: options.pop(f"{name}_path") for name in _FILES}
        reports = Reports(
            files={name: path for name, path in asked.items() if path is not None},
            annotate=annotations == "github" or (annotations == "auto" and os.environ.get(_ON_GITHUB) == "true"),
            fail_on=Severity(fail_on),
            waivers=load_waivers(waivers) if waivers is not None else (),
            unmasked=unmasked,
        )
        return command(*values, reports=reports, **options)

    made: Callable[..., Any] = click.option(
        "--annotations",
        type=click.Choice(["auto", "github", "none"]),
        default="auto",
        show_default=True,
        help="Print findings as annotations of GitHub's; auto does so in its workflows.",
    )(with_reports)
    made = click.option(
        "--waivers",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Findings that somebody answers for, until a day; README says how the file is written.",
    )(made)
    made = click.option(
        "--fail-on",
        type=click.Choice(SEVERITIES),
        default="medium",
        show_default=True,
        help="The mildest finding that fails the run.",
    )(made)
    made = click.option(
        "--unmasked", is_flag=True, help="Leave personal data and tokens in the HTML report; they are masked otherwise."
    )(made)
    for name, text in reversed(_FILES.items()):
        made = click.option(f"--{name}", f"{name}_path", type=_report_file, help=text)(made)
    return made


def concluded(reports: Reports, verdicts: tuple[Verdict, ...]) -> Applied:
    """The verdicts, with what is waived today let stand."""
    import datetime  # noqa: PLC0415 - loaded when it is needed

    from harness.waivers import apply_waivers  # noqa: PLC0415

    today = datetime.datetime.now().astimezone().date()
    return apply_waivers(reports.waivers, verdicts, today, reports.fail_on)


def deliver(reports: Reports, document: RunDocument) -> None:
    """Write the files, and print the annotations."""
    from harness.reports.annotations import workflow_commands  # noqa: PLC0415 - loaded when it is needed

    reports.write(document)
    for line in workflow_commands(document, reports.fail_on) if reports.annotate else ():
        click.echo(line)
