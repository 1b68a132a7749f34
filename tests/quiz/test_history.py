from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from nkquiz.quiz.history import Day, Days, Kept, by_day, kept_by_card, median_of, shares_by
from nkquiz.quiz.intervals import Share
from nkquiz.review import Rating, ms_of
from tests.quiz.cards import DAY, NOON

EVER = datetime(1970, 1, 1, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")


def kept(*answers: tuple[datetime, Rating], since: datetime = EVER, recent: datetime = NOON, days: Days | None = None) -> Kept:
    packed = [ms_of(at) << 3 | rating for at, rating in answers]
    return kept_by_card({"a#answer": packed}, {"a#answer": "a#answer"}, days or Days(UTC), since, recent)["a#answer"]


def quarter(moment: datetime) -> int:
    return ms_of(moment) // 900_000


def test_the_first_answer_of_a_card_says_nothing_of_memory() -> None:
    assert kept((NOON - DAY, Rating.AGAIN)).ever == Share(0, 0)


@pytest.mark.parametrize(("rating", "right"), [(Rating.AGAIN, 0), (Rating.HARD, 1), (Rating.GOOD, 1), (Rating.EASY, 1)])
def test_hard_or_better_counts_as_remembered(rating: Rating, right: int) -> None:
    assert kept((NOON - 9 * DAY, Rating.GOOD), (NOON - DAY, rating)).period == Share(1, right)


def test_repeats_within_a_day_say_nothing_of_memory() -> None:
    minutes = [(NOON - DAY + timedelta(minutes=n), Rating.AGAIN if n == 0 else Rating.GOOD) for n in range(4)]
    assert kept((NOON - 5 * DAY, Rating.GOOD), *minutes).ever == Share(1, 0)


def test_answers_count_in_the_order_of_time_however_they_were_logged() -> None:
    answers = [(NOON - 9 * DAY, Rating.GOOD), (NOON - DAY, Rating.AGAIN), (NOON - 5 * DAY, Rating.GOOD)]
    assert kept(*answers) == kept(*sorted(answers)) == kept(*reversed(answers))


@pytest.mark.parametrize(("later", "asked"), [(timedelta(hours=4, minutes=59), 0), (timedelta(hours=5), 1)])
def test_a_day_ends_at_four_in_the_learners_own_night(later: timedelta, asked: int) -> None:
    evening = datetime(2026, 11, 22, 23, tzinfo=NEW_YORK)
    assert kept((evening, Rating.GOOD), (evening + later, Rating.GOOD), days=Days(NEW_YORK)).ever.asked == asked


@pytest.mark.parametrize("changes", [date(2026, 3, 8), date(2026, 11, 1)])
def test_a_day_on_which_the_clock_changes_is_one_day(changes: date) -> None:
    days = Days(NEW_YORK)
    begin = days.begin(changes)
    assert (begin.hour, days.of(begin)) == (4, changes)
    assert days.of(begin - timedelta(minutes=1)) == changes - DAY
    after = days.begin(changes - DAY).astimezone(UTC) + timedelta(hours=23, minutes=30)
    assert days.of(after) == (changes if changes.month == 3 else changes - DAY)  # spring takes an hour, autumn gives one


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham", "UTC"])
def test_every_quarter_of_an_hour_lies_in_one_day_in_odd_zones_too(zone: str) -> None:
    days = Days(ZoneInfo(zone))
    begin = days.begin(date(2026, 11, 23))
    assert ms_of(begin) % 900_000 == 0
    assert days.of(begin) == date(2026, 11, 23)
    assert days.of(begin - timedelta(milliseconds=1)) == date(2026, 11, 22)


def test_the_zone_of_this_computer_knows_its_summer_time(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        summer, winter = date(2026, 7, 1), date(2026, 12, 1)
        assert [Days().begin(day).astimezone(UTC).hour for day in (summer, winter)] == [8, 9]
        assert [Days().of(Days().begin(day)) for day in (summer, winter)] == [summer, winter]
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_period_and_what_is_recent_are_told_apart() -> None:
    answers = [(NOON - days * DAY, Rating.GOOD) for days in (90, 60, 29, 1)]
    found = kept(*answers, since=NOON - 70 * DAY, recent=NOON - 30 * DAY)
    assert (found.ever.asked, found.period.asked, found.recent.asked) == (3, 3, 2)
    found = kept(*answers, since=NOON - 20 * DAY, recent=NOON - 30 * DAY)
    assert (found.ever.asked, found.period.asked, found.recent.asked) == (3, 1, 1)


def test_answers_under_an_earlier_name_belong_to_the_card() -> None:
    ratings = {
        name: [ms_of(at) << 3 | Rating.GOOD]
        for name, at in (("new#answer", NOON), ("old#answer", NOON - 9 * DAY), ("gone#answer", NOON))
    }
    found = kept_by_card(ratings, {"new#answer": "new#answer", "old#answer": "new#answer"}, Days(UTC), EVER, EVER)
    assert found == {"new#answer": Kept(Share(1, 1), Share(1, 1), Share(1, 1))}


def test_what_was_done_is_added_up_by_day() -> None:
    quarters = [(quarter(NOON), 2, 3000), (quarter(NOON + timedelta(hours=1)), 1, 500), (quarter(NOON - 3 * DAY), 4, 0)]
    found = by_day(quarters, Days(UTC))
    assert found == {
        date(2026, 11, 20): Day(4, timedelta()),
        date(2026, 11, 23): Day(3, timedelta(seconds=3.5)),
    }


@pytest.mark.parametrize(
    ("tenths", "seconds"), [([], None), ([(42, 1)], 4.2), ([(10, 3), (900, 1)], 1.0), ([(10, 1), (20, 1), (30, 1)], 2.0)]
)
def test_the_median_is_the_answer_in_the_middle(tenths: list[tuple[int, int]], seconds: float | None) -> None:
    found = median_of(tenths)
    assert (found and found.total_seconds()) == seconds


def test_confidence_is_counted_by_topic() -> None:
    rows = [("a#answer", 3, True, 4), ("a#answer", 3, False, 1), ("old#answer", 3, True, 2), ("gone#answer", 1, False, 5)]
    found = shares_by(rows, {"a#answer": "killing", "old#answer": "killing"})
    assert found == {("killing", 3): Share(7, 6), ("", 1): Share(5, 0)}
