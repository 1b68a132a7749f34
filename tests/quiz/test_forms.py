from __future__ import annotations

import random

import pytest

from nkquiz.model import Choice, Match, Option, Order, Reveal, Typed
from nkquiz.quiz.ask import Ask
from nkquiz.quiz.forms import question_of, way_now, ways_of
from nkquiz.review import CardState, Form, Rating
from tests.quiz.cards import ALL_WAYS, CHOICE, DAY, NOON, card, state


def memory(reviews: int = 3, stability: float = 5.0, rating: Rating = Rating.GOOD) -> CardState:
    return state(NOON, reviews=reviews, stability=stability, rating=rating)


@pytest.mark.parametrize(
    ("ask", "known", "way"),
    [
        (Ask(card("a"), fresh=True), None, Choice),
        (Ask(card("a")), memory(reviews=1), Typed),
        (Ask(card("a")), memory(reviews=1, rating=Rating.AGAIN), Typed),
        (Ask(card("a")), memory(stability=20), Typed),
        (Ask(card("a")), memory(stability=22), Reveal),
        (Ask(card("a")), memory(rating=Rating.AGAIN), Choice),
        (Ask(card("a"), repeats=1), memory(), Choice),
    ],
)
def test_the_form_follows_the_memory(ask: Ask, known: CardState | None, way: type) -> None:
    assert isinstance(way_now(ask, known), way)


def test_a_card_with_one_way_is_always_asked_that_way() -> None:
    lone = card("a", ways=(CHOICE,))
    for known in (None, memory(1), memory(9, 99.0)):
        assert way_now(Ask(lone), known) is CHOICE


def test_only_an_answer_of_four_words_is_typed() -> None:
    assert ways_of(card("a", answer="one two three four")) == ALL_WAYS
    assert ways_of(card("a", answer="one two three four five")) == (CHOICE, Reveal())
    assert ways_of(card("a", answer="one two three four five", ways=(Typed(("x",)),))) == (Reveal(),)


def test_marks_do_not_count_as_words() -> None:
    assert Typed(("right",)) in ways_of(card("a", answer="**one** _two_ `three` 10^6^"))


def test_options_are_shuffled_unless_their_order_is_fixed() -> None:
    options = tuple(Option(str(n)) for n in range(8))
    free, fixed = card("a", ways=(Choice(options),)), card("a", ways=(Choice(options, fixed=True),))
    orders = {question_of(Ask(free), None, 1, 1, random.Random(seed)).options for seed in range(9)}
    assert len(orders) > 5
    assert all(sorted(order, key=lambda o: o.text) == list(options) for order in orders)
    assert question_of(Ask(fixed), None, 1, 1, random.Random(1)).options == options


@pytest.mark.parametrize(("way", "form"), [(CHOICE, Form.CHOICE), (Typed(("x",)), Form.TYPED), (Reveal(), Form.RECALL)])
def test_a_question_carries_what_its_form_needs(way: Choice | Typed | Reveal, form: Form) -> None:
    question = question_of(Ask(card("a", ways=(way,)), repeats=1), memory(), 3, 20, random.Random(0))
    assert (question.form, question.number, question.total) == (form, 3, 20)
    assert bool(question.options) == (form is Form.CHOICE)
    assert question.accept == (("x",) if form is Form.TYPED else ())


def test_a_new_card_says_so() -> None:
    assert question_of(Ask(card("a"), fresh=True), None, 1, 1, random.Random(0)).fresh
    assert not question_of(Ask(card("a")), state(NOON + DAY), 1, 1, random.Random(0)).fresh


def test_steps_and_rows_are_never_shown_in_their_right_order() -> None:
    texts = ("one", "two", "three")
    order, row = card("a", ways=(Order(texts),)), card("a", ways=(Match(tuple((text, text) for text in texts), 0),))
    shown = set()
    for seed in range(40):
        steps = question_of(Ask(order), None, 1, 1, random.Random(seed)).steps
        rights = question_of(Ask(row), None, 1, 1, random.Random(seed)).rights
        assert sorted(steps) == sorted(rights) == sorted(texts)
        shown |= {steps, rights}
    assert texts not in shown
    assert len(shown) == 5
