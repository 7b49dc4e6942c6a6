"""Whether the pages themselves are sound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from harness.case import Case
from harness.check import check
from harness.checks.wording import many
from harness.ledger import PageError
from harness.verdict import Finding, Severity


@check("page.errors", Severity.MEDIUM, rule="an uncaught error ends the script that it happens in (web standard)")
def pages_throw_no_errors(case: Case) -> Iterator[Finding]:
    """No page of the site throws an uncaught script error.

    What a broken script would have sent is lost, on that page and for that visitor only.
    """
    grouped: dict[str, list[PageError]] = defaultdict(list)
    for visit in case.ledger.visits:
        for error in visit.page_errors:
            grouped[error.message.split("\n", 1)[0]].append(error)
    for message, errors in grouped.items():
        yield Finding(
            message=f"{errors[0].url} throws: {message} ({many(len(errors), 'time')}).",
            subject=f"page/{errors[0].url}",
            causes=("a script of the page is broken or was escaped by its template",),
            remedy="Open the page's console and mend the script.",
        )
