"""One sitting: a queue of cards, answered one by one. Pure: clock, chance and the log are arguments."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from nkquiz.frozen import frozen
from nkquiz.quiz.ask import Ask
from nkquiz.quiz.forms import Question, question_of
from nkquiz.quiz.hints import Hint, hints_of
from nkquiz.quiz.judging import Judged, Unclear, judge
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.plan import Plan
from nkquiz.quiz.repeating import gone_on
from nkquiz.quiz.responses import Response, Written
from nkquiz.quiz.scheduling import SCHEDULER
from nkquiz.review import CardState, Event, Mode, Rating, Review, Verdict

if TYPE_CHECKING:
    from nkquiz.quiz.grading.grader import Grader  # loaded when the first typed answer comes


@frozen
class _Place:
    """Where the session stands; kept for undo."""

    queue: tuple[Ask, ...]
    answered: int


@frozen
class _Standing:
    """The question that stands: when it was shown, the close answer that had it asked again, and the hints given."""

    question: Question
    asked_at: datetime | None
    close: tuple[Judged, Response] | None = None
    hints: int = 0
    confidence: int | None = None

    @property
    def helped(self) -> bool:
        """True if a right answer is no longer Good."""
        return self.close is not None or self.hints > 0


@frozen
class _Override:
    """An answer counted as right: its review, and what stood before it, for undo."""

    review: Review
    outcome: Outcome
    place: _Place
    standing: _Standing | None


@frozen
class _Answered:
    before: _Place
    after: _Place
    standing: _Standing
    review: Review
    outcome: Outcome
    override: _Override | None = None


Record = Callable[[Review], CardState | None]
"""Writes a review to the log, for good, and returns the card's new state."""


class Session:
    """A sitting over `plan`. Ask `next_question()`, give `answer(response, at)`; `undo()` takes the last one back.

    `hint()` gives a hint to the standing question, and `override()` counts the last typed answer as right.
    """

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
        self._standing: _Standing | None = None
        self._history: list[_Answered] = []

    @property
    def over(self) -> bool:
        """True if nothing is left to ask."""
        return not self._place.queue or self._place.answered >= self._limit

    def next_question(self, at: datetime | None = None) -> Question | None:
        """Return the question that stands, or None at the end. `at` is when it is shown, for the answering time."""
        if self._standing is None and not self.over:
            ask = self._place.queue[0]
            question = question_of(ask, self._states.get(ask.card.id), self._number, self._total, self._rng)
            self._standing = _Standing(question, at)
        return self._standing.question if self._standing else None

    @property
    def _number(self) -> int:
        return self._place.answered + 1

    @property
    def _total(self) -> int:
        return min(self._place.answered + len(self._place.queue), self._limit)

    def answer(self, response: Response, at: datetime, confidence: int | None = None) -> Outcome:
        """Grade `response`, write it to the log, and go on. The review is on disk when this returns.

        `confidence` runs from 1 (a guess) to 3 (sure); where the question is asked again the first one counts. Raises
        NkquizError if the answer cannot be saved; the question then still stands.
        """
        standing = self._stands()
        question = standing.question
        judged = judge(question, response, self._grader)
        confidence = standing.confidence or confidence
        if isinstance(judged, Unclear):
            self._standing = replace(standing, confidence=confidence)
            return Outcome(question, Verdict.CLOSE, judged.wanted, response=response, retry=True)
        if judged.verdict is Verdict.CLOSE and isinstance(response, Written) and standing.close is None:
            self._standing = replace(standing, close=(judged, response), confidence=confidence)
            return Outcome(question, judged.verdict, judged.reason, response=response, retry=True)
        if standing.helped and judged.rating > Rating.HARD:
            judged = replace(judged, rating=Rating.HARD)
        return self._log_answer(replace(standing, confidence=confidence), judged, response, at)

    def _stands(self) -> _Standing:
        self.next_question()
        if self._standing is None:
            raise ValueError("the session is over")
        return self._standing

    def _log_answer(self, standing: _Standing, judged: Judged, response: Response, at: datetime) -> Outcome:
        question = standing.question
        review = self._review(standing, at, judged)
        before = self._states.get(question.card.id)
        state = self._record(review)
        if state is not None:
            self._states[question.card.id] = state
        here = self._place
        self._go_on(judged.rating)
        outcome = Outcome(
            question,
            judged.verdict,
            judged.reason,
            judged.rating,
            state if self.mode is Mode.REVIEW else None,
            response,
            comes_again=self._comes_again(question),
            outdated=_met_before_correction(question, before),
            points=judged.points,
            most=judged.most,
            hints=standing.hints,
            confidence=standing.confidence,
        )
        self._history.append(_Answered(here, self._place, standing, review, outcome))
        return outcome

    @property
    def hints_left(self) -> int:
        """How many hints the standing question still has."""
        return len(hints_of(self._standing.question)) - self._standing.hints if self._standing else 0

    @property
    def asked_again(self) -> bool:
        """True if the standing question was answered already, and close."""
        return self._standing is not None and self._standing.close is not None

    @property
    def confidence(self) -> int | None:
        """How sure the learner was at the first try of the standing question, None before it."""
        return self._standing.confidence if self._standing else None

    def hint(self) -> Hint | None:
        """Return the next hint of the standing question, None if it has no more. A right answer is then Hard."""
        standing = self._stands()
        left = hints_of(standing.question)[standing.hints :]
        if not left:
            return None
        self._standing = replace(standing, hints=standing.hints + 1)
        return left[0]

    @property
    def can_override(self) -> bool:
        """True if the last answer was typed and not taken for right, so that the learner may know better."""
        if self.asked_again:
            return True
        outcome = self._history[-1].outcome if self._history else None
        return (
            outcome is not None
            and isinstance(outcome.response, Written)
            and outcome.verdict in (Verdict.WRONG, Verdict.CLOSE)
            and not outcome.overridden
        )

    def override(self, at: datetime) -> Outcome | None:
        """Count the last typed answer as right and return what came of it; None if there is none to be counted.

        It is then Good, or Hard after a hint or a close answer; the log keeps what was typed. Raises NkquizError if it
        cannot be saved.
        """
        if not self.can_override:
            return None
        standing = self._standing
        if standing is not None and standing.close is not None:
            self._log_answer(standing, *standing.close, at)
        last = self._history[-1]
        rating = Rating.HARD if last.standing.helped else Rating.GOOD
        review = replace(
            last.review, review_id=self._new_id(), event=Event.OVERRIDE, refers_to=last.review.review_id, at=at,
            duration_ms=0, rating=rating, confidence=None,
        )  # fmt: skip
        state = self._record(review)
        if state is not None:
            self._states[last.outcome.question.card.id] = state
        kept = _Override(review, last.outcome, self._place, self._standing)
        self._go_on_anew(last, rating)
        outcome = replace(
            last.outcome,
            verdict=Verdict.CORRECT,
            reason="",
            rating=rating,
            state=state if self.mode is Mode.REVIEW else None,
            comes_again=self._comes_again(last.outcome.question),
            overridden=True,
        )
        self._history[-1] = replace(last, outcome=outcome, override=kept)
        return outcome

    def _go_on_anew(self, last: _Answered, rating: Rating) -> None:
        """Stand where the session would stand if the last answer had been rated so; what was skipped since stays so."""
        after = self._after(last.before, rating, self._history[:-1])
        left = {ask.card.id for ask in self._place.queue}
        skipped = {ask.card.id for ask in last.after.queue} - left
        queue = tuple(ask for ask in after.queue if ask.card.id not in skipped)
        standing = self._standing if queue[:1] == self._place.queue[:1] else None
        self._place = replace(after, queue=queue)
        self._standing = standing and replace(standing, question=replace(standing.question, total=self._total))

    def undo(self, at: datetime) -> Question | None:
        """Take the last answer back and return its question, which stands again; None if there is none.

        Where the answer was counted as right, that is taken back first, and the answer counts as it was graded. Raises
        NkquizError if it cannot be saved; all then counts as before.
        """
        if not self._history:
            return None
        last = self._history[-1]
        void = replace(
            last.review, review_id=self._new_id(), event=Event.VOID, at=at, duration_ms=0, response="", verdict=None,
            refers_to=(last.override.review if last.override else last.review).review_id, rating=None, confidence=None,
        )  # fmt: skip
        state = self._record(void)
        question = last.outcome.question
        if state is None:
            self._states.pop(question.card.id, None)
        else:
            self._states[question.card.id] = state
        if last.override:
            self._place, self._standing = last.override.place, last.override.standing
            self._history[-1] = replace(last, outcome=last.override.outcome, override=None)
        else:
            self._place, self._standing = last.before, replace(last.standing, asked_at=at, confidence=None)
            self._history.pop()
        return question

    def skip(self) -> None:
        """Leave the standing question for another day; nothing is logged."""
        if self.next_question() is not None:
            card = self._place.queue[0].card.id
            rest = tuple(ask for ask in self._place.queue[1:] if ask.card.id != card)
            self._place = replace(self._place, queue=rest)
            self._standing = None

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What was answered and not taken back, in order."""
        return tuple(answered.outcome for answered in self._history)

    def _review(self, standing: _Standing, at: datetime, judged: Judged) -> Review:
        taken = at - standing.asked_at if standing.asked_at else None
        return Review(
            review_id=self._new_id(),
            namespace=self._namespace,
            card=standing.question.card.id,
            event=Event.ANSWER,
            at=at,
            duration_ms=max(0, round(taken.total_seconds() * 1000)) if taken else 0,
            form=standing.question.form,
            response=judged.said,
            verdict=judged.verdict,
            rating=judged.rating,
            confidence=standing.confidence,
            session=self.id,
            mode=self.mode,
            scheduler=SCHEDULER,
        )

    def _go_on(self, rating: Rating) -> None:
        self._place = self._after(self._place, rating, self._history)
        self._standing = None

    def _after(self, place: _Place, rating: Rating, history: Sequence[_Answered]) -> _Place:
        """Return where the session stands when the first card of `place` was answered, after `history`."""
        asked = {*self._answered_before, *(answered.outcome.question.card.id for answered in history)}
        answered = place.answered + 1
        return _Place(gone_on(place.queue, rating, self._limit - answered, asked), answered)

    def _comes_again(self, question: Question) -> bool:
        ahead = self._place.queue[: max(0, self._limit - self._place.answered)]
        return any(ask.card.id == question.card.id for ask in ahead)


def _met_before_correction(question: Question, before: CardState | None) -> bool:
    corrected = question.card.fact.corrected
    return corrected is not None and before is not None and before.first_review.date() <= corrected.on
