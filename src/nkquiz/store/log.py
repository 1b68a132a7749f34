"""The review log: append an answer, read the states. One fsync an answer, so that a kill loses nothing."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nkquiz.diagnostics import NkquizError
from nkquiz.review import EPOCH, SURE, CardState, Rating, Review, Tallies, ms_of
from nkquiz.store.migrations import migrate
from nkquiz.store.rows import (
    REVIEW_COLUMNS,
    STATE_COLUMNS,
    review_from,
    review_row,
    state_from,
    state_row,
)
from nkquiz.store.tallies import tallied

Replay = Callable[[Sequence[Review]], CardState | None]
"""How a card's reviews, in the order of (at, review_id), make its state; None if none of them moves the schedule."""

InForce = Callable[[str, CardState], CardState]
"""Makes of a stored state of a card the one that the learner's settings ask for."""

_BUSY_SECONDS = 10.0
_AT_ONCE = 500  # names in one query; SQLite takes at least 999 values


class ReviewLog:
    """The log of one progress file. Two processes may use one file at once.

    Stored states do not depend on settings; every state that is returned went through `in_force`.
    """

    _failed = "the answer could not be saved ({error}); all earlier ones are safe"

    def __init__(self, path: Path, db: sqlite3.Connection, in_force: InForce) -> None:
        self._path, self._db, self._in_force = path, db, in_force

    def close(self) -> None:
        """Close the file; every answer is in it already."""
        self._db.close()

    def append(self, review: Review, names: Sequence[str], replay: Replay) -> CardState | None:
        """Write `review` and the new state of its card in one transaction, and return the state.

        `names` are all names the card ever had, `review.card` among them. Raises NkquizError if the disk is full or
        the file is locked for long; then nothing of the review was written.
        """
        with self._writing():
            values = ", ".join("?" * 15)
            self._db.execute(f"INSERT INTO review ({REVIEW_COLUMNS}) VALUES ({values})", review_row(review))
            state = self._restate(review.namespace, review.card, names, replay)
        return state and self._in_force(review.card, state)

    def _restate(self, namespace: str, card: str, names: Sequence[str], replay: Replay) -> CardState | None:
        state = replay(tuple(self._reviews_of(namespace, names)))
        if state is None:
            self._db.execute("DELETE FROM card_state WHERE namespace = ? AND card = ?", (namespace, card))
        else:
            values = ", ".join("?" * 10)
            self._db.execute(
                f"INSERT OR REPLACE INTO card_state (namespace, card, {STATE_COLUMNS}) VALUES ({values})",
                (namespace, card, *state_row(state)),
            )
        return state

    def states(self, namespace: str) -> dict[str, CardState]:
        """Return the state of every card of `namespace` that was ever answered, by card name."""
        query = f"SELECT card, {STATE_COLUMNS} FROM card_state WHERE namespace = ?"
        with self._reading():
            rows = self._db.execute(query, (namespace,))
            return {card: self._in_force(card, state_from(row)) for card, *row in rows}

    def states_of(self, namespace: str, cards: Sequence[str]) -> dict[str, CardState]:
        """Return the state of each of `cards` that was ever answered, by card name; other cards, be they many, cost nothing."""
        found = {}
        with self._reading():
            for start in range(0, len(cards), _AT_ONCE):
                some = cards[start : start + _AT_ONCE]
                marks = ", ".join("?" * len(some))
                query = f"SELECT card, {STATE_COLUMNS} FROM card_state WHERE namespace = ? AND card IN ({marks})"
                rows = self._db.execute(query, (namespace, *some))
                found.update({card: self._in_force(card, state_from(row)) for card, *row in rows})
        return found

    def reviews(self, namespace: str, since: datetime = EPOCH) -> list[Review]:
        """Return the log of `namespace`, all of it or since a time, in the order of (at, review_id)."""
        query = f"SELECT {REVIEW_COLUMNS} FROM review WHERE namespace = ? AND at >= ? ORDER BY at, review_id"
        with self._reading():
            return [review_from(row) for row in self._db.execute(query, (namespace, ms_of(since)))]

    def reviews_of(self, namespace: str, names: Sequence[str]) -> list[Review]:
        """Return the whole log of the card with these names, in the order of (at, review_id)."""
        with self._reading():
            return list(self._reviews_of(namespace, names))

    def state_of(self, namespace: str, card: str, names: Sequence[str], replay: Replay) -> CardState | None:
        """Return the state the card has by its whole log, whatever is stored."""
        state = replay(self.reviews_of(namespace, names))
        return state and self._in_force(card, state)

    def state_without(self, sitting: str, namespace: str, card: str, names: Sequence[str], replay: Replay) -> CardState | None:
        """Return the state the card would have without the answers of one sitting."""
        state = replay([review for review in self.reviews_of(namespace, names) if review.session != sitting])
        return state and self._in_force(card, state)

    def sure_and_wrong(self, namespace: str, since: datetime) -> set[str]:
        """Return the name of every card that since a time had a wrong answer the learner was sure of."""
        query = "SELECT card FROM review WHERE namespace = ? AND at >= ? AND rating = ? AND confidence = ?"
        with self._reading():
            return {card for (card,) in self._db.execute(query, (namespace, ms_of(since), int(Rating.AGAIN), SURE))}

    def tallies(self, namespace: str, since: datetime, most: timedelta, names: Sequence[str] | None = None) -> Tallies:
        """Return the counts of `namespace` from `since` on, of the cards called `names` only where they are given."""
        with self._reading():
            return tallied(self._db, namespace, ms_of(since), most // timedelta(milliseconds=1), names)

    def _reviews_of(self, namespace: str, names: Sequence[str]) -> Iterator[Review]:
        marks = ", ".join("?" * len(names))
        query = f"SELECT {REVIEW_COLUMNS} FROM review WHERE namespace = ? AND card IN ({marks}) ORDER BY at, review_id"
        return map(review_from, self._db.execute(query, (namespace, *names)))

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _unreadable(self._path, self._db, error) from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            raise NkquizError(self._failed.format(error=error)) from error


def open_log(path: Path, in_force: InForce = lambda _card, state: state) -> ReviewLog:
    """Open the progress file, making it and its folder if need be.

    Raises NkquizError if that cannot be; a damaged file is set aside first, and one from a newer nkquiz left alone.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NkquizError(f"the folder {path.parent} cannot be made: {error.strerror}") from error
    db = None
    try:
        db = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        _use_wal(db)
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA trusted_schema = OFF")
        migrate(db)
    except sqlite3.Error as error:
        raise _unreadable(path, db, error) from error
    except BaseException:
        if db is not None:
            db.close()
        raise
    return ReviewLog(path, db, in_force)


def _use_wal(db: sqlite3.Connection) -> None:
    """Switch the file to WAL. Where another process does the same, SQLite gives up at once; so the waiting is done here."""
    until = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(0.01)


def _unreadable(path: Path, db: sqlite3.Connection | None, error: sqlite3.Error) -> NkquizError:
    """Close the file, set it aside if it is damaged, and return the error that says so."""
    if db is not None:
        db.close()
    if isinstance(error, sqlite3.OperationalError):
        return NkquizError(f"the progress file {path} cannot be opened: {error}")
    try:
        aside = _set_aside(path)
    except OSError:
        return NkquizError(f"the progress file {path} is damaged ({error}); move it away to begin a new one")
    return NkquizError(f"the progress file was damaged and is kept as {aside}; run again to begin a new one")


def _set_aside(path: Path) -> Path:
    from nkquiz.atomic import free_path

    aside = free_path(path.with_stem(f"{path.stem}-damaged-{datetime.now(UTC):%Y%m%d-%H%M%S}"))
    path.rename(aside)
    for suffix in ("-wal", "-shm"):
        with suppress(OSError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    return aside
