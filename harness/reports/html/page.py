"""The report as one HTML file: all that was found as plain markup, what is drawn on demand packed beside it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
import msgspec

from harness.check import checks
from harness.ledger import Ledger
from harness.reports.document import RunDocument
from harness.reports.figures import COLUMNS, headline, numbers, outcomes
from harness.reports.grouped import by_finding
from harness.reports.html.view import view
from harness.reports.mask import Mask, as_it_is
from harness.verdict import ExitStatus, Status, Verdict

_HERE = Path(__file__).parent
_SCRIPTS = ("dom.js", "timeline.js", "detail.js", "report.js")
_SENTENCES = {
    ExitStatus.CLEAN: ("good", "Meta would count every conversion once"),
    ExitStatus.FINDINGS: ("bad", "Meta would not count as it should"),
    ExitStatus.COULD_NOT_RUN: ("warn", "The run proves nothing: something could not be carried out"),
}


def report_html(
    document: RunDocument, ledgers: Mapping[str, Ledger], *, folder: Path = Path(), unmasked: bool = False
) -> bytes:
    """The report of a run; ``ledgers`` are the evidence of its scenarios by name, as far as there is any.

    ``folder`` is where the report will lie, so that its links lead to the run's other files.
    Personal data and secrets are masked, unless it is to be ``unmasked``.
    """
    masks = {name: as_it_is() if unmasked else Mask(ledger) for name, ledger in ledgers.items()}
    document = document if unmasked else _masked(document, masks)
    style, script = _asset("report.css"), _script()
    tone, sentence = _SENTENCES[ExitStatus(document.exit_status)]
    verdicts = document.verdicts
    text = _template().render(
        document=document,
        tone=tone,
        sentence=sentence,
        outcomes=outcomes(verdicts),
        headline=headline(verdicts),
        shared=by_finding(verdicts),
        rules={name: check.rule for name, check in checks().items()},
        waivers=_waivers(document),
        anchors={verdict.scenario: f"scenario-{number}" for number, verdict in enumerate(verdicts, start=1)},
        statuses=[str(status) for status in Status if any(one.status is status for one in verdicts)],
        families=sorted({family for verdict in verdicts for family in _families(verdict)}),
        conditions=sorted({name for verdict in verdicts for name in verdict.acted}),
        columns=COLUMNS,
        numbers=numbers,
        families_of=_families,
        unjudged_of=_unjudged,
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        views=_packed({name: view(ledger, masks[name]) for name, ledger in ledgers.items()}),
        masked=not unmasked,
        link=partial(_link, folder),
    )
    return text.encode("utf-8", "replace")


@cache
def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(_HERE)
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    return environment.get_template("report.html.jinja")


def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _script() -> str:
    body = "\n".join(_asset(name) for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{body}}})();\n'


def _hash(text: str) -> str:
    """What a Content-Security-Policy names a text by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _link(folder: Path, path: str) -> str:
    """The address of a file, seen from the report; it begins with a dot, so that no path is taken for a scheme."""
    way = os.path.relpath(path.replace("\0", ""), folder)
    return quote(way if way.startswith(".") else f"./{way}", errors="replace")


def _masked(document: RunDocument, masks: Mapping[str, Mask]) -> RunDocument:
    plain = Mask()
    verdicts = tuple(
        msgspec.convert(masks.get(one.scenario, plain).value(msgspec.to_builtins(one)), Verdict)
        for one in document.verdicts
    )
    sentences = {name: tuple(map(plain.text, getattr(document, name))) for name in ("expired", "unused")}
    return msgspec.structs.replace(document, verdicts=verdicts, **sentences)


def _packed(views: Mapping[str, Any]) -> str:
    return base64.b64encode(gzip.compress(msgspec.json.encode(views), mtime=0)).decode()


def _families(verdict: Verdict) -> list[str]:
    return sorted({finding.check.partition(".")[0] for finding in verdict.findings})


def _unjudged(verdict: Verdict) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in verdict.unjudged:
        found[one.reason].append(one.check)
    return sorted(found.items())


def _waivers(document: RunDocument) -> list[str]:
    waived = [
        f"{verdict.scenario}: {one.finding.message} Until {one.expires}: {one.waiver}"
        for verdict in document.verdicts
        for one in verdict.waived
    ]
    return [*document.expired, *document.unused, *waived]
