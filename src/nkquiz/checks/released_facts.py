"""What learners have stays whole: no released fact is deleted, made a draft, changed in kind or robbed of a card."""

from __future__ import annotations

from collections.abc import Iterator

from nkquiz.diagnostics import Problem, Span
from nkquiz.identity import deck_name, guid_of
from nkquiz.kinds import all_kinds
from nkquiz.lock import Entry, Lock
from nkquiz.model import Collection, Fact

_RETIRE = "keep the fact and add `retired: {on: 2026-12-31, why: ...}`; learners then see why, and it is asked no more"


def check(collection: Collection, lock: Lock | None) -> Iterator[Problem]:
    """Yield a problem for each released fact that the sources would take from its learners."""
    if lock is None:
        return
    namespace = collection.settings.namespace
    if lock.namespace != namespace:
        span = Span(lock.path or collection.folder)
        hint = "put the old `namespace` back into nkquiz.yaml: with another one every card would come twice"
        yield Problem(span, "NK206", "the lock belongs to another namespace", hint)
        return
    owners = {name: entry for entry in lock.entries.values() for name in entry.names}
    kept: set[str] = set()
    faulty = {fact_id for deck in collection.decks for fact_id in deck.faulty}
    for fact in collection.facts:
        entry = lock.of(fact)
        if entry is None:
            yield from _new(fact, owners)
        else:
            kept.add(entry.guid)
            yield from _old(fact, entry, namespace, lock)
    for entry in lock.entries.values():
        if collection.whole and entry.guid not in kept and entry.fact_id not in faulty:
            yield Problem(
                Span(lock.path or collection.folder), "NK201", f"the released fact `{entry.fact_id}` is gone",
                f"{_RETIRE};\nif it only has a new id, add `was: {entry.fact_id}` to it",
            )  # fmt: skip
    yield from _renamed_decks(collection, lock)


def _new(fact: Fact, owners: dict[str, Entry]) -> Iterator[Problem]:
    owner = owners.get(fact.id)
    if owner is not None:
        message = f"the id `{fact.id}` once named the fact that is now `{owner.fact_id}`"
        yield Problem(fact.where.span("id"), "NK204", message, "an id is never used again: give this fact a new one")
    elif fact.was and fact.was in owners:
        message = f"`was: {fact.was}` is an earlier name of the fact that is now `{owners[fact.was].fact_id}`"
        yield Problem(fact.where.span("was"), "NK204", message, "`was` gives the id of the last release")


def _old(fact: Fact, entry: Entry, namespace: str, lock: Lock) -> Iterator[Problem]:
    other = lock.entries.get(fact.was) if fact.was and fact.was != entry.fact_id else None
    if other is not None:
        message = f"`{fact.id}` and `{fact.was}` were both released; one cannot become the other"
        yield Problem(fact.where.span("was"), "NK204", message, "retire one with `instead`")
    if fact.draft:
        yield Problem(fact.where.span("draft"), "NK201", f"`{fact.id}` was released and cannot become a draft", _RETIRE)
    if entry.guid != guid_of(namespace, fact.kind, entry.first_id):
        message = f"the kind of `{fact.id}` was changed to `{fact.kind}` after its release"
        hint = f"give the new form a new id, and retire this one with `instead: {fact.id}-2`"
        yield Problem(fact.where.span(fact.kind), "NK202", message, hint)
        return
    names = {card.name for card in all_kinds()[fact.kind].cards(fact)}
    for card in entry.cards:
        if card not in names and not fact.retired:
            message = f"the card `{fact.id}#{card}` was released and is gone"
            hint = "put it back, or retire the fact and give what remains a new id"
            yield Problem(fact.where.span(fact.kind), "NK210", message, hint)


def _renamed_decks(collection: Collection, lock: Lock) -> Iterator[Problem]:
    for deck in collection.decks:
        frozen = lock.decks.get(deck.id)
        name = deck_name(collection.settings.title, deck.number, deck.title)
        if frozen is not None and frozen != name:
            message = f"in Anki this deck stays `{frozen}`; the new title shows in the quiz only"
            yield Problem(
                deck.where.span("title"), "NK209", message, "Anki leaves cards behind when a deck changes its name", note=True
            )
