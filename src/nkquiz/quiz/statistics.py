"""What a learner's log says of the learning: what was done, how much stayed, what comes when, what is hard. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from nkquiz.frozen import frozen
from nkquiz.quiz.calibration import Calibration, calibration_of
from nkquiz.quiz.history import Day, Days, Kept, by_day, kept_by_card, median_of, shares_by
from nkquiz.quiz.intervals import Share
from nkquiz.quiz.plan import day_of
from nkquiz.quiz.weakness import SAFE_DAYS
from nkquiz.review import CardState, CountedRight, Tallies

RECENT = timedelta(days=30)
FORECAST_DAYS = 30
HARD_ASKED = 4
"""A fact that came again less often than this may have been forgotten by chance."""
LEECH_DAYS = 5
LEECH_SHARE = 1 / 3
"""A leech was forgotten on so many days and every third time or more often, and is still not held."""


@frozen
class Topic:
    """A deck: its id and title, and the cards that are asked from it."""

    id: str
    title: str
    cards: tuple[str, ...]


@frozen
class TopicStatistics:
    """One deck, or all together. `due` counts what is due today or overdue, `due_week` that and the 6 days after."""

    id: str
    title: str
    cards: int
    seen: int
    held: int
    due: int
    due_week: int
    kept: Kept


@frozen
class Hard:
    """A fact that is hard, or a card that is a leech: forgotten `forgotten` of the `asked` times it came again."""

    card: str
    forgotten: int
    asked: int


@frozen
class Statistics:
    """All that is told. `forecast` counts the cards due today (overdue ones too), tomorrow and so on, 30 days.

    `since` is None for the whole log; it limits everything but what is due, held or a leech. `answer` is the median
    time of an answer, None if there is none. `ahead` counts answers on days that are still to come: a clock was wrong.
    """

    today: date
    since: date | None
    total: TopicStatistics
    topics: tuple[TopicStatistics, ...]
    days: Mapping[date, Day]
    ahead: int
    forecast: tuple[int, ...]
    calibration: Calibration
    hardest: tuple[Hard, ...]
    leeches: tuple[Hard, ...]
    answer: timedelta | None
    counted_right: tuple[CountedRight, ...]

    @property
    def done(self) -> Day:
        """All that was done in the period."""
        return sum(self.days.values(), Day())


def statistics_of(
    title: str,
    topics: Sequence[Topic],
    names: Mapping[str, Sequence[str]],
    tallies: Tallies,
    states: Mapping[str, CardState],
    now: datetime,
    days: Days,
    since: date | None = None,
) -> Statistics:
    """Return the statistics of `topics`.

    `names` gives every name a card ever had, also for cards that are no longer asked; `states` are by present name;
    `now` carries the local time zone, and `days` are those of that zone.
    """
    today = day_of(now)[0].date()
    topic_of = {card: topic.id for topic in topics for card in topic.cards}
    present = {name: card for card, all_names in names.items() for name in all_names}
    kept = kept_by_card(tallies.ratings, present, days, days.begin(since), now - RECENT)
    every_day = by_day(tallies.quarters, days)
    due = {card: max(0, (days.of(state.due) - today).days) for card, state in states.items() if card in topic_of}
    parts = tuple(_topic(topic.id, topic.title, topic.cards, states, due, kept) for topic in topics)
    by_topic = {name: topic_of.get(card, "") for name, card in present.items()}
    return Statistics(
        today=today,
        since=since,
        total=_topic("", title, tuple(topic_of), states, due, kept),
        topics=parts,
        days=every_day,
        ahead=sum(day.answers for moment, day in every_day.items() if moment > today),
        forecast=_forecast(due.values()),
        calibration=calibration_of(shares_by(tallies.confidence, by_topic)),
        hardest=_hardest({card: kept[card] for card in topic_of if card in kept}),
        leeches=_leeches(kept, {card: states[card] for card in topic_of if card in states}),
        answer=median_of(tallies.tenths),
        counted_right=tuple(tallies.counted_right),
    )


def _topic(
    topic_id: str,
    title: str,
    cards: Sequence[str],
    states: Mapping[str, CardState],
    due: Mapping[str, int],
    kept: Mapping[str, Kept],
) -> TopicStatistics:
    seen = [states[card] for card in cards if card in states]
    days = [due[card] for card in cards if card in due]
    return TopicStatistics(
        topic_id,
        title,
        cards=len(cards),
        seen=len(seen),
        held=sum(_is_held(state) for state in seen),
        due=sum(day == 0 for day in days),
        due_week=sum(day < 7 for day in days),
        kept=sum((kept[card] for card in cards if card in kept), Kept()),
    )


def _is_held(state: CardState) -> bool:
    return state.stability >= SAFE_DAYS


def _forecast(due: Iterable[int]) -> tuple[int, ...]:
    by_number = Counter(due)
    return tuple(by_number[number] for number in range(FORECAST_DAYS))


def _hardest(kept: Mapping[str, Kept]) -> tuple[Hard, ...]:
    """Return the facts that were forgotten more often than all together, the hardest first, each by its hardest card.

    They stand in the order of the share that even good luck would not explain away: the upper bound of what was kept.
    """
    usual = sum(kept.values(), Kept()).period.share or 0.0
    cards: dict[str, list[str]] = defaultdict(list)
    for card in kept:
        cards[card.partition("#")[0]].append(card)
    found = []
    for of_fact in cards.values():
        share = sum((kept[card].period for card in of_fact), Kept().period)
        if share.asked >= HARD_ASKED and (share.share or 0.0) < usual:
            worst = max(of_fact, key=lambda card: (kept[card].period.wrong, card))
            found.append((share.interval[1], Hard(worst, share.wrong, share.asked)))
    return tuple(hard for _, hard in sorted(found, key=lambda each: (each[0], each[1].card)))


def _is_hard(share: Share) -> bool:
    return share.wrong >= LEECH_DAYS and share.wrong >= LEECH_SHARE * share.asked


def _leeches(kept: Mapping[str, Kept], states: Mapping[str, CardState]) -> tuple[Hard, ...]:
    found = [
        Hard(card, kept[card].ever.wrong, kept[card].ever.asked)
        for card, state in states.items()
        if card in kept and not _is_held(state) and _is_hard(kept[card].ever)
    ]
    return tuple(sorted(found, key=lambda hard: (-hard.forgotten, hard.card)))
