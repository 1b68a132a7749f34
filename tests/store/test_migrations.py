from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from nkquiz.diagnostics import NkquizError
from nkquiz.store import migrations
from nkquiz.store.migrations import MIGRATIONS, migrate


def opened(path: Path | str = ":memory:") -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def schema(db: sqlite3.Connection) -> str:
    rows = db.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
    return "".join(f"{sql};\n" for (sql,) in rows)


@pytest.mark.parametrize("known", range(1, len(MIGRATIONS) + 1))
def test_every_older_file_is_brought_up_to_date_with_its_reviews(known: int, monkeypatch: pytest.MonkeyPatch) -> None:
    old = opened()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", MIGRATIONS[:known])
        migrate(old)
    old.execute(
        "INSERT INTO review (review_id, namespace, card, event, at, duration_ms, form, response, session, mode, scheduler) "
        "VALUES ('r', 'n', 'a#answer', 'answer', 1, 0, 'recall', '', 's', 'review', 'fsrs-6')"
    )
    migrate(old)
    fresh = opened()
    migrate(fresh)
    assert schema(old) == schema(fresh)
    assert old.execute("SELECT card FROM review").fetchall() == [("a#answer",)]
    assert [name for (name,) in old.execute("SELECT name FROM migration ORDER BY name")] == [name for name, _ in MIGRATIONS]


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    db = opened(tmp_path / "progress.db")
    migrate(db)
    before = db.execute("PRAGMA data_version").fetchone(), list(db.iterdump())
    migrate(db)
    assert (db.execute("PRAGMA data_version").fetchone(), list(db.iterdump())) == before
    db.close()


def test_a_step_that_fails_leaves_the_file_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    db = opened()
    migrate(db)
    before = list(db.iterdump())

    def breaks(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE half (a)")
        db.execute("CREATE TABLE review (a)")

    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, ("9999-breaks", breaks)))
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(db)
    assert list(db.iterdump()) == before


def test_a_file_of_a_newer_version_is_refused_untouched() -> None:
    db = opened()
    migrate(db)
    db.execute("INSERT INTO migration VALUES ('9999-of-the-future', '2030-01-01')")
    before = list(db.iterdump())
    with pytest.raises(NkquizError, match="newer nkquiz"):
        migrate(db)
    assert list(db.iterdump()) == before
