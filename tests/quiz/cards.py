"""Cards, states and logs for the tests of the quiz, made with as few words as a test needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from nkquiz.model import Card, Choice, Corrected, Fact, Level, Option, Reveal, Typed, Way, Where
from nkquiz.review import CardState, Event, Form, Mode, Rating, Review, Verdict

NAMESPACE = "00112233445566778899aabbccddeeff"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)

CHOICE = Choice((Option("right", right=True), Option("wrong 1", why="no"), Option("wrong 2", why="nor")))
ALL_WAYS: tuple[Way, ...] = (CHOICE, Typed(("right",)), Reveal())


def card(
    fact_id: str,
    name: str = "answer",
    *,
    ways: tuple[Way, ...] = ALL_WAYS,
    level: Level = "core",
    deck: str = "cells",
    corrected: date | None = None,
    answer: str = "right",
    because: str = "",
) -> Card:
    fact = Fact(
        id=fact_id, kind="ask", deck=deck, own={}, where=Where(Path("cells.yaml"), 0, 0), level=level, because=because,
        corrected=Corrected(corrected, "Something else.", "A trial was read wrongly.") if corrected else None,
    )  # fmt: skip
    return Card(fact, name, 0, f"What is {fact_id}?", answer, ways)


def cards(count: int, *names: str) -> list[Card]:
    """Return the cards of `count` facts `f00`, `f01` ..., one of each name a fact."""
    return [card(f"f{number:02d}", name) for number in range(count) for name in (names or ("answer",))]


def state(
    due: datetime, *, last: datetime | None = None, first: datetime | None = None, reviews: int = 3,
    stability: float = 5.0, rating: Rating = Rating.GOOD,
) -> CardState:  # fmt: skip
    last = last or due - 5 * DAY
    return CardState(due, stability, 5.0, first or last - 10 * DAY, last, rating, reviews, 0)


def review(
    card_id: str,
    at: datetime,
    rating: Rating | None = Rating.GOOD,
    *,
    review_id: str = "",
    event: Event = Event.ANSWER,
    mode: Mode = Mode.REVIEW,
    refers_to: str | None = None,
    response: str = "right",
    confidence: int | None = None,
    session: str = "s",
) -> Review:
    return Review(
        review_id=review_id or f"{card_id}@{at.isoformat()}", namespace=NAMESPACE, card=card_id, event=event, at=at,
        session=session, mode=mode, form=Form.TYPED, scheduler="fsrs-6", refers_to=refers_to, response=response,
        verdict=Verdict.CORRECT if event is Event.ANSWER else None, rating=rating,
        confidence=confidence,
    )  # fmt: skip


class Memory:
    """A log in memory that works as the real one: append, replay the card, return its state."""

    def __init__(self, reviews: Iterable[Review] = ()) -> None:
        from nkquiz.quiz.scheduling import state_of

        self.reviews: list[Review] = list(reviews)
        self._state_of = state_of
        self._numbers = count()

    def new_id(self) -> str:
        return f"{next(self._numbers):032x}"

    def record(self, review: Review) -> CardState | None:
        self.reviews.append(review)
        return self.state(review.card)

    def state(self, card_id: str) -> CardState | None:
        return self._state_of(in_order(r for r in self.reviews if r.card == card_id))

    def states(self) -> dict[str, CardState]:
        found = {card_id: self.state(card_id) for card_id in {r.card for r in self.reviews}}
        return {card_id: state for card_id, state in found.items() if state is not None}


def in_order(reviews: Iterable[Review]) -> Sequence[Review]:
    return sorted(reviews, key=lambda r: (r.at, r.review_id))
