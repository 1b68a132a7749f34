"""The log counted by SQLite, so that a million answers become a few thousand rows before Python sees them."""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from nkquiz.review import CountedRight, Tallies

# The + before a column keeps SQLite from an index: a scan in the order of the file is several times as fast.
_RATING = "CASE WHEN changed.review_id IS NULL THEN review.rating ELSE changed.rating END"
_ANSWERS = f"""
FROM review LEFT JOIN temp.changed ON changed.review_id = review.review_id
WHERE +namespace = :namespace AND event = 'answer' AND {_RATING} IS NOT NULL
"""
_RATED_ANEW = """
INSERT OR REPLACE INTO temp.changed SELECT refers_to, rating FROM review
WHERE +namespace = :namespace AND event = 'override' AND rating IS NOT NULL AND refers_to IS NOT NULL
AND review_id NOT IN (SELECT refers_to FROM review WHERE +namespace = :namespace AND event = 'void' AND refers_to IS NOT NULL)
ORDER BY at, review_id
"""
_TAKEN_BACK = """
INSERT OR REPLACE INTO temp.changed SELECT refers_to, NULL FROM review
WHERE +namespace = :namespace AND event = 'void' AND refers_to IS NOT NULL
"""
_COUNTED_RIGHT = """
SELECT card, response, count(*) FROM review
WHERE +namespace = :namespace AND event = 'override' AND response != '' AND rating > 1
AND NOT EXISTS (SELECT 1 FROM temp.changed WHERE changed.review_id IN (review.review_id, refers_to) AND changed.rating IS NULL)
"""
_NOT_COUNTED = -1


def tallied(db: sqlite3.Connection, namespace: str, since_ms: int, most_ms: int, names: Sequence[str] | None) -> Tallies:
    """Return the tallies of `namespace` from `since_ms` on; of the cards called `names` only, where they are given.

    An answer counts for at most `most_ms`.
    """
    given = {"namespace": namespace, "since": since_ms, "most": most_ms}
    wanted = "" if names is None else "AND card IN (SELECT name FROM temp.wanted)"
    lately = f"{wanted} AND at >= :since"

    def rows(query: str) -> list[tuple[Any, ...]]:
        return db.execute(query, given).fetchall()

    with _told_apart(db, namespace, names or ()):
        each = db.execute(
            f"""
            SELECT card, at << 3 | CASE mode WHEN 'review' THEN {_RATING} ELSE 0 END,
            CASE WHEN at >= :since AND duration_ms > 0 THEN min(duration_ms, :most) / 100 ELSE {_NOT_COUNTED} END
            {_ANSWERS} {wanted}
            """,
            given,
        )
        ratings, tenths = _by_card(each)
        return Tallies(
            quarters=rows(f"SELECT at / 900000, count(*), sum(min(duration_ms, :most)) {_ANSWERS} {lately} GROUP BY 1"),
            confidence=rows(
                f"SELECT card, confidence, {_RATING} > 1, count(*) {_ANSWERS} {lately} AND confidence IS NOT NULL "
                "GROUP BY 1, 2, 3"
            ),
            counted_right=[
                CountedRight(*row) for row in rows(f"{_COUNTED_RIGHT} {lately} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2")
            ],
            ratings=ratings,
            tenths=tenths,
        )


def _by_card(rows: Iterator[tuple[str, int, int]]) -> tuple[Mapping[str, Sequence[int]], Sequence[tuple[int, int]]]:
    """Return the ratings of every card, and how many answers took how many tenths of a second."""
    ratings: dict[str, array[int]] = defaultdict(lambda: array("q"))
    tenths: Counter[int] = Counter()
    for card, rated, tenth in rows:
        if rated & 7:
            ratings[card].append(rated)
        tenths[tenth] += 1
    del tenths[_NOT_COUNTED]
    return ratings, sorted(tenths.items())


@contextmanager
def _told_apart(db: sqlite3.Connection, namespace: str, names: Sequence[str]) -> Iterator[None]:
    """Have the answers that were taken back or rated anew, and the wanted cards, in tables of this connection's own.

    All is read in one transaction, so that what another process answers meanwhile is counted everywhere or nowhere.
    """
    db.execute("BEGIN")
    try:
        db.execute("CREATE TEMP TABLE changed (review_id TEXT PRIMARY KEY, rating INTEGER) WITHOUT ROWID")
        db.execute("CREATE TEMP TABLE wanted (name TEXT PRIMARY KEY) WITHOUT ROWID")
        db.execute(_RATED_ANEW, {"namespace": namespace})
        db.execute(_TAKEN_BACK, {"namespace": namespace})
        db.executemany("INSERT OR IGNORE INTO temp.wanted VALUES (?)", ((name,) for name in names))
        yield
    finally:
        db.execute("ROLLBACK")  # drops the tables; nothing else was written
