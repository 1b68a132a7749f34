"""The progress file of a learner of many years: the same for the same numbers, written in seconds.

Of its cards the first are those of the embedded decks, as far as they go; the others stand for decks that are gone. The
states are made up, but not their sizes and dates.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from nkquiz.compiler import compile_path
from nkquiz.folders import embedded_folder
from nkquiz.store.log import open_log

YEARS_MS = 20 * 365 * 86_400_000


def write_progress(path: Path, reviews: int, cards: int) -> str:
    """Write a log of `reviews` answers to `cards` cards, none in the last two days; return its namespace."""
    now = datetime.now(UTC)
    compiled = compile_path(embedded_folder(), now)
    namespace = compiled.collection.settings.namespace
    known = [card.id for of_fact in compiled.cards.values() for card in of_fact][:cards]
    names = [*known, *(f"gone-{number}#answer" for number in range(len(known), cards))]
    open_log(path).close()
    last = int(now.timestamp() * 1000) - 2 * 86_400_000
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript("PRAGMA synchronous = OFF; BEGIN")
        db.execute("CREATE TEMP TABLE name (number INTEGER PRIMARY KEY, card TEXT)")
        db.executemany("INSERT INTO name VALUES (?, ?)", enumerate(names))
        values = {"namespace": namespace, "begin": last - YEARS_MS, "step": YEARS_MS // reviews, "reviews": reviews}
        db.execute(_REVIEWS.format(cards=cards), values)
        db.execute(_STATES, values | {"last": last, "each": reviews // cards})
        db.execute("COMMIT")
    return namespace


_REVIEWS = """
    WITH RECURSIVE answer (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM answer WHERE n + 1 < :reviews)
    INSERT INTO review
    SELECT
        printf('%032x', n * 7919 + 1), :namespace, card, 'answer', NULL, :begin + n * :step, 4000, 'recall', 'good',
        'correct', CASE WHEN n % 9 THEN 3 ELSE 1 END, NULL, printf('%032x', n / 20), 'review', 'fsrs-6'
    FROM answer JOIN name ON name.number = n % {cards}
"""
_STATES = """
    INSERT INTO card_state
    SELECT
        :namespace, card, :last + (number % 400 - 20) * 86400000, 90.0, 5.0, :begin, :last - (number % 90) * 86400000, 3,
        :each, 1
    FROM name
"""
