"""The log as a whole: written out, joined with another, taken out. Each in one transaction, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Self

from nkquiz.atomic import replacing
from nkquiz.frozen import frozen
from nkquiz.review import Review, moment_of
from nkquiz.store.log import Replay, ReviewLog, open_log
from nkquiz.store.rows import REVIEW_COLUMNS, differing, review_from
from nkquiz.store.staging import Conflict, Place, Stage

Depending = Callable[[str, str], Iterable[tuple[str, tuple[str, ...]]]]
"""The cards whose states depend on the reviews of a namespace under a name, each with all the names it ever had."""

_FRESH = """
CREATE TEMP TABLE fresh AS SELECT min(rowid) AS number FROM stage.incoming
WHERE review_id NOT IN (SELECT review_id FROM main.review) GROUP BY review_id
"""
_TAKE_IN = f"""
INSERT INTO main.review ({REVIEW_COLUMNS}) SELECT {REVIEW_COLUMNS} FROM stage.incoming
WHERE rowid IN (SELECT number FROM temp.fresh) ORDER BY at, review_id
"""
_CHANGED = "SELECT DISTINCT namespace, card FROM stage.incoming WHERE rowid IN (SELECT number FROM temp.fresh)"


@frozen
class Answered:
    """How often a card was answered, under one of its names, and when first and last."""

    namespace: str
    card: str
    times: int
    first: datetime
    last: datetime


@frozen
class Union:
    """What came of a union: how many reviews were new, how many cards have a new state, or what stood in the way."""

    added: int = 0
    restated: int = 0
    conflicts: tuple[Conflict, ...] = ()


class WholeLog(ReviewLog):
    """The log of a progress file, for what is done with all of it."""

    _failed = "your progress could not be changed ({error}); it is as it was"

    @classmethod
    def opened(cls, path: Path) -> Self:
        """Open the progress file as `open_log` does."""
        log = open_log(path)
        return cls(log._path, log._db, log._in_force)

    @contextmanager
    def whole(self) -> Iterator[tuple[list[str], int, Iterator[Review]]]:
        """Give the namespaces in the file, the number of its reviews, and all of them by namespace, time and id.

        They stand still while they are read, whatever other processes answer meanwhile.
        """
        with self._reading():
            self._db.execute("BEGIN")
            try:
                names = [name for (name,) in self._db.execute("SELECT DISTINCT namespace FROM review ORDER BY namespace")]
                (number,) = self._db.execute("SELECT count(*) FROM review").fetchone()
                rows = self._db.execute(f"SELECT {REVIEW_COLUMNS} FROM review ORDER BY namespace, at, review_id")
                yield names, number, map(review_from, rows)
            finally:
                self._db.execute("ROLLBACK")

    def answered(self) -> list[Answered]:
        """Return what was answered of every card, of every collection, by namespace and name."""
        query = (
            "SELECT namespace, card, count(*), min(at), max(at) FROM review WHERE event = 'answer' "
            "GROUP BY namespace, card ORDER BY namespace, card"
        )
        with self._reading():
            rows = self._db.execute(query)
            return [Answered(names, card, times, moment_of(first), moment_of(last)) for names, card, times, first, last in rows]

    def union(self, stage: Stage, depending: Depending, replay: Replay) -> Union:
        """Take in every review of `stage` that the log does not have, and make the states anew that this changes.

        All in one transaction; where a review differs from the one the log has under its id, nothing is changed.
        Raises NkquizError if it cannot be written; then nothing was changed either.
        """
        stage.settle()
        self._db.execute("ATTACH ? AS stage", (str(stage.path),))
        try:
            with self._writing():
                if conflicts := self._conflicts():
                    return Union(conflicts=conflicts)
                self._db.execute(_FRESH)
                (added,) = self._db.execute("SELECT count(*) FROM temp.fresh").fetchone()
                self._db.execute(_TAKE_IN)
                changed = {
                    (namespace, *each)
                    for namespace, card in self._db.execute(_CHANGED).fetchall()
                    for each in depending(namespace, card)
                }
                self._db.execute("DROP TABLE temp.fresh")
                for namespace, card, names in sorted(changed):
                    self._restate(namespace, card, names, replay)
                return Union(added, len({(namespace, card) for namespace, card, _ in changed}))
        finally:
            self._db.execute("DETACH stage")

    def _conflicts(self) -> tuple[Conflict, ...]:
        rows = self._db.execute(
            "SELECT incoming.review_id, file, line FROM stage.incoming JOIN main.review USING (review_id) "
            f"WHERE {differing('incoming', 'review')} ORDER BY incoming.rowid"
        )
        return tuple(Conflict(review_id, Place(file, line), None) for review_id, file, line in rows)

    def forget(self, aside: Path, cards: Sequence[tuple[str, str]] | None) -> None:
        """Keep the whole file as `aside`, then take the reviews of `cards`, (namespace, name), out of the log; None is all.

        Other processes wait meanwhile. Raises NkquizError if it cannot be written; then nothing was taken out.
        """
        with self._writing():
            self._copy(aside)
            for table in ("review", "card_state"):
                if cards is None:
                    self._db.execute(f"DELETE FROM {table}")
                else:
                    self._db.executemany(f"DELETE FROM {table} WHERE namespace = ? AND card = ?", cards)
        with suppress(sqlite3.Error):
            self._db.execute("VACUUM")  # gives the room back; where another process holds the file, it stays

    def _copy(self, aside: Path) -> None:
        """Write a copy of the whole file, as it stands while nobody else can write."""
        with (
            replacing(aside) as (copy,),
            closing(sqlite3.connect(self._path)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
