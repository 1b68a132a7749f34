from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from nkquiz.quiz.plan import Plan
from nkquiz.quiz.weakness import lately_wrong, sure_but_wrong, weak_plan
from nkquiz.review import Event, Mode, Rating, Review
from tests.quiz.cards import DAY, NOON, cards, in_order, review, state

MINUTE = timedelta(minutes=1)


def ids(plan: Plan) -> list[str]:
    return [ask.card.id for ask in plan.asks]


def wrong(card_id: str, at: object = NOON, **more: object) -> Review:
    return review(card_id, at, Rating.AGAIN, **more)  # type: ignore[arg-type]


# lately wrong


@pytest.mark.parametrize("mode", list(Mode))
def test_a_wrong_answer_counts_in_every_mode_though_it_was_right_later_that_day(mode: Mode) -> None:
    log = [wrong("a#answer", mode=mode), wrong("a#answer", NOON + MINUTE, mode=mode), review("a#answer", NOON + 9 * MINUTE)]
    assert lately_wrong(log, NOON + DAY) == {"a#answer": 2}


def test_a_card_known_on_a_later_day_is_not_lately_wrong() -> None:
    assert lately_wrong([wrong("a#answer"), review("a#answer", NOON + DAY)], NOON + 2 * DAY) == {}


def test_what_was_wrong_long_ago_is_not_lately_wrong() -> None:
    assert lately_wrong([wrong("a#answer")], NOON + 29 * DAY) == {"a#answer": 1}
    assert lately_wrong([wrong("a#answer")], NOON + 31 * DAY) == {}


@pytest.mark.parametrize("event", [Event.VOID, Event.OVERRIDE])
def test_an_answer_taken_back_or_counted_as_right_is_not_wrong(event: Event) -> None:
    answer = wrong("a#answer")
    after = review("a#answer", NOON + MINUTE, Rating.GOOD, event=event, refers_to=answer.review_id)
    assert lately_wrong([answer, after], NOON + DAY) == {}


# wrong though sure


def test_a_sure_error_comes_back_on_the_next_day_and_until_it_is_asked_again() -> None:
    log = [wrong("a#answer", confidence=3), review("a#answer", NOON + 9 * MINUTE, confidence=1)]
    assert sure_but_wrong(log, NOON + timedelta(hours=1)) == frozenset()
    assert sure_but_wrong(log, NOON + DAY) == sure_but_wrong(log, NOON + 20 * DAY) == {"a#answer"}
    asked_again = [*log, wrong("a#answer", NOON + DAY, confidence=2)]
    assert sure_but_wrong(asked_again, NOON + 2 * DAY) == frozenset()


@pytest.mark.parametrize(("rating", "confidence"), [(Rating.AGAIN, 2), (Rating.AGAIN, None), (Rating.HARD, 3)])
def test_only_wrong_and_sure_together_come_first(rating: Rating, confidence: int | None) -> None:
    assert sure_but_wrong([review("a#answer", NOON, rating, confidence=confidence)], NOON + DAY) == frozenset()


def test_answers_of_a_clock_that_ran_ahead_do_not_count() -> None:
    assert sure_but_wrong([wrong("a#answer", NOON + 9 * DAY, confidence=3)], NOON + DAY) == frozenset()


# practice of the weak


def test_nothing_met_before_is_nothing_weak() -> None:
    assert weak_plan(cards(9), {}, {}, NOON, 20).asks == ()


def test_cards_that_are_safe_are_not_weak() -> None:
    asked = cards(3)
    assert weak_plan(asked, {c.id: state(NOON + DAY) for c in asked}, {}, NOON, 20).asks == ()


def test_an_old_lapse_of_a_card_that_is_safe_again_is_forgiven() -> None:
    (asked,) = cards(1)
    lapsed = replace(state(NOON + DAY), lapses=3)
    assert ids(weak_plan([asked], {asked.id: lapsed}, {}, NOON, 20)) == [asked.id]
    assert ids(weak_plan([asked], {asked.id: replace(lapsed, stability=90.0)}, {}, NOON, 20)) == []


def test_the_three_measures_take_turns_and_the_weakest_of_each_comes_first() -> None:
    asked = cards(8)
    safe = state(NOON + DAY)
    states = {
        asked[0].id: safe,
        asked[1].id: safe,
        asked[2].id: replace(safe, lapses=1),
        asked[3].id: replace(safe, lapses=5),
        asked[4].id: state(NOON - 30 * DAY),
        asked[5].id: state(NOON - DAY),
        asked[6].id: safe,
    }
    weak = weak_plan(asked, states, {asked[0].id: 1, asked[1].id: 2, "gone#answer": 9}, NOON, 20)
    assert ids(weak) == [asked[n].id for n in (1, 3, 4, 0, 2, 5)]
    assert ids(weak_plan(asked, states, {asked[0].id: 1, asked[1].id: 2}, NOON, 2)) == [asked[1].id, asked[3].id]


def test_a_card_known_from_an_exam_alone_can_be_weak() -> None:
    (asked,) = cards(1)
    log = in_order([wrong(asked.id, mode=Mode.EXAM)])
    assert ids(weak_plan([asked], {}, lately_wrong(log, NOON), NOON, 20)) == [asked.id]
