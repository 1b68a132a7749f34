from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import fsrs
import pytest

from nkquiz.quiz.scheduling import RETENTION, at_retention, counted_answers, recall_now, spread, state_of
from nkquiz.review import Event, Mode, Rating, Review
from tests.quiz.cards import DAY, NOON, in_order, review


def history(seed: int, length: int = 12) -> list[Review]:
    """Return a card's log as life makes it: repeats within minutes, months between, all four ratings."""
    rng = random.Random(seed)
    at, found = NOON, []
    for _ in range(length):
        found.append(review("a#answer", at, rng.choice(list(Rating))))
        at += rng.choice([timedelta(minutes=3), timedelta(hours=rng.randint(1, 30)), timedelta(days=rng.randint(1, 200))])
    return found


@pytest.mark.parametrize("retention", [0.70, 0.85, RETENTION, 0.97])
@pytest.mark.parametrize("seed", range(25))
def test_states_equal_those_of_the_fsrs_library(seed: int, retention: float) -> None:
    reviews = history(seed)
    scheduler = fsrs.Scheduler(desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    memory = fsrs.Card(card_id=1, due=NOON)
    for each in reviews:
        memory, _ = scheduler.review_card(memory, fsrs.Rating(int(each.rating or 0)), each.at)
    replayed = state_of(reviews)
    assert replayed is not None
    state = at_retention("a#answer", replayed, retention)
    assert (state.stability, state.difficulty) == (memory.stability, memory.difficulty)
    assert (state.first_review, state.last_review, state.reviews) == (reviews[0].at, reviews[-1].at, len(reviews))
    assert state.due == state.last_review + spread(memory.due - reviews[-1].at, "a#answer", len(reviews))
    later = reviews[-1].at + 40 * DAY
    assert recall_now(state, later) == pytest.approx(scheduler.get_card_retrievability(memory, later))


@pytest.mark.parametrize("days", [1, 2, 3, 20, 400, 36500])
def test_the_spread_is_a_twentieth_at_most_and_none_within_three_days(days: int) -> None:
    moved = [spread(days * DAY, f"f{number}#answer", 1) / DAY - days for number in range(200)]
    assert max(map(abs, moved)) <= days * 0.05 + 0.5
    assert (len(set(moved)) > 1) == (days >= 20)  # a twentieth of three days rounds to none


def test_a_higher_retention_asks_sooner_and_changes_nothing_else() -> None:
    reviews = [review("a#answer", NOON + n * 9 * DAY) for n in range(6)]
    state = state_of(reviews)
    assert state is not None
    dues = [at_retention("a#answer", state, retention).due for retention in (0.97, 0.90, 0.80, 0.70)]
    assert all(earlier < later for earlier, later in pairwise(dues))
    assert replace(at_retention("a#answer", state, 0.70), due=state.due) == state


@pytest.mark.parametrize("rating", list(Rating))
def test_a_first_answer_returns_the_next_day_or_later(rating: Rating) -> None:
    state = state_of([review("a#answer", NOON, rating)])
    assert state is not None
    assert state.due >= NOON + DAY


def test_forgetting_counts_as_a_lapse_but_not_the_first_time() -> None:
    ratings = [Rating.AGAIN, Rating.GOOD, Rating.AGAIN, Rating.AGAIN]
    state = state_of([review("a#answer", NOON + n * 9 * DAY, rating) for n, rating in enumerate(ratings)])
    assert state is not None
    assert state.lapses == 2


def test_cards_learned_together_do_not_stay_together() -> None:
    ratings = [(NOON, Rating.GOOD), (NOON + 3 * DAY, Rating.EASY), (NOON + 20 * DAY, Rating.EASY)]
    dues = set()
    for number in range(30):
        state = state_of([review(f"f{number}#answer", at, rating) for at, rating in ratings])
        assert state is not None
        dues.add(state.due)
    assert len(dues) > 5
    assert max(dues) - min(dues) <= (max(dues) - NOON) * 0.12


def test_the_spread_is_always_alike() -> None:
    assert state_of(history(3)) == state_of(history(3))


def test_practice_and_exam_do_not_move_the_schedule() -> None:
    reviews = history(1)
    extra = [review("a#answer", NOON + n * DAY, Rating.AGAIN, mode=mode) for n, mode in ((5, Mode.PRACTICE), (9, Mode.EXAM))]
    assert state_of(in_order([*reviews, *extra])) == state_of(reviews)
    assert state_of(extra) is None


def void(of: Review, at: datetime, review_id: str = "") -> Review:
    return review(of.card, at, None, event=Event.VOID, refers_to=of.review_id, review_id=review_id)


def override(of: Review, at: datetime, rating: Rating, review_id: str = "") -> Review:
    return review(of.card, at, rating, event=Event.OVERRIDE, refers_to=of.review_id, review_id=review_id)


@pytest.mark.parametrize("taken_back", [0, 3, 11])
def test_an_answer_taken_back_leaves_no_trace(taken_back: int) -> None:
    reviews = history(2)
    undone = void(reviews[taken_back], reviews[-1].at + DAY)
    assert state_of([*reviews, undone]) == state_of([r for r in reviews if r is not reviews[taken_back]])


def test_undo_holds_where_the_clock_was_set_back_or_stood_still() -> None:
    answer = review("a#answer", NOON, review_id="f" * 32)
    for at in (NOON, NOON - timedelta(hours=1)):
        assert state_of(in_order([answer, void(answer, at, "0" * 32)])) is None


def test_an_override_rates_anew_at_the_old_time() -> None:
    answer = review("a#answer", NOON, Rating.AGAIN)
    anew = override(answer, NOON + timedelta(minutes=1), Rating.GOOD)
    assert counted_answers([answer, anew]) == [(NOON, Rating.GOOD)]
    assert counted_answers([answer, anew, void(anew, NOON + DAY)]) == [(NOON, Rating.AGAIN)]


def test_the_last_of_several_overrides_counts() -> None:
    answer = review("a#answer", NOON, Rating.AGAIN)
    anew = [override(answer, NOON + timedelta(minutes=n), rating) for n, rating in ((1, Rating.EASY), (2, Rating.HARD))]
    assert counted_answers([answer, *anew]) == [(NOON, Rating.HARD)]


def test_two_machines_logs_merge_to_one_state_in_any_order() -> None:
    reviews = history(5)
    here, there = reviews[::2], reviews[1::2]
    assert state_of(in_order([*here, *there])) == state_of(in_order([*there, *here]))


def test_a_better_memory_returns_later() -> None:
    dues = []
    for rating in Rating:
        state = state_of([review("a#answer", NOON, Rating.GOOD), review("a#answer", NOON + 3 * DAY, rating)])
        assert state is not None
        dues.append(state.due)
    assert all(earlier < later for earlier, later in pairwise(dues))


def test_a_card_known_for_a_century_still_has_a_date() -> None:
    state = state_of([review("a#answer", NOON + n * 9000 * DAY, Rating.EASY) for n in range(12)])
    assert state is not None
    assert NOON.year + 200 < state.due.year < 9999
