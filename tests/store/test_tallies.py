from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from nkquiz.quiz.scheduling import counted_answers
from nkquiz.review import CountedRight, Event, Mode, Rating, Review, Tallies
from nkquiz.store.log import ReviewLog
from nkquiz.store.migrations import migrate
from tests.quiz.cards import DAY, NAMESPACE, NOON, in_order, review

EVER = datetime(1970, 1, 1, tzinfo=UTC)
MOST = timedelta(minutes=2)


def tallies(*reviews: Review, since: datetime = EVER, names: Sequence[str] | None = None) -> Tallies:
    db = sqlite3.connect(":memory:", isolation_level=None)
    migrate(db)
    log = ReviewLog(Path(":memory:"), db, lambda _card, state: state)
    for each in reviews:
        log.append(each, (each.card,), lambda _reviews: None)
    found = log.tallies(NAMESPACE, since, MOST, names)
    assert db.execute("SELECT name FROM temp.sqlite_schema").fetchall() == []
    log.close()
    return found


def void(of: Review, at: datetime = NOON) -> Review:
    return review(of.card, at, None, event=Event.VOID, refers_to=of.review_id, review_id=f"void {of.review_id}")


def anew(of: Review, rating: Rating = Rating.GOOD, response: str = "it", number: int = 0) -> Review:
    name = f"anew {number} {of.review_id}"
    return review(of.card, NOON, rating, event=Event.OVERRIDE, refers_to=of.review_id, review_id=name, response=response)


def answers(found: Tallies) -> int:
    return sum(count for _, count, _ in found.quarters)


def test_a_quarter_of_an_hour_holds_its_answers_and_their_time() -> None:
    found = tallies(*(replace(review("a#answer", NOON + timedelta(minutes=n * 5)), duration_ms=1500) for n in range(4)))
    quarter = int(NOON.timestamp()) // 900
    assert sorted(found.quarters) == [(quarter, 3, 4500), (quarter + 1, 1, 1500)]
    assert found.tenths == [(15, 4)]


def test_a_learner_who_went_away_counts_for_two_minutes() -> None:
    found = tallies(replace(review("a#answer", NOON), duration_ms=3_600_000))
    assert [ms for _, _, ms in found.quarters] == [120_000]
    assert found.tenths == [(1200, 1)]


def test_an_answer_without_a_time_has_none() -> None:
    assert tallies(review("a#answer", NOON)).tenths == []


def test_answers_taken_back_do_not_count() -> None:
    answer = replace(review("a#answer", NOON), confidence=3, duration_ms=900)
    found = tallies(answer, void(answer))
    assert (answers(found), found.tenths, found.confidence, dict(found.ratings)) == (0, [], [], {})


def test_practice_and_exams_take_time_but_say_nothing_of_memory() -> None:
    found = tallies(review("a#answer", NOON, mode=Mode.PRACTICE), review("b#answer", NOON, mode=Mode.EXAM))
    assert (answers(found), dict(found.ratings)) == (2, {})


def test_the_period_limits_all_but_memory() -> None:
    early = replace(review("a#answer", NOON - 9 * DAY), confidence=1, duration_ms=900)
    late = replace(review("a#answer", NOON), confidence=3, duration_ms=1200)
    found = tallies(early, late, since=NOON - DAY)
    assert (answers(found), found.tenths, found.confidence) == (1, [(12, 1)], [("a#answer", 3, 1, 1)])
    assert len(found.ratings["a#answer"]) == 2


def test_only_the_named_cards_count() -> None:
    reviews = [replace(review(f"{name}#answer", NOON), confidence=2) for name in "abc"]
    wrong = replace(review("c#answer", NOON, Rating.AGAIN), review_id="wrong")
    found = tallies(*reviews, wrong, anew(wrong), names=["a#answer", "b#answer"])
    assert (answers(found), set(found.ratings), found.counted_right) == (2, {"a#answer", "b#answer"}, [])
    assert {card for card, *_ in found.confidence} == {"a#answer", "b#answer"}


def test_what_was_counted_as_right_is_listed_with_what_was_said() -> None:
    wrong = [review("a#answer", NOON + n * DAY, Rating.AGAIN) for n in range(4)]
    found = tallies(*wrong, anew(wrong[0], response="IL6"), anew(wrong[1]), anew(wrong[2]), anew(wrong[3], Rating.AGAIN))
    assert found.counted_right == [CountedRight("a#answer", "it", 2), CountedRight("a#answer", "IL6", 1)]


def test_what_was_counted_as_right_and_taken_back_is_not_listed() -> None:
    one, other = (review("a#answer", NOON + n * DAY, Rating.AGAIN) for n in range(2))
    first = anew(one)
    assert tallies(one, first, void(first)).counted_right == []
    assert tallies(other, anew(other), void(other)).counted_right == []


def test_a_new_rating_counts_for_memory_and_for_confidence() -> None:
    wrong = replace(review("a#answer", NOON, Rating.AGAIN), confidence=3)
    found = tallies(wrong, anew(wrong))
    assert [answer & 7 for answer in found.ratings["a#answer"]] == [Rating.GOOD]
    assert found.confidence == [("a#answer", 3, 1, 1)]


@st.composite
def logs(draw: st.DrawFn) -> list[Review]:
    """Answers to three cards, some taken back or rated anew, some of those taken back in turn."""
    found: list[Review] = []
    for number in range(draw(st.integers(0, 12))):
        at = NOON + timedelta(hours=draw(st.integers(0, 60)))
        event = draw(st.sampled_from(Event)) if found else Event.ANSWER
        if event is Event.ANSWER:
            mode, rating = draw(st.sampled_from(Mode)), draw(st.sampled_from(Rating))
            card = draw(st.sampled_from(["a#answer", "b#answer", "c#answer"]))
            found.append(review(card, at, rating, mode=mode, review_id=f"{number:02d}"))
        else:
            about = draw(st.sampled_from(found))
            new = draw(st.sampled_from(Rating)) if event is Event.OVERRIDE else None
            found.append(review(about.card, at, new, event=event, refers_to=about.review_id, review_id=f"{number:02d}"))
    return found


@given(logs())
def test_the_counted_ratings_are_those_that_move_the_schedule(reviews: list[Review]) -> None:
    found = tallies(*reviews)
    for card in ("a#answer", "b#answer", "c#answer"):
        moving = counted_answers([each for each in in_order(reviews) if each.card == card])
        expected = Counter((int(at.timestamp() * 1000), int(rating)) for at, rating in moving)
        assert Counter((packed >> 3, packed & 7) for packed in found.ratings.get(card, ())) == expected
