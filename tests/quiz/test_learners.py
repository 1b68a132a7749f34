"""A thousand sessions of simulated learners; NKQUIZ_SESSIONS in the environment makes it more, or fewer."""

from __future__ import annotations

import math
import os
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from nkquiz.quiz import plan as planning
from nkquiz.quiz import repeating, scheduling
from nkquiz.quiz.ask import Ask
from nkquiz.quiz.forms import Question
from nkquiz.quiz.plan import Plan
from nkquiz.quiz.session import Session
from nkquiz.review import CardState, Event, Mode, Rating, Review
from nkquiz.store.log import Replay, ReviewLog
from tests.quiz.cards import DAY, NOON, in_order, review
from tests.quiz.learners import LEARNERS, BrokenPromiseError, Life, same_as_fsrs

SESSIONS = int(os.environ.get("NKQUIZ_SESSIONS", "1000"))
A_LIFE = 25
LIVES = math.ceil(SESSIONS / (A_LIFE * len(LEARNERS)))


def lived(folder: Path, learner: str, seed: int, sessions: int = A_LIFE, *, durable: bool = False) -> Life:
    life = Life(folder, LEARNERS[learner], seed, durable=durable)
    try:
        for _ in range(sessions):
            life.sit()
    finally:
        life.close()
    return life


def lived_until_broken(folder: Path, learner: str) -> None:
    for seed in range(20):
        lived(folder, learner, seed)


@pytest.mark.parametrize("learner", LEARNERS)
def test_every_promise_is_kept_to_every_learner(tmp_path: Path, learner: str) -> None:
    lives = [lived(tmp_path, learner, seed) for seed in range(LIVES)]
    assert sum(life.sessions for life in lives) == LIVES * A_LIFE
    assert sum(life.answers for life in lives) > LIVES * A_LIFE


def test_the_promises_are_kept_with_every_answer_flushed_to_the_disk(tmp_path: Path) -> None:
    assert lived(tmp_path, "undoer", 1000, 4, durable=True).answers > 20


def any_history(seed: int) -> list[Review]:
    """Return a card's log as it may be merged from two machines: every event, in any mode, and clocks set back."""
    chance = random.Random(seed)
    found: list[Review] = []
    at = NOON
    for number in range(chance.randrange(1, 40)):
        at += chance.choice([timedelta(0), timedelta(minutes=2), DAY, 30 * DAY, 700 * DAY, timedelta(hours=-2), -9 * DAY])
        made = partial(review, "a#answer", at, review_id=f"{chance.getrandbits(32):08x}-{number}")
        lot = chance.random()
        if lot < 0.7 or not found:
            mode = chance.choice([Mode.REVIEW, Mode.REVIEW, Mode.REVIEW, Mode.PRACTICE, Mode.EXAM])
            found.append(made(chance.choice(list(Rating)), mode=mode))
        elif lot < 0.85:
            known = [each for each in found if each.event is not Event.VOID]
            found.append(made(None, event=Event.VOID, refers_to=chance.choice(known).review_id))
        else:
            known = [each for each in found if each.event is Event.ANSWER]
            found.append(made(chance.choice(list(Rating)), event=Event.OVERRIDE, refers_to=chance.choice(known).review_id))
    return list(in_order(found))


@pytest.mark.parametrize("retention", [0.8, 0.9, 0.97])
def test_any_history_gives_the_state_of_the_fsrs_library(retention: float) -> None:
    def state(reviews: Sequence[Review], retention: float) -> CardState | None:
        found = scheduling.state_of(reviews)
        return found and scheduling.at_retention("a#answer", found, retention)

    histories = [any_history(seed) for seed in range(300)]
    assert all(same_as_fsrs(state(each, retention), each, retention) for each in histories)
    events = Counter(each.event for history in histories for each in history)
    assert min(events[event] for event in Event) > 500
    assert not same_as_fsrs(state(histories[0], 0.5), histories[0], retention)


# Planted bugs: each must be found, and by the promise it breaks.

REVIEW_PLAN, PRACTICE_PLAN, STATE_OF = planning.review_plan, planning.practice_plan, scheduling.state_of


def loses_a_due_card(*arguments: Any) -> Plan:
    made = REVIEW_PLAN(*arguments)
    return replace(made, asks=made.asks[1:])


def miscounts_what_is_left(*arguments: Any) -> Plan:
    made = REVIEW_PLAN(*arguments)
    return replace(made, due_left=max(0, made.due_left - 1))


def has_no_daily_limit(*arguments: Any) -> Plan:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "new_on_day", lambda _states, _now: 0)
        return REVIEW_PLAN(*arguments)


def forgets_corrections(*arguments: Any) -> Plan:
    made = REVIEW_PLAN(*arguments)
    return replace(made, asks=tuple(sorted(made.asks, key=lambda ask: ask.card.fact.corrected is not None)))


def as_they_come(asks: Iterable[Ask], after: str = "") -> list[Ask]:
    return list(asks)


def counts_practice(reviews: Sequence[Review]) -> CardState | None:
    return STATE_OF([replace(review, mode=Mode.REVIEW) for review in reviews])


def ignores_what_was_taken_back(reviews: Sequence[Review]) -> CardState | None:
    return STATE_OF([review for review in reviews if review.event is not Event.VOID])


def ignores_what_was_counted_as_right(reviews: Sequence[Review]) -> CardState | None:
    return STATE_OF([review for review in reviews if review.event is not Event.OVERRIDE])


def grows_stabler(reviews: Sequence[Review]) -> CardState | None:
    state = STATE_OF(reviews)
    return state and replace(state, stability=state.stability + 1e-9)


def undo_without_the_queue(self: Session, at: datetime) -> Question | None:
    here = self._place
    back = UNDO(self, at)
    self._place = here
    return back


def undo_on_the_screen_only(self: Session, at: datetime) -> Question | None:
    record, self._record = self._record, lambda _review: None
    try:
        return UNDO(self, at)
    finally:
        self._record = record


def skips_one_asking(self: Session) -> None:
    self._place = replace(self._place, queue=(*self._place.queue[1:], self._place.queue[0]))
    self._standing = None


def appends_without_state(self: ReviewLog, review: Review, names: Sequence[str], replay: Replay) -> CardState | None:
    kept = self.states(review.namespace).get(review.card)
    state = APPEND(self, review, names, replay)
    with self._writing():
        self._restate(review.namespace, review.card, names, lambda _reviews: kept)
    return state


UNDO, APPEND = Session.undo, ReviewLog.append


@pytest.mark.parametrize(
    ("learner", "place", "name", "bug", "promise"),
    [
        ("diligent", planning, "review_plan", loses_a_due_card, "every due card is asked or counted as left"),
        ("changer", planning, "review_plan", miscounts_what_is_left, "every due card is asked or counted as left"),
        ("interrupter", planning, "review_plan", has_no_daily_limit, "the plan holds the limit of new cards"),
        ("forgetful", planning, "review_plan", forgets_corrections, "what was corrected comes first"),
        ("diligent", planning, "neighbours_apart", as_they_come, "siblings are apart in the plan"),
        ("guesser", repeating, "neighbours_apart", as_they_come, "siblings are apart where another card is left"),
        ("skipper", repeating, "neighbours_apart", as_they_come, "siblings are apart where another card is left"),
        ("forgetful", repeating, "MAX_REPEATS", 3, "no card is asked beyond its repeats"),
        ("forgetful", repeating, "MAX_REPEATS", 0, "what was wrong comes again where there is room"),
        ("practiser", scheduling, "state_of", counts_practice, "practice does not move the schedule"),
        ("undoer", scheduling, "state_of", ignores_what_was_taken_back, "undo restores the store"),
        ("knows better", scheduling, "state_of", ignores_what_was_counted_as_right, "the state is that of the fsrs library"),
        ("knows better", repeating, "MAX_REPEATS", 0, "what was wrong comes again where there is room"),
        ("with a broken clock", Session, "undo", undo_without_the_queue, "undo restores the session"),
        ("diligent", scheduling, "state_of", grows_stabler, "the state is that of the fsrs library"),
        ("undoer", Session, "undo", undo_without_the_queue, "undo restores the session"),
        ("undoer", Session, "undo", undo_on_the_screen_only, "undo restores the store"),
        ("skipper", Session, "skip", skips_one_asking, "a skipped card is left for another day"),
        ("diligent", ReviewLog, "append", appends_without_state, "the state told is the state stored"),
    ],
)
def test_a_planted_bug_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, learner: str, place: object, name: str, bug: object, promise: str
) -> None:
    monkeypatch.setattr(place, name, bug)
    with pytest.raises(BrokenPromiseError, match=f"^{promise}"):
        lived_until_broken(tmp_path, learner)
