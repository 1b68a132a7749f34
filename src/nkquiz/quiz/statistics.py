"""What a learner's log says of the learning: how much was answered, how much stayed, what comes when. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from nkquiz.quiz.plan import day_of
from nkquiz.quiz.scheduling import counted_answers
from nkquiz.review import CardState, Rating, Review

RECENT = timedelta(days=30)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Retention:
    """Of `asked` later answers, how many were right: rated Hard or better.

    An answer is a later one if the card was last answered on an earlier day; what is repeated within a day says little
    about memory.
    """

    asked: int = 0
    right: int = 0

    @property
    def share(self) -> float | None:
        """The share that was right, 0 to 1; None where nothing was asked."""
        return self.right / self.asked if self.asked else None

    def __add__(self, other: Retention) -> Retention:
        return Retention(self.asked + other.asked, self.right + other.right)


@dataclass(frozen=True, slots=True)
class DeckStatistics:
    """One deck, or all decks together. `due` counts what is due today or overdue, `due_week` that and the 6 days after."""

    title: str
    cards: int
    seen: int
    reviews: int
    due: int
    due_week: int
    recent: Retention
    ever: Retention


@dataclass(frozen=True, slots=True)
class Studied:
    """One card as the learner knows it: its answers in review mode, in order, and its state if it was ever answered."""

    answers: tuple[tuple[datetime, Rating], ...]
    state: CardState | None


def studied(
    reviews: Iterable[Review], states: Mapping[str, CardState], names: Mapping[str, Sequence[str]]
) -> dict[str, Studied]:
    """Return each card of `names` as the learner knows it.

    `reviews` stand in the order of (at, review_id); `names` gives every name a card ever had, the present one first.
    """
    by_name: dict[str, list[Review]] = defaultdict(list)
    for review in reviews:
        by_name[review.card].append(review)
    found = {}
    for card, all_names in names.items():
        logged = [review for name in all_names for review in by_name.get(name, ())]
        logged.sort(key=lambda review: (review.at, review.review_id))
        state = next((states[name] for name in all_names if name in states), None)
        found[card] = Studied(tuple(counted_answers(logged)), state)
    return found


def statistics_of(title: str, cards: Sequence[Studied], now: datetime) -> DeckStatistics:
    """Return the statistics of `cards`; `now` carries the local time zone, in which a day begins at four."""
    _, end = day_of(now)
    states = [card.state for card in cards if card.state is not None]
    recent, ever = Retention(), Retention()
    for card in cards:
        for at, kept in _later_answers(card.answers, now):
            ever += kept
            if at > now - RECENT:
                recent += kept
    return DeckStatistics(
        title,
        cards=len(cards),
        seen=len(states),
        reviews=sum(len(card.answers) for card in cards),
        due=sum(state.due < end for state in states),
        due_week=sum(state.due < end + WEEK - timedelta(days=1) for state in states),
        recent=recent,
        ever=ever,
    )


def _later_answers(answers: Sequence[tuple[datetime, Rating]], now: datetime) -> Iterable[tuple[datetime, Retention]]:
    days = [day_of(at.astimezone(now.tzinfo))[0] for at, _ in answers]
    for number in range(1, len(answers)):
        at, rating = answers[number]
        if days[number] != days[number - 1]:
            yield at, Retention(1, int(rating >= Rating.HARD))
