"""The order of due cards: siblings far apart, topics in turn, what must come first in front."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping, Sequence

from nkquiz.quiz.ask import Ask


def mixed(asks: Sequence[Ask], first: Collection[str] = ()) -> list[Ask]:
    """Return `asks` so reordered that no two cards of one fact, then of one topic, stand side by side where avoidable.

    Else they keep their order; the cards whose ids are in `first` keep their places in front whatever their topic.
    """
    waiting = deque(asks)
    facts = Counter(ask.card.fact.id for ask in waiting)
    topics = Counter(ask.card.fact.deck for ask in waiting)
    ordered: list[Ask] = []
    fact = topic = ""
    while waiting:
        place = _next_place(waiting, facts, topics, fact, topic, first)
        ask = waiting[place]
        del waiting[place]
        fact, topic = ask.card.fact.id, ask.card.fact.deck
        facts[fact] -= 1
        topics[topic] -= 1
        ordered.append(ask)
    return ordered


def neighbours_apart(asks: Iterable[Ask], after: str = "") -> list[Ask]:
    """Return `asks` in their order, but for what must move lest two cards of one fact stand side by side.

    `after` is the fact of the card that was shown just before.
    """
    waiting = deque(asks)
    left = Counter(ask.card.fact.id for ask in waiting)
    most = max(left.values(), default=0)
    ordered: list[Ask] = []
    previous = after
    while waiting:
        pressing = _pressing(left, len(waiting), previous) if len(waiting) < 2 * most else None
        fits = (place for place, ask in enumerate(waiting) if _may_follow(ask.card.fact.id, previous, pressing))
        place = next(fits, 0)
        ask = waiting[place]
        del waiting[place]
        previous = ask.card.fact.id
        left[previous] -= 1
        ordered.append(ask)
    return ordered


def _next_place(
    waiting: Sequence[Ask],
    facts: Mapping[str, int],
    topics: Mapping[str, int],
    fact: str,
    topic: str,
    first: Collection[str],
) -> int:
    """Return which of `waiting` comes after a card of `fact` and `topic`; the numbers say how many of each are left."""
    if pressing := _pressing(facts, len(waiting), fact):
        return next(place for place, ask in enumerate(waiting) if ask.card.fact.id == pressing)
    apart = next((place for place, ask in enumerate(waiting) if ask.card.fact.id != fact), 0)
    if waiting[apart].card.id in first:
        return apart
    pressing = _pressing(topics, len(waiting), topic)
    fits = (
        place
        for place, ask in enumerate(waiting)
        if ask.card.fact.id != fact and _may_follow(ask.card.fact.deck, topic, pressing)
    )
    return next(fits, apart)


def _pressing(left: Mapping[str, int], places: int, previous: str) -> str | None:
    """Return what fills more than half of the `places` left, and so must take the next one if it can."""
    return next((name for name, count in left.items() if 2 * count > places and name != previous), None)


def _may_follow(name: str, previous: str, pressing: str | None) -> bool:
    return name == pressing if pressing else name != previous
