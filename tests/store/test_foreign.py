from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from nkquiz.diagnostics import NkquizError
from nkquiz.quiz.scheduling import state_of
from nkquiz.review import Review
from nkquiz.store.foreign import foreign_reviews
from nkquiz.store.log import open_log
from tests.quiz.cards import DAY, NOON, review
from tests.store.logs import review_id


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The progress file of another machine, with three answers."""
    path = tmp_path / "a #place?" / "progress.db"
    with closing(open_log(path)) as log:
        for each in ANSWERS:
            log.append(each, (each.card,), state_of)
    return path


ANSWERS = [review("a#answer", NOON + number * DAY, review_id=review_id(number)) for number in range(3)]


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {each.name: (each.read_bytes(), each.stat().st_mtime_ns) for each in sorted(folder.iterdir())}


def changed(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(sql)


def test_its_reviews_are_read_and_nothing_is_written(other: Path) -> None:
    before = state(other.parent)
    assert list(foreign_reviews(other)) == ANSWERS
    assert state(other.parent) == before


def test_nothing_stands_beside_it_while_it_is_read(other: Path) -> None:
    before = state(other.parent)
    reading = foreign_reviews(other)
    assert next(reading) == ANSWERS[0]
    assert state(other.parent) == before
    reading.close()


def test_it_can_be_read_while_it_is_in_use(other: Path) -> None:
    with closing(open_log(other)) as log:
        late = review("a#answer", NOON + 9 * DAY, review_id=review_id(9))
        log.append(late, ("a#answer",), state_of)
        assert other.with_name("progress.db-wal").stat().st_size > 0
        assert list(foreign_reviews(other)) == [*ANSWERS, late]


def test_answers_that_a_kill_left_in_its_log_are_found_in_a_copy(other: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    with closing(open_log(other)) as log:
        late = review("a#answer", NOON + 9 * DAY, review_id=review_id(9))
        log.append(late, ("a#answer",), state_of)
        for name in ("progress.db", "progress.db-wal"):
            shutil.copyfile(other.with_name(name), taken / name)
    before = state(taken)
    assert list(foreign_reviews(taken / "progress.db")) == [*ANSWERS, late]
    assert state(taken) == before


def test_a_row_that_is_no_review_is_told_by_its_id(other: Path) -> None:
    changed(other, f"UPDATE review SET mode = 'play', rating = 9 WHERE review_id = '{review_id(1)}'")
    found = list(foreign_reviews(other))
    assert [each for each in found if isinstance(each, Review)] == [ANSWERS[0], ANSWERS[2]]
    words = [each for each in found if isinstance(each, str)]
    assert len(words) == 2
    assert all(each.startswith(f"the review `{review_id(1)}` cannot be read: ") for each in words)


def test_a_file_of_a_newer_nkquiz_is_refused(other: Path) -> None:
    changed(other, "INSERT INTO migration VALUES ('9999-of-the-future', '2030-01-01')")
    with pytest.raises(NkquizError, match="written by a newer nkquiz; update nkquiz, nothing was imported"):
        list(foreign_reviews(other))


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TABLE review",
        "DROP TABLE migration",
        "ALTER TABLE review DROP COLUMN confidence",
        "ALTER TABLE review RENAME TO kept; CREATE VIEW review AS SELECT * FROM kept",
    ],
)
def test_another_database_is_refused(other: Path, sql: str) -> None:
    changed(other, sql)
    with pytest.raises(NkquizError, match="is a database, but no progress file of nkquiz"):
        list(foreign_reviews(other))


def test_a_damaged_file_is_refused_and_left_where_it_is(other: Path) -> None:
    content = bytearray(other.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    other.write_bytes(content)
    before = state(other.parent)
    with pytest.raises(NkquizError, match="cannot be read as a progress file"):
        list(foreign_reviews(other))
    assert state(other.parent) == before


def test_text_that_is_none_is_refused(other: Path) -> None:
    changed(other, "UPDATE review SET response = CAST(x'ff41' AS TEXT)")
    with pytest.raises(NkquizError, match="cannot be read as a progress file"):
        list(foreign_reviews(other))
