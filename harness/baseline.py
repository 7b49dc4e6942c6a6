"""The baseline: what each scenario sent when somebody last looked, in a file for git, which people can review."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from harness.errors import BaselineError
from harness.sent import Leg, Sent, Share
from harness.toml_file import TomlFile
from mock_meta.event import Channel

FORMAT = "pixelproof-baseline/1"
_HEAD = (
    "# What each scenario sent to Meta. 'pixelproof baseline diff' tells what a run sent otherwise,",
    "# 'pixelproof baseline accept' writes that here. Under 'events' stands what most scenarios send; under a",
    "# scenario, how many copies there were, and what was otherwise with them.",
)
_OPEN = "open"


class Baseline(msgspec.Struct, frozen=True, kw_only=True):
    """What each scenario of a site sent, by its name, when its shoppers were made up from this seed."""

    site: str
    seed: int
    scenarios: Mapping[str, Sent]


class _Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What most scenarios' copies of an event on one channel hold."""

    all: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    delay: str = ""

    @property
    def holds(self) -> dict[str, Share]:
        return {**dict.fromkeys(self.all, Share.ALL), **dict.fromkeys(self.some, Share.SOME)}


class _Otherwise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many copies a scenario sent, in what they differ from the form, and why Meta refused others."""

    count: int
    refused: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    delay: str | None = None


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: str
    site: str
    seed: int
    events: Mapping[str, _Form] = {}
    scenarios: Mapping[str, Mapping[str, int | str | _Otherwise]] = {}


def written(baseline: Baseline) -> str:
    """The baseline as text: the same for the same, whatever the order."""
    forms = {key: _form(legs) for key, legs in _by_event(baseline).items()}
    lines = [*_HEAD, f'format = "{FORMAT}"', f"site = {_text(baseline.site)}", f"seed = {baseline.seed}"]
    for key, form in sorted(forms.items()):
        lines += ["", f"[events.{_text(_label(key))}]", *_lines("all", form.all), *_lines("some", form.some)]
        lines += [f"delay = {_text(form.delay)}"] if form.delay else []
    for name in sorted(baseline.scenarios):
        lines += ["", f"[scenarios.{_text(name)}]"]
        for key, leg in sorted(baseline.scenarios[name].items()):
            lines.append(f"{_text(_label(key))} = {_told(leg, forms[key])}")
    return "\n".join(lines) + "\n"


def load_baseline(path: Path) -> Baseline:
    """The baseline of a file.

    Raises:
        BaselineError: the file is missing, or not as `written` has it; with the line where there is one.
    """
    file = TomlFile(path, "a baseline", BaselineError)
    found = file.convert(file.tables, _File)
    if found.format != FORMAT:
        raise file.refusal("format", f"format: '{FORMAT}' was expected, not '{found.format}'; save the baseline anew")
    scenarios: dict[str, Sent] = {}
    for name, legs in found.scenarios.items():
        for label in legs:
            if label not in found.events and _key(label) is None:
                raise file.refusal(f"scenarios.{name}", f"{name}: '{label}' is no event with its channel")
        scenarios[name] = {
            key: _leg(told, found.events.get(label, _Form())) for label, told in legs.items() if (key := _key(label))
        }
    return Baseline(site=found.site, seed=found.seed, scenarios=scenarios)


def _by_event(baseline: Baseline) -> Mapping[tuple[str, Channel], list[Leg]]:
    found: dict[tuple[str, Channel], list[Leg]] = defaultdict(list)
    for legs in baseline.scenarios.values():
        for key, leg in legs.items():
            if leg.count:
                found[key].append(leg)
            else:
                found.setdefault(key, [])
    return found


def _form(legs: Iterable[Leg]) -> _Form:
    """What stands in most of the legs; of as many, what more copies hold."""
    legs = tuple(legs)
    shares: dict[str, Counter[Share | None]] = defaultdict(Counter)
    for item in {item for leg in legs for item in leg.holds}:
        shares[item].update(leg.holds.get(item) for leg in legs)
    common = {
        item: max((Share.ALL, Share.SOME, None), key=lambda share: counts[share]) for item, counts in shares.items()
    }
    delays = Counter(leg.delay for leg in legs)
    return _Form(
        all=tuple(sorted(item for item, share in common.items() if share is Share.ALL)),
        some=tuple(sorted(item for item, share in common.items() if share is Share.SOME)),
        delay=max(sorted(delays), key=lambda delay: delays[delay], default=""),
    )


def _told(leg: Leg, form: _Form) -> str:
    """A leg as a value of TOML: its count, or a table with what is otherwise."""
    if leg.count is None:
        return _text(_OPEN)
    if not leg.count:
        form = _Form()
    usual = form.holds
    parts = [f"count = {leg.count}"]
    parts += [f"refused = [{', '.join(map(_text, leg.refused))}]"] if leg.refused else []
    for name, items in (
        ("without", [item for item in usual if item not in leg.holds]),
        *(
            (str(share), [i for i, held in leg.holds.items() if held is share and usual.get(i) is not share])
            for share in Share
        ),
    ):
        parts += [f"{name} = [{', '.join(map(_text, sorted(items)))}]"] if items else []
    parts += [f"delay = {_text(leg.delay)}"] if leg.delay != form.delay else []
    return str(leg.count) if len(parts) == 1 else f"{{ {', '.join(parts)} }}"


def _leg(told: int | str | _Otherwise, form: _Form) -> Leg:
    if isinstance(told, str):
        return Leg(count=None)
    if isinstance(told, int):
        return Leg(count=told, holds=form.holds, delay=form.delay)
    if not told.count:
        return Leg(count=0, refused=told.refused)
    holds = {item: share for item, share in form.holds.items() if item not in told.without}
    holds |= {**dict.fromkeys(told.all, Share.ALL), **dict.fromkeys(told.some, Share.SOME)}
    return Leg(
        count=told.count,
        holds=dict(sorted(holds.items())),
        delay=form.delay if told.delay is None else told.delay,
        refused=told.refused,
    )


def _label(key: tuple[str, Channel]) -> str:
    return f"{key[0]}, {key[1]}"


def _key(label: str) -> tuple[str, Channel] | None:
    name, _, channel = label.rpartition(", ")
    return (name, Channel(channel)) if channel in set(Channel) else None


def _lines(name: str, items: Iterable[str]) -> Iterator[str]:
    items = tuple(items)
    if items:
        yield f"{name} = ["
        yield from (f"  {_text(item)}," for item in items)
        yield "]"


def _text(value: str) -> str:
    """A string of TOML, whose basic strings are written as JSON's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
