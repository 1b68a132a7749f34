from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from nkquiz.quiz.scheduling import state_of
from nkquiz.quiz.statistics import Retention, Studied, statistics_of, studied
from nkquiz.review import CardState, Event, Mode, Rating, Review
from tests.quiz.cards import DAY, NOON, review, state


def known(*answers: tuple[datetime, Rating], due: datetime = NOON + 9 * DAY) -> Studied:
    return Studied(answers, state(due, first=answers[0][0], last=answers[-1][0]) if answers else None)


def test_nothing_answered_gives_nothing_made_up() -> None:
    found = statistics_of("Cells", [known(), known()], NOON)
    assert (found.cards, found.seen, found.reviews, found.due, found.due_week) == (2, 0, 0, 0, 0)
    assert found.ever.share is None
    assert found.recent.share is None


def test_the_first_answer_of_a_card_says_nothing_of_memory() -> None:
    assert statistics_of("", [known((NOON - DAY, Rating.AGAIN))], NOON).ever == Retention(0, 0)


@pytest.mark.parametrize(("rating", "right"), [(Rating.AGAIN, 0), (Rating.HARD, 1), (Rating.GOOD, 1), (Rating.EASY, 1)])
def test_hard_or_better_counts_as_remembered(rating: Rating, right: int) -> None:
    found = statistics_of("", [known((NOON - 9 * DAY, Rating.GOOD), (NOON - DAY, rating))], NOON)
    assert found.ever == Retention(1, right)


def test_repeats_within_a_day_say_nothing_of_memory() -> None:
    minutes = [NOON - DAY + timedelta(minutes=n) for n in range(4)]
    card = known((NOON - 5 * DAY, Rating.GOOD), *((at, Rating.AGAIN) for at in minutes))
    assert statistics_of("", [card], NOON).ever == Retention(1, 0)


def test_a_day_ends_at_four_in_the_learners_own_night() -> None:
    zone = ZoneInfo("America/New_York")
    evening = datetime(2026, 11, 22, 23, tzinfo=zone)
    for later, asked in ((timedelta(hours=4, minutes=59), 0), (timedelta(hours=5), 1)):
        card = known((evening, Rating.GOOD), (evening + later, Rating.GOOD))
        assert statistics_of("", [card], datetime(2026, 11, 23, 12, tzinfo=zone)).ever.asked == asked


def test_the_last_thirty_days_are_told_apart() -> None:
    card = known(*((NOON - days * DAY, Rating.GOOD) for days in (90, 60, 29, 1)))
    found = statistics_of("", [card], NOON)
    assert (found.recent.asked, found.ever.asked) == (2, 3)


@pytest.mark.parametrize(
    ("due", "today", "week"),
    [
        (NOON - 40 * DAY, 1, 1),
        (NOON + timedelta(hours=15), 1, 1),
        (NOON + timedelta(hours=16), 0, 1),
        (NOON + timedelta(days=6, hours=15), 0, 1),
        (NOON + timedelta(days=6, hours=16), 0, 0),
    ],
)
def test_what_is_due_today_and_within_seven_days(due: datetime, today: int, week: int) -> None:
    found = statistics_of("", [known((NOON - 50 * DAY, Rating.GOOD), due=due)], NOON)
    assert (found.due, found.due_week) == (today, week)


def log(*reviews: Review) -> tuple[list[Review], dict[str, CardState]]:
    names = {each.card for each in reviews}
    states = {name: state_of([each for each in reviews if each.card == name]) for name in names}
    return list(reviews), {name: found for name, found in states.items() if found is not None}


def test_answers_under_an_earlier_name_belong_to_the_card() -> None:
    reviews, states = log(review("old#answer", NOON - 9 * DAY), review("new#answer", NOON - DAY), review("gone#answer", NOON))
    found = studied(reviews, states, {"new#answer": ("new#answer", "old#answer"), "unseen#answer": ("unseen#answer",)})
    assert [at for at, _ in found["new#answer"].answers] == [NOON - 9 * DAY, NOON - DAY]
    assert found["new#answer"].state == states["new#answer"]
    assert found["unseen#answer"] == Studied((), None)


def test_answers_taken_back_and_practice_do_not_count() -> None:
    answer = review("a#answer", NOON - DAY, review_id="r")
    undone = review("a#answer", NOON, None, event=Event.VOID, refers_to="r")
    practised = review("b#answer", NOON, mode=Mode.PRACTICE)
    found = studied(*log(answer, undone, practised), {"a#answer": ("a#answer",), "b#answer": ("b#answer",)})
    assert set(found.values()) == {Studied((), None)}
