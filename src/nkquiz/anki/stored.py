"""An `.apkg` that nkquiz made -> the notes in it, as Anki would store them.

The file may come from anybody: it is opened read-only, nothing in it is run, and what does not have the form of the
contract is refused by name.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copyfileobj

from nkquiz.anki.contract import note_types
from nkquiz.diagnostics import NkquizError, shown_path
from nkquiz.frozen import frozen

_MAX_BYTES = 1 << 30
_DATABASE = "collection.anki2"
_OF_ANKI = frozenset({"collection.anki21", "collection.anki21b"})  # what Anki writes when it exports; nkquiz writes neither
_NOT_OURS = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, sqlite3.Error, KeyError, IndexError,
    TypeError, AttributeError, ValueError, OverflowError,
)  # fmt: skip
"""What reading a file raises that is damaged, encrypted or of another form."""


@frozen
class StoredNote:
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
        """The id under which the fact was first released."""
        names = [field.name for field in note_types()[self.kind].fields]
        return self.fields[names.index("Id")]

    @property
    def topic(self) -> str:
        """The id of the fact's deck, "" if no tag tells it."""
        prefix = "nkquiz::topic::"
        return next((tag.removeprefix(prefix) for tag in self.tags if tag.startswith(prefix)), "")


@frozen
class StoredPackage:
    """A package: its notes, the names of its pictures, and `looks`, when the style of each note type last changed."""

    notes: tuple[StoredNote, ...]
    media: tuple[str, ...]
    looks: int


def read_package(package: Path) -> StoredPackage:
    """Return what `package` holds. Raises NkquizError if it is no package that nkquiz made."""
    try:
        return _read(package)
    except OSError as error:
        raise NkquizError(f"`{shown_path(package)}` cannot be read: {error.strerror or error}") from error
    except _NOT_OURS as error:
        raise NkquizError(f"`{shown_path(package)}` is not a package made by nkquiz") from error


def _read(package: Path) -> StoredPackage:
    with tempfile.TemporaryDirectory(prefix="nkquiz-") as folder:
        database = Path(folder) / _DATABASE
        with zipfile.ZipFile(package) as opened:
            if not _OF_ANKI.isdisjoint(opened.namelist()):
                raise NkquizError(f"`{shown_path(package)}` was exported by Anki: give the package as nkquiz wrote it")
            if opened.getinfo(_DATABASE).file_size > _MAX_BYTES:
                raise ValueError("too large")
            with opened.open(_DATABASE) as source, database.open("wb") as target:
                copyfileobj(source, target)
            media = _media_in(opened)
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            return StoredPackage(tuple(_notes_in(connection)), media, _looks_of(connection))


def _media_in(opened: zipfile.ZipFile) -> tuple[str, ...]:
    if opened.getinfo("media").file_size > _MAX_BYTES >> 6:
        raise ValueError("too large")
    return tuple(sorted(str(name) for name in json.loads(opened.read("media")).values()))


def _looks_of(connection: sqlite3.Connection) -> int:
    models = json.loads(_one(connection, "SELECT models FROM col")).values()
    return max((int(model["mod"]) for model in models), default=0)


def _notes_in(connection: sqlite3.Connection) -> Iterator[StoredNote]:
    kinds = {note_type.id: name for name, note_type in note_types().items()}
    decks = {int(deck_id): str(deck["name"]) for deck_id, deck in json.loads(_one(connection, "SELECT decks FROM col")).items()}
    cards: dict[int, list[tuple[int, int, int]]] = {}
    for note_id, ordinal, position, deck_id in connection.execute("SELECT nid, ord, due, did FROM cards ORDER BY nid, ord"):
        cards.setdefault(note_id, []).append((int(ordinal), int(position), deck_id))
    for note_id, guid, type_id, time, tags, fields in connection.execute("SELECT id, guid, mid, mod, tags, flds FROM notes"):
        split = tuple(fields.split("\x1f"))
        kind = kinds[type_id]
        if len(split) != len(note_types()[kind].fields):
            raise ValueError("another contract")
        of_note = cards.get(note_id, [])
        _, position, deck_id = of_note[0] if of_note else (0, 0, 0)
        ordinals = tuple(ordinal for ordinal, _, _ in of_note)
        deck_name = decks.get(deck_id, "")
        yield StoredNote(int(note_id), str(guid), kind, int(time), tuple(tags.split()), split, ordinals, position, deck_name)


def _one(connection: sqlite3.Connection, query: str) -> str:
    return str(connection.execute(query).fetchone()[0])
