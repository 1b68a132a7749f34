"""Whole sittings over a real log, stopped and gone on with at every place."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from nkquiz.commands.choosing import Chosen, Wishes, asked_cards
from nkquiz.commands.learner import opened_log
from nkquiz.commands.sitting import NONE_WEAK, Sitting
from nkquiz.compiler import compile_path
from nkquiz.quiz.face import Choice, Command, Place
from nkquiz.quiz.forms import Question
from nkquiz.quiz.responses import Confident
from nkquiz.quiz.scheduling import state_of
from nkquiz.review import Mode, Rating, Review
from nkquiz.store.log import ReviewLog
from nkquiz.store.place import playing_file
from nkquiz.store.playing import Playing
from nkquiz.store.preferences import Preferences
from tests.conftest import Author
from tests.quiz.cards import DAY, NOON, review
from tests.quiz.test_session import right, wrong

Plays = Callable[[Question], Any]


@dataclass
class Player:
    """A face without a screen: answers by a function, leaves after `most` questions."""

    plays: Plays
    most: int = 1000
    choice: Choice = Choice.LEAVE
    wants_confidence: bool | None = None
    said: list[str] = field(default_factory=list)
    asked: list[tuple[str, int, int]] = field(default_factory=list)

    def ask(self, question: Question, place: Place) -> Any:
        self.wants_confidence = place.wants_confidence
        if len(self.asked) == self.most:
            raise KeyboardInterrupt
        self.asked.append((question.card.id, question.number, question.total))
        return self.plays(question)

    def opening(self, lines: Sequence[str]) -> None:
        self.said += lines

    def note(self, text: str) -> None:
        self.said.append(text)

    def idle(self, lines: Sequence[str], _choices: object) -> Choice:
        self.said += lines
        return self.choice

    def __getattr__(self, _name: str) -> Callable[..., Command]:
        return lambda *_arguments, **_options: Command.NEXT


@dataclass
class Learner:
    """A collection, its log, and a clock that moves by a second whenever it is looked at."""

    folder: Path
    log: ReviewLog
    now: datetime = NOON
    settings: Preferences = field(default_factory=Preferences)
    numbers: Iterator[int] = field(default_factory=count)

    def clock(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def sit(self, player: Player, *, decks: Collection[str] = (), **wishes: Any) -> Player:
        compiled = compile_path(self.folder, NOON)
        wanted = Wishes(**wishes)
        chosen = Chosen(compiled, asked_cards(compiled, frozenset(decks) or None, wanted), "nkquiz run")
        new_id = lambda: f"{next(self.numbers):032x}"  # noqa: E731 - a counter instead of chance
        playing = Playing(playing_file())
        Sitting(chosen, wanted, self.settings, player, self.log, playing, self.clock, new_id).play()  # type: ignore[arg-type]
        playing.close()
        return player

    def add(self, *reviews: Review) -> None:
        for number, each in enumerate(reviews):
            mine = replace(each, namespace=self.namespace, review_id=f"past-{number}-{each.at.isoformat()}", session="past")
            self.log.append(mine, (each.card,), state_of)

    @property
    def namespace(self) -> str:
        return compile_path(self.folder, NOON).collection.settings.namespace


ASK = "ask: Q?\nanswer: right\nwrong: [{text: left, why: Not so.}, {text: up, why: Not so.}]\naccept: [ok]"


def collection(author: Author, facts: int = 16) -> Path:
    """Three decks of facts that can be asked as a choice and typed."""
    author.decks = {deck: {f"{deck}-{n}": ASK for n in range(facts // 2)} for deck in ("cells", "drugs")}
    author.write()
    assert not compile_path(author.folder, NOON).problems
    return author.folder


@pytest.fixture
def learner(author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Learner]:
    monkeypatch.setenv("NKQUIZ_HOME", str(tmp_path / "home"))
    folder = collection(author)
    opened = Learner(folder, opened_log(Preferences()))
    yield opened
    opened.log.close()


def another(learner: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Learner:
    """Return a learner with an empty log of their own, who had the same past."""
    monkeypatch.setenv("NKQUIZ_HOME", str(tmp_path / f"home-{next(learner.numbers)}"))
    return Learner(learner.folder, opened_log(learner.settings), settings=learner.settings)


@pytest.mark.parametrize(
    ("notice", "said"),
    [(None, ["For learning, not for treating patients."]), ("For _pupils_.", ["For pupils."]), ("None", []), ('"no"', [])],
)
def test_a_quiz_begins_with_the_notice_of_its_collection(
    author: Author, learner: Learner, notice: str | None, said: list[str]
) -> None:
    author.settings |= {} if notice is None else {"notice": notice}
    author.write()
    assert learner.sit(Player(right, most=0)).said[1:] == said


def by_card(seed: int) -> Plays:
    """Answer right or wrong, always alike for the same card and number of its asking."""
    times: dict[str, int] = {}

    def plays(question: Question) -> Any:
        times[question.card.id] = times.get(question.card.id, 0) + 1
        good = random.Random(f"{seed} {question.card.id} {times[question.card.id]}").random() < 0.6
        return right(question) if good else wrong(question)

    return plays


def past(learner: Learner) -> None:
    """Half of the cards are due, one was corrected by nobody."""
    learner.add(*(review(f"cells-{n}#answer", NOON - (9 + n) * DAY, Rating.GOOD) for n in range(6)))


@pytest.mark.parametrize("stop", [*range(1, 12), 19])
def test_a_sitting_goes_on_as_if_it_had_not_been_stopped(
    learner: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: int
) -> None:
    past(learner)
    whole = learner.sit(Player(by_card(stop)), seed=1).asked
    broken = another(learner, tmp_path, monkeypatch)
    past(broken)
    plays = by_card(stop)
    parts: list[tuple[str, int, int]] = []
    while len(parts) < len(whole):
        sat = broken.sit(Player(plays, most=stop), seed=1)
        parts += sat.asked
        broken.now += timedelta(minutes=20)
    broken.log.close()
    assert parts == whole
    assert len(whole) == 20


def test_without_a_seed_too_it_goes_on_in_the_planned_order(learner: Learner) -> None:
    past(learner)
    first = learner.sit(Player(right, most=3))
    rest = learner.sit(Player(right))
    assert "Going on where you stopped: 17 questions left." in rest.said
    assert [number for _, number, _ in rest.asked] == list(range(4, 21))
    assert {total for _, _, total in (*first.asked, *rest.asked)} == {20}
    due = [card for card, _, _ in (*first.asked, *rest.asked)][:6]
    assert sorted(due) == [f"cells-{n}#answer" for n in range(6)]


def test_a_sitting_that_came_to_its_end_is_followed_by_a_new_one(learner: Learner) -> None:
    learner.sit(Player(right))
    said = learner.sit(Player(right)).said
    assert not any("Going on" in line for line in said)


def test_the_next_day_a_new_sitting_begins(learner: Learner) -> None:
    learner.sit(Player(right, most=3))
    learner.now += DAY
    assert not any("Going on" in line for line in learner.sit(Player(right)).said)


def test_a_clock_set_back_within_the_day_goes_on_all_the_same(learner: Learner) -> None:
    asked = learner.sit(Player(right, most=5)).asked
    learner.now -= timedelta(hours=3)
    rest = learner.sit(Player(right)).asked
    assert len(asked) + len(rest) == 20


def test_a_clock_set_back_by_a_day_begins_anew_and_repeats_no_new_card(learner: Learner) -> None:
    asked = {card for card, _, _ in learner.sit(Player(right, most=5)).asked}
    learner.now -= 2 * DAY
    sat = learner.sit(Player(right, most=10))
    assert not any("Going on" in line for line in sat.said)
    assert asked.isdisjoint(card for card, _, _ in sat.asked)


def test_answers_to_other_decks_are_another_sitting(learner: Learner) -> None:
    learner.sit(Player(right, most=3), decks={"cells"})
    sat = learner.sit(Player(right), decks={"drugs"})
    assert not any("Going on" in line for line in sat.said)
    assert len(sat.asked) == 16


def test_a_longer_sitting_can_be_asked_for_on_the_way(learner: Learner) -> None:
    learner.sit(Player(right, most=3))
    learner.settings = replace(learner.settings, questions=12)
    assert "Going on where you stopped: 9 questions left." in learner.sit(Player(right, most=0)).said


def test_more_new_cards_that_were_asked_for_go_on_too(learner: Learner) -> None:
    learner.settings = replace(learner.settings, new_cards=0)
    learner.sit(Player(right, most=4, choice=Choice.MORE_NEW))
    sat = learner.sit(Player(right))
    assert "Going on where you stopped: 16 questions left." in sat.said


def test_practice_goes_on_too_and_leaves_the_schedule(learner: Learner) -> None:
    asked = learner.sit(Player(right, most=5), practice=True).asked
    sat = learner.sit(Player(right), practice=True)
    assert "Going on where you stopped: 11 questions left." in sat.said
    assert len({card for card, _, _ in (*asked, *sat.asked)}) == 16
    assert learner.log.states(learner.namespace) == {}


# confidence


def test_what_was_wrong_though_sure_comes_first_if_confidence_is_switched_on(learner: Learner) -> None:
    past(learner)
    mature = [review("drugs-7#answer", NOON - n * 30 * DAY, Rating.EASY) for n in (9, 8, 6, 3)]
    slip = replace(review("drugs-7#answer", NOON - DAY, Rating.AGAIN, confidence=3))
    learner.add(*mature, slip)
    assert learner.sit(Player(right, most=1)).asked[0][0] != "drugs-7#answer"
    learner.settings = replace(learner.settings, confidence=True)
    learner.now += timedelta(minutes=1)
    assert learner.sit(Player(right, most=1), seed=7).asked[0][0] == "drugs-7#answer"


def test_confidence_is_asked_only_if_it_is_switched_on(learner: Learner) -> None:
    def sure(question: Question) -> Confident:
        return Confident(right(question), 3)

    assert learner.sit(Player(right, most=1)).wants_confidence is False
    learner.settings = replace(learner.settings, confidence=True)
    assert learner.sit(Player(sure, most=1)).wants_confidence is True
    assert learner.log.reviews(learner.namespace)[-1].confidence == 3


# practice of the weak


def test_with_nothing_weak_it_is_said(learner: Learner) -> None:
    assert NONE_WEAK in learner.sit(Player(right), practice=True, weak=True).said


def test_weak_cards_are_practised_the_weakest_first(learner: Learner) -> None:
    past(learner)
    learner.add(review("drugs-3#answer", NOON - DAY, Rating.AGAIN))
    sat = learner.sit(Player(right), practice=True, weak=True)
    assert sat.asked[0][0] == "drugs-3#answer"
    assert {card.split("-")[0] for card, _, _ in sat.asked[1:]} == {"cells"}
    assert learner.log.reviews(learner.namespace)[-1].mode is Mode.PRACTICE


# retention


def test_a_changed_retention_moves_every_due_date_at_once(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    past(learner)
    before = learner.log.states(learner.namespace)
    sooner = opened_log(Preferences(retention=0.95))
    after = sooner.states(learner.namespace)
    sooner.close()
    assert before.keys() == after.keys()
    assert all(after[card].due < before[card].due for card in before)


def test_answers_of_a_day_to_come_put_the_clock_in_doubt(learner: Learner) -> None:
    learner.add(*(review(f"cells-{n}#answer", NOON + n * DAY, Rating.GOOD) for n in range(3)))
    said = learner.sit(Player(right, 0)).said
    assert "Is this computer's date right, 23 November 2026? 2 cards were answered later than that." in said
    learner.now += 2 * DAY
    assert not any("date right" in line for line in learner.sit(Player(right, 0)).said)
