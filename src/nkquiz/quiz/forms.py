"""How a card is asked now: the form follows the memory, from choice over typing to free recall."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import field
from functools import partial
from typing import TypeVar, assert_never

from nkquiz import markup
from nkquiz.frozen import frozen
from nkquiz.model import Card, Choice, Match, Number, Option, Order, Reveal, Typed, Way
from nkquiz.quiz.ask import Ask
from nkquiz.review import CardState, Form, Rating

MAX_TYPED_WORDS = 4
_TYPED_DAYS = 21.0  # up to this stability an answer is typed where it can be; beyond it is recalled freely


@frozen
class Question:
    """A card being asked. `options` (in the order shown) and `several` go with a choice, `accept` with typing.

    `steps` to be put in order and `rights` to be matched are in the order shown; `way` holds what they, or a number,
    are judged by. `number` of `total` is the place in the session, from 1.
    """

    card: Card
    form: Form
    number: int
    total: int
    options: tuple[Option, ...] = ()
    several: bool = False
    accept: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    fresh: bool = False
    way: Way = field(default_factory=Reveal)


def ways_of(card: Card) -> tuple[Way, ...]:
    """Return the ways a card can be asked in the quiz, easiest first: what is too long is not typed."""
    short = len(markup.plain(card.answer).split()) <= MAX_TYPED_WORDS
    return tuple(way for way in card.ways if short or not isinstance(way, Typed)) or (Reveal(),)


def way_now(ask: Ask, state: CardState | None) -> Way:
    """Return the way to ask: the easiest when the card is new or was just forgotten, harder as the memory grows."""
    ways = ways_of(ask.card)
    harder = ways[1:] or ways
    if ask.fresh or state is None:
        return ways[0]
    if ask.repeats or (state.last_rating is Rating.AGAIN and state.reviews > 1):
        return ways[0]
    if state.reviews == 1 or state.stability < _TYPED_DAYS:
        return harder[0]
    return ways[-1]


def question_of(ask: Ask, state: CardState | None, number: int, total: int, rng: random.Random) -> Question:
    """Return the question to show; the options of a choice are shuffled unless their order is fixed."""
    return question_in(way_now(ask, state), ask, number, total, rng)


def question_in(way: Way, ask: Ask, number: int, total: int, rng: random.Random) -> Question:
    """Return the question that asks in `way`, whatever the learner knows."""
    asked = partial(Question, ask.card, number=number, total=total, fresh=ask.fresh, way=way)
    match way:
        case Choice(options, several, fixed):
            return asked(form=Form.CHOICE, options=options if fixed else _shuffled(options, rng), several=several)
        case Typed(accept):
            return asked(form=Form.TYPED, accept=accept)
        case Reveal():
            return asked(form=Form.RECALL)
        case Order(steps):
            return asked(form=Form.ORDER, steps=_out_of_order(steps, rng))
        case Number():
            return asked(form=Form.NUMBER)
        case Match(pairs):
            return asked(form=Form.MATCH, rights=_out_of_order(tuple(right for _, right in pairs), rng))
        case _:
            assert_never(way)


_Thing = TypeVar("_Thing")


def _shuffled(things: Sequence[_Thing], rng: random.Random) -> tuple[_Thing, ...]:
    shown = list(things)
    rng.shuffle(shown)
    return tuple(shown)


def _out_of_order(steps: tuple[str, ...], rng: random.Random) -> tuple[str, ...]:
    """Return the steps, or the texts to be matched, shuffled, and never in their right order."""
    shown = _shuffled(steps, rng)
    return shown if shown != steps else (*steps[1:], steps[0])
