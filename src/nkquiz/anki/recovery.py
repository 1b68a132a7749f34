"""The last package -> the lock it was made with, for the day the lock is lost.

A package holds nearly all of it: guid and first id, time, place, fields and tags. What it cannot tell is whether an
answer was changed since; where the kind's own fields differ, the next release asks the author.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfileobj

from nkquiz.anki.contract import note_types
from nkquiz.anki.notes import digest_of, fields_of, media_names
from nkquiz.compiled import Compiled
from nkquiz.diagnostics import NkquizError, shown_path
from nkquiz.identity import guid_of
from nkquiz.kinds import all_kinds
from nkquiz.lock import Entry, Lock, deck_names, recorded, truth_of
from nkquiz.model import Card, Fact

_MAX_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class _Row:
    """A note of a package; `ordinals`, `position` and `deck_name` are empty for a note without cards."""

    note_id: int
    guid: str
    kind: str
    time: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    ordinals: tuple[int, ...]
    position: int
    deck_name: str

    @property
    def first_id(self) -> str:
        names = [field.name for field in note_types()[self.kind].fields]
        return self.fields[names.index("Id")]

    @property
    def topic(self) -> str:
        prefix = "nkquiz::topic::"
        return next((tag.removeprefix(prefix) for tag in self.tags if tag.startswith(prefix)), "")


def recovered_lock(package: Path, compiled: Compiled) -> Lock:
    """Return the lock of the release that `package` was made in.

    Raises NkquizError if it is no package that nkquiz made of this collection.
    """
    namespace = compiled.collection.settings.namespace
    try:
        rows = _rows_of(package)
    except OSError as error:
        raise NkquizError(f"`{shown_path(package)}` cannot be read: {error.strerror or error}") from error
    except (zipfile.BadZipFile, sqlite3.DatabaseError, KeyError, ValueError) as error:
        raise NkquizError(f"`{shown_path(package)}` is not a package made by nkquiz") from error
    if not rows or any(row.guid != guid_of(namespace, row.kind, row.first_id) for row in rows):
        raise NkquizError(f"`{shown_path(package)}` is a package of another collection: its namespace is not {namespace}")
    decks = _decks_of(rows)
    facts = _facts_by_former_id(compiled)
    entries = {row.first_id: _entry(row, facts.get(row.first_id), decks, compiled) for row in rows}
    return Lock(namespace, decks, entries)


def _facts_by_former_id(compiled: Compiled) -> dict[str, Fact]:
    facts = compiled.collection.facts
    return {**{fact.was: fact for fact in facts if fact.was}, **{fact.id: fact for fact in facts}}


def _decks_of(rows: tuple[_Row, ...]) -> dict[str, str]:
    """Return the names of decks by deck id; a fact that was moved still lies in its old deck, so the most say it."""
    found = Counter((row.topic, row.deck_name) for row in rows if row.deck_name)
    return {topic: name for (topic, name), _ in reversed(found.most_common())}


def _entry(row: _Row, fact: Fact | None, decks: Mapping[str, str], compiled: Compiled) -> Entry:
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


def _rows_of(package: Path) -> tuple[_Row, ...]:
    with tempfile.TemporaryDirectory(prefix="nkquiz-") as folder:
        database = Path(folder) / "collection.anki2"
        with zipfile.ZipFile(package) as opened:
            if "collection.anki21b" in opened.namelist() or opened.getinfo(database.name).file_size > _MAX_BYTES:
                raise ValueError("exported by Anki, or too large")
            with opened.open(database.name) as source, database.open("wb") as target:
                copyfileobj(source, target)
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            return tuple(_notes_in(connection))


def _notes_in(connection: sqlite3.Connection) -> Iterator[_Row]:
    kinds = {note_type.id: name for name, note_type in note_types().items()}
    decks = {int(deck_id): deck["name"] for deck_id, deck in json.loads(_one(connection, "SELECT decks FROM col")).items()}
    cards: dict[int, list[tuple[int, int, int]]] = {}
    for note_id, ordinal, position, deck_id in connection.execute("SELECT nid, ord, due, did FROM cards ORDER BY nid, ord"):
        cards.setdefault(note_id, []).append((ordinal, position, deck_id))
    for note_id, guid, type_id, time, tags, fields in connection.execute("SELECT id, guid, mid, mod, tags, flds FROM notes"):
        split = tuple(fields.split("\x1f"))
        kind = kinds[type_id]
        if len(split) != len(note_types()[kind].fields):
            raise ValueError("another contract")
        of_note = cards.get(note_id, [])
        _, position, deck_id = of_note[0] if of_note else (0, 0, 0)
        ordinals = tuple(ordinal for ordinal, _, _ in of_note)
        yield _Row(note_id, guid, kind, time, tuple(tags.split()), split, ordinals, position, decks.get(deck_id, ""))


def _one(connection: sqlite3.Connection, query: str) -> str:
    return str(connection.execute(query).fetchone()[0])
