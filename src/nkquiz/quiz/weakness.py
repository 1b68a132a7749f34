"""Which cards are weak: lately wrong, often forgotten, likely forgotten by now; and wrong though the learner was sure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest

from nkquiz.model import Card
from nkquiz.quiz.ask import Ask
from nkquiz.quiz.mixing import mixed
from nkquiz.quiz.plan import Plan, day_of, one_of_each_fact
from nkquiz.quiz.scheduling import recall_now, standing_answers
from nkquiz.review import SURE, CardState, Rating, Review

LATELY = timedelta(days=30)
SAFE_DAYS = 21.0  # a card of this stability is safe again, however often it was forgotten before


def weak_plan(
    cards: Sequence[Card], states: Mapping[str, CardState], wrong: Mapping[str, int], now: datetime, questions: int
) -> Plan:
    """Return a plan of up to `questions` weak cards, the weakest first; none of those that were never met.

    Weak by three measures, taken in turn: how often `wrong` on the day it was last asked; forgotten before and not yet
    safe again; overdue, so that it is likely forgotten by now.
    """
    known = [(card, states[card.id]) for card in cards if card.id in states]
    lately = sorted((card for card in cards if card.id in wrong), key=lambda card: -wrong[card.id])
    lapsed = [(card, state) for card, state in known if state.lapses and state.stability < SAFE_DAYS]
    lapsed.sort(key=lambda entry: (-entry[1].lapses, entry[1].stability))
    overdue = [(card, state) for card, state in known if state.due < now]
    overdue.sort(key=lambda entry: recall_now(entry[1], now))
    measures = (lately, [card for card, _ in lapsed], [card for card, _ in overdue])
    weakest = {card.id: card for turn in zip_longest(*measures) for card in turn if card is not None}
    asks = one_of_each_fact([Ask(card) for card in weakest.values()])[:questions]
    return Plan(tuple(mixed(asks, weakest)))


def last_days(reviews: Iterable[Review], now: datetime) -> dict[str, list[Review]]:
    """Return the answers of each card on the learner's day it was last asked; times up to `now` only.

    `reviews` stand in the order of (at, review_id).
    """
    by_card: dict[str, list[Review]] = defaultdict(list)
    for review in reviews:
        by_card[review.card].append(review)
    found = {}
    for card, logged in by_card.items():
        answers = [review for review in standing_answers(logged) if review.at <= now]
        if answers:
            begin, _ = day_of(answers[-1].at.astimezone(now.tzinfo))
            found[card] = [review for review in answers if review.at >= begin]
    return found


def lately_wrong(reviews: Iterable[Review], now: datetime) -> dict[str, int]:
    """Return how often each card was wrong on the day it was last asked, if that was lately and it was wrong at all."""
    counts = {
        card: sum(review.rating is Rating.AGAIN for review in answers)
        for card, answers in last_days(reviews, now).items()
        if answers[-1].at > now - LATELY
    }
    return {card: count for card, count in counts.items() if count}


def sure_but_wrong(reviews: Iterable[Review], now: datetime) -> frozenset[str]:
    """Return the cards that come back first today: wrong though the learner was sure, on an earlier day, not asked since."""
    today, _ = day_of(now)
    return frozenset(
        card
        for card, answers in last_days(reviews, now).items()
        if now - LATELY < answers[-1].at < today
        and any(review.rating is Rating.AGAIN and review.confidence == SURE for review in answers)
    )
