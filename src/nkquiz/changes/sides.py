"""One of the two releases that are compared: a package, a lock, or a collection as its next release would be.

All three become the same: facts by guid, each as Anki stores it. A lock knows names and digests, no fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

from nkquiz.anki.contract import MODIFIED, note_types
from nkquiz.anki.notes import digest_of, next_release
from nkquiz.anki.stored import StoredNote, read_package
from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.corrections import untold
from nkquiz.diagnostics import NkquizError, Problem, counted, in_order, shown_path
from nkquiz.frozen import frozen
from nkquiz.identity import guid_of
from nkquiz.kinds import all_kinds
from nkquiz.lock import Entry, Lock, read_lock

Sort = Literal["package", "lock", "collection", "revision"]


@frozen
class Seen:
    """A fact as one side has it.

    `fact_id` is today's id, but in a package, which knows no other, the first one; `was` is the id of the last release
    where that is another. `kind` is "" where the lock's guid is of no kind, `fields` None where only names are known,
    `truth` "" where it is not; `time` is when Anki will take its last change to have happened, None if that was not
    released yet.
    """

    guid: str
    fact_id: str
    kind: str
    deck: str
    digest: str
    truth: str
    time: int | None
    retired: bool
    ordinals: frozenset[int]
    fields: Mapping[str, str] | None = None
    tags: frozenset[str] = frozenset()
    was: str = ""


@frozen
class Side:
    """One side: `facts` by guid in the order in which learners meet them.

    `name` is what the user calls it. `media` are the names of its pictures in the package; `looks` is when the style of
    the cards last changed, None if it cannot be told; `kept_titles` gives, for decks whose title changed since their
    release, the name that stays in Anki; `unexplained` are ids of facts that a release would refuse for want of
    `corrected` or `reworded`.
    """

    sort: Sort
    name: str
    facts: Mapping[str, Seen]
    namespace: str = ""
    media: frozenset[str] = frozenset()
    looks: int | None = None
    kept_titles: tuple[tuple[str, str], ...] = ()
    unexplained: frozenset[str] = frozenset()
    has_lock: bool = True

    @property
    def names_only(self) -> bool:
        """True if it tells which facts changed, but not how."""
        return self.sort == "lock"

    @property
    def time(self) -> int | None:
        """When anything last changed, in seconds since 1970; None if something was not released yet."""
        times = [seen.time for seen in self.facts.values()]
        return None if None in times else max((time for time in times if time is not None), default=None)

    @property
    def decks(self) -> frozenset[str]:
        """The names in Anki of the decks that have a card."""
        return frozenset(seen.deck for seen in self.facts.values() if not seen.retired and seen.deck)


def side_of_package(path: Path) -> Side:
    """Return the side that a package is. Raises NkquizError if nkquiz did not make it."""
    package = read_package(path)
    notes = sorted(package.notes, key=lambda note: (note.position or 1 << 40, note.note_id))
    facts = {note.guid: _seen_in_package(note) for note in notes}
    if not facts:
        raise NkquizError(f"`{shown_path(path)}` holds no facts")
    return Side("package", shown_path(path), facts, media=frozenset(package.media), looks=package.looks)


def _seen_in_package(note: StoredNote) -> Seen:
    fields = {field.name: text for field, text in zip(note_types()[note.kind].fields, note.fields, strict=True)}
    digest = digest_of(note.fields, note.tags)
    retired = "nkquiz::retired" in note.tags
    return Seen(
        note.guid, note.first_id, note.kind, note.deck_name, digest, "", note.time, retired,
        frozenset(note.ordinals), fields, frozenset(note.tags),
    )  # fmt: skip


def side_of_lock(path: Path, now: datetime) -> Side:
    """Return the side that a lock records. Raises NkquizError if it cannot be trusted."""
    lock, problems = read_lock(path, now)
    if lock is None:
        raise NkquizError(f"`{shown_path(path)}` cannot be used: {problems[0].message}; {problems[0].hint.splitlines()[0]}")
    entries = sorted(lock.entries.values(), key=lambda entry: entry.position)
    return Side("lock", shown_path(path), {entry.guid: _seen_in_lock(entry, lock) for entry in entries}, lock.namespace)


def _seen_in_lock(entry: Entry, lock: Lock) -> Seen:
    kind = next((kind for kind in all_kinds() if guid_of(lock.namespace, kind, entry.first_id) == entry.guid), "")
    ordinals = frozenset(_ordinal(name, kind) for name in entry.cards)
    return Seen(entry.guid, entry.fact_id, kind, entry.deck_name, entry.hash, entry.truth, entry.time, entry.retired, ordinals)


_NUMBERED = re.compile(r"(?:c|.*=)([0-9]{1,3})\Z")


def _ordinal(recorded: str, kind: str) -> int:
    """Return the place of a card among those of its fact, from what the lock calls it."""
    names = all_kinds()[kind].card_names if kind else ()
    if recorded in names:
        return names.index(recorded)
    numbered = _NUMBERED.match(recorded)
    return int(numbered[1]) - 1 if numbered else 0


def side_of_collection(folder: Path, now: datetime, *, sort: Sort = "collection", name: str = "") -> Side:
    """Return the side that a release of the collection in `folder` would be now.

    Raises NkquizError if it has problems: what they hide would look deleted.
    """
    compiled = compile_path(folder, now)
    faults = [problem for problem in compiled.problems if not problem.note]
    if faults:
        raise NkquizError(_cannot(faults, name))
    release = next_release(compiled, compiled.lock, now)
    kinds = {fact.id: fact.kind for fact in compiled.collection.facts}
    old = compiled.lock.entries.values() if compiled.lock else ()
    released = {entry.guid: entry for entry in old}
    facts = {}
    for note in release.notes:
        entry = note.entry
        fields = {field.name: text for field, text in zip(note.note_type.fields, note.fields, strict=True)}
        before = released.get(entry.guid, entry)
        facts[entry.guid] = Seen(
            entry.guid, entry.fact_id, kinds[entry.fact_id], entry.deck_name, entry.hash, entry.truth,
            entry.time if before.hash == entry.hash and entry.guid in released else None,
            entry.retired, frozenset(note.ordinals), fields, frozenset(note.tags),
            before.fact_id if before.fact_id != entry.fact_id else "",
        )  # fmt: skip
    media = frozenset(release.media[note.image] for note in release.notes if note.image)
    return Side(
        sort, name or shown_path(folder), facts, compiled.collection.settings.namespace, media,
        MODIFIED if sort == "collection" else None, tuple(_kept_titles(compiled)), _unexplained(compiled, now),
        compiled.lock is not None,
    )  # fmt: skip


def _cannot(faults: list[Problem], name: str) -> str:
    """Return why a collection with problems is not compared."""
    first = in_order(faults)[0]
    if name:
        where = f"{first.span.path.name}:{first.span.line}: {first.code} {first.message}"
        return (
            f"the collection at `{name}` has {counted(len(faults), 'problem')} (the first: {where}); "
            "compare with the package or the lock of that release instead"
        )
    return f"the collection has {counted(len(faults), 'problem')}; `nkquiz check` shows them, and then it can be compared"


def _kept_titles(compiled: Compiled) -> Iterable[tuple[str, str]]:
    frozen = compiled.lock.decks if compiled.lock else {}
    renamed = {problem.span for problem in compiled.problems if problem.code == "NK209"}
    for deck in compiled.collection.decks:
        if deck.id in frozen and deck.where.span("title") in renamed:
            yield f"{deck.number:02d} {deck.title}", frozen[deck.id]


def _unexplained(compiled: Compiled, now: datetime) -> frozenset[str]:
    if compiled.lock is None:
        return frozenset()
    found = untold(compiled.collection, compiled.lock, compiled.cards, now.date())
    return frozenset(fact.id for fact, problem in found if not problem.note)
