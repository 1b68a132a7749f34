"""The reviews in another progress file, which is only read: not a byte of it or beside it is written."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

from nkquiz.diagnostics import NkquizError, shortened, shown_path
from nkquiz.review import Review
from nkquiz.store.migrations import MIGRATIONS
from nkquiz.store.reading import KEYS, review_of

_MAGIC = b"SQLite format 3\0"


def is_database(begin: bytes) -> bool:
    """Return True if a file that begins so is one of SQLite's."""
    return begin.startswith(_MAGIC)


def foreign_reviews(path: Path) -> Generator[Review | str, None, None]:
    """Yield each review of the progress file at `path`, and words in place of each that cannot be read.

    Raises NkquizError if it is damaged, no progress file, or from a newer nkquiz.
    """
    with tempfile.TemporaryDirectory(prefix="nkquiz-") as folder:
        try:
            with closing(_opened(path, Path(folder))) as db:
                _expect_progress(path, db)
                yield from _reviews(db)
        except sqlite3.Error as error:
            raise NkquizError(
                f"`{shown_path(path)}` cannot be read as a progress file ({error}); nothing was imported"
            ) from error


def _opened(path: Path, folder: Path) -> sqlite3.Connection:
    """Open `path` so that SQLite writes nothing beside it.

    Where a log lies beside the file and nobody has it open, SQLite would have to work it in; so that is done to a copy.
    """
    log, shared = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    options = "mode=ro"
    if not log.exists():
        options = "mode=ro&immutable=1"
    elif not shared.exists():
        copy = folder / "progress.db"
        shutil.copyfile(path, copy)
        shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
        path = copy
    db = sqlite3.connect(f"{path.resolve().as_uri()}?{options}", uri=True, timeout=10, isolation_level=None)
    for pragma in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON"):
        db.execute(f"PRAGMA {pragma}")
    return db


def _expect_progress(path: Path, db: sqlite3.Connection) -> None:
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    columns = {row[1] for row in db.execute("PRAGMA table_info(review)")}
    if not {"review", "migration"} <= tables or not columns.issuperset(KEYS):
        raise NkquizError(f"`{shown_path(path)}` is a database, but no progress file of nkquiz; nothing was imported")
    known = {name for name, _ in MIGRATIONS}
    if not {name for (name,) in db.execute("SELECT name FROM migration")} <= known:
        raise NkquizError(f"`{shown_path(path)}` was written by a newer nkquiz; update nkquiz, nothing was imported")


def _reviews(db: sqlite3.Connection) -> Iterator[Review | str]:
    for row in db.execute(f"SELECT {', '.join(KEYS)} FROM review"):
        review, faults = review_of(dict(zip(KEYS, row, strict=True)))
        if review is not None:
            yield review
        for message, _ in faults:
            yield f"the review `{shortened(str(row[0]))}` cannot be read: {message}"
