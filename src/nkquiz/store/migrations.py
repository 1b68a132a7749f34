"""The schema of the progress file, one function a step; applied names are kept in the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime

from nkquiz.diagnostics import NkquizError


def _review_log(db: sqlite3.Connection) -> None:
    """Make the log and the table of card states, which can always be rebuilt from it. See docs/contracts.md."""
    db.execute(
        """
        CREATE TABLE review (
            review_id   TEXT PRIMARY KEY,
            namespace   TEXT NOT NULL,
            card        TEXT NOT NULL,
            event       TEXT NOT NULL,
            refers_to   TEXT,
            at          INTEGER NOT NULL,
            duration_ms INTEGER NOT NULL,
            form        TEXT NOT NULL,
            response    TEXT NOT NULL,
            verdict     TEXT,
            rating      INTEGER,
            confidence  INTEGER,
            session     TEXT NOT NULL,
            mode        TEXT NOT NULL,
            scheduler   TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX review_of_card ON review (namespace, card, at, review_id)")
    db.execute("CREATE INDEX review_in_time ON review (namespace, at)")
    db.execute(
        """
        CREATE TABLE card_state (
            namespace    TEXT NOT NULL,
            card         TEXT NOT NULL,
            due          INTEGER NOT NULL,
            stability    REAL NOT NULL,
            difficulty   REAL NOT NULL,
            first_review INTEGER NOT NULL,
            last_review  INTEGER NOT NULL,
            last_rating  INTEGER NOT NULL,
            reviews      INTEGER NOT NULL,
            lapses       INTEGER NOT NULL,
            PRIMARY KEY (namespace, card)
        ) STRICT, WITHOUT ROWID
        """
    )


MIGRATIONS: tuple[tuple[str, Callable[[sqlite3.Connection], None]], ...] = (("0001-review-log", _review_log),)


def migrate(db: sqlite3.Connection) -> None:
    """Bring the file up to date in one transaction. Raises NkquizError if a newer nkquiz has written it."""
    known = {name for name, _ in MIGRATIONS}
    try:
        applied = {name for (name,) in db.execute("SELECT name FROM migration")}
    except sqlite3.OperationalError:
        applied = set()
    if not applied <= known:
        raise NkquizError("your progress was written by a newer nkquiz; update nkquiz, nothing was changed")
    if applied == known:
        return
    db.execute("BEGIN IMMEDIATE")
    with db:
        db.execute("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT")
        applied = {name for (name,) in db.execute("SELECT name FROM migration")}
        for name, step in MIGRATIONS:
            if name not in applied:
                step(db)
                db.execute("INSERT INTO migration VALUES (?, ?)", (name, datetime.now(UTC).isoformat()))
