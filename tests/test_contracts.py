"""What learners and authors keep for ever, held to golden files; docs/contracts.md tells it."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from nkquiz.anki.contract import SHARED_FIELDS, note_types
from nkquiz.commands.release import release
from nkquiz.compiler import compile_path
from nkquiz.identity import deck_name, guid_of
from nkquiz.store.migrations import migrate

if TYPE_CHECKING:
    from tests.conftest import Goldens

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "contracts.md").read_text(encoding="utf-8")
COLLECTION = TESTS / "decks" / "contract"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

NAMES = (
    ("ad8d35c78bbbd82221422012e1d0df59", "ask", "crs-il6-source-mouse"),
    ("ad8d35c78bbbd82221422012e1d0df59", "cloze", "crs-il6-source-mouse"),
    ("00112233445566778899aabbccddeeff", "ask", "crs-il6-source-mouse"),
    ("00112233445566778899aabbccddeeff", "claim", "a"),
)
TITLES = (
    ("NK and CAR-T Safety", 60, "Cytokine release syndrome"),
    ("NK and CAR-T Safety", 5, "ICANS"),
    ("One::two", 100, "  Three:::: four: "),
    ("[sound:x] & co", 7, "<b>bold</b>"),
)


def test_guids_are_those_that_learners_have(golden: Goldens) -> None:
    golden.check("guids.json", _lines({" ".join(name): guid_of(*name) for name in NAMES}), frozen=True)


def test_deck_names_are_those_that_learners_have(golden: Goldens) -> None:
    golden.check("deck-names.json", _lines({repr(titles): deck_name(*titles) for titles in TITLES}), frozen=True)


def test_cards_have_the_names_and_places_that_learners_have(golden: Goldens) -> None:
    cards = compile_path(COLLECTION, NOON).cards
    names = {card.id: card.ordinal for of_fact in cards.values() for card in of_fact}
    golden.check("card-names.json", _lines(names), frozen=True)


def test_a_release_writes_the_lock_that_stands_in_the_golden_file(golden: Goldens, tmp_path: Path) -> None:
    """A change of the hashes here rewrites every learner's notes: say so in the CHANGELOG."""
    folder = tmp_path / "contract"
    shutil.copytree(COLLECTION, folder)
    assert release(folder, tmp_path / "x.apkg", True, None, NOON, io.StringIO()) == 0
    golden.check("contract.lock", (folder / "nkquiz.lock").read_text(encoding="utf-8"))


def test_the_review_table_is_the_one_that_learners_have(golden: Goldens) -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        migrate(database)
        ((table,),) = database.execute("SELECT sql FROM sqlite_master WHERE name = 'review'")
    golden.check("review-table.sql", "\n".join(line.strip() for line in table.splitlines()) + "\n")


def _lines(values: Mapping[str, object]) -> str:
    return json.dumps(values, indent=1, ensure_ascii=False) + "\n"


def note_type_table() -> str:
    rows = ["| note type | id | sort | fields of its own, with their ids | templates |", "|---|---|---|---|---|"]
    for note_type in note_types().values():
        own = note_type.fields[: -len(SHARED_FIELDS)]
        fields = ", ".join(f"`{field.name}` {field.id}" for field in own)
        templates = ", ".join(f"`{template.name}` {template.id}" for template in note_type.templates)
        sort = "cloze" if note_type.cloze else "standard"
        rows.append(f"| `{note_type.name}` | {note_type.id} | {sort} | {fields} | {templates} |")
    return "\n".join(rows)


def test_the_page_shows_the_note_types_as_they_are() -> None:
    assert note_type_table() in PAGE
    assert ", ".join(f"`{field.name}` {field.id}" for field in SHARED_FIELDS) in PAGE


def test_the_page_shows_names_and_lines_as_they_are(golden: Goldens) -> None:
    lock = (golden.folder / "contract.lock").read_text(encoding="utf-8")
    example = next(line for line in lock.splitlines() if line.startswith("fact\tkill-pores"))
    for column in example.split("\t"):
        assert f"| `{column}` |" in PAGE
    *_, corrected, end = lock.splitlines()
    assert f"`{end}`" in PAGE
    assert f"| `# corrected`, id, `{corrected.split(chr(9))[2]}` |" in PAGE
    assert guid_of(*NAMES[0]) in PAGE
    assert deck_name(*TITLES[0]) in PAGE
    assert (golden.folder / "review-table.sql").read_text(encoding="utf-8") in PAGE
