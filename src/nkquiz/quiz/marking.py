"""What an exam came to: points by topic and level, and what to learn again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from nkquiz.frozen import frozen
from nkquiz.model import LEVELS
from nkquiz.quiz.exam import Entry, Exam
from nkquiz.review import Verdict


@frozen
class Tally:
    """How many of the questions of a topic, a level or the whole were right."""

    name: str
    right: int
    asked: int

    @property
    def share(self) -> float:
        """The share that was right, 0 to 1."""
        return self.right / self.asked if self.asked else 0.0


@frozen
class Marks:
    """The result of an exam. `restudy` are the facts that were not right and `decks` the ids of their decks, in order."""

    entries: tuple[Entry, ...]
    total: Tally
    topics: tuple[Tally, ...]
    levels: tuple[Tally, ...]
    restudy: tuple[str, ...]
    decks: tuple[str, ...]
    began: datetime
    taken: timedelta
    time_up: bool


def is_right(entry: Entry) -> bool:
    """Return True for an answer that counts; what is close or right in part does not."""
    return entry.outcome is not None and entry.outcome.verdict in (Verdict.CORRECT, Verdict.TYPO)


def marks_of(exam: Exam, topics: Mapping[str, str], at: datetime, *, time_up: bool) -> Marks:
    """Return the marks of `exam`, which ended at `at`; `topics` are the titles of decks by id, in their order."""
    entries = exam.entries
    wrong = [entry.question.card.fact for entry in entries if not is_right(entry)]
    missed = {fact.deck for fact in wrong}
    taken = exam.lasts if time_up and exam.lasts is not None else at - exam.began
    return Marks(
        entries,
        _tally("All", entries),
        tuple(_tallies(entries, "deck", topics)),
        tuple(_tallies(entries, "level", {level: level for level in LEVELS})),
        tuple(dict.fromkeys(fact.id for fact in wrong)),
        tuple(deck for deck in topics if deck in missed),
        exam.began,
        max(timedelta(0), taken),
        time_up,
    )


def _tallies(entries: Sequence[Entry], key: str, names: Mapping[str, str]) -> Iterable[Tally]:
    for value, name in names.items():
        of_value = [entry for entry in entries if getattr(entry.question.card.fact, key) == value]
        if of_value:
            yield _tally(name, of_value)


def _tally(name: str, entries: Sequence[Entry]) -> Tally:
    return Tally(name, sum(map(is_right, entries)), len(entries))
