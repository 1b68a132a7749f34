"""A card's reviews -> its state: FSRS-6 by the `fsrs` library, with the due day spread a little.

Learning steps are off: within a session the Session repeats what was wrong, and every due time lies a day or more
ahead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from nkquiz.review import CardState, Event, Mode, Rating, Review

if TYPE_CHECKING:
    import fsrs

SCHEDULER = "fsrs-6"
RETENTION = 0.90
_SPREAD = 0.05  # of the interval, either way; cards learned together do not stay together
_LEAST_SPREAD_DAYS = 3


@lru_cache(maxsize=4)
def _fsrs(retention: float) -> fsrs.Scheduler:
    import fsrs

    return fsrs.Scheduler(desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def state_of(reviews: Sequence[Review], retention: float = RETENTION) -> CardState | None:
    """Return the state of the card whose whole log is `reviews`, in the order of (at, review_id).

    Reviews taken back do not count, overridden ones count with their new rating, practice and exam are ignored. None
    if nothing is left.
    """
    counted = counted_answers(reviews)
    if not counted:
        return None
    import fsrs

    scheduler = _fsrs(retention)
    memory = fsrs.Card(card_id=1, due=counted[0][0])
    lapses = 0
    for at, rating in counted:
        lapses += rating is Rating.AGAIN and memory.last_review is not None
        memory, _ = scheduler.review_card(memory, fsrs.Rating(int(rating)), at)
    (first, _), (last, rating) = counted[0], counted[-1]
    due = last + _spread(memory.due - last, reviews[0].card, len(counted))
    return CardState(due, memory.stability or 0.0, memory.difficulty or 0.0, first, last, rating, len(counted), lapses)


def counted_answers(reviews: Sequence[Review]) -> list[tuple[datetime, Rating]]:
    """Return time and rating of every answer that moves the schedule, in the order of `reviews`.

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
        (review.at, anew.get(review.review_id, review.rating))
        for review in reviews
        if review.event is Event.ANSWER
        and review.mode is Mode.REVIEW
        and review.rating is not None
        and review.review_id not in voided
    ]


def _spread(interval: timedelta, card: str, number: int) -> timedelta:
    """Return `interval`, from 3 days on moved by up to 5 %, always alike for the same card and number of reviews."""
    if interval < timedelta(days=_LEAST_SPREAD_DAYS):
        return interval
    digest = blake2b(f"{card}\x1f{number}".encode(), digest_size=4).digest()
    share = int.from_bytes(digest) / 0xFFFFFFFF * 2 - 1
    return interval + timedelta(days=round(interval.days * _SPREAD * share))
