"""Every card of the decks can be asked in each of its ways, and answered rightly and wrongly."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, assert_never

import pytest

from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.folders import embedded_folder
from nkquiz.model import Card, Choice, Match, Number, Order, Reveal, Typed, Way
from nkquiz.quiz.ask import Ask
from nkquiz.quiz.forms import question_of
from nkquiz.quiz.grading.grader import Grader, grader_for
from nkquiz.quiz.plan import Plan
from nkquiz.quiz.responses import Arranged, Matched, Picked, Recalled, Response, Written
from nkquiz.quiz.session import Session
from nkquiz.review import Mode, Rating, Verdict

if TYPE_CHECKING:
    from nkquiz.quiz.forms import Question

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@lru_cache(maxsize=1)
def decks() -> Compiled:
    return compile_path(embedded_folder(), NOW)


@lru_cache(maxsize=1)
def grader() -> Grader:
    return grader_for(decks())


CARDS = [card for cards in decks().cards.values() for card in cards]


def answers(question: Question) -> tuple[Response, Response]:
    """Return a right and a wrong response."""
    way = question.way
    match way:
        case Choice():
            right = frozenset(place for place, option in enumerate(question.options) if option.right)
            others = frozenset(range(len(question.options))) - right
            return Picked(right), Picked(frozenset([min(others)]))
        case Typed(accept):
            return Written(accept[0]), Written("something else entirely")
        case Reveal():
            return Recalled(Rating.GOOD), Recalled(Rating.AGAIN)
        case Order(steps):
            order = tuple(question.steps.index(step) for step in steps)
            return Arranged(order), Arranged(order[::-1])
        case Number(value, tolerance):
            return Written(f"{value:g}"), Written(f"{value + tolerance + 1:g}")
        case Match(pairs):
            right_places = tuple(question.rights.index(right) for _, right in pairs)
            return Matched(right_places), Matched((*right_places[1:], right_places[0]))
        case _:
            assert_never(way)


def verdict(card: Card, way: Way, *, rightly: bool) -> Verdict:
    """Ask `card` in `way` alone and return what is said of the answer."""
    only = Card(card.fact, card.name, card.ordinal, card.prompt, card.answer, (way,))
    session = Session(
        Plan((Ask(only),)), {}, grader, lambda _review: None, random.Random(1), lambda: "0" * 32, "0" * 32, Mode.PRACTICE, 9
    )
    question = session.next_question(NOW)
    assert question is not None
    return session.answer(answers(question)[0 if rightly else 1], NOW).verdict


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_a_card_can_be_answered_rightly_and_wrongly_in_each_of_its_ways(card: Card) -> None:
    assert card.ways
    for way in card.ways:
        only = Card(card.fact, card.name, card.ordinal, card.prompt, card.answer, (way,))
        if type(question_of(Ask(only), None, 1, 1, random.Random(1)).way) is type(way):  # what is long is not typed
            assert verdict(card, way, rightly=True) is Verdict.CORRECT
            assert verdict(card, way, rightly=False) is Verdict.WRONG
