"""Counts of the log -> what was done on each day of the learner's, how each card was kept, how long an answer takes. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo

from nkquiz.frozen import frozen
from nkquiz.quiz.intervals import Share
from nkquiz.quiz.plan import DAY_BEGINS, day_of
from nkquiz.review import EPOCH, Rating, moment_of, ms_of

LONGEST = timedelta(minutes=2)
"""An answer counts for at most so long: whoever takes longer has left the screen."""

_NOTHING = Share()
_QUARTER_MS = 900_000  # of an hour: in every zone days begin, and clocks change, on one
_SURELY_ANOTHER_DAY_MS = 26 * 3_600_000


@frozen
class Day:
    """What was done on one of the learner's days."""

    answers: int = 0
    spent: timedelta = timedelta()

    def __add__(self, other: Day) -> Day:
        return Day(self.answers + other.answers, self.spent + other.spent)


@frozen
class Kept:
    """How a card was remembered when it came again on a later day: in the period asked for, and of that lately.

    `ever` is over the whole log, whatever the period.
    """

    period: Share = _NOTHING
    recent: Share = _NOTHING
    ever: Share = _NOTHING

    def __add__(self, other: Kept) -> Kept:
        return Kept(self.period + other.period, self.recent + other.recent, self.ever + other.ever)


class Days:
    """The learner's days, which begin at four in their own zone; None stands for the zone of this computer."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._zone = zone
        self._known: dict[int, date] = {}

    def of_quarter(self, quarter: int) -> date:
        """Return the day of a quarter of an hour since 1970; each is looked up once."""
        found = self._known.get(quarter)
        if found is None:
            moment = moment_of(quarter * _QUARTER_MS)
            found = self._known[quarter] = day_of(moment.astimezone(self._zone))[0].date()
        return found

    def of(self, moment: datetime) -> date:
        """Return the day of `moment`."""
        return self.of_quarter(ms_of(moment) // _QUARTER_MS)

    def begin(self, day: date | None) -> datetime:
        """Return when `day` begins; without one, the beginning of time."""
        if day is None:
            return EPOCH
        begin = datetime.combine(day, DAY_BEGINS, self._zone)
        return begin if self._zone else begin.astimezone()


def by_day(quarters: Iterable[tuple[int, int, int]], days: Days) -> dict[date, Day]:
    """Return what was done on each day on which there was an answer, in order."""
    found: dict[date, Day] = defaultdict(Day)
    for quarter, answers, ms in sorted(quarters):
        found[days.of_quarter(quarter)] += Day(answers, timedelta(milliseconds=ms))
    return dict(found)


def kept_by_card(
    ratings: Mapping[str, Sequence[int]], present: Mapping[str, str], days: Days, since: datetime, recent: datetime
) -> dict[str, Kept]:
    """Return how each card was kept from `since` on, by its present name; from `recent` on counts as lately.

    `present` gives the present name of a card by every name it had; cards without one are left out.
    """
    packed: dict[str, list[int]] = defaultdict(list)
    for name, answers in ratings.items():
        if name in present:
            packed[present[name]].extend(answers)
    bounds = ms_of(since), max(ms_of(since), ms_of(recent)), 0
    return {card: _kept(sorted(answers), days, bounds) for card, answers in packed.items()}


def _kept(packed: list[int], days: Days, bounds: tuple[int, int, int]) -> Kept:
    """Return how a card was kept, from its answers in order, each as `ms << 3 | rating`.

    An answer counts if the card was last answered on an earlier day; what is repeated within a day says little about
    memory.
    """
    asked, right = [0, 0, 0], [0, 0, 0]
    before = packed[0] >> 3
    for answer in packed[1:]:
        at, remembered = answer >> 3, answer & 7 > Rating.AGAIN
        if at - before > _SURELY_ANOTHER_DAY_MS or _on_two_days(before, at, days):
            for number, bound in enumerate(bounds):
                asked[number] += at >= bound
                right[number] += at >= bound and remembered
        before = at
    period, recent, ever = map(Share, asked, right)
    return Kept(period, recent, ever)


def _on_two_days(before_ms: int, at_ms: int, days: Days) -> bool:
    return days.of_quarter(before_ms // _QUARTER_MS) != days.of_quarter(at_ms // _QUARTER_MS)


def median_of(tenths: Sequence[tuple[int, int]]) -> timedelta | None:
    """Return the time that half of the answers took less than, from rows of (tenths of a second, answers) in order."""
    left = sum(count for _, count in tenths) // 2
    for tenth, count in tenths:
        if left < count:
            return timedelta(milliseconds=100 * tenth)
        left -= count
    return None


def shares_by(confidence: Iterable[tuple[str, int, bool, int]], topics: Mapping[str, str]) -> dict[tuple[str, int], Share]:
    """Return the share right by topic and confidence; `topics` gives the topic of a card by every name it had, else ""."""
    right: Counter[tuple[str, int]] = Counter()
    asked: Counter[tuple[str, int]] = Counter()
    for name, level, was_right, answers in confidence:
        key = topics.get(name, ""), level
        asked[key] += answers
        right[key] += answers * was_right
    return {key: Share(asked[key], right[key]) for key in asked}
