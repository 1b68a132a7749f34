"""An exam: a fixed row of questions, answered in any order, judged at once and told at the end. Pure: see Exam.

Every answer is in the log before the next question is shown, with mode exam, which moves no schedule. An answer that is
changed is logged anew and the earlier one taken back. An exam that is handed in has an answer to every question in the
log, "" where there was none; one that was left before can be gone on with while its time lasts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nkquiz import markup
from nkquiz.frozen import frozen
from nkquiz.model import Card, Reveal
from nkquiz.quiz.ask import Ask
from nkquiz.quiz.forms import Question, question_of, ways_of
from nkquiz.quiz.judging import Judged, Unclear, judge
from nkquiz.quiz.mixing import mixed
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.plan import one_of_each_fact
from nkquiz.quiz.responses import DontKnow, Picked, Response, Written
from nkquiz.quiz.scheduling import SCHEDULER
from nkquiz.review import CardState, Event, Form, Mode, Rating, Review, Verdict

if TYPE_CHECKING:
    from nkquiz.quiz.grading.grader import Grader


def can_be_examined(card: Card) -> bool:
    """Return True unless only the learner could say whether an answer to `card` is right."""
    return not isinstance(ways_of(card)[0], Reveal)


def exam_questions(cards: Sequence[Card], count: int, rng: random.Random) -> tuple[Question, ...]:
    """Return up to `count` questions drawn from `cards`: one a fact first, topics mixed, each in its easiest way."""
    drawn = [Ask(card, fresh=True) for card in cards if can_be_examined(card)]
    asks = mixed(one_of_each_fact(rng.sample(drawn, len(drawn)))[:count])
    return tuple(question_of(ask, None, number, len(asks), rng) for number, ask in enumerate(asks, start=1))


@frozen
class Entry:
    """A question of an exam as it stands: the answer that counts, as logged and as judged, and whether it is flagged.

    `left_open` says that it was handed in without an answer.
    """

    question: Question
    review: Review | None = None
    outcome: Outcome | None = None
    flagged: bool = False
    left_open: bool = False

    @property
    def said(self) -> str:
        """The answer in words, "" where there is none."""
        return self.review.response if self.review else ""


class Exam:
    """An exam that began at a time and ends `lasts` later, if that is given; clock, grader and log are arguments.

    `current` is the question that stands, None while the list of all does. `answered` are answers that were logged
    before the exam was left, by card.
    """

    def __init__(
        self,
        questions: Sequence[Question],
        began: datetime,
        lasts: timedelta | None,
        grader: Callable[[], Grader],
        record: Callable[[Review], CardState | None],
        new_id: Callable[[], str],
        namespace: str,
        sitting: str,
        answered: Mapping[str, Review] | None = None,
    ) -> None:
        self._grader, self._record, self._new_id = grader, record, new_id
        self._namespace, self.id = namespace, sitting
        self.began, self.lasts = began, lasts
        self._seen = self._shown = began
        known = answered or {}
        self.entries = tuple(_entry(question, known.get(question.card.id)) for question in questions)
        self.place: int | None = None
        self.handed_in = False
        self.go_on()

    @property
    def current(self) -> Entry | None:
        """The question that stands; None where the list of all stands instead."""
        return None if self.place is None else self.entries[self.place]

    @property
    def open(self) -> tuple[int, ...]:
        """The places, from 0, of the questions without an answer."""
        return tuple(place for place, entry in enumerate(self.entries) if entry.review is None)

    def time_left(self, at: datetime) -> timedelta | None:
        """Return how much time is left, never more than before; None if there is no limit."""
        self._seen = max(self._seen, at)  # a clock that is set back gives no time
        return None if self.lasts is None else max(timedelta(0), self.began + self.lasts - self._seen)

    def over(self, at: datetime) -> bool:
        """Return True if the exam was handed in or its time is up."""
        return self.handed_in or self.time_left(at) == timedelta(0)

    def show(self, at: datetime) -> None:
        """Note when the question that stands was shown, for the answering time."""
        self._shown = at

    def go_to(self, place: int) -> None:
        """Let the question at `place`, from 0, stand."""
        if not 0 <= place < len(self.entries):
            raise IndexError(place)
        self.place = place

    def next(self) -> None:
        """Let the next question stand; after the last one the list."""
        self.place = None if self.place is None or self.place + 1 == len(self.entries) else self.place + 1

    def previous(self) -> None:
        """Let the question before stand, if there is one; from the list the last one."""
        self.place = len(self.entries) - 1 if self.place is None else max(0, self.place - 1)

    def go_on(self) -> None:
        """Let the next question without an answer stand, after the last the first; the list where all are answered."""
        here = -1 if self.place is None else self.place
        self.place = next((place for place in self.open if place > here), self.open[0] if self.open else None)

    def list(self) -> None:
        """Let the list of all questions stand."""
        self.place = None

    def flag(self) -> None:
        """Flag the question that stands, or take its flag away."""
        if self.place is not None:
            self._put(self.place, replace(self.entries[self.place], flagged=not self.entries[self.place].flagged))

    def answer(self, response: Response, at: datetime) -> Unclear | None:
        """Judge and log an answer to the question that stands, and go on; what is no answer to it is returned as such.

        After the end of the exam nothing is taken. Raises NkquizError if the answer cannot be saved; the question then
        still stands as it did.
        """
        if self.over(at) or self.place is None:
            return None
        entry = self.entries[self.place]
        judged = judge(entry.question, response, self._grader)
        if isinstance(judged, Unclear):
            return judged
        self._keep(self.place, judged, response, at, at - self._shown)
        self.go_on()
        return None

    def hand_in(self, at: datetime) -> None:
        """End the exam: what has no answer is logged as not known."""
        for place in self.open:
            self._keep(place, Judged(Verdict.WRONG, Rating.AGAIN), DontKnow(), at, timedelta(0))
            self._put(place, replace(self.entries[place], left_open=True))
        self.handed_in = True

    def _keep(self, place: int, judged: Judged, response: Response, at: datetime, taken: timedelta) -> None:
        entry = self.entries[place]
        review = Review(
            review_id=self._new_id(),
            namespace=self._namespace,
            card=entry.question.card.id,
            event=Event.ANSWER,
            at=at,
            duration_ms=max(0, round(taken.total_seconds() * 1000)),
            form=entry.question.form,
            response=judged.said,
            verdict=judged.verdict,
            rating=judged.rating,
            session=self.id,
            mode=Mode.EXAM,
            scheduler=SCHEDULER,
        )
        self._record(review)
        if entry.review is not None:  # after the new one: a kill in between leaves two, of which the last counts
            self._record(
                replace(
                    entry.review, review_id=self._new_id(), event=Event.VOID, refers_to=entry.review.review_id, at=at,
                    duration_ms=0, response="", verdict=None, rating=None,
                )
            )  # fmt: skip
        self._put(place, replace(entry, review=review, outcome=_outcome(entry.question, judged, response)))

    def _put(self, place: int, entry: Entry) -> None:
        self.entries = (*self.entries[:place], entry, *self.entries[place + 1 :])


def _outcome(question: Question, judged: Judged, response: Response) -> Outcome:
    return Outcome(
        question, judged.verdict, judged.reason, judged.rating, response=response, points=judged.points, most=judged.most
    )


def _entry(question: Question, review: Review | None) -> Entry:
    """Return a question with the answer that the log holds; its reason was not logged, and is not told."""
    if review is None:
        return Entry(question)
    verdict = review.verdict or Verdict.WRONG
    return Entry(question, review, Outcome(question, verdict, "", review.rating, response=_response(question, review)))


def _response(question: Question, review: Review) -> Response | None:
    """Return the response as far as its words in the log say what it was."""
    if not review.response:
        return DontKnow()
    if question.form is Form.TYPED:
        return Written(review.response)
    if question.form is Form.CHOICE:
        said = review.response.split("; ")
        places = (place for place, option in enumerate(question.options) if markup.plain(option.text) in said)
        return Picked(frozenset(places))
    return None
