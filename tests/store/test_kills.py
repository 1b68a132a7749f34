"""A kill at every point at which something is written, and a disk that fills up: nothing is lost, nothing counts twice."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nkquiz.quiz.scheduling import standing_answers, state_of
from nkquiz.review import Review
from nkquiz.store.log import open_log
from tests.quiz.cards import DAY, NAMESPACE, NOON, review

if TYPE_CHECKING:
    from tests.conftest import Author

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9, fork and limits of a process are Unix")
PROJECT = Path(__file__).parents[2]
NOW = " WHERE session != 's'"  # not those of a learner's earlier life
KILLED = {"statements": 9, "steps": 9, "files": 9, "bytes": 25, "careless": 9}  # 25 is SIGXFSZ on Linux


def killed_at(points: str, folder: Path, collection: Path) -> list[tuple[int, int, int]]:
    """Kill a quiz at every point; return each point's number, how the quiz ended there, and how the next one did."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.store.dying", points, str(folder), str(collection)]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=280, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split() for line in done.stdout.splitlines()]
    return [(int(number), int(ended), int(went_on)) for number, ended, went_on in lines]


def acknowledged(said: Path) -> int:
    """Return how many answers the learner saw counted or taken back."""
    return sum(event["event"] == "answer" or event.get("text") == "Taken back." for event in events(said))


def events(said: Path) -> list[dict[str, Any]]:
    """Return the whole lines that are events; a kill can cut the last one short."""
    lines = said.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]


def look_at(place: Path) -> None:
    """Hold the progress file of two runs, the first of which was killed, against what their learner saw."""
    with closing(sqlite3.connect(place / "home" / "progress.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        ids = [name for (name,) in db.execute(f"SELECT review_id FROM review{NOW} ORDER BY rowid")]
    seen, seen_later = acknowledged(place / "first"), acknowledged(place / "second")
    assert len(ids) - seen_later in (seen, seen + 1)  # the last may have been written but not said
    log = open_log(place / "home" / "progress.db")
    reviews, states = log.reviews(NAMESPACE), log.states(NAMESPACE)
    log.close()
    assert states == replayed(reviews)
    earlier = [review for review in reviews if review.review_id not in ids[len(ids) - seen_later :]]
    asked = [event for event in events(place / "second") if event["event"] == "question"]
    assert asked[0]["number"] == len([each for each in standing_answers(earlier) if each.review_id in ids]) + 1
    assert not [event["card"] for event in asked if event["new"] and event["card"] in replayed(earlier)]
    assert [each.name for each in (place / "home").iterdir() if "damaged" in each.name] == []


def replayed(reviews: list[Review]) -> dict[str, Any]:
    found = {name: state_of([each for each in reviews if each.card == name]) for name in {each.card for each in reviews}}
    return {name: state for name, state in found.items() if state is not None}


@pytest.mark.parametrize(("points", "least"), [("statements", 25), ("steps", 5), ("files", 4), ("bytes:7000", 10)])
def test_a_kill_at_any_point_loses_nothing_and_repeats_nothing(ways: Author, tmp_path: Path, points: str, least: int) -> None:
    found = killed_at(points, tmp_path / points, ways.folder)
    assert len(found) > least
    assert {ended for _, ended, _ in found[:-1]} == {KILLED[points.partition(":")[0]]}
    assert {went_on for _, _, went_on in found} == {0}
    for number, _, _ in found:
        look_at(tmp_path / points / str(number))


def test_a_kill_while_the_log_is_moved_into_the_file_loses_nothing(ways: Author, tmp_path: Path) -> None:
    (tmp_path / "moved").mkdir()
    log = open_log(tmp_path / "moved" / "progress.db")
    log._db.execute("PRAGMA synchronous = OFF")
    for number in range(300):
        old = review(f"f{number}#answer", NOON - 900 * DAY, response="x" * 900)
        log.append(old, (old.card,), state_of)
    log.close()
    assert (tmp_path / "moved" / "progress.db").stat().st_size > 300_000
    found = killed_at("bytes:30000", tmp_path / "moved", ways.folder)
    assert {went_on for _, _, went_on in found} == {0}
    whole = [number for number, ended, _ in found if ended == KILLED["bytes"] and summed_up(tmp_path / "moved" / str(number))]
    assert len(whole) > 2, "no kill came after the last word of the quiz, when the log is moved"
    for number, _, _ in found:
        look_at(tmp_path / "moved" / str(number))


def summed_up(place: Path) -> bool:
    return any(event["event"] == "summary" for event in events(place / "first"))


def test_a_disk_that_fills_up_at_any_point_is_said_and_loses_nothing(ways: Author, tmp_path: Path) -> None:
    found = killed_at("full:7000", tmp_path / "full", ways.folder)
    assert len(found) > 10
    assert {went_on for _, _, went_on in found} == {0}
    for number, ended, _ in found:
        said = (tmp_path / "full" / str(number) / "first").read_text(encoding="utf-8")
        assert ended == 0 or (ended == 1 << 8 and ("cannot be opened" in said or "could not be saved" in said)), said
        look_at(tmp_path / "full" / str(number))


def test_a_store_that_writes_in_two_steps_is_found_out(ways: Author, tmp_path: Path) -> None:
    found = killed_at("careless", tmp_path / "careless", ways.folder)
    with pytest.raises(AssertionError):
        look_at_all(tmp_path / "careless", len(found))


def look_at_all(folder: Path, count: int) -> None:
    for number in range(1, count + 1):
        look_at(folder / str(number))
