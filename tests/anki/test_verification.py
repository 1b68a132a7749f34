"""What `nkquiz verify` finds in packages, good and bad, ours and others', in every Anki there is."""

from __future__ import annotations

import sqlite3
import sys
import zipfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nkquiz.anki.verification import Verification, verification_of
from tests.anki.conftest import _interpreters, _name
from tests.anki.foreign import BASIC, TIMES, Foreign

if TYPE_CHECKING:
    from tests.conftest import Author

CLOZE = {"name": "Cloze", "qfmt": "{{cloze:Front}}", "afmt": "{{cloze:Front}}"}
ROWS = [(f"g{number}", f"Question {number}", f"Answer {number}") for number in range(8)]
every_anki = pytest.mark.parametrize("python", _interpreters(), ids=_name)


def met(file: Path, after: Path | None = None, python: str = sys.executable) -> Verification:
    return verification_of(file, after, python, patience=120)


def found(verification: Verification, *, notes: bool = False) -> dict[str, tuple[str, ...]]:
    return {each.kind: each.names for each in verification.findings if notes or not each.note}


@pytest.fixture
def author(author: Author) -> Author:
    author.facts.update({f"pores-{n}": f"ask: What makes pore {n}?\nanswer: Perforin" for n in range(6)})
    author.facts["gaps"] = "cloze: '{{c1::CD107a}} shows {{c2::degranulation}} {{c1::too}}.'"
    author.facts["parts"] = (
        "label: Which part?\nimage: {file: car-parts.svg, alt: A cell}\nparts:\n"
        "- {id: a, number: 1, name: Head, clue: In front, box: [0.1, 0.1, 0.2, 0.2]}\n"
        "- {id: b, number: 2, name: Tail, clue: Behind, box: [0.5, 0.5, 0.2, 0.2]}"
    )
    return author


RETIRED = "\nretired: {on: 2026-11-01, why: It was withdrawn.}"


@every_anki
def test_a_good_update_has_no_problem(author: Author, python: str) -> None:
    old = author.release("old")
    author.facts["pores-0"] += "\nbecause: It is named for that."
    author.facts["pores-1"] += RETIRED
    author.facts["pores-9"] = "ask: What is new?\nanswer: This"
    author.drawing = author.drawing.replace("6", "5")
    told = met(author.release("new"), old, python)

    assert found(told) == {}
    assert told.beginner["cards"] == 10
    assert told.updater["taken"]["counts"] == {"new": 1, "updated": 3, "duplicate": 5, "conflicting": 0}
    assert told.updater["schedules"] == 10
    assert told.updater["reviews"] > 10
    assert told.updater["edited"] + told.updater["tagged"] == 5, "on notes that did not change"
    assert found(told, notes=True)["retired"] == ("pores-1",)
    assert set(found(told, notes=True)["edit_replaced"]) == {"parts", "pores-0", "pores-1"}


@every_anki
def test_a_lost_lock_is_noticed_by_the_edits_it_costs(author: Author, python: str) -> None:
    old = author.release("old")
    author.lock.unlink()
    told = found(met(author.release("new"), old, python))
    assert told.keys() == {"edit_lost", "tag_lost"}
    assert len(told["edit_lost"]) + len(told["tag_lost"]) == 8


def test_an_older_release_after_a_newer_one_does_not_arrive(author: Author) -> None:
    old = author.release("old")
    author.facts["pores-0"] += "\nbecause: It is named for that."
    assert found(met(old, author.release("new"))) == {"not_arrived": ("pores-0",)}


def test_the_core_package_leaves_the_rest_behind_which_is_no_problem(author: Author) -> None:
    author.facts["pores-0"] += "\nlevel: more"
    full, core = author.release("full"), author.build("core", level="core")
    assert found(met(core, full), notes=True) == {"left_behind": ("pores-0",)}
    assert found(met(full, core), notes=True) == {}


@every_anki
def test_what_is_wrong_with_a_foreign_package_is_named(tmp_path: Path, python: str) -> None:
    rows = [
        ("twin", "One", "x"), ("twin", "Two", "x"), ("blank", "<b></b>", "x"), ("raw", "A {{c1::gap}}", "x"),
        ("missing", 'A picture <img src="no.png">', "x"), ("empty", 'A picture <img src="empty.png">', "x"),
        ("capitals", 'Two <img src="A.png"> <img src="a.png">', "x"),
    ]  # fmt: skip
    media = {"empty.png": b"", "A.png": b"1", "a.png": b"2"}
    assert found(met(Foreign(rows, media=media).write(tmp_path / "bad.apkg"), None, python)) == {
        "doubled_guid": ("twin (One)",),
        "blank": ("blank, card 1",),
        "raw": ("raw (A {{c1::gap}}), card 1: question shows `{{c1::gap}}`",),
        "missing_file": ("empty.png", "no.png"),
        "empty_file": ("empty.png",),
        "same_file_name": ("A.png", "a.png"),
    }


@every_anki
def test_cards_that_the_fields_do_not_make_are_named(tmp_path: Path, python: str) -> None:
    rows = [("nested", "{{c1::a {{c2::b}} c}}", ""), ("none", "No gap", ""), ("good", "{{c1::x}}", "")]
    told = found(met(Foreign(rows, templates=[CLOZE], cloze=True).write(tmp_path / "bad.apkg"), None, python))
    assert told == {"without_cards": ("none (No gap)",), "made_card": ("nested ({{c1::a {{c2::b}} c}})",)}


@every_anki
def test_a_template_that_names_no_field_is_seen_on_the_card(tmp_path: Path, python: str) -> None:
    wrong = {**BASIC, "afmt": "{{Bakc}}"}
    (told,) = found(met(Foreign(ROWS[:1], templates=[wrong]).write(tmp_path / "bad.apkg"), None, python))["error"]
    assert "there is no field called" in told or "Back template has a problem" in told


def test_a_fact_that_quotes_an_error_of_anki_is_no_error(tmp_path: Path) -> None:
    rows = [("g", "What does 'Front template has a problem' mean? <code>&#123;&#123;x}}</code> \\(a^{{b}}\\)", "x")]
    assert found(met(Foreign(rows).write(tmp_path / "good.apkg"))) == {}


def test_a_text_of_script_and_style_is_not_taken_for_what_a_card_shows(tmp_path: Path) -> None:
    rows = [("g", "<style>.a{{b}}</style><script>f({{c}})</script><!-- {{d}} -->", "x"), ("h", "<style>a</style>", "x")]
    assert found(met(Foreign(rows).write(tmp_path / "bad.apkg"))) == {"blank": ("h, card 1",)}


def updated(folder: Path, old: Foreign, **new: object) -> dict[str, tuple[str, ...]]:
    before = old.write(folder / "old.apkg")
    return found(met(Foreign(**{**vars(old), **new}).write(folder / "new.apkg"), before), notes=True)


def names(rows: Sequence[tuple[str, str, str]]) -> tuple[str, ...]:
    return tuple(f"{guid} ({front})" for guid, front, _ in rows)


def test_one_time_for_all_notes_costs_every_edit(tmp_path: Path) -> None:
    told = updated(tmp_path, Foreign(ROWS), time=TIMES + 100)
    assert told == {"edit_lost": names(ROWS[::2]), "tag_lost": names(ROWS[1::2])}


def test_a_change_without_a_later_time_does_not_arrive(tmp_path: Path) -> None:
    told = updated(tmp_path, Foreign(ROWS), rows=[*ROWS[:7], ("g7", "Question 7", "Another answer")])
    assert told == {"not_arrived": names(ROWS[7:])}


def test_other_guids_bring_everything_twice(tmp_path: Path) -> None:
    new = [(f"new-{guid}", front, back) for guid, front, back in ROWS]
    assert updated(tmp_path, Foreign(ROWS), rows=new) == {"came_twice": names(new), "left_behind": names(ROWS)}


def test_another_field_freezes_the_notes_and_makes_a_stray_note_type(tmp_path: Path) -> None:
    told = updated(tmp_path, Foreign(ROWS), fields=("Front", "Back", "More"), time=TIMES + 100)
    assert told == {"conflicting": tuple(front for _, front, _ in ROWS), "stray_note_type": ("Foreign+",)}


def test_a_renamed_deck_leaves_the_cards_in_the_old_one(tmp_path: Path) -> None:
    told = updated(tmp_path, Foreign(ROWS), deck="Another")
    assert told == {"other_deck": names([row for row in ROWS if row[0] != "g2"])}, "the learner moved the third"


@pytest.mark.parametrize(("later", "kinds"), [(0, {"old_file_kept"}), (100, {"edit_lost", "tag_lost"})])
def test_a_file_with_new_content_under_an_old_name(tmp_path: Path, later: int, kinds: set[str]) -> None:
    """Anki brings it under another name, but only with a note that is stamped later."""
    rows = [("p", 'A <img src="p.png">', "x"), ("q", "Q", "x")]
    assert updated(tmp_path, Foreign(rows, media={"p.png": b"1"}), media={"p.png": b"2"}, time=TIMES + later).keys() == kinds


def test_a_gap_taken_away_leaves_an_empty_card(tmp_path: Path) -> None:
    old = Foreign([("c", "{{c1::a}} {{c2::b}}", "")], templates=[CLOZE], cloze=True)
    told = updated(tmp_path, old, rows=[("c", "{{c1::a}} b", "")], time=TIMES + 100)
    assert told.pop("edit_replaced")
    assert told == {"empty_card_after": ("c ({{c1::a}} b)",)}


def test_two_notes_with_one_guid_are_found_after_an_update_too(tmp_path: Path) -> None:
    twins = [("g0", "Twin", "x"), *ROWS]
    assert "doubled_guid" in updated(tmp_path, Foreign(ROWS), rows=twins, time=TIMES + 100)


def with_sql(package: Path, *statements: str) -> Path:
    """Change the database of a package by hand."""
    database, members = package.with_suffix(".db"), {}
    with zipfile.ZipFile(package) as old:
        members = {name: old.read(name) for name in old.namelist()}
    database.write_bytes(members["collection.anki2"])
    with closing(sqlite3.connect(database)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    with zipfile.ZipFile(package, "w") as new:
        for name, content in {**members, "collection.anki2": database.read_bytes()}.items():
            new.writestr(name, content)
    return package


@every_anki
def test_a_crash_of_anki_is_a_problem_and_ends_nothing(tmp_path: Path, python: str) -> None:
    """A note id of 0, as from a date of 1970, makes Check Database panic."""
    package = with_sql(Foreign(ROWS).write(tmp_path / "zero.apkg"), "UPDATE notes SET id = 0 WHERE guid = 'g0'")
    told = found(met(package, package, python))
    assert told["check_database"][0].startswith("crash: assertion")


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("DELETE FROM cards", "no_cards"),
        ("UPDATE cards SET ord = ord + 7", "fails"),
        ("UPDATE col SET models = 'garbage'", "refused"),
    ],
)
def test_a_database_that_makes_no_sense_is_reported(tmp_path: Path, statement: str, kind: str) -> None:
    assert kind in found(met(with_sql(Foreign(ROWS).write(tmp_path / "odd.apkg"), statement)))


@every_anki
def test_a_file_that_is_no_package_is_refused_by_anki_in_its_own_words(tmp_path: Path, python: str) -> None:
    good = Foreign(ROWS).write(tmp_path / "good.apkg")
    bad = tmp_path / "bad.apkg"
    for content in (b"", b"hello", good.read_bytes()[:2000]):
        bad.write_bytes(content)
        (told,) = met(bad, None, python).findings
        assert told.kind == "refused"
        assert "invalid Zip archive" in told.headline
    assert found(met(good, bad, python)).keys() == {"old_refused"}


def test_a_package_of_a_later_anki_is_refused(tmp_path: Path) -> None:
    package = Foreign(ROWS).write(tmp_path / "later.apkg")
    with zipfile.ZipFile(package, "a") as opened:
        opened.writestr("meta", b"\x08\x09")
    (told,) = met(package).findings
    assert "newer version of Anki" in told.headline


def test_a_package_that_anki_itself_exported_is_read(author: Author, tmp_path: Path) -> None:
    from anki.collection import Collection, ExportAnkiPackageOptions
    from anki.import_export_pb2 import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    (tmp_path / "anki").mkdir()
    collection = Collection(str(tmp_path / "anki" / "collection.anki2"))
    request = ImportAnkiPackageRequest(package_path=str(author.release("old")), options=ImportAnkiPackageOptions())
    collection.import_anki_package(request)
    options = ExportAnkiPackageOptions(with_scheduling=True, with_media=True, legacy=False)
    exported = tmp_path / "exported.apkg"
    collection.export_anki_package(out_path=str(exported), options=options, limit=None)
    collection.close()

    author.facts["pores-0"] += "\nbecause: It is named for that."
    assert found(met(exported)) == {}
    assert found(met(author.release("new"), exported)) == {}
