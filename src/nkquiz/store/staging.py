"""Reviews on their way in, kept in a file of their own until it is known that all of them can be taken."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from nkquiz.diagnostics import NkquizError
from nkquiz.frozen import frozen
from nkquiz.review import Review
from nkquiz.store.rows import REVIEW_COLUMNS, differing, review_row

_BATCH = 10_000


@frozen
class Place:
    """Where a review stands: the number of the file, in the order given, and the line, 0 in a progress file."""

    file: int
    line: int


@frozen
class Conflict:
    """Two reviews with one id that say different things; `other` is None for one that is in the log already."""

    review_id: str
    place: Place
    other: Place | None


class Stage:
    """The reviews on their way in; `path` is the SQLite file they stand in, in the table `incoming`."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self.path, self._db = path, db
        self._waiting: list[tuple[object, ...]] = []
        names = REVIEW_COLUMNS.replace(" ", "")
        db.execute(f"CREATE TABLE incoming ({names}, file, line)")

    def add(self, review: Review, place: Place) -> None:
        """Take a review in."""
        self._waiting.append((*review_row(review), place.file, place.line))
        if len(self._waiting) >= _BATCH:
            self.settle()

    def settle(self) -> None:
        """Write down what was taken in; to be called before `path` is read."""
        marks = ", ".join("?" * (len(self._waiting[0]))) if self._waiting else ""
        if marks:
            with self._db:
                self._db.executemany(f"INSERT INTO incoming VALUES ({marks})", self._waiting)
        self._waiting.clear()

    def conflicts(self) -> list[Conflict]:
        """Return the reviews that differ from the first with the same id."""
        self.settle()
        with self._db:
            self._db.execute("CREATE INDEX IF NOT EXISTS incoming_by_id ON incoming (review_id)")
        rows = self._db.execute(
            f"""
            SELECT later.review_id, later.file, later.line, first.file, first.line
            FROM incoming AS later JOIN incoming AS first ON first.review_id = later.review_id
            WHERE first.rowid = (SELECT min(rowid) FROM incoming WHERE review_id = later.review_id)
            AND {differing("later", "first")} ORDER BY later.rowid
            """
        )
        return [
            Conflict(review_id, Place(file, line), Place(first_file, first_line))
            for review_id, file, line, first_file, first_line in rows
        ]


@contextmanager
def staged() -> Iterator[Stage]:
    """Yield an empty stage; its file is gone afterwards. Raises NkquizError if there is no room for it."""
    with tempfile.TemporaryDirectory(prefix="nkquiz-") as folder:
        path = Path(folder) / "incoming.db"
        try:
            with closing(sqlite3.connect(path)) as db:
                db.execute("PRAGMA journal_mode = MEMORY")
                db.execute("PRAGMA synchronous = OFF")
                yield Stage(path, db)
        except sqlite3.OperationalError as error:
            raise NkquizError(f"there is no room for the reviews in {folder} ({error}); nothing was imported") from error
