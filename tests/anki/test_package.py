from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import genanki
import pytest

from nkquiz import __version__
from nkquiz.anki.notes import Note, Release, next_release
from nkquiz.anki.package import _card_rows, _note_ids, write_package
from nkquiz.compiler import compile_path

if TYPE_CHECKING:
    from tests.conftest import Author


@pytest.fixture
def author(author: Author) -> Author:
    author.facts.update(
        {
            "pores": "ask: What makes the pores?\nanswer: Perforin <here>",
            "self": "term: Missing self\nmeans: The loss of HLA class I",
            "one-way": "term: Educated\nmeans: Licensed\none_way: true",
            "gaps": "cloze: '{{c2::CD107a}} shows {{c1::degranulation::what}}.'",
        }
    )
    return author


def released(author: Author) -> Release:
    author.write()
    compiled = compile_path(author.folder, author.now)
    assert compiled.problems == ()
    return next_release(compiled, compiled.lock, author.now)


def written(release: Release, folder: Path) -> Path:
    path = folder / "written.apkg"
    write_package(release, path)
    return path


def rows(package: Path, query: str) -> list[tuple[Any, ...]]:
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(package) as opened:
        database = opened.extract("collection.anki2", folder)
        with closing(sqlite3.connect(database)) as connection:
            return connection.execute(query).fetchall()


def decks_in(package: Path) -> dict[str, dict[str, Any]]:
    ((text,),) = rows(package, "SELECT decks FROM col")
    return {deck["name"]: deck for deck_id, deck in json.loads(text).items() if deck_id != "1"}


@pytest.fixture
def another_place_and_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Another time zone, umask, current folder and temporary folder."""
    (tmp_path / "temp").mkdir()
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    monkeypatch.chdir(tmp_path)
    if hasattr(time, "tzset"):
        time.tzset()
    umask = os.umask(0o077)
    yield
    os.umask(umask)
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


def test_the_same_release_gives_the_same_bytes(author: Author, request: pytest.FixtureRequest) -> None:
    picture = author.folder / "media" / "pore.svg"
    picture.parent.mkdir()
    picture.write_text("<svg/>", encoding="utf-8")
    author.facts["pores"] += "\nimage: {file: pore.svg, alt: A pore}"
    first = author.release().read_bytes()
    os.utime(picture, (1, 1))
    request.getfixturevalue("another_place_and_time")

    assert author.build().read_bytes() == first
    assert author.release("again").read_bytes() == first


def test_nothing_is_left_beside_the_package(author: Author, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    author.release()
    assert list((tmp_path / "temp").iterdir()) == []
    assert sorted(path.name for path in author.folder.iterdir()) == [
        "killing.yaml", "nkquiz.lock", "nkquiz.yaml", "release.apkg"
    ]  # fmt: skip


def test_rows_are_those_that_genanki_would_write(author: Author, tmp_path: Path) -> None:
    release = released(author)
    models = {note.note_type.id: genanki_model(note) for note in release.notes}
    deck = genanki.Deck(1_795_310_000_001, "Cells::01 Killing")
    for note in release.notes:
        model, guid = models[note.note_type.id], note.entry.guid
        deck.add_note(genanki.Note(model, list(note.fields), tags=note.tags, guid=guid, due=note.entry.position))
    genanki.Package(deck).write_to_file(tmp_path / "genanki.apkg", timestamp=release.time)
    ours = written(release, tmp_path)

    for query in (
        "SELECT guid, mid, mod, usn, tags, flds, sfld, csum, flags, data FROM notes ORDER BY guid",
        "SELECT guid, ord, did, c.mod, c.usn, type, queue, due, ivl, factor, reps, lapses, c.flags, c.data "
        "FROM cards c JOIN notes n ON n.id = nid ORDER BY guid, ord",
        "SELECT type, name, sql FROM sqlite_master ORDER BY name",
    ):
        assert rows(ours, query) == rows(tmp_path / "genanki.apkg", query)


def genanki_model(note: Note) -> genanki.Model:
    own = note.note_type
    fields = [{"name": field.name} for field in own.fields]
    sides = [
        {"name": template.name, "qfmt": f"{{{{{'cloze:' if own.cloze else ''}{template.prompt}}}}}", "afmt": ""}
        for template in own.templates
    ]
    for side, template in zip(sides, own.templates, strict=True):
        if template.only_if:
            side["qfmt"] = f"{{{{#{template.only_if}}}}}{side['qfmt']}{{{{/{template.only_if}}}}}"
    return genanki.Model(own.id, own.name, fields, sides, model_type=int(own.cloze))


def many_notes(author: Author, count: int) -> list[Note]:
    note = released(author).notes[0]
    return [replace(note, entry=replace(note.entry, position=position)) for position in range(1, count + 1)]


def test_ids_are_unique_and_never_far_ahead(author: Author) -> None:
    notes = many_notes(author, 100_000)
    deck_ids = {notes[0].entry.deck_name: 7}
    note_ids = [note_id for note_id, _ in _note_ids(notes)]
    card_ids = [row[0] for row in _card_rows(notes, deck_ids)]
    tomorrow = (notes[0].entry.first_release + 86_400) * 1000
    for ids in (note_ids, card_ids):
        assert len(set(ids)) == len(ids)
        assert min(ids) > 0
        assert max(ids) < tomorrow, "Anki gives new ids to what lies more than a day ahead"


def test_ids_of_a_note_do_not_depend_on_its_neighbours(author: Author) -> None:
    notes = many_notes(author, 10)
    assert [note_id for note_id, _ in _note_ids(notes)][::2] == [note_id for note_id, _ in _note_ids(notes[::2])]


def test_ids_stay_unique_when_a_later_release_has_an_earlier_clock(author: Author) -> None:
    first, second = many_notes(author, 2)
    early = replace(second, entry=replace(second.entry, first_release=first.entry.first_release - 1, position=1001))
    (one, _), (two, _) = _note_ids([first, early])
    assert one != two


def test_the_file_is_canonical(author: Author, tmp_path: Path) -> None:
    with zipfile.ZipFile(written(released(author), tmp_path)) as package:
        assert [member.filename for member in package.infolist()] == ["collection.anki2", "media"]
        for member in package.infolist():
            assert member.date_time == (1980, 1, 1, 0, 0, 0)
            assert member.compress_type == zipfile.ZIP_DEFLATED
            assert (member.create_system, member.external_attr) == (3, 0o644 << 16)


def test_the_package_carries_the_greatest_time_of_the_lock(author: Author) -> None:
    author.release()
    author.facts["pores"] += "\nbecause: So it is.\nlevel: more"
    author.release("second")
    latest = int(author.now.timestamp()) * 1000
    assert rows(author.folder / "second.apkg", "SELECT mod, scm FROM col") == [(latest, latest)]
    core = author.build("core", level="core")
    assert rows(core, "SELECT mod, scm FROM col") == [(latest, latest)], "also where the latest change is left out"


def test_only_decks_with_cards_are_in_it_and_those_above(author: Author, tmp_path: Path) -> None:
    author.decks["empty"] = {"draft": "ask: What?\nanswer: This\ndraft: true"}
    decks = decks_in(written(released(author), tmp_path))
    assert sorted(decks) == ["Cells", "Cells::01 Killing"]
    assert all(deck["id"] > 1 for deck in decks.values())


def test_a_collection_called_default_leaves_that_deck_to_anki(author: Author, tmp_path: Path) -> None:
    author.settings["title"] = "Default"
    assert sorted(decks_in(written(released(author), tmp_path))) == ["Default::01 Killing"]


def test_a_deck_says_what_it_is_and_where_errors_go(author: Author, tmp_path: Path) -> None:
    author.settings |= {
        "about": "Cells <for> all.", "licence": "CC BY 4.0", "checked": '"2026-11-23"', "report": "https://example.org/issues"
    }  # fmt: skip
    decks = decks_in(written(released(author), tmp_path))
    notices = (
        "<p>For learning, not for treating patients. Checked against its sources to 2026-11-23.</p>"
        f"<p>Version of {author.now:%Y-%m-%d}, made with nkquiz {__version__}. CC BY 4.0.</p>"
        '<p>Report errors: <a href="https://example.org/issues">https://example.org/issues</a></p>'
    )
    assert decks["Cells"]["desc"] == f"<div>Cells &lt;for&gt; all.</div>{notices}"
    assert decks["Cells::01 Killing"]["desc"] == f"<div>All about killing.</div>{notices}"


def test_a_deck_of_another_subject_speaks_of_no_patients(author: Author, tmp_path: Path) -> None:
    author.settings["notice"] = "none"
    version = f"<p>Version of {author.now:%Y-%m-%d}, made with nkquiz {__version__}.</p>"
    assert decks_in(written(released(author), tmp_path))["Cells"]["desc"] == version


def test_a_notice_of_ones_own_takes_the_place_of_ours(author: Author, tmp_path: Path) -> None:
    author.settings["notice"] = "For pupils <of> class 7."
    assert "<p>For pupils &lt;of&gt; class 7.</p>" in decks_in(written(released(author), tmp_path))["Cells"]["desc"]


def test_pictures_go_along_only_with_the_notes_that_show_them(author: Author) -> None:
    (author.folder / "media").mkdir()
    for name in ("shown.svg", "other.svg", "unused.svg"):
        (author.folder / "media" / name).write_text(f"<svg><title>{name}</title></svg>", encoding="utf-8")
    author.facts["pores"] += "\nimage: {file: shown.svg, alt: Shown}"
    author.facts["self"] += "\nimage: {file: other.svg, alt: Other}\nlevel: more"
    author.release()
    with zipfile.ZipFile(author.build("core", level="core")) as package:
        names = json.loads(package.read("media"))
        assert [name[:10] for name in names.values()] == ["nkq-shown-"]
        assert package.read("0") == b'<svg style="color-scheme:only light"><title>shown.svg</title></svg>'


def test_line_ends_of_a_drawing_make_no_other_package(author: Author) -> None:
    (author.folder / "media").mkdir()
    drawing = author.folder / "media" / "shown.svg"
    drawing.write_bytes(b"<svg>\n<title>Shown</title>\n</svg>\n")
    author.facts["pores"] += "\nimage: {file: shown.svg, alt: Shown}"
    released = author.release().read_bytes()
    drawing.write_bytes(drawing.read_bytes().replace(b"\n", b"\r\n"))
    assert author.build("windows").read_bytes() == released
