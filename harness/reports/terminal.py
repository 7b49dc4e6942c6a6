"""What a person sees of a run in the terminal: progress, a table, and findings that explain themselves."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from harness.reports.figures import COLUMNS, headline, numbers, outcomes
from harness.reports.text import finding_details, folded, printable
from harness.verdict import ExitStatus, Finding, Severity, Status, Verdict

_PLAIN_WIDTH = 110
_NAME_WIDTH = 28
_COLOURS = {
    Status.PASSED: "green",
    Status.FAILED: "red",
    Status.FLAKY: "red",
    Status.ERROR: "magenta",
    Status.SKIPPED: "yellow",
}
_MARKS = {Status.PASSED: "✓", Status.FAILED: "✗", Status.FLAKY: "~", Status.ERROR: "!", Status.SKIPPED: "-"}
_SEVERITY_COLOURS = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}


def make_console(*, stderr: bool = False, plain_width: int = _PLAIN_WIDTH) -> Console:
    """A console that colours on a terminal only, obeys ``NO_COLOR``, and is wide enough when piped."""
    colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
    console = Console(stderr=stderr, highlight=False, color_system=colours)
    if console.is_terminal:
        return console
    return Console(stderr=stderr, highlight=False, color_system=colours, width=plain_width)


class TerminalReport:
    """Writes one run to a console."""

    def __init__(
        self, console: Console, *, verbose: bool = False, quiet: bool = False, only_troubles: bool = False
    ) -> None:
        """``only_troubles`` leaves what passed out of the table, for runs whose table would fill screens."""
        self._only_troubles = only_troubles
        self._console = console
        self._verbose = verbose
        self._quiet = quiet

    def begin(self, line: str) -> None:
        """Say what is about to run."""
        if not self._quiet:
            self._console.print(Text(printable(line), "dim"), soft_wrap=True)

    def note(self, text: str) -> None:
        """Say something about the run as a whole."""
        if not self._quiet:
            self._console.print(Text(printable(text), "dim"), soft_wrap=True)

    def progress(self, verdict: Verdict) -> None:
        """Say how one scenario ended, when it does."""
        if self._quiet:
            return
        line = Text(f"  {_MARKS[verdict.status]} ", _COLOURS[verdict.status])
        line.append(printable(verdict.scenario), "")
        if verdict.wall_s is not None:
            line.append(f"  {verdict.wall_s:.1f} s", "dim")
        self._console.print(line, soft_wrap=True)

    def end(
        self,
        verdicts: tuple[Verdict, ...],
        status: ExitStatus,
        wall_s: float = 0.0,
        remarks: tuple[str, ...] = (),
    ) -> None:
        """Print the details of what did not pass, the table, the run's numbers, and remarks about it as a whole."""
        for verdict in verdicts:
            if verdict.status is not Status.PASSED or (self._verbose and (verdict.findings or verdict.acted)):
                self._detail(verdict)
        if not self._quiet:
            shown = [one for one in verdicts if not self._only_troubles or one.status is not Status.PASSED]
            if shown:
                self._console.print(_table(shown))
            self._costs(verdicts)
            self._unjudged(verdicts)
        self._waived(verdicts, remarks)
        self._closing(verdicts, status, wall_s)

    def _detail(self, verdict: Verdict) -> None:
        title = Text(printable(verdict.scenario), "bold")
        title.append(f"  {verdict.status}", f"bold {_COLOURS[verdict.status]}")
        title.append(f"  {printable(verdict.reason)}" if verdict.reason else "", "not bold")
        if verdict.status is not Status.SKIPPED:
            self._console.print()
        self._console.print(title)
        if verdict.breakdown is not None:
            self._line("step", verdict.breakdown.step)
            self._line("said", verdict.breakdown.message)
            if verdict.breakdown.screenshot:
                self._unbroken("screenshot", verdict.breakdown.screenshot)
        for condition, evidence in verdict.acted.items() if self._verbose else ():
            self._line("acted", f"{condition}: {evidence or 'nothing shows it'}")
        for finding in verdict.findings:
            self._finding(finding)
        self._evidence(verdict)
        if verdict.again and verdict.status in (Status.FAILED, Status.FLAKY, Status.ERROR):
            self._unbroken("again", verdict.again)

    def _evidence(self, verdict: Verdict) -> None:
        if verdict.ledger and verdict.findings and not verdict.tries:
            self._unbroken("ledger", verdict.ledger)
        for number, one in enumerate(verdict.tries, start=1):
            self._unbroken(f"try {number}", f"{one.status}  {one.ledger or 'no ledger'}")
        if verdict.rerun is not None:
            self._unbroken("rerun", f"{verdict.rerun.status}  {verdict.rerun.ledger or 'no ledger'}")
            for path in verdict.rerun.traces:
                self._unbroken("trace", f"playwright show-trace {path}")

    def _finding(self, finding: Finding) -> None:
        line = Text(f"{finding.severity} ", _SEVERITY_COLOURS[finding.severity])
        line.append(f"{finding.check}  ", "cyan")
        line.append(printable(finding.message), "")
        self._wrapped(Text("  "), line)
        for name, text in finding_details(finding):
            if self._verbose or name not in ("id", "rule", "evidence"):
                self._line(name, text, indent=4)

    def _line(self, name: str, text: str, indent: int = 2) -> None:
        self._wrapped(Text.assemble(" " * indent, (f"{name:<10}", "dim"), " "), Text(printable(text)))

    def _wrapped(self, head: Text, text: Text) -> None:
        """Text that keeps its indent over several lines, none of which ends in blanks."""
        lines = text.wrap(self._console, max(20, self._console.width - head.cell_len))
        for place, line in enumerate(lines):
            line.rstrip()
            self._console.print(Text.assemble(head if place == 0 else " " * head.cell_len, line), soft_wrap=True)

    def _unbroken(self, name: str, text: str) -> None:
        """A line that is there to be copied: a path or a command."""
        self._console.print(Text.assemble("  ", (f"{name:<10}", "dim"), " ", printable(text)), soft_wrap=True)

    def _costs(self, verdicts: tuple[Verdict, ...]) -> None:
        for verdict in verdicts:
            if verdict.headline is not None and (times := verdict.headline.slowdown) is not None:
                line = (
                    f"  {printable(verdict.scenario)}: the journey took {times:.2f} times as long as without the faults"
                )
                self._console.print(Text(line, "dim"), soft_wrap=True)

    def _unjudged(self, verdicts: tuple[Verdict, ...]) -> None:
        if hosts := sorted({host for verdict in verdicts for host in verdict.guarded}):
            line = f"  not let through, as foreign to the site: {printable(', '.join(hosts))}"
            self._console.print(Text(line, "yellow"))
        checks: dict[str, set[str]] = defaultdict(set)
        for unjudged in (unjudged for verdict in verdicts for unjudged in verdict.unjudged):
            checks[unjudged.reason].add(unjudged.check)
        for reason in sorted(checks):
            self._wrapped(
                Text("  "), Text(f"not judged, as {printable(reason)}: {', '.join(sorted(checks[reason]))}", "yellow")
            )

    def _waived(self, verdicts: tuple[Verdict, ...], remarks: tuple[str, ...]) -> None:
        for verdict in verdicts:
            for one in verdict.waived:
                said = f"{verdict.scenario}: {one.finding.message} Until {one.expires}: {one.waiver}"
                self._wrapped(Text("  waived  ", "yellow"), Text(printable(said)))
        for remark in remarks:
            self._wrapped(Text("  "), Text(printable(remark), "yellow"))

    def _closing(self, verdicts: tuple[Verdict, ...], status: ExitStatus, wall_s: float) -> None:
        colour = {ExitStatus.CLEAN: "bold green", ExitStatus.FINDINGS: "bold red"}.get(status, "bold magenta")
        line = Text(outcomes(verdicts), colour)
        if wall_s:
            line.append(f" in {wall_s:.1f} s", "dim")
        self._console.print(line)
        self._console.print(Text(headline(verdicts)))
        if status is ExitStatus.COULD_NOT_RUN and not any(verdict.verified for verdict in verdicts):
            self._console.print(Text("Nothing was verified: no scenario could hold an expectation against evidence."))


def _table(verdicts: Sequence[Verdict]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    table.add_column("scenario", overflow="fold")
    table.add_column("verdict", no_wrap=True)
    for name in COLUMNS:
        table.add_column(name, justify="right", no_wrap=True)
    for verdict in verdicts:
        table.add_row(
            Text(folded(printable(verdict.scenario), _NAME_WIDTH)),
            Text(verdict.status, _COLOURS[verdict.status]),
            *numbers(verdict),
        )
    return table
