"""One sitting: a queue of cards, answered one by one. Pure: clock, chance and the log are arguments."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, assert_never

from nkquiz import markup
from nkquiz.model import Match, Number, Order
from nkquiz.quiz.forms import Question, question_of
from nkquiz.quiz.judging import judged_match, judged_number, judged_order
from nkquiz.quiz.mixing import neighbours_apart
from nkquiz.quiz.plan import Ask, Plan
from nkquiz.quiz.scheduling import SCHEDULER
from nkquiz.review import CardState, Event, Grade, Mode, Rating, Review, Verdict

if TYPE_CHECKING:
    from nkquiz.quiz.grading.grader import Grader  # loaded when the first typed answer comes

MAX_REPEATS = 2  # a card that was wrong comes back at most so often in one sitting
MAX_RESPONSE = 1000  # characters; what is longer was pasted by mistake
REPEAT_GAP = 4  # with so many others in between, if there are so many


@dataclass(frozen=True, slots=True)
class Picked:
    """The options chosen, by their place in `Question.options`, from 0."""

    places: frozenset[int]


@dataclass(frozen=True, slots=True)
class Written:
    """A typed answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Recalled:
    """The learner's own rating of a free recall."""

    rating: Rating


@dataclass(frozen=True, slots=True)
class Arranged:
    """Steps put in order: their places in `Question.steps`, from 0, from the first step to the last."""

    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """For each left text of the row, the place in `Question.rights`, from 0, of the text matched to it."""

    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DontKnow:
    """The learner says so instead of guessing."""


Response = Picked | Written | Recalled | Arranged | Matched | DontKnow


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a response. With `retry` nothing was logged and the same question stands once more.

    `reason` is one sentence for the learner; `state` is that of the card after the answer, None outside review mode;
    `comes_again` says that the card is still in the queue, `unanswered` that the learner did not try;
    `picked` are the places of the options chosen, from 0; `outdated` says that the learner first met the card before
    its fact was corrected.
    """

    question: Question
    verdict: Verdict
    reason: str
    rating: Rating | None = None
    state: CardState | None = None
    retry: bool = False
    comes_again: bool = False
    unanswered: bool = False
    picked: frozenset[int] = frozenset()
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a response is worth, and how it is written to the log."""

    verdict: Verdict
    rating: Rating
    said: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the session stands; kept for undo."""

    queue: tuple[Ask, ...]
    answered: int


@dataclass(frozen=True, slots=True)
class _Answered:
    before: _Place
    question: Question
    review: Review
    outcome: Outcome


Record = Callable[[Review], CardState | None]
"""Writes a review to the log, for good, and returns the card's new state."""


class Session:
    """A sitting over `plan`. Ask `next_question()`, give `answer(response, at)`; `undo()` takes the last one back."""

    def __init__(
        self,
        plan: Plan,
        states: Mapping[str, CardState],
        grader: Callable[[], Grader],
        record: Record,
        rng: random.Random,
        new_id: Callable[[], str],
        namespace: str,
        mode: Mode,
        limit: int,
        sitting: str = "",
        answered: Sequence[str] = (),
    ) -> None:
        """`sitting` is the id of a session that this one goes on with, `answered` the cards of its answers."""
        self.plan = plan
        self.mode = mode
        self.id = sitting or new_id()
        self._states = dict(states)
        self._grader, self._record, self._rng, self._new_id = grader, record, rng, new_id
        self._namespace, self._limit = namespace, limit
        self._answered_before = tuple(answered)
        self._place = _Place(plan.asks, len(answered))
        self._question: Question | None = None
        self._asked_at: datetime | None = None
        self._close_before = False
        self._history: list[_Answered] = []

    def next_question(self, at: datetime | None = None) -> Question | None:
        """Return the question that stands, or None at the end. `at` is when it is shown, for the answering time."""
        if self._question is None and self._place.queue and self._place.answered < self._limit:
            ask = self._place.queue[0]
            number = self._place.answered + 1
            total = min(self._place.answered + len(self._place.queue), self._limit)
            self._question = question_of(ask, self._states.get(ask.card.id), number, total, self._rng)
            self._asked_at = at
            self._close_before = False
        return self._question

    def answer(self, response: Response, at: datetime) -> Outcome:
        """Grade `response`, write it to the log, and go on. The review is on disk when this returns.

        Raises NkquizError if it cannot be saved; the question then still stands.
        """
        question = self.next_question()
        if question is None:
            raise ValueError("the session is over")
        judged = self._judge(question, response)
        if judged is None:
            return Outcome(question, Verdict.CLOSE, "A number is wanted.", retry=True)
        if judged.verdict is Verdict.CLOSE and not self._close_before:
            self._close_before = True
            return Outcome(question, judged.verdict, judged.reason, retry=True)
        if self._close_before and judged.rating is Rating.GOOD:
            judged = replace(judged, rating=Rating.HARD)
        review = self._review(question, at, judged)
        before = self._states.get(question.card.id)
        state = self._record(review)
        if state is not None:
            self._states[question.card.id] = state
        here = self._place
        self._go_on(judged.rating)
        ahead = self._place.queue[: self._limit - self._place.answered]
        outcome = Outcome(
            question,
            judged.verdict,
            judged.reason,
            judged.rating,
            state if self.mode is Mode.REVIEW else None,
            comes_again=any(ask.card.id == question.card.id for ask in ahead),
            unanswered=isinstance(response, DontKnow),
            picked=response.places if isinstance(response, Picked) else frozenset(),
            outdated=_met_before_correction(question, before),
        )
        self._history.append(_Answered(here, question, review, outcome))
        return outcome

    def undo(self, at: datetime) -> Question | None:
        """Take the last answer back and return its question, which stands again; None if there is none.

        Raises NkquizError if it cannot be saved; the answer then still counts.
        """
        if not self._history:
            return None
        last = self._history[-1]
        void = replace(
            last.review, review_id=self._new_id(), event=Event.VOID, refers_to=last.review.review_id, at=at,
            duration_ms=0, response="", verdict=None, rating=None,
        )  # fmt: skip
        state = self._record(void)
        self._history.pop()
        if state is None:
            self._states.pop(last.question.card.id, None)
        else:
            self._states[last.question.card.id] = state
        self._place, self._question, self._asked_at, self._close_before = last.before, last.question, at, False
        return last.question

    def skip(self) -> None:
        """Leave the standing question for another day; nothing is logged."""
        if self.next_question() is not None:
            card = self._place.queue[0].card.id
            rest = tuple(ask for ask in self._place.queue[1:] if ask.card.id != card)
            self._place = replace(self._place, queue=rest)
            self._question = None

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What was answered and not taken back, in order."""
        return tuple(answered.outcome for answered in self._history)

    def _judge(self, question: Question, response: Response) -> _Judged | None:
        """Return what is said of `response`; None if it makes no sense as an answer to this question."""
        match response:
            case DontKnow():
                return _Judged(Verdict.WRONG, Rating.AGAIN)
            case Arranged(places) if isinstance(question.way, Order):
                return _arranged(question, question.way, places)
            case Matched(places) if isinstance(question.way, Match):
                return _matched(question, question.way, places)
            case Arranged() | Matched():
                return None
            case Recalled(rating):
                verdict = Verdict.WRONG if rating is Rating.AGAIN else Verdict.CORRECT
                return _Judged(verdict, rating, rating.name.lower())
            case Picked(places):
                return _picked(question, places)
            case Written(text):
                said = text[:MAX_RESPONSE]
                if isinstance(question.way, Number):
                    number = judged_number(said, question.way)
                    return None if number is None else _judged(number, said)
                return _judged(self._grader().grade(said, question.accept), said)
            case _:
                assert_never(response)

    def _review(self, question: Question, at: datetime, judged: _Judged) -> Review:
        taken = at - self._asked_at if self._asked_at else None
        return Review(
            review_id=self._new_id(),
            namespace=self._namespace,
            card=question.card.id,
            event=Event.ANSWER,
            at=at,
            duration_ms=max(0, round(taken.total_seconds() * 1000)) if taken else 0,
            form=question.form,
            response=judged.said,
            verdict=judged.verdict,
            rating=judged.rating,
            session=self.id,
            mode=self.mode,
            scheduler=SCHEDULER,
        )

    def _go_on(self, rating: Rating) -> None:
        asked = {*self._answered_before, *(answered.question.card.id for answered in self._history)}
        answered = self._place.answered + 1
        self._place = _Place(gone_on(self._place.queue, rating, self._limit - answered, asked), answered)
        self._question = None


def gone_on(queue: tuple[Ask, ...], rating: Rating, room: int, asked: Collection[str]) -> tuple[Ask, ...]:
    """Return the queue after its first card was answered, where `room` more questions fit into the session.

    What was wrong comes again a little later. `asked` are the ids of the cards that were answered before.
    """
    ask, *rest = queue
    again = rating is Rating.AGAIN and ask.repeats < MAX_REPEATS
    if again and not any(other.card.id == ask.card.id for other in rest) and _make_room(rest, room, asked):
        rest.insert(REPEAT_GAP, Ask(ask.card, repeats=ask.repeats + 1))
    return (*neighbours_apart(rest[:room], ask.card.fact.id), *rest[room:])


def _make_room(rest: list[Ask], room: int, asked: Collection[str]) -> bool:
    """Let the last card that was not asked yet wait, if one more would end beyond the limit; False if there is none.

    Of the others it was said that they come again.
    """
    if len(rest) < room:
        return True
    places = [place for place, ask in enumerate(rest[:room]) if ask.card.id not in asked]
    if places:
        rest.append(rest.pop(places[-1]))
    return bool(places)


def _met_before_correction(question: Question, before: CardState | None) -> bool:
    corrected = question.card.fact.corrected
    return corrected is not None and before is not None and before.first_review.date() <= corrected.on


def _judged(grade: Grade, said: str) -> _Judged:
    right = grade.verdict in (Verdict.CORRECT, Verdict.TYPO)
    return _Judged(grade.verdict, Rating.GOOD if right else Rating.AGAIN, said, grade.reason)


def _arranged(question: Question, way: Order, places: tuple[int, ...]) -> _Judged:
    steps = [question.steps[place] for place in places]
    return _judged(judged_order([way.steps.index(step) for step in steps]), " > ".join(map(markup.plain, steps)))


def _matched(question: Question, way: Match, places: tuple[int, ...]) -> _Judged:
    rights = [right for _, right in way.pairs]
    chosen = [question.rights[place] for place in places]
    return _judged(judged_match([rights.index(right) for right in chosen], way), " | ".join(map(markup.plain, chosen)))


def _picked(question: Question, places: frozenset[int]) -> _Judged:
    right = {place for place, option in enumerate(question.options) if option.right}
    said = "; ".join(markup.plain(question.options[place].text) for place in sorted(places))
    if places == right:
        return _Judged(Verdict.CORRECT, Rating.GOOD, said)
    missed, extra = len(right - places), len(places - right)
    parts = [f"{missed} missed" if missed else "", f"{extra} too many" if extra else ""]
    reason = f"Not quite: {', '.join(part for part in parts if part)}." if question.several else ""
    return _Judged(Verdict.WRONG, Rating.AGAIN, said, reason)
