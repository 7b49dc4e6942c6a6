"""From symptom to cause: what people see in their reports, and which mistakes lie behind it, likeliest first.

The order is an estimate, from how often each mistake is reported in public and how much it does to the number that
somebody looks at. It decides what to look at first, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec


class Symptom(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that people see in their reports.

    ``words`` are in what they call it. ``often``, ``sometimes`` and ``rarely`` are ids of mistakes, likeliest first.
    """

    name: str
    summary: str
    words: tuple[str, ...]
    often: tuple[str, ...]
    sometimes: tuple[str, ...] = ()
    rarely: tuple[str, ...] = ()

    @property
    def causes(self) -> tuple[tuple[str, str], ...]:
        """Every cause as its likelihood and its mistake's id, likeliest first."""
        bands = {"often": self.often, "sometimes": self.sometimes, "rarely": self.rarely}
        return tuple((band, number) for band, numbers in bands.items() for number in numbers)


SYMPTOMS: Mapping[str, Symptom] = {
    symptom.name: symptom
    for symptom in (
        Symptom(
            name="too many purchases",
            summary="Meta reports more purchases than the shop has orders.",
            words=("many", "double", "doubled", "duplicate", "duplicated", "twice", "more", "overcount", "inflated"),
            often=("F088", "F008", "F026", "F030", "F065", "F061", "F094"),
            sometimes=("F091", "F003", "F024", "F015", "F070", "F050", "F100", "F087"),
            rarely=("F084", "F036", "F005"),
        ),
        Symptom(
            name="too few purchases",
            summary="Meta reports fewer purchases than the shop has orders.",
            words=("few", "fewer", "less", "missing", "lost", "undercount", "drop", "dropped", "none", "no", "gap"),
            often=("F077", "F031", "F017", "F029", "F089", "F097"),
            sometimes=("F004", "F049", "F022", "F062", "F066", "F054", "F098", "F025", "F052"),
            rarely=("F010", "F032", "F034", "F040", "F045", "F067", "F076", "F096", "F021", "F038", "P001"),
        ),
        Symptom(
            name="cost per purchase jumped after a tracking update",
            summary="Cost per result (CPA) rose or fell overnight, after a release, with no change in the campaigns.",
            words=("cpa", "cost", "jumped", "update", "release", "overnight", "result", "acquisition"),
            often=("F029", "F026", "F088", "F083", "F054", "F049"),
            sometimes=("F003", "F008", "F061", "F094", "F032", "F034", "F010", "F089"),
            rarely=("F038", "F067", "F070", "F057", "F082"),
        ),
        Symptom(
            name="unstable optimisation",
            summary="Campaigns fall back into learning, and results swing from day to day.",
            words=("unstable", "optimisation", "optimization", "learning", "swing", "volatile", "delivery"),
            often=("F041", "F065", "F014", "F078", "F051"),
            sometimes=("F045", "F035", "F091", "F050", "F042", "F068", "F060"),
            rarely=("F005", "F055", "F058", "F018"),
        ),
        Symptom(
            name="shrinking retargeting pools",
            summary="Audiences of visitors, of those who added to a cart, or of catalogue ads grow smaller.",
            words=("retargeting", "audience", "audiences", "pool", "pools", "shrinking", "catalogue", "catalog"),
            often=("F009", "F098", "F083", "F101", "F079"),
            sometimes=("F011", "F019", "F027", "F037", "F097", "F054", "F056", "F060", "F072"),
            rarely=("F038", "F047", "F059", "F044", "F016"),
        ),
        Symptom(
            name="inflated return on ad spend",
            summary="The value that Meta reports is higher than what the shop has earned.",
            words=("roas", "return", "revenue", "value", "inflated", "wrong", "amount", "currency"),
            often=("F007", "F088", "F085", "F030", "F028"),
            sometimes=("F051", "F065", "F099", "F094", "F061", "F042"),
            rarely=("F036", "F080", "F086", "F093"),
        ),
        Symptom(
            name="low match quality",
            summary="Event match quality is low, or sales can't be tied to the clicks that led to them.",
            words=("match", "emq", "quality", "attribution", "attributed", "identity", "fbc", "fbp", "hash"),
            often=("F064", "F090", "F073", "F079", "F001", "F012"),
            sometimes=("F081", "F069", "F033", "F053", "F095", "F092", "F048"),
            rarely=("F023", "F006", "F043", "F020", "F046"),
        ),
        Symptom(
            name="data goes out that must not",
            summary="A lawyer, a customer or Meta itself complains of data that should not have been sent.",
            words=("consent", "gdpr", "privacy", "legal", "personal", "pii", "complaint", "lawyer", "warning", "ccpa"),
            often=("F039", "F013", "F056", "F006", "F071"),
            sometimes=("F063", "F074", "F002", "F072", "F075"),
            rarely=("F046", "F036", "F057", "F082"),
        ),
    )
}
"""Every symptom of the trade, by name."""


def recognised(text: str) -> tuple[Symptom, ...]:
    """The symptoms that somebody may mean by a few words, the best first; empty if none is like it."""
    said = set(re.findall(r"[a-z]+", text.lower()))
    scored = [(_likeness(symptom, said), symptom) for symptom in SYMPTOMS.values()]
    best = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: -pair[0])
    return tuple(symptom for _, symptom in best)


def _likeness(symptom: Symptom, said: set[str]) -> float:
    named = set(symptom.name.split()) - _COMMON
    return len(said & set(symptom.words)) + 1.5 * len(said & named)


_COMMON = {"a", "after", "on", "that", "the", "of", "not", "goes", "must", "out", "per"}
