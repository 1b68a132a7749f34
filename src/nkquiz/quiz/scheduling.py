"""A card's reviews -> its state: FSRS-6 by the `fsrs` library, with the due day spread a little.

Learning steps are off: within a session the Session repeats what was wrong, and every due time lies a day or more
ahead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from nkquiz.review import CardState, Event, Mode, Rating, Review

if TYPE_CHECKING:
    import fsrs

SCHEDULER = "fsrs-6"
RETENTION = 0.90
_DECAY = -0.1542  # of FSRS-6's forgetting curve, and what makes it pass 0.90 after `stability` days: fsrs.Scheduler
_FACTOR = 0.90 ** (1 / _DECAY) - 1
_LONGEST_DAYS = 36500
_SPREAD = 0.05  # of the interval, either way; cards learned together do not stay together
_LEAST_SPREAD_DAYS = 3


@lru_cache(maxsize=1)
def _fsrs() -> fsrs.Scheduler:
    import fsrs

    return fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def state_of(reviews: Sequence[Review]) -> CardState | None:
    """Return the state of the card whose whole log is `reviews`, in the order of (at, review_id); due at RETENTION.

    Reviews taken back do not count, overridden ones count with their new rating, practice and exam are ignored. None
    if nothing is left.
    """
    counted = counted_answers(reviews)
    if not counted:
        return None
    import fsrs

    scheduler = _fsrs()
    memory = fsrs.Card(card_id=1, due=counted[0][0])
    lapses = 0
    for at, rating in counted:
        lapses += rating is Rating.AGAIN and memory.last_review is not None
        memory, _ = scheduler.review_card(memory, fsrs.Rating(int(rating)), at)
    (first, _), (last, rating) = counted[0], counted[-1]
    state = CardState(last, memory.stability or 0.0, memory.difficulty or 0.0, first, last, rating, len(counted), lapses)
    return replace(state, due=_due(reviews[0].card, state, RETENTION))


def at_retention(card: str, state: CardState, retention: float) -> CardState:
    """Return `state` with the due time for another wanted retention.

    What a card's memory is does not depend on the retention, only when it is asked; so a new one needs no replay, and
    every due time moves at once.
    """
    return state if retention == RETENTION else replace(state, due=_due(card, state, retention))


def recall_now(state: CardState, now: datetime) -> float:
    """Return the probability, 0 to 1, that the card is recalled now (FSRS-6)."""
    elapsed = max(0.0, (now - state.last_review) / timedelta(days=1))
    return float((1 + _FACTOR * elapsed / state.stability) ** _DECAY)


def _due(card: str, state: CardState, retention: float) -> datetime:
    """Return when recall will have fallen to `retention`, in whole days after the last answer, spread a little."""
    days = round(state.stability / _FACTOR * (retention ** (1 / _DECAY) - 1))
    interval = timedelta(days=min(max(days, 1), _LONGEST_DAYS))
    return state.last_review + spread(interval, card, state.reviews)


def counted_answers(reviews: Sequence[Review]) -> list[tuple[datetime, Rating]]:
    """Return time and rating of every answer that moves the schedule, in the order of `reviews`."""
    return [
        (review.at, review.rating)
        for review in standing_answers(reviews)
        if review.mode is Mode.REVIEW and review.rating is not None
    ]


def standing_answers(reviews: Sequence[Review]) -> list[Review]:
    """Return the answers that were not taken back, with their last rating, in the order of `reviews`.

    What takes an answer back or rates it anew counts wherever it stands: a clock that was set back, or two events in
    one millisecond, can sort it before the answer.
    """
    voided = {review.refers_to for review in reviews if review.event is Event.VOID}
    anew = {
        review.refers_to: review.rating
        for review in reviews
        if review.event is Event.OVERRIDE and review.review_id not in voided and review.rating is not None
    }
    return [
        replace(review, rating=anew[review.review_id]) if review.review_id in anew else review
        for review in reviews
        if review.event is Event.ANSWER and review.review_id not in voided
    ]


def spread(interval: timedelta, card: str, number: int) -> timedelta:
    """Return `interval`, from 3 days on moved by up to 5 %, always alike for the same card and number of reviews."""
    if interval < timedelta(days=_LEAST_SPREAD_DAYS):
        return interval
    digest = blake2b(f"{card}\x1f{number}".encode(), digest_size=4).digest()
    share = int.from_bytes(digest) / 0xFFFFFFFF * 2 - 1
    return interval + timedelta(days=round(interval.days * _SPREAD * share))
