"""Every deck has an id and a number of its own."""

from __future__ import annotations

from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.lock import Lock
from nkquiz.model import Collection, Deck


def check(collection: Collection, _lock: Lock | None) -> Iterator[Problem]:
    """Yield a problem for each deck whose id or number an earlier deck has."""
    ids: dict[str, Deck] = {}
    numbers: dict[int, Deck] = {}
    for deck in collection.decks:
        other = ids.setdefault(deck.id, deck)
        if other is not deck and deck.id:
            related = ((other.where.span("deck"), "first used here"),)
            message = f"the deck id `{deck.id}` is used twice"
            yield Problem(deck.where.span("deck"), "NK123", message, "give one of them another", related)
        same = numbers.setdefault(deck.number, deck)
        if same is not deck and deck.number >= 0:
            related = ((same.where.span("number"), "first used here"),)
            message = f"the deck number {deck.number} is used twice"
            yield Problem(deck.where.span("number"), "NK123", message, "give one of them another", related)
