from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nkquiz.quiz.ask import Ask
from nkquiz.quiz.repeating import REPEAT_GAP
from nkquiz.quiz.resuming import Stopped, last_sitting, remaining
from nkquiz.review import Event, Mode, Rating, Review
from tests.quiz.cards import DAY, NOON, cards, review

MINUTE = timedelta(minutes=1)
AGAIN, GOOD = Rating.AGAIN, Rating.GOOD


def log(*answers: tuple[str, Rating], session: str = "s", mode: Mode = Mode.REVIEW) -> list[Review]:
    return [
        replace(review(card, NOON + n * MINUTE, rating, session=session, mode=mode), duration_ms=20_000)
        for n, (card, rating) in enumerate(answers)
    ]


def test_a_sitting_of_today_is_found_with_its_begin_and_its_answers() -> None:
    found = last_sitting(log(("a#x", GOOD), ("b#x", AGAIN)), Mode.REVIEW, NOON + 9 * MINUTE)
    assert found == Stopped("s", NOON - timedelta(seconds=20), (("a#x", GOOD), ("b#x", AGAIN)))


def test_the_last_of_two_sittings_is_found() -> None:
    later = [
        replace(each, at=each.at + 30 * MINUTE, review_id=f"{n}") for n, each in enumerate(log(("c#x", GOOD), session="t"))
    ]
    found = last_sitting([*log(("a#x", GOOD)), *later], Mode.REVIEW, NOON + 60 * MINUTE)
    assert found is not None
    assert found.sitting == "t"


@pytest.mark.parametrize(("mode", "days"), [(Mode.PRACTICE, 0), (Mode.EXAM, 0), (Mode.REVIEW, 1), (Mode.REVIEW, -1)])
def test_a_sitting_of_another_mode_or_day_is_not_gone_on_with(mode: Mode, days: int) -> None:
    assert last_sitting(log(("a#x", GOOD)), mode, NOON + days * DAY) is None


def test_a_sitting_past_midnight_is_of_the_same_day_until_four() -> None:
    late = [replace(each, at=each.at + timedelta(hours=11, minutes=55)) for each in log(("a#x", GOOD))]
    assert last_sitting(late, Mode.REVIEW, NOON + timedelta(hours=13)) is not None
    assert last_sitting(late, Mode.REVIEW, NOON + timedelta(hours=17)) is None


def test_what_was_taken_back_or_counted_as_right_is_seen_so_whatever_the_clock_said() -> None:
    first, second = log(("a#x", AGAIN), ("b#x", AGAIN))
    undone = review("b#x", NOON - MINUTE, None, event=Event.VOID, refers_to=second.review_id)
    right = review("a#x", NOON - MINUTE, GOOD, event=Event.OVERRIDE, refers_to=first.review_id, review_id="o")
    found = last_sitting([undone, right, first, second], Mode.REVIEW, NOON + 9 * MINUTE)
    assert found is not None
    assert found.answers == (("a#x", GOOD),)


@pytest.mark.parametrize("answered", range(7))
def test_right_answers_leave_the_rest_in_its_order(answered: int) -> None:
    asks = [Ask(c) for c in cards(6)]
    assert remaining(asks, [(ask.card.id, GOOD) for ask in asks[:answered]], 20) == tuple(asks[answered:])


def test_a_wrong_answer_leaves_its_repetition() -> None:
    asks = [Ask(c) for c in cards(6)]
    left = remaining(asks, [(asks[0].card.id, AGAIN)], 20)
    assert left is not None
    assert [ask.card.id for ask in left].index(asks[0].card.id) == REPEAT_GAP
    assert len(left) == 6


def test_a_skipped_question_comes_again() -> None:
    asks = [Ask(c) for c in cards(4)]
    assert remaining(asks, [(asks[1].card.id, GOOD)], 20) == (asks[0], asks[2], asks[3])


def test_answers_that_belong_to_no_such_plan_are_noticed() -> None:
    asks = [Ask(c) for c in cards(3)]
    assert remaining(asks, [("gone#answer", GOOD)], 20) is None
    assert remaining(asks, [(asks[0].card.id, GOOD)] * 2, 20) is None


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.sampled_from([AGAIN, GOOD]), max_size=30), st.integers(1, 30))
def test_what_is_left_follows_from_what_was_left_before(ratings: list[Rating], limit: int) -> None:
    asks = tuple(Ask(c) for c in cards(5))
    queue: tuple[Ask, ...] = asks
    answers: list[tuple[str, Rating]] = []
    for rating in ratings[:limit]:
        if not queue:
            break
        first, *others = (ask.card.id for ask in queue)
        answers.append((first, rating))
        left = remaining(asks, answers, limit)
        assert left is not None
        assert {ask.card.id for ask in left} in (set(others), {first, *others})
        assert rating is AGAIN or first not in [ask.card.id for ask in left] or first in others
        queue = left
