"""Clocks that change, are set back or carried to another zone: the learner's day, what is due in it, how it is told."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from nkquiz.quiz.plan import DAY_BEGINS, Plan, day_of, review_plan
from nkquiz.quiz.scheduling import at_retention, state_of
from nkquiz.quiz.telling import when
from nkquiz.review import CardState, Rating
from tests.quiz.cards import DAY, NOON, Memory, cards, review, state

CHANGES = {
    "Europe/London": [date(2027, 3, 28), date(2027, 10, 31)],
    "America/New_York": [date(2027, 3, 14), date(2027, 11, 7)],
    "Australia/Lord_Howe": [date(2027, 4, 4), date(2027, 10, 3)],  # by half an hour
    "Pacific/Kiritimati": [date(2027, 1, 1)],  # 14 hours ahead, and no change
    "UTC": [date(2028, 2, 29), date(2099, 12, 31), date(2100, 2, 28)],
}
PLACES = [(zone, day) for zone, days in CHANGES.items() for day in days]
HOUR = timedelta(hours=1)


def rules(instant: datetime, zone: str) -> datetime:
    """Return the local time with the rules of its zone."""
    return instant.astimezone(ZoneInfo(zone))


def offset(instant: datetime, zone: str) -> datetime:
    """Return the local time as a computer gives it: with the offset of the moment, and no word of other days."""
    local = instant.astimezone(ZoneInfo(zone))
    return instant.astimezone(timezone(local.utcoffset() or timedelta(0)))


Local = Callable[[datetime, str], datetime]


def hours_around(day: date, zone: str, days: int = 3) -> list[datetime]:
    """Return every half hour of the days around `day`, in UTC."""
    begin = datetime.combine(day - timedelta(days=days // 2), time(), ZoneInfo(zone)).astimezone(UTC)
    return [begin + number * HOUR / 2 for number in range(48 * days)]


@pytest.mark.parametrize(("zone", "day"), PLACES)
@pytest.mark.parametrize("local", [rules, offset])
def test_every_moment_lies_in_its_day_and_days_follow_one_another(zone: str, day: date, local: Local) -> None:
    for instant in hours_around(day, zone):
        begin, end = day_of(local(instant, zone))
        assert begin.astimezone(UTC) <= instant < end.astimezone(UTC)
        assert begin.timetz().replace(tzinfo=None) == end.timetz().replace(tzinfo=None) == DAY_BEGINS
        assert day_of(end)[0] == end


@pytest.mark.parametrize(("zone", "day"), PLACES)
def test_days_are_told_as_the_calendar_of_the_place_has_them(zone: str, day: date) -> None:
    now = datetime.combine(day - DAY, time(21), ZoneInfo(zone))
    for instant in hours_around(day + 2 * DAY, zone, 9):
        due = instant.astimezone(ZoneInfo(zone))
        night = due.time() < DAY_BEGINS
        days = (due.date() - timedelta(days=night) - now.date()).days
        told = "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"
        assert when(instant, now) == told, instant


@pytest.mark.parametrize(
    ("days", "told"),
    [(59, "in 59 days"), (60, "in 2 months"), (699, "in 23 months"), (701, "in 2 years"), (36500, "in 100 years")],
)
def test_what_is_far_is_told_in_months_and_years(days: int, told: str) -> None:
    assert when(NOON + days * DAY, NOON) == told


def plan(memory: Memory, now: datetime) -> Plan:
    return review_plan(ASKED, memory.states(), (), now, 100, 0, random.Random(0))


ASKED = cards(6)


@pytest.mark.parametrize(("zone", "day"), PLACES)
@pytest.mark.parametrize("local", [rules, offset])
@pytest.mark.parametrize("at", [time(3, 30), time(4, 30), time(12), time(23, 30)])
def test_a_daily_learner_meets_every_due_card_once_through_a_change(zone: str, day: date, local: Local, at: time) -> None:
    begin = datetime.combine(day - timedelta(days=6), at, ZoneInfo(zone))
    memory = Memory([review(card.id, begin.astimezone(UTC), Rating.AGAIN) for card in ASKED])
    for number in range(1, 12):
        instant = (begin + timedelta(days=number)).astimezone(UTC)
        due = {name for name, known in memory.states().items() if known.due <= instant}
        asked = [ask.card.id for ask in plan(memory, local(instant, zone)).asks]
        assert due <= set(asked), "a card that is due is left out"
        assert max(Counter(asked).values(), default=1) == 1
        for place, name in enumerate(asked):
            rating = Rating.AGAIN if place % 2 else Rating.GOOD
            memory.record(review(name, instant + place * timedelta(seconds=9), rating))
        again = plan(memory, local(instant + timedelta(minutes=5), zone)).asks
        assert again == (), "a card is due twice on one day"


@pytest.mark.parametrize("back", [timedelta(minutes=5), timedelta(hours=2), 3 * DAY, 4000 * DAY])
def test_a_clock_set_back_loses_no_card_and_asks_none_twice(back: timedelta) -> None:
    memory = Memory([review(card.id, NOON - 9 * DAY) for card in ASKED])
    for ask in plan(memory, NOON).asks[:3]:
        memory.record(review(ask.card.id, NOON))
    answered = {name for name, known in memory.states().items() if known.last_review == NOON}
    assert len(answered) == 3
    for ask in plan(memory, NOON - back).asks:
        assert ask.card.id not in answered
        memory.record(review(ask.card.id, NOON - back + timedelta(seconds=1)))
    right = {ask.card.id for ask in plan(memory, NOON).asks}
    overdue = {name for name, known in memory.states().items() if known.due <= NOON}
    assert right == overdue, "once the clock is right, all that is due is asked"
    assert set(memory.states()) == {card.id for card in ASKED}


def test_a_traveller_is_asked_no_card_twice_on_a_day_of_the_journey() -> None:
    memory = Memory([review(card.id, NOON - 9 * DAY, Rating.AGAIN) for card in ASKED])
    instant = NOON
    for zone in ("Pacific/Kiritimati", "America/New_York", "Europe/London", "Australia/Lord_Howe", "UTC") * 4:
        for place, ask in enumerate(plan(memory, offset(instant, zone)).asks):
            last = memory.states()[ask.card.id].last_review
            assert instant - last > timedelta(hours=3), "answered a moment ago"
            memory.record(review(ask.card.id, instant + place * timedelta(seconds=9), Rating.AGAIN))
        overdue = [name for name, known in memory.states().items() if known.due <= instant]
        assert overdue == []
        instant += timedelta(hours=17)


@pytest.mark.parametrize("retention", [0.7, 0.9, 0.97])
def test_a_card_known_for_ever_is_due_within_a_century_and_told_so(retention: float) -> None:
    now = datetime(2100, 2, 28, 23, 59, 59, tzinfo=UTC)
    known: CardState | None = state_of([review("a#answer", now - n * 3000 * DAY, Rating.EASY) for n in reversed(range(9))])
    assert known is not None
    known = at_retention("a#answer", known, retention)
    assert now + 3000 * DAY < known.due < now + 106 * 366 * DAY
    assert when(known.due, now).endswith(" years")
    asked = cards(1)
    made = review_plan(asked, {asked[0].id: known}, (), now, 20, 10, random.Random(0))
    assert (made.asks, made.next_due, made.next_count) == ((), known.due, 1)


def test_a_card_due_at_the_end_of_the_calendar_is_planned_around() -> None:
    asked = cards(2)
    end_of_days = datetime(9990, 12, 31, 23, 59, tzinfo=UTC)
    seen = {asked[0].id: state(end_of_days, last=NOON), asked[1].id: state(NOON - DAY)}
    made = review_plan(asked, seen, (), offset(NOON, "Pacific/Kiritimati"), 20, 10, random.Random(0))
    assert [ask.card.id for ask in made.asks] == [asked[1].id]
    assert when(end_of_days, offset(NOON, "Pacific/Kiritimati")) == "in 7964 years"
