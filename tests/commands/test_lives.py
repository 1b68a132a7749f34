"""Months of sittings through the command itself: stopped and gone on with, practised, with settings that change."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from nkquiz.commands.learner import opened_log
from nkquiz.quiz.face import Choice
from nkquiz.quiz.forms import Question
from nkquiz.quiz.plan import day_of
from nkquiz.quiz.repeating import MAX_REPEATS
from nkquiz.quiz.responses import Confident, DontKnow
from nkquiz.quiz.scheduling import state_of
from nkquiz.review import Mode, Review
from nkquiz.store.log import open_log
from nkquiz.store.place import progress_file
from nkquiz.store.preferences import Preferences
from tests.commands.test_sitting import Learner, Player, collection
from tests.conftest import Author
from tests.quiz.learners import same_as_fsrs
from tests.quiz.test_session import right, wrong

SITTINGS = 40


@pytest.fixture(params=range(4))
def life(request: pytest.FixtureRequest, author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Life]:
    monkeypatch.setenv("NKQUIZ_HOME", str(tmp_path / "home"))
    living = Life(Learner(collection(author), opened_log(Preferences())), random.Random(request.param))
    yield living
    living.learner.log.close()


class Life:
    """A learner who leaves in the middle, changes settings, practises, and has another day off now and then."""

    def __init__(self, learner: Learner, chance: random.Random) -> None:
        self.learner, self.chance = learner, chance

    def reviews(self) -> list[Review]:
        return self.learner.log.reviews(self.learner.namespace)

    def plays(self, question: Question) -> Any:
        lot = self.chance.random()
        response = right(question) if lot < 0.7 else wrong(question) if lot < 0.9 else DontKnow()
        return Confident(response, self.chance.choice([1, 2, 3])) if self.learner.settings.confidence else response

    def sit(self) -> None:
        chance, learner = self.chance, self.learner
        learner.now += timedelta(days=chance.choice([0, 0, 0, 1, 1, 3, 20]), minutes=chance.randrange(200))
        if chance.random() < 0.3:
            self._settle()
        practice = chance.random() < 0.2
        before = self.reviews()
        states = learner.log.states(learner.namespace)
        player = Player(self.plays, chance.choice([1, 3, 7, 1000]), chance.choice([Choice.LEAVE, Choice.MORE_NEW]))
        learner.sit(player, practice=practice, weak=practice and chance.random() < 0.5)
        self._look_at(player, before, states, practice=practice)

    def _settle(self) -> None:
        """Change the settings, as in the file of settings between two starts."""
        self.learner.log.close()
        chance = self.chance
        self.learner.settings = Preferences(
            questions=chance.choice([3, 10, 20]), new_cards=chance.choice([0, 2, 10]),
            retention=chance.choice([0.8, 0.9, 0.95]), confidence=chance.random() < 0.5,
        )  # fmt: skip
        self.learner.log = opened_log(self.learner.settings)

    def _look_at(self, player: Player, before: list[Review], states: dict[str, Any], *, practice: bool) -> None:
        learner, after = self.learner, self.reviews()
        assert after[: len(before)] == before, "the log was only added to"
        added = after[len(before) :]
        assert [review.card for review in added] == [card for card, *_ in player.asked], "every answer is one line"
        assert {review.mode for review in added} <= {Mode.PRACTICE if practice else Mode.REVIEW}
        mine = [review for review in after if added and review.session == added[0].session]
        numbers = [number for _, number, _ in player.asked]
        assert numbers == list(range(len(mine) - len(added) + 1, len(mine) + 1)), "a sitting that goes on counts on"
        assert len(mine) <= max(learner.settings.questions, len(mine) - len(added)), "no sitting passes its limit"
        asked = Counter(review.card for review in mine)
        assert max(asked.values(), default=0) <= 2 + MAX_REPEATS
        if mine:
            begin, end = day_of(mine[0].at)
            assert all(begin <= review.at < end for review in mine), "a sitting of an earlier day is over"
        if practice:
            assert learner.log.states(learner.namespace) == states, "practice does not move the schedule"


def test_months_of_sittings_keep_the_log_and_its_states_whole(life: Life) -> None:
    for _ in range(SITTINGS):
        life.sit()
    reviews = life.reviews()
    assert len({review.review_id for review in reviews}) == len(reviews) > 100
    log = open_log(progress_file())  # as stored, whatever retention is wanted
    stored = log.states(life.learner.namespace)
    log.close()
    for card in {review.card for review in reviews}:
        mine = [review for review in reviews if review.card == card]
        assert stored.get(card) == state_of(mine)
        assert same_as_fsrs(stored.get(card), mine)
    went_on = Counter(review.session for review in reviews)
    assert max(went_on.values()) > 7, "sittings that were left went on"
