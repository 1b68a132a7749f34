"""Two quizzes of one learner at once, each a process of its own, on one progress file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nkquiz.quiz.scheduling import state_of
from nkquiz.review import Event, Review
from nkquiz.store.log import open_log
from tests.player import Player
from tests.quiz.cards import NAMESPACE

if TYPE_CHECKING:
    from tests.conftest import Author

DONT_KNOW = {"dont_know": True}


@contextmanager
def two(home: Path) -> Iterator[tuple[Player, Player]]:
    both = Player(home, "--seed", "1"), Player(home, "--seed", "2")
    try:
        yield both
    finally:
        for quiz in both:
            quiz.process.kill()
            quiz.process.communicate()


def logged(home: Path) -> list[Review]:
    """Return the log, once the stored states are seen to be those that it gives."""
    log = open_log(home / "progress.db")
    reviews, states = log.reviews(NAMESPACE), log.states(NAMESPACE)
    log.close()
    replayed = {name: state_of([each for each in reviews if each.card == name]) for name in {each.card for each in reviews}}
    assert states == {name: state for name, state in replayed.items() if state is not None}
    assert len({each.review_id for each in reviews}) == len(reviews)
    return reviews


def test_a_card_answered_in_two_sessions_keeps_both_answers(ways: Author, home: Path) -> None:
    with two(home) as (here, there):
        cards = [quiz.hear("question")["card"] for quiz in (here, there)]
        assert cards[0] == cards[1]
        for quiz in (there, here):
            quiz.say(**DONT_KNOW)
            quiz.hear("answer")
        assert [quiz.leave() for quiz in (here, there)] == [0, 0]
    assert Counter(each.card for each in logged(home)) == {cards[0]: 2}


def test_undo_in_one_session_leaves_the_answer_of_the_other(ways: Author, home: Path) -> None:
    with two(home) as (here, there):
        for quiz in (here, there):
            quiz.hear("question")
            quiz.say(**DONT_KNOW)
            quiz.hear("answer")
        here.hear("question")
        here.say(command="undo")
        here.hear("note")
        assert here.hear("question")["number"] == 1
        assert [quiz.leave() for quiz in (here, there)] == [0, 0]
    reviews = logged(home)
    (void,) = [each for each in reviews if each.event is Event.VOID]
    (kept,) = [each for each in reviews if each.event is Event.ANSWER and each.review_id != void.refers_to]
    log = open_log(home / "progress.db")
    assert log.states(NAMESPACE)[kept.card] == state_of([kept])
    log.close()


@pytest.mark.parametrize("watch", [("stats", "--json"), ("progress", "export")])
def test_sessions_at_full_speed_lose_nothing_while_others_read(ways: Author, home: Path, watch: tuple[str, ...]) -> None:
    typed = "".join(json.dumps(DONT_KNOW) + "\n" for _ in range(20))
    players = [Player(home, "-n", "20", "--seed", str(number)) for number in range(3)]
    for quiz in players:
        quiz.hear("question")  # so that all have begun before the first has come to its end
    players[0].say(**DONT_KNOW)
    players[0].hear("answer")  # so that there is something to read
    readers = [
        subprocess.Popen([sys.executable, "-m", "nkquiz", *watch], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for quiz in players:
        quiz.write(typed)
    said = [quiz.process.communicate(timeout=120)[0] for quiz in players]
    for reader in readers:
        text, errors = reader.communicate(timeout=60)
        assert (reader.returncode, errors) == (0, "")
        assert text
    answers = [sum(json.loads(line)["event"] == "answer" for line in each.splitlines()) for each in said]
    assert [quiz.process.returncode for quiz in players] == [0, 0, 0]
    assert min(answers) > 8
    assert len(logged(home)) == sum(answers) + 1


def test_a_session_that_is_being_played_is_not_taken_for_one_that_was_stopped(ways: Author, home: Path) -> None:
    with two(home) as (here, there):
        there.process.kill()
        here.hear("question")
        here.say(**DONT_KNOW)
        here.hear("answer")
        beside = Player(home)
        assert not any("Going on" in line for line in beside.hear("session")["lines"])
        assert beside.leave() == 0
        here.process.kill()
        here.process.wait()
        after = Player(home, "--seed", "1")
        assert any("Going on where you stopped" in line for line in after.hear("session")["lines"])
        assert after.leave() == 0
