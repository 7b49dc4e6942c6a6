"""The files that a run leaves for others: each a format of the same document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from harness.ledger import Ledger, decode_ledger
from harness.reports.document import RunDocument, encoded
from harness.reports.html.page import report_html
from harness.reports.junit import junit_xml
from harness.reports.summary import summary
from harness.verdict import Severity
from harness.waivers import Waiver


def _ledgers(document: RunDocument) -> dict[str, Ledger]:
    """The evidence of a run, as far as it lies where the run left it."""
    paths = {one.scenario: Path(one.ledger) for one in document.verdicts if one.ledger is not None}
    return {name: decode_ledger(path.read_bytes(), str(path)) for name, path in paths.items() if path.is_file()}


class Reports(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for: files by the name of their format, annotations on the output, and what fails a run.

    ``unmasked`` leaves personal data in the report that is made to be passed on.
    """

    files: Mapping[str, Path]
    annotate: bool
    fail_on: Severity
    waivers: tuple[Waiver, ...] = ()
    unmasked: bool = False

    def make_room(self) -> None:
        """Make the folders before a run that would be lost for want of them."""
        for path in self.files.values():
            path.parent.mkdir(parents=True, exist_ok=True)

    def write(self, document: RunDocument) -> None:
        """Write every file."""
        self.make_room()
        for name, path in self.files.items():
            path.write_bytes(WRITERS[name](document, self))


def _html(document: RunDocument, asked: Reports) -> bytes:
    folder = asked.files["html"].parent
    return report_html(document, _ledgers(document), folder=folder, unmasked=asked.unmasked)


Writer = Callable[[RunDocument, Reports], bytes]
WRITERS: Mapping[str, Writer] = {
    "json": lambda document, _: encoded(document),
    "junit": lambda document, asked: junit_xml(document.verdicts, site=document.site, fail_on=asked.fail_on),
    "summary": lambda document, _: summary(document),
    "html": _html,
}
"""What is written for each option of this name."""
