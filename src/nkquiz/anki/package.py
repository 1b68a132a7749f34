"""A release -> an `.apkg` file, through genanki: the same release gives the same bytes.

genanki writes note types, decks and the schema; rows are written in bulk here, with a time of its own for each note,
the cards that the fact has (genanki guesses them from the fields) and ids that follow from the lock.
"""

from __future__ import annotations

import errno
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfileobj
from typing import Any

import genanki
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA

from nkquiz import __version__
from nkquiz.anki import html, templates
from nkquiz.anki.contract import MODIFIED
from nkquiz.anki.notes import Note, Release, image_bytes
from nkquiz.anki.reporting import general_address
from nkquiz.kind import NoteField, NoteTemplate, NoteType
from nkquiz.model import Settings

_DEFLATE_LEVEL = 1  # 6 and 9 take several times as long and save a few per cent
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_FIRST_DECK_ID = 1_795_310_000_000  # Anki goes by name; ids need only differ, and not be 1
_DAY_SECONDS = 86_400
_CARDS_A_NOTE = 512  # a cloze has at most 500
_OF_THE_DISK = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def write_package(release: Release, path: Path) -> None:
    """Write the package to `path`, and nothing else anywhere: genanki would leave its database in the temporary folder.

    Raises OSError if the disk is full or refuses, also that of the temporary folder.
    """
    with tempfile.TemporaryDirectory(prefix="nkquiz-") as folder:
        database = Path(folder) / "collection.anki2"
        try:
            _write_database(release, database)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _OF_THE_DISK:
                raise
            raise OSError(errno.EIO, f"{error}, in {tempfile.gettempdir()}") from error
        _zip(path, database, _media(release))


def _write_database(release: Release, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        _Package(release).write_to_db(connection.cursor(), release.time, iter(()))
        connection.commit()


class _Model(genanki.Model):  # type: ignore[misc]
    """A note type with the ids of the contract and its own time, the same in every package."""

    def __init__(self, note_type: NoteType) -> None:
        super().__init__(
            note_type.id,
            note_type.name,
            fields=[_field(field) for field in note_type.fields],
            templates=[_template(note_type, template) for template in note_type.templates],
            css=templates.CSS,
            model_type=self.CLOZE if note_type.cloze else self.FRONT_BACK,
        )
        self._note_type = note_type

    @property
    def _req(self) -> list[list[Any]]:
        """What a card needs in order to exist. genanki would find it by rendering, and stumble over scripts."""
        names = [field.name for field in self._note_type.fields]
        return [
            [ordinal, "all", sorted(names.index(name) for name in (template.prompt, template.only_if) if name)]
            for ordinal, template in enumerate(self._note_type.templates)
        ]

    def to_json(self, _timestamp: float, _deck_id: int) -> dict[str, Any]:
        described: dict[str, Any] = super().to_json(MODIFIED, 1)
        if self._note_type.stock_kind is not None:
            described["originalStockKind"] = self._note_type.stock_kind
        return described


def _field(field: NoteField) -> dict[str, Any]:
    described: dict[str, Any] = {"name": field.name, "id": field.id}
    if field.tag is not None:
        described |= {"tag": field.tag, "preventDeletion": True}
    return described


def _template(note_type: NoteType, template: NoteTemplate) -> dict[str, Any]:
    return {
        "name": template.name,
        "id": template.id,
        "qfmt": templates.front(note_type, template),
        "afmt": templates.back(note_type, template),
    }


class _Package(genanki.Package):  # type: ignore[misc]
    """A package whose rows are written in bulk, indexes last."""

    def __init__(self, release: Release) -> None:
        self._release = release
        names = _deck_names(release.notes)
        self._deck_ids = {name: _FIRST_DECK_ID + place for place, name in enumerate(names)}
        super().__init__([genanki.Deck(self._deck_ids[name], name, _description(release, name)) for name in names])
        self._models = [
            _Model(note_type) for note_type in {note.note_type.id: note.note_type for note in release.notes}.values()
        ]

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: float, _id_gen: Iterator[int]) -> None:
        statements = APKG_SCHEMA.split(";")
        indexes = [statement for statement in statements if "CREATE INDEX" in statement.upper()]
        cursor.executescript(";".join(statement for statement in statements if statement not in indexes))
        cursor.executescript(APKG_COL)
        self._write_collection(cursor, int(timestamp) * 1000)
        cursor.executemany("INSERT INTO notes VALUES (?,?,?,?,-1,?,?,?,0,0,'')", _note_rows(self._release.notes))
        cards = _card_rows(self._release.notes, self._deck_ids)
        cursor.executemany("INSERT INTO cards VALUES (?,?,?,?,?,-1,0,0,?,0,0,0,0,0,0,0,0,'')", cards)
        cursor.executescript(";".join(indexes))

    def _write_collection(self, cursor: sqlite3.Cursor, milliseconds: int) -> None:
        """Write time, note types and decks, all at once: deck by deck, as genanki does it, grows with the square."""
        (kept,) = cursor.execute("SELECT decks FROM col").fetchone()
        decks = json.loads(kept) | {str(deck.deck_id): deck.to_json() for deck in self.decks}
        models = {str(model.model_id): model.to_json(0, 0) for model in self._models}
        values = (milliseconds, milliseconds, json.dumps(models), json.dumps(decks))
        cursor.execute("UPDATE col SET mod = ?, scm = ?, models = ?, decks = ?", values)


def _note_ids(notes: Iterable[Note]) -> Iterator[tuple[int, Note]]:
    """Yield each note with its id: the time of its first release in milliseconds and its position.

    Positions grow with the releases, so the ids differ; after a clock went back the next free one is taken.
    """
    last = 0
    for note in notes:
        wanted = note.entry.first_release * 1000 + note.entry.position
        last = wanted if wanted > last else last + 1
        yield last, note


def _note_rows(notes: Iterable[Note]) -> Iterator[tuple[Any, ...]]:
    for note_id, note in _note_ids(notes):
        entry, tags = note.entry, f" {' '.join(note.tags)} "
        yield note_id, entry.guid, note.note_type.id, entry.time, tags, "\x1f".join(note.fields), note.fields[0]


def _card_rows(notes: Iterable[Note], deck_ids: dict[str, int]) -> Iterator[tuple[int, ...]]:
    """Yield the cards; their ids lie a day back, since Anki renumbers those that lie more than a day ahead."""
    last = 0
    for note_id, note in _note_ids(notes):
        entry = note.entry
        first = (entry.first_release - _DAY_SECONDS) * 1000 + entry.position * _CARDS_A_NOTE
        for ordinal in sorted(note.ordinals):
            last = first + ordinal if first + ordinal > last else last + 1
            yield last, note_id, deck_ids[entry.deck_name], ordinal, entry.time, entry.position


def _deck_names(notes: Iterable[Note]) -> list[str]:
    """Return the names of the decks that have a card, and of those above them, sorted.

    A deck above that would be called Default is left to Anki, which takes it for the learner's own.
    """
    used = {note.entry.deck_name for note in notes if note.ordinals}
    above = {name.rpartition("::")[0] for name in used}
    return sorted(used | {name for name in above if name and name.casefold() != "default"})


def _description(release: Release, deck_name: str) -> str:
    """Return the description that Anki shows with a deck: what it is, how far it can be trusted, where to report errors."""
    settings = release.collection.settings
    by_name = {release.lock.decks.get(deck.id): deck.about for deck in release.collection.decks}
    about = by_name.get(deck_name, settings.about)
    parts = [f"<div>{html.markdown_html(about, lists=True)}</div>"] if about else []
    return "".join([*parts, *(f"<p>{notice}</p>" for notice in _notices(settings, release.time))])


def _notices(settings: Settings, time: int) -> Iterator[str]:
    checked = f" Checked against its sources to {settings.checked}." if settings.checked else ""
    if said := f"{html.markdown_html(settings.notice)}{checked}".strip():
        yield said
    licence = f" {html.markdown_html(settings.licence)}." if settings.licence else ""
    yield f"Version of {datetime.fromtimestamp(time, UTC):%Y-%m-%d}, made with nkquiz {__version__}.{licence}"
    if address := html.escaped(general_address(settings.report)):
        yield f'Report errors: <a href="{address}">{address}</a>'


def _media(release: Release) -> dict[str, Path]:
    """Return the files of the images that the notes show, by their names in the package, sorted."""
    shown = sorted({note.image for note in release.notes if note.image})
    files = {release.media[name]: release.collection.folder / "media" / name for name in shown}
    return dict(sorted(files.items()))


def _zip(path: Path, database: Path, media: dict[str, Path]) -> None:
    names = {str(number): name for number, name in enumerate(media)}
    with zipfile.ZipFile(path, "w") as package:
        _store(package, "collection.anki2", database)
        package.writestr(_member("media"), json.dumps(names))
        for number, file in zip(names, media.values(), strict=True):
            package.writestr(_member(number), image_bytes(file))


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _FIXED_DATE)
    member.create_system = 3  # as on Unix, wherever it is made
    member.external_attr = 0o644 << 16
    member.compress_type = zipfile.ZIP_DEFLATED
    member._compresslevel = _DEFLATE_LEVEL  # type: ignore[attr-defined, unused-ignore]  # no public name before Python 3.13
    return member


def _store(package: zipfile.ZipFile, name: str, file: Path) -> None:
    member = _member(name)
    member.file_size = file.stat().st_size
    with file.open("rb") as source, package.open(member, "w") as target:
        copyfileobj(source, target, 1 << 20)
