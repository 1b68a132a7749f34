"""How a card is asked now: the form follows the memory, from choice over typing to free recall."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import assert_never

from nkquiz import markup
from nkquiz.model import Card, Choice, Option, Reveal, Typed, Way
from nkquiz.quiz.plan import Ask
from nkquiz.review import CardState, Form, Rating

MAX_TYPED_WORDS = 4
_TYPED_DAYS = 21.0  # up to this stability an answer is typed where it can be; beyond it is recalled freely


@dataclass(frozen=True, slots=True)
class Question:
    """A card being asked. `options` (in the order shown) and `several` go with a choice, `accept` with typing.

    `number` of `total` is the place in the session, from 1; `repeated` says that a wrong answer brought it back.
    """

    card: Card
    form: Form
    number: int
    total: int
    options: tuple[Option, ...] = ()
    several: bool = False
    accept: tuple[str, ...] = ()
    fresh: bool = False
    repeated: bool = False


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
    way = way_now(ask, state)
    fresh, repeated = ask.fresh, ask.repeats > 0
    match way:
        case Choice(options, several, fixed):
            shown = list(options)
            if not fixed:
                rng.shuffle(shown)
            return Question(ask.card, Form.CHOICE, number, total, tuple(shown), several, (), fresh, repeated)
        case Typed(accept):
            return Question(ask.card, Form.TYPED, number, total, (), False, accept, fresh, repeated)
        case Reveal():
            return Question(ask.card, Form.RECALL, number, total, fresh=fresh, repeated=repeated)
        case _:
            assert_never(way)
