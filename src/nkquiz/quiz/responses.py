"""What a learner can answer: the options picked, a text, a rated recall, an order, a matched row, or not knowing."""

from __future__ import annotations

from nkquiz.frozen import frozen
from nkquiz.review import Rating


@frozen
class Picked:
    """The options chosen, by their place in `Question.options`, from 0."""

    places: frozenset[int]


@frozen
class Written:
    """A typed answer."""

    text: str


@frozen
class Recalled:
    """The learner's own rating of a free recall."""

    rating: Rating


@frozen
class Arranged:
    """Steps put in order: their places in `Question.steps`, from 0, from the first step to the last."""

    places: tuple[int, ...]


@frozen
class Matched:
    """For each left text of the row, the place in `Question.rights`, from 0, of the text matched to it."""

    places: tuple[int, ...]


@frozen
class DontKnow:
    """The learner says so instead of guessing."""


Response = Picked | Written | Recalled | Arranged | Matched | DontKnow


@frozen
class Confident:
    """A response and how sure the learner was before the verdict: 1 a guess, 2 unsure, 3 sure."""

    response: Response
    confidence: int
