"""Which cards a session asks, and in which order: corrected and missed ones, due, half-learned, new."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta

from nkquiz.frozen import frozen
from nkquiz.model import LEVELS, Card
from nkquiz.quiz.ask import Ask
from nkquiz.quiz.mixing import mixed, neighbours_apart
from nkquiz.review import CardState

NEW_BATCH = 6  # so many new cards are shown once before the first of them comes again
DAY_BEGINS = time(4)  # local; whoever studies past midnight is still in the same day


@frozen
class Plan:
    """The queue of a session and what stays outside: due cards beyond the limit, new cards that could be shown today if
    there were no daily limit, the next due time and how many come that day.
    """

    asks: tuple[Ask, ...]
    due_left: int = 0
    new_left: int = 0
    next_due: datetime | None = None
    next_count: int = 0


def day_of(now: datetime) -> tuple[datetime, datetime]:
    """Return begin and end of the learner's day around `now`, which carries the local time zone."""
    begin = datetime.combine(now.date(), DAY_BEGINS, now.tzinfo)
    if now < begin:
        begin -= timedelta(days=1)
    return begin, begin + timedelta(days=1)


def review_plan(
    cards: Sequence[Card],
    states: Mapping[str, CardState],
    first: Sequence[str],
    now: datetime,
    questions: int,
    new_cards: int,
    rng: random.Random,
    missed: Collection[str] = (),
) -> Plan:
    """Return the plan of a review session of at most `questions` questions and `new_cards` new cards a day.

    `first` are the ids of the facts that a new learner meets first. What was corrected comes back first, then the cards
    of `missed`, whatever their due dates. Each new card is asked twice; where the session before ended between the two,
    this one goes on with the second. At most one new card of a fact is shown a day.
    """
    begin, end = day_of(now)
    seen = [(card, states[card.id]) for card in cards if card.id in states]
    corrected = [card for card, state in seen if _corrected_since(card, state, now)]
    first_of_all = {card.id: card for card in (*corrected, *(card for card, _ in seen if card.id in missed))}
    urgent = one_of_each_fact([Ask(card) for card in first_of_all.values()])
    today = {card.id for card, state in seen if begin <= state.last_review < end}  # a day can have 25 hours, or an ocean
    overdue = sorted(
        (state.due, card.id, card)
        for card, state in seen
        if state.due < end and card.id not in first_of_all and card.id not in today
    )
    due = one_of_each_fact([Ask(card) for _, _, card in overdue])
    asks = [*urgent, *due][:questions]
    due_left = len(urgent) + len(due) - len(asks)
    asks = mixed(one_of_each_fact([*asks[: len(urgent)], *_shuffled(asks[len(urgent) :], rng)]), first_of_all)
    half_learned = sorted(
        (state.first_review, card.id, card)
        for card, state in seen
        if state.reviews == 1 and begin <= state.first_review < end and card.id not in first_of_all
    )
    asks += [Ask(card) for _, _, card in half_learned][: questions - len(asks)]

    busy = {card.fact.id for card, _ in seen if card.id in today}
    busy |= {ask.card.fact.id for ask in (*urgent, *due)}
    unseen = _in_teaching_order((card for card in cards if card.id not in states), first)
    fresh = [card for card in one_card_a_fact(unseen) if card.fact.id not in busy]
    taught = fresh[: max(0, new_cards - new_on_day(states.values(), now))]
    asks += _twice(taught)[: questions - len(asks)]
    asks = neighbours_apart(asks)  # the last due card and the first new one, a lone new card and its second asking

    later = [max(state.due, end) for card, state in seen if state.due >= end or card.id in today]
    next_due = min(later, default=None)
    next_count = sum(when < day_of(next_due.astimezone(now.tzinfo))[1] for when in later) if next_due else 0
    return Plan(tuple(asks), due_left, len(fresh), next_due, next_count)


def new_on_day(states: Iterable[CardState], now: datetime) -> int:
    """Return how many of `states` began on the learner's day around `now`."""
    begin, end = day_of(now)
    return sum(begin <= state.first_review < end for state in states)


def practice_plan(cards: Sequence[Card], questions: int, rng: random.Random) -> Plan:
    """Return a plan of up to `questions` cards drawn at random; the schedule does not matter."""
    asks = one_of_each_fact(_shuffled([Ask(card) for card in cards], rng))[:questions]
    return Plan(tuple(mixed(asks)))


def _shuffled(asks: Sequence[Ask], rng: random.Random) -> list[Ask]:
    return rng.sample(asks, len(asks))


def _corrected_since(card: Card, state: CardState, now: datetime) -> bool:
    """Return True if the fact was corrected after the card was last answered; a date to come has not come yet."""
    corrected = card.fact.corrected
    return corrected is not None and state.last_review.astimezone(now.tzinfo).date() < corrected.on <= now.date()


def _in_teaching_order(cards: Iterable[Card], first: Sequence[str]) -> list[Card]:
    """Return new cards in the order they are taught: those of `first`, then core before more before trials."""
    rank = {fact_id: number for number, fact_id in enumerate(first)}
    return sorted(cards, key=lambda card: (rank.get(card.fact.id, len(rank)), LEVELS.index(card.fact.level)))


def one_card_a_fact(cards: Iterable[Card]) -> list[Card]:
    """Return the first card of each fact."""
    firsts: dict[str, Card] = {}
    for card in cards:
        firsts.setdefault(card.fact.id, card)
    return list(firsts.values())


def one_of_each_fact(asks: Sequence[Ask]) -> list[Ask]:
    """Return `asks` with the second, third ... card of a fact moved behind the first cards of all others."""
    rounds: dict[str, int] = {}
    ranked = []
    for place, ask in enumerate(asks):
        turn = rounds[ask.card.fact.id] = rounds.get(ask.card.fact.id, -1) + 1
        ranked.append((turn, place, ask))
    return [ask for _, _, ask in sorted(ranked, key=lambda entry: entry[:2])]


def _twice(cards: Sequence[Card]) -> list[Ask]:
    asks = []
    for start in range(0, len(cards), NEW_BATCH):
        batch = cards[start : start + NEW_BATCH]
        asks += [Ask(card, fresh=True) for card in batch]
        asks += [Ask(card) for card in batch]
    return asks
