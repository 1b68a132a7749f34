"""What happens to a card's memory: one answer, its verdict and its rating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum

from nkquiz.frozen import frozen

SURE = 3
"""The highest confidence; 1 is a guess."""


class Rating(IntEnum):
    """How well the card was recalled; the numbers are those of Anki and of the `fsrs` library."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Verdict(StrEnum):
    """What the grader says of a response."""

    CORRECT = "correct"
    TYPO = "typo"
    CLOSE = "close"
    WRONG = "wrong"


@frozen
class Grade:
    """What the grader says of a response; `reason` is one sentence for the learner."""

    verdict: Verdict
    reason: str


class Event(StrEnum):
    """What a line of the review log records; `void` takes an answer back, `override` rates it anew."""

    ANSWER = "answer"
    VOID = "void"
    OVERRIDE = "override"


class Mode(StrEnum):
    """Why the card was asked; only review moves the schedule."""

    REVIEW = "review"
    PRACTICE = "practice"
    EXAM = "exam"


class Form(StrEnum):
    """How a card was asked."""

    CHOICE = "choice"
    TYPED = "typed"
    RECALL = "recall"
    ORDER = "order"
    NUMBER = "number"
    MATCH = "match"


@frozen
class Review:
    """One line of the append-only review log.

    `review_id` is 32 random hex digits; `at` is UTC; `card` is `fact-id#card`; `refers_to` is the review that a void
    or an override is about; `confidence` runs from 1 (a guess) to SURE.
    """

    _: KW_ONLY
    review_id: str
    namespace: str
    card: str
    event: Event
    at: datetime
    session: str
    mode: Mode
    form: Form
    scheduler: str
    refers_to: str | None = None
    duration_ms: int = 0
    response: str = ""
    verdict: Verdict | None = None
    rating: Rating | None = None
    confidence: int | None = None


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ms_of(moment: datetime) -> int:
    """Return `moment` in milliseconds since 1970, as the log has it."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def moment_of(ms: int) -> datetime:
    """Return the time so many milliseconds after the beginning of 1970."""
    return EPOCH + timedelta(milliseconds=ms)


@frozen
class CountedRight:
    """A response that the learner counted as right against the grader, and how often."""

    card: str
    response: str
    times: int


@frozen
class Tallies:
    """A log as counts; answers taken back are left out, and those rated anew have their new rating.

    `quarters` are rows of (quarter of an hour since 1970, answers, ms spent), `tenths` of (tenths of a second that an
    answer took, answers), in order, `confidence` of (card, confidence, right, answers). `ratings` gives for every card
    the whole of its answers in review mode, in no order, each as `ms since 1970 << 3 | rating`.
    """

    quarters: Sequence[tuple[int, int, int]] = ()
    tenths: Sequence[tuple[int, int]] = ()
    confidence: Sequence[tuple[str, int, bool, int]] = ()
    ratings: Mapping[str, Sequence[int]] = field(default_factory=dict)
    counted_right: Sequence[CountedRight] = ()


@frozen
class CardState:
    """What the log says of a card's memory; times are UTC, `stability` is in days, `difficulty` runs from 1 to 10.

    `due` is when recall is expected to have fallen to the wanted retention. `reviews` counts answers in review mode.
    """

    due: datetime
    stability: float
    difficulty: float
    first_review: datetime
    last_review: datetime
    last_rating: Rating
    reviews: int
    lapses: int
