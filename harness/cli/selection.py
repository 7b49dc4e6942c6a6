"""What ``pixelproof run`` runs: named stories, or one journey under conditions."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from harness.cli.options import check_names

if TYPE_CHECKING:
    from harness.condition import Condition
    from harness.matrix import Matrix
    from harness.reports.terminal import TerminalReport
    from harness.runner import RunOptions
    from harness.scenario import Scenario
    from harness.shrink import Combination
    from harness.site import Site
    from harness.verdict import Verdict

Shard = tuple[int, int]
"""Which part, from 1, of how many."""


class _Shard(click.ParamType[Shard]):
    """The words ``2/3``: the second of three parts."""

    name = "shard"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Shard:
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(r"(\d+)/(\d+)", str(value))
        if match is None or not 1 <= int(match[1]) <= int(match[2]):
            self.fail(f"a part and how many there are was expected, such as 2/3, not '{value}'", param, ctx)
        return int(match[1]), int(match[2])


def selection_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what to run; the command gets them as ``selection``."""

    @functools.wraps(command)
    def with_selection(*values: Any, **options: Any) -> Any:
        asked = {field.name: options.pop(field.name) for field in dataclasses.fields(Selection)}
        return command(*values, selection=Selection(**asked), **options)

    made: Callable[..., Any] = with_selection
    for option in (
        click.option(
            "--shard",
            type=_Shard(),
            metavar="I/N",
            help="Run only the I-th of N parts; 'pixelproof merge' puts their reports together.",
        ),
        click.option("--shrink", is_flag=True, help="Of what fails, find the smallest combination that still does."),
        click.option(
            "--matrix",
            "extent",
            type=click.Choice(["alone", "covering", "pairs"]),
            is_flag=False,
            flag_value="covering",
            help="With --journey: every condition alone, then sets that cover every pair (covering, the default), or "
            "each pair by itself (pairs).",
        ),
        click.option(
            "--pages",
            type=click.IntRange(min=0),
            default=0,
            help="Leave the journey after so many pages (0: walk it to its end).",
        ),
        click.option("--under", multiple=True, metavar="CONDITION", help="With --journey: a condition of the visit."),
        click.option("--journey", metavar="NAME", help="Run this journey of the site instead of the stories."),
        click.option("-k", "words", default="", metavar="WORDS", help="Only stories that have all these words."),
        click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only stories with this tag."),
        click.argument("names", nargs=-1, metavar="[SCENARIO]..."),
    ):
        made = option(made)
    return made


@dataclass(frozen=True)
class Selected:
    """What will be run. ``said`` tells what a reader would not see by themselves; ``made_of`` is for combinations.

    ``further`` gives what to run next, of which the verdicts of the first decide.
    """

    scenarios: tuple[Scenario, ...]
    said: tuple[str, ...] = ()
    made_of: dict[str, Combination] = field(default_factory=dict)
    further: Callable[[tuple[Verdict, ...]], Selected] | None = None
    shard: Shard | None = None

    def after(self, verdicts: tuple[Verdict, ...], say: Callable[[str], None]) -> tuple[Scenario, ...]:
        """What to run after these verdicts; what that is made of joins ``made_of``."""
        if self.further is None:
            return ()
        more = self.further(verdicts)
        for line in more.said:
            say(line)
        self.made_of.update(more.made_of)
        return more.scenarios


@dataclass(frozen=True)
class Selection:
    """What was asked for."""

    names: tuple[str, ...]
    tags: tuple[str, ...]
    words: str
    journey: str | None
    under: tuple[str, ...]
    pages: int
    extent: str | None
    shrink: bool
    shard: Shard | None = None

    def scenarios(self, site: Site, faults: tuple[str, ...]) -> Selected:
        """What to run.

        Raises:
            SetupError: a name is unknown, options don't go together, or nothing is left for this shard.
        """
        from harness.errors import SetupError  # noqa: PLC0415 - light commands shouldn't load it

        selected = self._all(site, faults)
        if self.shard is None:
            return selected
        number, count = self.shard
        if selected.further is not None:
            raise SetupError("--shard can't know what acted alone in another shard: run --matrix alone, or no shards")
        if number > len(selected.scenarios):
            raise SetupError(f"--shard {number}/{count}: there are only {len(selected.scenarios)} scenarios")
        return dataclasses.replace(selected, scenarios=selected.scenarios[number - 1 :: count], shard=self.shard)

    def _all(self, site: Site, faults: tuple[str, ...]) -> Selected:
        from harness.errors import SetupError  # noqa: PLC0415 - light commands shouldn't load it

        if self.journey is None:
            if self.under or self.extent or self.pages or self.shrink:
                raise SetupError("--under, --matrix, --pages and --shrink want a journey: add --journey NAME")
            from harness.scenario import select  # noqa: PLC0415
            from harness.sources import scenario_package  # noqa: PLC0415

            return Selected(select(self.names, scenario_package(), tags=self.tags, words=self.words))
        if self.names or self.tags or self.words:
            raise SetupError("--journey runs the site's journey itself; leave out names, --tag and -k of stories")
        check_names("journey", (self.journey,), tuple(site.load_journeys()))
        return self._matrix(site, faults) if self.extent else self._one(faults)

    def _one(self, faults: tuple[str, ...]) -> Selected:
        from harness.condition import clash, conditions  # noqa: PLC0415
        from harness.errors import SetupError  # noqa: PLC0415

        known = conditions()
        check_names("condition", self.under, tuple(known))
        given = tuple(known[name] for name in dict.fromkeys(self.under))
        for place, one in enumerate(given):
            for other in given[place + 1 :]:
                if reason := clash(one, other):
                    raise SetupError(f"these conditions can't hold together: {reason}")
        return self._of((given,), faults)

    def _matrix(self, site: Site, faults: tuple[str, ...]) -> Selected:
        from harness.condition import conditions  # noqa: PLC0415
        from harness.errors import SetupError  # noqa: PLC0415
        from harness.matrix import Extent, matrix  # noqa: PLC0415

        if self.under:
            raise SetupError("--matrix takes every condition; leave out --under, or --matrix")
        from harness.conditions import consent_granted  # noqa: PLC0415

        known = [one for one in conditions().values() if one is not consent_granted]
        missing = {one.name: need for one in known if (need := site.lacks(one.needs))}
        offered = tuple(one for one in known if one.name not in missing)
        extent = Extent(str(self.extent))
        left_out = [f"left out, as site.toml does not name {need}: {', '.join(left)}" for need, left in _by(missing)]
        alone = self._of(((), *matrix(offered, Extent.ALONE).sets), faults)

        def combined(verdicts: tuple[Verdict, ...]) -> Selected:
            idle = {name: reason for name, reason in _skipped(alone, verdicts).items() if name}
            made = matrix((one for one in offered if one.name not in idle), extent)
            sets = self._of(made.combined, faults)
            alone_only = [f"not combined, SKIPPED as {why}: {', '.join(left)}" for why, left in _by(idle)]
            return dataclasses.replace(sets, said=(_counts(made), *alone_only))

        then = "" if extent is Extent.ALONE else ", then combinations of those that acted"
        said = (f"each of {len(offered)} conditions alone{then}", *left_out)
        return dataclasses.replace(alone, said=said, further=combined if then else None)

    def _of(self, sets: tuple[tuple[Condition, ...], ...], faults: tuple[str, ...]) -> Selected:
        from harness.conditions import consent_granted  # noqa: PLC0415
        from harness.matrix import journey_under  # noqa: PLC0415
        from harness.shrink import Combination  # noqa: PLC0415

        assert self.journey is not None
        made: list[Scenario] = []
        made_of: dict[str, Combination] = {}
        for given in sets:
            scenario = journey_under(self.journey, given, consent_granted, pages=self.pages)
            made.append(scenario)
            names = tuple(condition.name for condition in given)
            made_of[scenario.name] = Combination(
                journey=self.journey, pages=self.pages, conditions=names, faults=faults
            )
        return Selected(tuple(made), made_of=made_of)


def _by(reasons: dict[str, str]) -> list[tuple[str, list[str]]]:
    """Names that share a reason, under it."""
    names: dict[str, list[str]] = defaultdict(list)
    for name, reason in reasons.items():
        names[reason].append(name)
    return list(names.items())


def _skipped(selected: Selected, verdicts: tuple[Verdict, ...]) -> dict[str, str]:
    """The conditions of the runs that were SKIPPED, and why each was."""
    from harness.verdict import Status  # noqa: PLC0415

    return {
        "+".join(selected.made_of[verdict.scenario].conditions): verdict.reason
        for verdict in verdicts
        if verdict.status is Status.SKIPPED
    }


def _counts(made: Matrix) -> str:
    return (
        f"{len(made.combined)} combinations hold all {made.pairs} pairs that can be; {len(made.excluded)} pairs can't "
        "('pixelproof explain CONDITION' says which, and why)"
    )


def reproduction(selected: Selected, scenario: str) -> str:
    """The words of the command line that run one scenario of what was selected."""
    made_of = selected.made_of.get(scenario)
    return scenario if made_of is None else _words(made_of)


def _words(combination: Combination) -> str:
    words = [f"--journey {combination.journey}", *(f"--under {name}" for name in combination.conditions)]
    words += [f"--pages {combination.pages}"] if combination.pages else []
    return " ".join(words)


def shrink_failures(
    options: RunOptions, selected: Selected, verdicts: tuple[Verdict, ...], rest: str, report: TerminalReport
) -> None:
    """Of each failure that is not like one before, find and print the smallest combination that still fails.

    ``rest`` are the words of the command line that are the same for all.
    """
    from harness.shrink import signature  # noqa: PLC0415
    from harness.shrinking import smallest  # noqa: PLC0415

    seen: set[str] = set()
    for verdict in verdicts:
        found = signature(verdict)
        if not found - seen:
            continue
        seen |= found
        shrunk = asyncio.run(smallest(options, selected.made_of[verdict.scenario], verdict))
        faults = [f"--fault {name}" for name in shrunk.combination.faults]
        line = " ".join(["pixelproof run", _words(shrunk.combination), *faults, rest])
        report.note(f"{verdict.scenario}: shrunk in {shrunk.runs} runs to")
        report.note(f"  {line}")
