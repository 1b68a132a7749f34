"""Which cards a session asks, and in which order: corrected, due, half-learned, new; siblings apart."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from nkquiz.model import LEVELS, Card
from nkquiz.review import CardState

NEW_BATCH = 6  # so many new cards are shown once before the first of them comes again
DAY_BEGINS = time(4)  # local; whoever studies past midnight is still in the same day


@dataclass(frozen=True, slots=True)
class Ask:
    """One place in the queue. `fresh` is the first asking of a new card; `repeats` counts askings after a wrong answer."""

    card: Card
    fresh: bool = False
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The queue of a session and what stays outside: due cards beyond the limit, cards never seen, the next due time."""

    asks: tuple[Ask, ...]
    due_left: int = 0
    unseen: int = 0
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
) -> Plan:
    """Return the plan of a review session of at most `questions` questions and `new_cards` new cards a day.

    `first` are the ids of the facts that a new learner meets first. Each new card is asked twice.
    """
    begin, end = day_of(now)
    seen = [(card, states[card.id]) for card in cards if card.id in states]
    corrected = [Ask(card) for card, state in seen if _corrected_since(card, state)]
    urgent = {ask.card.id for ask in corrected}
    due = sorted((state.due, card.id, card) for card, state in seen if state.due < end and card.id not in urgent)
    chosen = one_of_each_fact([*corrected, *(Ask(card) for _, _, card in due)])[:questions]
    due_left = len(due) + len(corrected) - len(chosen)
    half_learned = [
        Ask(card) for card, state in seen if state.reviews == 1 and state.first_review >= begin and state.due >= end
    ]
    rest = chosen[len(corrected) :]
    rng.shuffle(rest)
    asks = siblings_apart([*chosen[: len(corrected)], *rest])
    asks += half_learned[: questions - len(asks)]

    new_today = sum(state.first_review >= begin for _, state in seen)
    touched = {card.fact.id for card, state in seen if state.last_review >= begin} | {ask.card.fact.id for ask in asks}
    unseen = [card for card in cards if card.id not in states]
    fresh = _in_teaching_order(unseen, first)
    fresh = [card for card in one_card_a_fact(fresh) if card.fact.id not in touched][: max(0, new_cards - new_today)]
    asks += _twice(fresh)[: questions - len(asks)]

    later = [state.due for _, state in seen if state.due >= end]
    next_due = min(later, default=None)
    next_count = sum(when < day_of(next_due.astimezone(now.tzinfo))[1] for when in later) if next_due else 0
    return Plan(tuple(asks), due_left, len(unseen), next_due, next_count)


def practice_plan(cards: Sequence[Card], questions: int, rng: random.Random) -> Plan:
    """Return a plan of up to `questions` cards drawn at random; the schedule does not matter."""
    drawn = list(cards)
    rng.shuffle(drawn)
    asks = one_of_each_fact([Ask(card) for card in drawn])[:questions]
    return Plan(tuple(siblings_apart(asks)))


def _corrected_since(card: Card, state: CardState) -> bool:
    corrected = card.fact.corrected
    return corrected is not None and corrected.on > state.last_review.date()


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


def siblings_apart(asks: Sequence[Ask]) -> list[Ask]:
    """Return `asks` so reordered that two cards of one fact are as far apart as they can be."""
    waiting = list(asks)
    ordered: list[Ask] = []
    last_place: dict[str, int] = {}
    while waiting:
        ask = min(waiting, key=lambda candidate: last_place.get(candidate.card.fact.id, -1))
        waiting.remove(ask)
        last_place[ask.card.fact.id] = len(ordered)
        ordered.append(ask)
    return ordered


def _twice(cards: Sequence[Card]) -> list[Ask]:
    asks = []
    for start in range(0, len(cards), NEW_BATCH):
        batch = cards[start : start + NEW_BATCH]
        asks += [Ask(card, fresh=True) for card in batch]
        asks += [Ask(card) for card in batch]
    return asks
