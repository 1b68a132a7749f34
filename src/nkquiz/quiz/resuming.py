"""A sitting that was left before its end, found again in the log. There is no second store that could be wrong.

A plan follows from the cards, their states, the time and the id of the sitting. All of these are known later too; so the
plan is made once more, and the answers in the log are taken from it one by one. A skipped question leaves no line in
the log and comes again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from nkquiz.frozen import frozen
from nkquiz.quiz.ask import Ask
from nkquiz.quiz.plan import day_of
from nkquiz.quiz.repeating import gone_on
from nkquiz.quiz.scheduling import standing_answers
from nkquiz.review import Event, Mode, Rating, Review


@frozen
class Stopped:
    """A sitting of today: its id, when it began, and its answers that were not taken back, in order."""

    sitting: str
    began: datetime
    answers: tuple[tuple[str, Rating], ...]


def last_sitting(reviews: Sequence[Review], mode: Mode, now: datetime) -> Stopped | None:
    """Return the last sitting of `mode` on the learner's day around `now`; None if there was none.

    `reviews` are the log in the order of (at, review_id), of that day at least.
    """
    begin, end = day_of(now)
    today = [review for review in reviews if begin <= review.at < end and review.mode is mode]
    if not today:
        return None
    mine = [review for review in today if review.session == today[-1].session]
    shown = (review.at - timedelta(milliseconds=review.duration_ms) for review in mine if review.event is Event.ANSWER)
    began = max(begin, min(shown, default=mine[0].at))
    answers = tuple((review.card, review.rating) for review in standing_answers(mine) if review.rating is not None)
    return Stopped(mine[0].session, began.astimezone(now.tzinfo), answers)


def remaining(asks: Sequence[Ask], answers: Sequence[tuple[str, Rating]], limit: int) -> tuple[Ask, ...] | None:
    """Return what is left of the plan `asks` of a sitting of at most `limit` questions after `answers`.

    None if they were not answers to this plan.
    """
    queue = tuple(asks)
    asked: set[str] = set()
    for number, (card, rating) in enumerate(answers, start=1):
        place = next((place for place, ask in enumerate(queue) if ask.card.id == card), None)
        if place is None:
            return None
        queue = gone_on((queue[place], *queue[:place], *queue[place + 1 :]), rating, limit - number, asked)
        asked.add(card)
    return queue
