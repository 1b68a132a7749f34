from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from nkquiz.quiz.history import Days
from nkquiz.quiz.intervals import Share
from nkquiz.quiz.statistics import Hard, Statistics, Topic, statistics_of
from nkquiz.review import CardState, Rating, Tallies, ms_of
from tests.quiz.cards import DAY, NOON, state

A, B, C = "a#answer", "b#answer", "c#answer"
TOPICS = [Topic("one", "One", (A, B)), Topic("two", "Two", (C,))]
G, X = Rating.GOOD, Rating.AGAIN


def ratings(answers: Mapping[str, str]) -> dict[str, list[int]]:
    """Return answers on the days before today: `+` was right, `-` was wrong, the last of them today."""
    return {
        card: [ms_of(NOON - (len(marks) - 1 - n) * DAY) << 3 | (G if mark == "+" else X) for n, mark in enumerate(marks)]
        for card, marks in answers.items()
    }


def found(
    answers: Mapping[str, str] | None = None, states: Mapping[str, CardState] | None = None, since: date | None = None
) -> Statistics:
    names = {card: (card,) for card in ("a#answer", "b#answer", "c#answer", "a#term", "retired#answer")}
    tallies = Tallies(ratings=ratings(answers or {}))
    return statistics_of("Cells", TOPICS, names, tallies, states or {}, NOON, Days(UTC), since)


def known(interval: timedelta, *, ago: timedelta = DAY) -> CardState:
    last = NOON - ago
    return state(last + interval, last=last, stability=interval / DAY)


def test_nothing_answered_gives_nothing_made_up() -> None:
    said = found()
    assert (said.total.cards, said.total.seen, said.total.due, said.done.answers, said.answer) == (3, 0, 0, 0, None)
    assert said.total.kept.ever.share is None
    assert (said.hardest, said.leeches, said.counted_right) == ((), (), ())


def test_a_topic_has_its_own_cards_and_the_total_all() -> None:
    said = found({A: "++", B: "+-", C: "+++", "retired#answer": "+-----"}, {A: known(DAY), C: known(30 * DAY)})
    one, two = said.topics
    assert (one.cards, one.seen, one.held, one.kept.period) == (2, 1, 0, Share(2, 1))
    assert (two.cards, two.seen, two.held, two.kept.period) == (1, 1, 1, Share(2, 2))
    assert said.total.kept.period == Share(4, 3)


@pytest.mark.parametrize(
    ("due", "today", "week", "place"),
    [
        (NOON - 40 * DAY, 1, 1, 0),
        (NOON + timedelta(hours=15), 1, 1, 0),
        (NOON + timedelta(hours=16), 0, 1, 1),
        (NOON + timedelta(days=6, hours=15), 0, 1, 6),
        (NOON + timedelta(days=6, hours=16), 0, 0, 7),
        (NOON + timedelta(days=29), 0, 0, 29),
        (NOON + timedelta(days=30), 0, 0, None),
    ],
)
def test_what_is_due_and_when(due: datetime, today: int, week: int, place: int | None) -> None:
    said = found({}, {A: replace(known(DAY), due=due)})
    assert (said.total.due, said.total.due_week) == (today, week)
    assert said.forecast == tuple(int(number == place) for number in range(30))


def test_cards_that_are_no_longer_asked_are_not_due() -> None:
    said = found({}, {"retired#answer": known(DAY)})
    assert (said.total.due, said.total.seen, sum(said.forecast)) == (0, 0, 0)


@pytest.mark.parametrize(("days", "held"), [(20, 0), (21, 1)])
def test_a_card_is_held_for_three_weeks(days: int, held: int) -> None:
    assert found({}, {A: known(days * DAY)}).total.held == held


def test_the_hardest_fact_comes_first_with_its_hardest_card() -> None:
    names = {card: (card,) for card in (A, "a#term", B, C)}
    answers = ratings({A: "+++-", "a#term": "+---", B: "+-+-+", C: "+" * 9})
    topics = [Topic("one", "", (A, "a#term", B, C))]
    said = statistics_of("", topics, names, Tallies(ratings=answers), {}, NOON, Days(UTC))
    assert said.hardest == (Hard("a#term", 4, 6), Hard(B, 2, 4))


def test_many_failures_out_of_many_are_harder_than_few_out_of_few() -> None:
    said = found({A: "+" + "-" * 20 + "+" * 5, B: "+---+", C: "+" * 40})
    assert [hard.card for hard in said.hardest] == [A, B]


def test_a_fact_that_came_again_three_times_is_not_called_hard() -> None:
    assert found({A: "+---", B: "+++"}).hardest == ()
    assert found({A: "+----", B: "+++"}).hardest == (Hard(A, 4, 4),)


def test_a_fact_forgotten_no_more_often_than_others_is_not_hard() -> None:
    assert found({A: "+++++++++"}).hardest == ()
    assert found({A: "+++++++-", B: "+++++++-"}).hardest == ()


@pytest.mark.parametrize(
    ("marks", "interval", "leech"),
    [
        ("+-----", 5, True),
        ("+----+", 5, False),
        ("+-----", 21, False),
        ("+-+-+-+-+-", 20, True),
        ("+" * 12 + "-----", 5, False),
    ],
)
def test_a_leech_was_forgotten_on_five_days_and_is_not_held(marks: str, interval: int, leech: bool) -> None:
    said = found({A: marks}, {A: known(interval * DAY)})
    assert [hard.card for hard in said.leeches] == [A] * leech


def test_a_leech_counts_over_the_whole_log_and_what_is_hard_over_the_period() -> None:
    said = found({A: "+------++"}, {A: known(3 * DAY)}, since=date(2026, 11, 22))
    assert said.leeches == (Hard(A, 6, 8),)
    assert said.hardest == ()
    assert said.total.kept.period == Share(2, 2)


def test_answers_of_days_to_come_are_told() -> None:
    ahead = ms_of(NOON + 3 * DAY) // 900_000
    tallies = Tallies(quarters=[(ms_of(NOON) // 900_000, 2, 0), (ahead, 3, 0)])
    said = statistics_of("", TOPICS, {}, tallies, {}, NOON, Days(UTC))
    assert (said.ahead, said.done.answers) == (3, 5)
