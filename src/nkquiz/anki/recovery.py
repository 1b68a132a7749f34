"""The last package -> the lock it was made with, for the day the lock is lost.

A package holds nearly all of it: guid and first id, time, place, fields and tags. What it cannot tell is whether an
answer was changed since; where the kind's own fields differ, the next release asks the author.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from nkquiz.anki.notes import digest_of, fields_of, media_names
from nkquiz.anki.stored import StoredNote, read_package
from nkquiz.compiled import Compiled
from nkquiz.diagnostics import NkquizError, shown_path
from nkquiz.identity import guid_of
from nkquiz.kinds import all_kinds
from nkquiz.lock import Entry, Lock, deck_names, recorded, truth_of
from nkquiz.model import Card, Fact


def recovered_lock(package: Path, compiled: Compiled) -> Lock:
    """Return the lock of the release that `package` was made in.

    Raises NkquizError if it is no package that nkquiz made of this collection.
    """
    namespace = compiled.collection.settings.namespace
    rows = read_package(package).notes
    if not rows or any(row.guid != guid_of(namespace, row.kind, row.first_id) for row in rows):
        raise NkquizError(f"`{shown_path(package)}` is a package of another collection: its namespace is not {namespace}")
    decks = _decks_of(rows)
    facts = _facts_by_former_id(compiled)
    entries = {row.first_id: _entry(row, facts.get(row.first_id), decks, compiled) for row in rows}
    return Lock(namespace, decks, entries)


def _facts_by_former_id(compiled: Compiled) -> dict[str, Fact]:
    facts = compiled.collection.facts
    return {**{fact.was: fact for fact in facts if fact.was}, **{fact.id: fact for fact in facts}}


def _decks_of(rows: tuple[StoredNote, ...]) -> dict[str, str]:
    """Return the names of decks by deck id; a fact that was moved still lies in its old deck, so the most say it."""
    found = Counter((row.topic, row.deck_name) for row in rows if row.deck_name)
    return {topic: name for (topic, name), _ in reversed(found.most_common())}


def _entry(row: StoredNote, fact: Fact | None, decks: Mapping[str, str], compiled: Compiled) -> Entry:
    known = compiled.cards[fact.id] if fact is not None and fact.kind == row.kind else ()
    cards = tuple(_card(row.kind, ordinal, known) for ordinal in row.ordinals)
    deck_name = row.deck_name or decks.get(row.topic, "")
    entry = Entry(
        fact_id=row.first_id, first_id=row.first_id, formerly=(), guid=row.guid, hash=digest_of(row.fields, row.tags),
        truth="", first_release=(row.note_id - row.position) // 1000, time=row.time, position=row.position,
        cards=cards, retired="nkquiz::retired" in row.tags, deck_name=deck_name,
    )  # fmt: skip
    if fact is None or not known:
        return entry
    if not cards:
        frozen = deck_names(compiled.collection, None)
        entry = replace(entry, cards=tuple(recorded(card) for card in known), deck_name=deck_name or frozen[fact.deck])
    own = len(all_kinds()[row.kind].note_type.fields)
    same = fields_of(fact, entry, compiled.collection, media_names(compiled.collection))[:own] == row.fields[:own]
    return replace(entry, truth=truth_of(known)) if same else entry


def _card(kind: str, ordinal: int, known: tuple[Card, ...]) -> str:
    """Return how the lock records the card with this place; a package has no names, so today's are taken for it."""
    names = all_kinds()[kind].card_names
    if names:
        return names[ordinal]
    return next((recorded(card) for card in known if card.ordinal == ordinal), f"c{ordinal + 1}")
