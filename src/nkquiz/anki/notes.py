"""Facts and the record of the last release -> the next release: its notes, and its lock.

A note's time rises if and only if what Anki will store of it changed; so a learner's own edits live on in every other
note, and each change arrives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import blake2b
from operator import itemgetter
from pathlib import Path

from nkquiz.anki import html
from nkquiz.anki.contract import SHARED_FIELDS, note_types
from nkquiz.compiled import Compiled
from nkquiz.diagnostics import Problem, Span
from nkquiz.drawings import on_paper
from nkquiz.frozen import frozen
from nkquiz.kind import NoteType, Picture
from nkquiz.kinds import all_kinds
from nkquiz.lock import FILE_NAME as LOCK_NAME
from nkquiz.lock import Entry, Lock, deck_names, planned, sealed
from nkquiz.model import Card, Collection, Fact, Level


@frozen
class Note:
    """A fact as Anki stores it: fields in the order of the contract, sorted tags, the ordinals of its cards.

    A retired fact is a note without cards: who has it keeps the cards, who has not never gets them. `image` is the
    file in `media` that the note shows, or "".
    """

    entry: Entry
    note_type: NoteType
    level: Level
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    ordinals: tuple[int, ...]
    image: str = ""


@frozen
class Release:
    """What the next release says: `notes` in the order of their positions, and the `lock` that records it.

    `media` gives the name in the package of each image file; `changed` are the ids of facts that are new or not as the
    last release had them; `time` is when anything last changed, in seconds since 1970.
    """

    collection: Collection
    lock: Lock
    notes: tuple[Note, ...]
    media: Mapping[str, str]
    changed: tuple[str, ...]
    time: int

    def of_level(self, level: str | None) -> Release:
        """Return the release with the notes of one level only; all else, the positions included, is the same."""
        return self if level is None else replace(self, notes=tuple(note for note in self.notes if note.level == level))


def next_release(compiled: Compiled, lock: Lock | None, now: datetime) -> Release:
    """Return what a release of the collection, which has no problems, would be after that of `lock`."""
    collection, seconds = compiled.collection, int(now.timestamp())
    media = media_names(collection)
    plans = planned(collection, lock, compiled.cards, seconds)
    notes: list[Note] = []
    changed: list[str] = []
    used: set[str] = set()
    for fact in collection.facts:
        plan = plans.pop(fact.id, None)  # what is done need not be kept: large collections fill the memory
        if plan is None:
            continue
        used.add(fact.deck)
        note = _note(fact, plan, compiled.cards[fact.id], collection, media, seconds)
        notes.append(note)
        if note.entry.hash != plan.hash:
            changed.append(fact.id)
    notes.sort(key=lambda note: (note.entry.position, note.entry.guid))
    entries = {note.entry.fact_id: note.entry for note in notes}
    names = deck_names(collection, lock)
    decks = {**(lock.decks if lock else {}), **{deck_id: name for deck_id, name in names.items() if deck_id in used}}
    next_lock = Lock(collection.settings.namespace, decks, entries, collection.folder / LOCK_NAME)
    time = max((entry.time for entry in entries.values()), default=0)
    return Release(collection, next_lock, tuple(notes), media, tuple(changed), time)


def _note(
    fact: Fact, plan: Entry, cards: tuple[Card, ...], collection: Collection, media: Mapping[str, str], seconds: int
) -> Note:
    fields = fields_of(fact, plan, collection, media)
    tags = tags_of(fact, plan)
    entry = sealed(plan, digest_of(fields, tags), seconds)
    ordinals = () if fact.retired else _shared(tuple(card.ordinal for card in cards))
    image = fact.image.name if fact.image else ""
    return Note(entry, note_types()[fact.kind], fact.level, fields, tags, ordinals, image)


@lru_cache(maxsize=256)
def _shared(ordinals: tuple[int, ...]) -> tuple[int, ...]:
    """Return an equal tuple, the same for all notes: a hundred thousand of them count."""
    return ordinals


def fields_of(fact: Fact, entry: Entry, collection: Collection, media: Mapping[str, str]) -> tuple[str, ...]:
    """Return the note's fields in the order of the contract.

    They are written under the first id, and `Id` holds it: a fact that was only renamed leaves its note as it is.
    """
    if fact.id != entry.first_id:
        fact = replace(fact, id=entry.first_id)
    contents = all_kinds()[fact.kind].contents(fact)
    own = [html.content_html(content, fact, media) for content in contents]
    shared = html.shared_html(fact, collection, media)
    if any(isinstance(content, Picture) for content in contents):
        shared["Image"] = ""  # the card is the picture already
    shared["Id"] = entry.first_id
    return *own, *_in_order(_NO_CONTENT | shared)


_NO_CONTENT = {field.name: "" for field in SHARED_FIELDS}
_in_order = itemgetter(*_NO_CONTENT)


def tags_of(fact: Fact, entry: Entry) -> tuple[str, ...]:
    """Return the note's tags, sorted: lower case, without spaces, below `nkquiz::`."""
    corrected = _month(fact.corrected.on) if fact.corrected else ""
    released = _month_of(entry.first_release)
    return _tags(fact.deck, fact.level, released, fact.evidence, corrected, fact.retired is not None, fact.tags)


@lru_cache(maxsize=4096)
def _tags(
    deck: str, level: str, released: str, evidence: str, corrected: str, retired: bool, own: tuple[str, ...]
) -> tuple[str, ...]:
    tags = [f"topic::{deck}", f"level::{level}", f"new::{released}", *(f"tag::{tag}" for tag in own)]
    tags += [f"evidence::{evidence}"] if evidence else []
    tags += [f"corrected::{corrected}"] if corrected else []
    tags += ["retired"] if retired else []
    return tuple(sorted({"nkquiz::" + "_".join(tag.lower().split()) for tag in tags}))


@lru_cache(maxsize=64)
def _month_of(seconds: int) -> str:
    return _month(datetime.fromtimestamp(seconds, UTC))


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def digest_of(fields: tuple[str, ...], tags: tuple[str, ...]) -> str:
    """Return the digest of exactly what Anki will store of a note: 20 hex digits."""
    stored = "\x1e".join(("\x1f".join(fields), " ".join(tags)))
    return blake2b(stored.encode("utf-8")).hexdigest()[:20]


def media_names(collection: Collection) -> dict[str, str]:
    """Return the name in the package of each image file: its content is part of it, so that a new one replaces the old."""
    names = {fact.image.name for fact in collection.facts if fact.image}
    return {name: _media_name(collection.folder / "media" / name) for name in sorted(names)}


def _media_name(path: Path) -> str:
    digest = blake2b(image_bytes(path)).hexdigest()[:8]
    return f"nkq-{slug(path.stem)[:60] or 'image'}-{digest}{path.suffix.lower()}"


def image_bytes(path: Path) -> bytes:
    """Return an image as it goes into the package.

    git on Windows gives a drawing, which is text, other line ends: they must not make it another drawing.
    """
    data = path.read_bytes()
    return on_paper(data.replace(b"\r\n", b"\n")) if path.suffix.lower() == ".svg" else data


MEDIA_NAME = re.compile(r"nkq-(.+)-[0-9a-f]{8}(\.\w+)\Z")
"""A name in the package as `media_names` makes it: the file's own name, and its ending."""


def slug(title: str) -> str:
    """Return a title as lower-case ASCII words joined by hyphens; "" if nothing is left of it."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in title.lower()).split()
    return "-".join(words)


def mismatches(release: Release, lock: Lock | None) -> Iterator[Problem]:
    """Yield a problem for everything in which `release` is not the release that `lock` records."""
    folder = release.collection.folder
    if lock is None:
        yield missing_lock(folder)
        return
    hint = "make a release (`nkquiz release`), or take the change back"
    for fact in release.collection.facts:
        entry = release.lock.entries.get(fact.id)
        if entry is not None and entry != lock.entries.get(fact.id):
            what = "changed since" if lock.of(fact) else "is not in"
            yield Problem(fact.where.span("id"), "NK207", f"`{fact.id}` {what} the last release", hint)
    if release.lock.decks != lock.decks:
        yield Problem(Span(lock.path or folder), "NK207", "the lock does not hold the decks of the collection", hint)


def missing_lock(folder: Path) -> Problem:
    """Return the problem of a collection without a record of its last release."""
    hint = (
        "if nobody has a package of it yet: nkquiz release --first\n"
        "else take nkquiz.lock from git, or recover it from the last package: nkquiz release --from OLD.apkg"
    )
    return Problem(Span(folder / LOCK_NAME), "NK206", "there is no `nkquiz.lock`, the record of the last release", hint)
