"""A deck that was released keeps its file and its id; its title and number show in Anki as they were."""

from __future__ import annotations

from collections.abc import Iterator

from nkquiz.diagnostics import Problem, Span, counted
from nkquiz.identity import deck_name, is_id
from nkquiz.lock import Entry, Lock
from nkquiz.model import Collection, Deck


def check(collection: Collection, lock: Lock | None) -> Iterator[Problem]:
    """Yield a problem for each released deck that is gone or has another id, a note for each that has another name."""
    if lock is None or lock.namespace != collection.settings.namespace:
        return
    yield from _renamed(collection, lock)
    if not collection.whole or any(not is_id(deck.id) for deck in collection.decks):
        return  # a deck that cannot be read may be the one that is missed
    homes = {fact.id: deck for deck in collection.decks for fact in (*deck.facts, *deck.faulty, *deck.torn)}
    owners = lock.owners(collection.facts)
    for deck_id, entries in missing_decks(collection, lock).items():
        living = [homes.get(owners[entry.guid].id if entry.guid in owners else entry.fact_id) for entry in entries]
        new = next((deck for deck in living if deck is not None and deck.id not in lock.decks), None)
        if new is not None:
            yield _other_id(deck_id, new)
        elif gone := living.count(None):
            yield _gone(deck_id, gone, collection, lock)


def missing_decks(collection: Collection, lock: Lock) -> dict[str, list[Entry]]:
    """Return the entries of each released deck that the collection has not, by the deck's id; one name is one deck."""
    present = {lock.decks[deck.id] for deck in collection.decks if deck.id in lock.decks}
    by_name: dict[str, list[Entry]] = {}
    for entry in lock.entries.values():
        by_name.setdefault(entry.deck_name, []).append(entry)
    return {deck_id: by_name.get(name, []) for deck_id, name in lock.decks.items() if name not in present}


def _other_id(deck_id: str, deck: Deck) -> Problem:
    message = f"the released deck `{deck_id}` has become `{deck.id}`"
    hint = (
        f"put `deck: {deck_id}` back: with another id every note of the deck is written anew, over the edits of learners;\n"
        "file, title and number may change"
    )
    return Problem(deck.where.span("deck"), "NK211", message, hint)


def _gone(deck_id: str, gone: int, collection: Collection, lock: Lock) -> Problem:
    hint = (
        f"put its file back, from git for instance; its {counted(gone, 'fact')} can be retired there, one by one:\n"
        "`retired: {on: YYYY-MM-DD, why: ...}`; learners then see why, and are asked no more"
    )
    return Problem(Span(lock.path or collection.folder), "NK211", f"the released deck `{deck_id}` is gone", hint)


def _renamed(collection: Collection, lock: Lock) -> Iterator[Problem]:
    for deck in collection.decks:
        frozen = lock.decks.get(deck.id)
        name = deck_name(collection.settings.title, deck.number, deck.title)
        if frozen is not None and frozen != name:
            message = f"in Anki this deck stays `{frozen}`; the new title shows in the quiz only"
            yield Problem(
                deck.where.span("title"), "NK209", message, "Anki leaves cards behind when a deck changes its name", note=True
            )
