"""What a learner can answer: the options picked, a text, a rated recall, an order, a matched row, or not knowing."""

from __future__ import annotations

from dataclasses import dataclass

from nkquiz.review import Rating


@dataclass(frozen=True, slots=True)
class Picked:
    """The options chosen, by their place in `Question.options`, from 0."""

    places: frozenset[int]


@dataclass(frozen=True, slots=True)
class Written:
    """A typed answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Recalled:
    """The learner's own rating of a free recall."""

    rating: Rating


@dataclass(frozen=True, slots=True)
class Arranged:
    """Steps put in order: their places in `Question.steps`, from 0, from the first step to the last."""

    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """For each left text of the row, the place in `Question.rights`, from 0, of the text matched to it."""

    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DontKnow:
    """The learner says so instead of guessing."""


Response = Picked | Written | Recalled | Arranged | Matched | DontKnow


@dataclass(frozen=True, slots=True)
class Confident:
    """A response and how sure the learner was before the verdict: 1 a guess, 2 unsure, 3 sure."""

    response: Response
    confidence: int
