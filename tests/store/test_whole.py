from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from nkquiz.diagnostics import NkquizError
from nkquiz.quiz.scheduling import state_of
from nkquiz.review import CardState, Rating, Review
from nkquiz.store.log import open_log
from nkquiz.store.staging import Conflict, Place, staged
from nkquiz.store.whole import Union, WholeLog
from tests.quiz.cards import DAY, NAMESPACE, NOON, in_order, review
from tests.store.logs import CARDS, OTHER, machines, review_id

PROJECT = Path(__file__).parents[2]
OWN = {name: (name,) for name in CARDS}
RENAMED = {**OWN, "new#answer": ("new#answer", "old#answer")}
"""The names of cards where the fact `old` has become `new`."""

slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def depending(namespace: str, name: str) -> list[tuple[str, tuple[str, ...]]]:
    """Say which states depend on a name; the names of the other collection are not known here."""
    if namespace == OTHER or name not in RENAMED:
        return [(name, (name,))]
    return [(card, names) for card, names in RENAMED.items() if name in names]


def join(log: WholeLog, *files: Iterable[Review]) -> Union:
    with staged() as stage:
        for number, reviews in enumerate(files):
            for line, each in enumerate(reviews, start=2):
                stage.add(each, Place(number, line))
        conflicts = stage.conflicts()
        return Union(conflicts=tuple(conflicts)) if conflicts else log.union(stage, depending, state_of)


@contextmanager
def fresh_log() -> Iterator[WholeLog]:
    with tempfile.TemporaryDirectory() as folder, closing(WholeLog.opened(Path(folder) / "progress.db")) as log:
        log._db.execute("PRAGMA synchronous = OFF")
        yield log


def content(log: WholeLog) -> tuple[list[Review], dict[tuple[str, str], CardState]]:
    """Return all that is in a log: its reviews and its states."""
    with log.whole() as (namespaces, number, found):
        reviews = list(found)
    assert number == len(reviews)
    assert namespaces == sorted({each.namespace for each in reviews})
    return reviews, {(name, card): state for name in (NAMESPACE, OTHER) for card, state in log.states(name).items()}


def joined(*files: Sequence[Review]) -> tuple[list[Review], dict[tuple[str, str], CardState]]:
    """Return what a new log holds after one union a file."""
    with fresh_log() as log:
        for each in files:
            join(log, each)
        return content(log)


def replayed(reviews: Sequence[Review]) -> dict[tuple[str, str], CardState]:
    """Return the states that a log of `reviews` gives, card by card."""
    found = {}
    logged = {(each.namespace, each.card) for each in reviews}
    for namespace, names in ((NAMESPACE, RENAMED), (OTHER, OWN)):
        for card, all_names in names.items():
            own = [each for each in reviews if each.namespace == namespace and each.card in all_names]
            state = state_of(in_order(own))
            if state is not None and any((namespace, name) in logged for name in all_names):
                found[namespace, card] = state
    return found


@slow
@given(machines(2))
def test_the_order_of_two_logs_does_not_matter(logs: list[list[Review]]) -> None:
    one, other = logs
    assert joined(one, other) == joined(other, one)


@slow
@given(machines(3))
def test_it_does_not_matter_which_two_logs_are_joined_first(logs: list[list[Review]]) -> None:
    one, two, three = logs
    right, _ = joined(two, three)
    left, _ = joined(one, two)
    assert joined(left, three) == joined(one, right) == joined(one + [each for each in two if each not in one], three)


@slow
@given(machines(2))
def test_joining_twice_changes_nothing(logs: list[list[Review]]) -> None:
    one, other = logs
    with fresh_log() as log:
        join(log, one)
        first = join(log, other)
        before = content(log)
        again = join(log, other)
        assert (again.added, again.restated, content(log)) == (0, 0, before)
        assert first.added == len({each.review_id for each in other} - {each.review_id for each in one})


@slow
@given(machines(2))
def test_the_states_are_those_of_the_joined_log_replayed(logs: list[list[Review]]) -> None:
    one, other = logs
    whole = list({each.review_id: each for each in one + other}.values())
    reviews, states = joined(one, other)
    assert sorted(reviews, key=lambda each: each.review_id) == sorted(whole, key=lambda each: each.review_id)
    assert states == replayed(whole)


def hexed(number: int, card: str = "a#answer", **changes: Any) -> Review:
    made = review(card, NOON + number * DAY, review_id=review_id(number))
    return replace(made, **changes)


def test_answers_under_an_earlier_name_move_the_card_of_today() -> None:
    before = [hexed(number, "old#answer") for number in range(3)]
    _, states = joined([hexed(9, "new#answer")], before)
    assert states[NAMESPACE, "new#answer"] == state_of([*before, hexed(9, "new#answer")])


def test_one_id_with_two_contents_is_refused_and_nothing_is_changed() -> None:
    with fresh_log() as log:
        join(log, [hexed(1), hexed(2)])
        before = content(log)
        done = join(log, [hexed(3), hexed(1, response="changed by hand"), hexed(2)])
        assert done == Union(conflicts=(Conflict(review_id(1), Place(0, 3), None),))
        assert content(log) == before


def test_two_files_that_contradict_each_other_are_refused() -> None:
    with fresh_log() as log:
        done = join(log, [hexed(1), hexed(2)], [hexed(2), hexed(1, rating=Rating.AGAIN)])
        assert done.conflicts == (Conflict(review_id(1), Place(1, 3), Place(0, 2)),)
        assert content(log) == ([], {})


def test_what_stands_twice_in_a_file_is_taken_once() -> None:
    with fresh_log() as log:
        assert join(log, [hexed(1), hexed(1)], [hexed(1)]).added == 1


@pytest.mark.parametrize("changed", [{"at": NOON}, {"refers_to": review_id(7)}, {"confidence": 1}, {"verdict": None}])
def test_every_difference_is_a_conflict_also_where_one_has_no_value(changed: dict[str, Any]) -> None:
    with fresh_log() as log:
        join(log, [hexed(1)])
        assert len(join(log, [hexed(1, **changed)]).conflicts) == 1
        assert len(join(log, [hexed(2)], [hexed(2, **changed)]).conflicts) == 1


def test_more_reviews_than_are_written_at_once_are_all_taken_in() -> None:
    with fresh_log() as log:
        assert join(log, [hexed(number, f"f{number % 7}#answer") for number in range(20_001)]).added == 20_001


def test_a_scheduler_that_fails_leaves_the_log_as_it_was() -> None:
    def breaks(_reviews: object) -> None:
        raise RuntimeError("planted")

    with fresh_log() as log, staged() as stage:
        join(log, [hexed(1)])
        before = content(log)
        stage.add(hexed(2), Place(0, 1))
        with pytest.raises(RuntimeError, match="planted"):
            log.union(stage, depending, breaks)
        assert content(log) == before
        assert join(log, [hexed(2)]).added == 1  # and the connection can go on


def test_a_full_disk_leaves_the_log_as_it_was() -> None:
    with fresh_log() as log:
        join(log, [hexed(1)])
        before = content(log)
        (pages,) = log._db.execute("PRAGMA page_count").fetchone()
        log._db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(NkquizError, match=r"could not be changed .*full.* it is as it was"):
            join(log, [hexed(number, response="x" * 500) for number in range(2, 500)])
        assert content(log) == before


def test_another_process_that_writes_for_long_is_an_error_and_nothing_changes(tmp_path: Path) -> None:
    with closing(WholeLog.opened(tmp_path / "progress.db")) as log:
        other = sqlite3.connect(tmp_path / "progress.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        log._db.execute("PRAGMA busy_timeout = 20")
        with pytest.raises(NkquizError, match=r"could not be changed .*locked"):
            join(log, [hexed(1)])
        with pytest.raises(NkquizError, match=r"could not be changed .*locked"):
            log.forget(tmp_path / "aside.db", None)
        other.close()
        assert not (tmp_path / "aside.db").exists()
        assert content(log) == ([], {})


JOINER = """
import sys
from pathlib import Path
from nkquiz.quiz.scheduling import state_of
from nkquiz.store.staging import Place, staged
from nkquiz.store.whole import WholeLog
from tests.store.test_whole import depending, hexed
log = WholeLog.opened(Path(sys.argv[1]))
with staged() as stage:
    for number in range(3000):
        stage.add(hexed(number, f"f{number % 50}#answer"), Place(0, number))
    stage.settle()
    print("ready", flush=True)
    log.union(stage, depending, state_of)
print("done", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is Unix")
@pytest.mark.parametrize("seed", range(5))
def test_a_kill_during_a_union_leaves_all_or_nothing(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "progress.db"
    process = subprocess.Popen([sys.executable, "-c", JOINER, str(path)], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(random.Random(seed).uniform(0, 0.8))
    process.send_signal(signal.SIGKILL)
    said = process.stdout.read()
    process.communicate()
    with closing(WholeLog.opened(path)) as log:
        reviews, states = content(log)
        assert len(reviews) in ((3000,) if said else (0, 3000))
        assert len(states) == (50 if reviews else 0)
        join(log, [hexed(number, f"f{number % 50}#answer") for number in range(3000)])
        assert len(content(log)[0]) == 3000


def test_a_quiz_can_answer_between_two_unions(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    with closing(WholeLog.opened(path)) as log, closing(open_log(path)) as quiz:
        join(log, [hexed(1)])
        quiz.append(hexed(2), ("a#answer",), state_of)
        join(log, [hexed(3)])
        reviews, states = content(log)
    assert [each.review_id for each in reviews] == [review_id(number) for number in (1, 2, 3)]
    assert states[NAMESPACE, "a#answer"] == state_of(reviews)


def test_what_is_written_out_stands_still_while_others_answer(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    with closing(WholeLog.opened(path)) as log, closing(open_log(path)) as quiz:
        join(log, [hexed(number) for number in range(50)])
        with log.whole() as (_, number, reviews):
            first = next(reviews)
            quiz.append(hexed(99), ("a#answer",), state_of)
            assert (number, len([first, *reviews])) == (50, 50)
        assert len(content(log)[0]) == 51


def test_forgetting_keeps_a_copy_of_everything(tmp_path: Path) -> None:
    with closing(WholeLog.opened(tmp_path / "progress.db")) as log:
        join(log, [hexed(1), hexed(2, "b#answer"), hexed(3, namespace=OTHER)])
        before = content(log)
        log.forget(tmp_path / "aside.db", [(NAMESPACE, "a#answer")])
        reviews, states = content(log)
    assert [each.review_id for each in reviews] == [review_id(2), review_id(3)]
    assert set(states) == {(NAMESPACE, "b#answer"), (OTHER, "a#answer")}
    with closing(WholeLog.opened(tmp_path / "aside.db")) as kept:
        assert content(kept) == before


def test_forgetting_everything_leaves_an_empty_log_that_goes_on(tmp_path: Path) -> None:
    with closing(WholeLog.opened(tmp_path / "progress.db")) as log, closing(open_log(tmp_path / "progress.db")) as quiz:
        join(log, [hexed(number, namespace=OTHER) for number in range(9)])
        log.forget(tmp_path / "aside.db", None)
        assert content(log) == ([], {})
        quiz.append(hexed(1), ("a#answer",), state_of)
        assert len(content(log)[0]) == 1


def test_where_no_copy_can_be_made_nothing_is_forgotten(tmp_path: Path) -> None:
    with closing(WholeLog.opened(tmp_path / "progress.db")) as log:
        join(log, [hexed(1)])
        with pytest.raises((OSError, NkquizError)):
            log.forget(tmp_path / "no" / "such" / "aside.db", None)
        assert len(content(log)[0]) == 1
