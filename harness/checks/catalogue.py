"""Whether Meta can find the goods of an event in the product catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from harness.case import Case
from harness.check import check
from harness.checks.goods import Shelf, booked_lines, content_ids, ids_of, lines_of, shelf
from harness.checks.money import equal, is_in_minor_units
from harness.checks.wording import actions_of, keys, listed, many
from harness.copies import Copies
from harness.ledger import Conversion
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event

_CATALOGUE_ADS = "Meta matches content ids with the product catalogue for catalogue ads (documented)"
_CHOSEN = ("AddToCart", "AddToWishlist", "InitiateCheckout", "AddPaymentInfo", "Purchase")
"""The steps at which the shopper has chosen: a size, a colour. Before, the product as a whole may be meant."""
_TEXTS = ("content_type", "content_category", "content_name")


@check("catalogue.ids", Severity.HIGH, rule=_CATALOGUE_ADS)
def ids_are_those_of_the_feed(case: Case) -> Iterator[Finding]:
    """Every content id that an event names is one of the product feed's, to the letter.

    With another numbering Meta can't tell what was looked at or bought: dynamic ads show the wrong goods, or none.
    """
    known = shelf(case.ledger)
    if not case.ledger.feed:
        return
    grouped: dict[str, list[tuple[Event, str]]] = {}
    for event in case.accepted:
        for content_id in ids_of(event):
            if not known.knows(content_id):
                grouped.setdefault(_numbering(content_id, known), []).append((event, content_id))
    for cause, strange in grouped.items():
        events = [event for event, _ in strange]
        yield Finding(
            message=f"The product feed has no {listed(content_id for _, content_id in strange)}, which "
            f"{actions_of(events)} names; it has {listed(known.items)}.",
            **_about(case, events),
            causes=(cause,),
            remedy="Take the id for events and feed from one place.",
        )


def _numbering(content_id: str, known: Shelf) -> str:
    ids = (*known.items, *known.groups)
    if any(own.lower() == content_id.strip().lower() for own in ids):
        return "the id is spelt otherwise than in the feed: capitals or blanks"
    longer = [own for own in ids if own and own in content_id]
    if longer:
        return "the id has a prefix or suffix that the feed's does not have"
    if any(content_id and content_id in own for own in ids):
        return "the feed's id has a prefix or suffix that this one does not have"
    return "events and feed number the goods by different fields, such as SKU and product id"


def _about(case: Case, events: Iterable[Event]) -> dict[str, Any]:
    """Under which subjects a finding about events is filed: conversions first."""
    told = list(events)
    subjects = sorted({case.subject(event) for event in told}, key=lambda subject: ("/" not in subject, subject))
    return {"subject": subjects[0], "covers": tuple(subjects[1:]), "events": tuple(dict.fromkeys(keys(told)))}


@check(
    "catalogue.shape",
    Severity.MEDIUM,
    rule="Meta's reference: content_type is product or product_group and says of which kind the ids are (documented)",
)
def goods_are_described_as_what_they_are(case: Case) -> Iterator[Finding]:
    """The content type is one word, and true: a variant's id is a product, the id of all its variants a product group.

    Meta looks an id up among the kind that is stated. Both lists of an event, ids and contents, name the same goods.
    """
    grouped: dict[tuple[str, str], list[tuple[Event, str]]] = {}
    for event in case.accepted:
        for what, cause, said in _misshapen(event, shelf(case.ledger)):
            grouped.setdefault((what, cause), []).append((event, said))
    for (what, cause), wrong in grouped.items():
        events = [event for event, _ in wrong]
        yield Finding(
            message=f"{what}: {listed(said for _, said in wrong)}, in {actions_of(events)} "
            f"({many(len(events), 'event')}).",
            **_about(case, events),
            causes=(cause,),
            remedy="Build ids, contents and content type in one place, from the article that is meant.",
        )


def _misshapen(event: Event, known: Shelf) -> Iterator[tuple[str, str, str]]:
    """What is wrong, why, and what was said."""
    said = event.custom_data
    for key in _TEXTS:
        if isinstance(said.get(key), list | tuple | dict):
            yield (
                f"The {key} is a list where Meta reads one text",
                "the tag wraps every value",
                repr(said[key]),
            )
    kind = said.get("content_type")
    parents = [i for i in ids_of(event) if known.is_parent(i)]
    articles = [i for i in ids_of(event) if i in known.items and i not in known.groups]
    if kind == "product" and parents:
        yield "The content_type is product, but the id is that of a product group", _KIND, listed(parents)
    if kind == "product_group" and articles:
        yield "The content_type is product_group, but the id is that of one product", _KIND, listed(articles)
    listed_ids, in_contents = set(content_ids(event)), {line.id for line in lines_of(event)}
    if listed_ids and in_contents and listed_ids != in_contents:
        told = f"{listed(sorted(listed_ids))} against {listed(sorted(in_contents))}"
        yield "The content_ids and contents name different goods", "the two lists are built from different fields", told


_KIND = "the content type is fixed in the tag, or follows the page and not the id"


@check(
    "catalogue.funnel",
    Severity.MEDIUM,
    effect_of=("catalogue.ids", "catalogue.shape"),
    rule="catalogue ads follow one article from view to sale by its id (documented)",
)
def one_article_keeps_its_id(case: Case) -> Iterator[Finding]:
    """From the cart to the sale an article is named by one id: that of the size or colour which was chosen.

    If one step names the variant and the next its parent, Meta sees two goods: one that was left in the cart, and one
    that was bought out of nowhere.
    """
    known = shelf(case.ledger)
    for visit in range(len(case.ledger.visits)):
        steps = [c for c in case.copies if c.action.visit == visit and c.action.name in _CHOSEN]
        chosen = _chosen(steps, known)
        parents = [
            (event, content_id)
            for copies in steps
            for event in copies.accepted
            for content_id in ids_of(event)
            if known.is_parent(content_id) and content_id in chosen
        ]
        if parents:
            events = [event for event, _ in parents]
            named = listed(content_id for _, content_id in parents)
            variants = listed(sorted(set().union(*(chosen[content_id] for _, content_id in parents))))
            yield Finding(
                message=f"The product as a whole, {named}, is named in {actions_of(events)}, where the shopper had "
                f"chosen {variants}, which other steps name.",
                **_about(case, events),
                causes=("the step takes the parent's id, and the others the variant's",),
                remedy="Name the chosen variant at every step from the cart on.",
            )
        if not case.ledger.feed:
            yield from _renumbered(case, steps)


def _chosen(steps: list[Copies], known: Shelf) -> dict[str, set[str]]:
    """The variants that were chosen, by the id of their product, as the steps and the books name them."""
    named = {i for copies in steps for event in copies.accepted for i in ids_of(event)}
    booked = {
        line.id for copies in steps if copies.action.conversion for line in booked_lines(copies.action.conversion)
    }
    chosen: dict[str, set[str]] = {}
    for content_id in named | booked:
        item = known.items.get(content_id)
        if item is not None and item.group:
            chosen.setdefault(item.group, set()).add(content_id)
    return chosen


def _renumbered(case: Case, steps: list[Copies]) -> Iterator[Finding]:
    """Without a feed: as many articles bought as put into the cart, and no id of the one is among the other."""
    added = {i for copies in steps if copies.action.name == "AddToCart" for e in copies.accepted for i in ids_of(e)}
    for copies in steps:
        bought = {i for event in copies.accepted for i in ids_of(event)}
        if copies.action.conversion is None or not bought or len(bought) != len(added) or bought & added:
            continue
        yield Finding(
            message=f"{copies.action.label} names {listed(sorted(bought))}, "
            f"but {listed(sorted(added))} was put into the cart.",
            **_about(case, copies.accepted),
            causes=("cart and order number the goods by different fields",),
            remedy="Name an article by one id at every step.",
        )


@check(
    "catalogue.contents",
    Severity.HIGH,
    effect_of=("catalogue.ids", "catalogue.funnel", "catalogue.shape"),
    rule="the site's own books are the truth; contents drive catalogue ads and product-level reports (documented)",
)
def goods_are_those_of_the_action(case: Case) -> Iterator[Finding]:
    """Both copies name the goods that were meant, and those of a sale are the ones in the books, with their numbers.

    A copy without goods can't feed catalogue ads; which copy Meta keeps is a matter of which came first.
    """
    for copies in case.copies:
        yield from _without_goods(case, copies)
        if copies.action.conversion is not None:
            yield from _other_than_booked(case, copies, copies.action.conversion)


def _without_goods(case: Case, copies: Copies) -> Iterator[Finding]:
    """Copies that name nothing, where the other channel's does, or where the plan asks for it and the books know."""
    for channel in Channel:
        bare = [event for event in copies.on(channel) if not ids_of(event) and _speaks_of_goods(event)]
        filled = [event for event in copies.accepted if event.channel is not channel and ids_of(event)]
        booked = _promised(case, copies)
        if bare and (filled or booked):
            holder, held = (
                (f"the {filled[0].channel}'s names", ids_of(filled[0])) if filled else ("the books hold", booked)
            )
            yield Finding(
                message=f"The {channel}'s copy of {copies.action.label} names no goods; {holder} {listed(held)}.",
                subject=copies.action.subject,
                events=keys((*bare, *filled)),
                causes=("the event is built before the items are attached, or reads them under another name",),
                remedy="Build the goods once, from the cart or the order, and hand them to both channels.",
            )


def _speaks_of_goods(event: Event) -> bool:
    """Whether an event has the fields of goods at all; one without them is thin throughout, which is another fact."""
    return any(key in event.custom_data for key in ("content_ids", "contents", "content_type", "num_items"))


def _promised(case: Case, copies: Copies) -> tuple[str, ...]:
    """The goods of a conversion that the books hold and the plan promises to name."""
    required = case.ledger.plan.promises[copies.action.name].required
    if copies.action.conversion is None or not {"content_ids", "contents"} & set(required):
        return ()
    return tuple(line.id for line in booked_lines(copies.action.conversion))


def _other_than_booked(case: Case, copies: Copies, conversion: Conversion) -> Iterator[Finding]:
    booked = {line.id: line for line in booked_lines(conversion)}
    known = shelf(case.ledger)
    for event in copies.accepted:
        named = {line.id: line for line in lines_of(event)}
        comparable = _in_one_numbering(known, (*booked, *named)) if case.ledger.feed else set(booked) & set(named)
        if not booked or not named or not comparable:
            continue
        if told := _difference(booked, named, conversion.currency):
            said, cause = told
            yield Finding(
                message=f"The {event.channel}'s copy of {copies.action.label} {said}.",
                subject=copies.action.subject,
                events=keys(copies.accepted),
                causes=(cause,),
                remedy="Build the goods from the order as it was booked.",
            )
            return


def _in_one_numbering(known: Shelf, ids: Iterable[str]) -> bool:
    """Whether the feed knows all: books may number goods otherwise than events, and other ids are told elsewhere."""
    return all(known.knows(content_id) for content_id in ids)


def _difference(booked: dict[str, Any], named: dict[str, Any], currency: str | None) -> tuple[str, str] | None:
    missing, more = [i for i in booked if i not in named], [i for i in named if i not in booked]
    if missing and not more:
        return f"leaves out {listed(missing)}, which the books hold", "only a part of the order's lines is read"
    if more:
        return f"names {listed(more)}, the books {listed(booked)}", "the goods come from another source than the order"
    for content_id, line in named.items():
        due = booked[content_id]
        if line.quantity is not None and due.quantity is not None and line.quantity != due.quantity:
            said = f"has {line.quantity:g} of {content_id}, the books {due.quantity:g}"
            return said, "the number of each article is fixed, or that of the cart"
        if is_in_minor_units(line.price, due.price, currency):
            return f"has {content_id} at {line.price:g}, the books {due.price:g}", "the price is in minor units (cents)"
        if line.price is not None and due.price is not None and not equal(line.price, due.price) and line.price == 0:
            return f"has {content_id} for nothing, the books {due.price:g}", "the price was not there yet"
    return None
