from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from nkquiz.diagnostics import NkquizError
from nkquiz.model import Card, Number, Reveal, Typed
from nkquiz.quiz.exam import Entry, Exam, can_be_examined, exam_questions
from nkquiz.quiz.grading.grader import Grader
from nkquiz.quiz.judging import Unclear
from nkquiz.quiz.marking import is_right, marks_of
from nkquiz.quiz.responses import DontKnow, Picked, Written
from nkquiz.quiz.scheduling import standing_answers
from nkquiz.review import CardState, Event, Mode, Review, Verdict
from tests.quiz.cards import NAMESPACE, NOON, Memory, card, cards
from tests.quiz.test_session import right, wrong

MINUTE = timedelta(minutes=1)


def exam_of(
    asked: list[Card], count: int = 10, *, lasts: timedelta | None = 10 * MINUTE, memory: Memory | None = None, seed: int = 0,
    answered: dict[str, Review] | None = None,
) -> tuple[Exam, Memory]:  # fmt: skip
    memory = memory or Memory()
    questions = exam_questions(asked, count, random.Random(seed))
    exam = Exam(questions, NOON, lasts, lambda: Grader((), (), ()), memory.record, memory.new_id, NAMESPACE, "e" * 32, answered)
    return exam, memory


def answers(exam: Exam, *said: str) -> None:
    for each in said:
        assert exam.current is not None
        question = exam.current.question
        exam.answer({"right": right, "wrong": wrong}[each](question), NOON + MINUTE)


def verdicts(exam: Exam) -> list[Verdict | None]:
    return [entry.outcome.verdict if entry.outcome else None for entry in exam.entries]


# the questions


def test_what_only_the_learner_can_judge_is_not_asked() -> None:
    asked = [card("a", ways=(Reveal(),)), card("b", ways=(Typed(("right",)), Reveal())), card("c")]
    assert [can_be_examined(each) for each in asked] == [False, True, True]
    assert {q.card.fact.id for q in exam_questions(asked, 9, random.Random(0))} == {"b", "c"}


def test_a_fact_is_asked_once_before_any_is_asked_twice() -> None:
    drawn = exam_questions(cards(10, "c1", "c2"), 10, random.Random(0))
    assert len({question.card.fact.id for question in drawn}) == 10
    assert [(question.number, question.total) for question in drawn] == [(n, 10) for n in range(1, 11)]


def test_a_seed_draws_the_same_exam_again_and_another_another() -> None:
    asked = cards(30)
    assert exam_questions(asked, 10, random.Random(3)) == exam_questions(asked, 10, random.Random(3))
    assert exam_questions(asked, 10, random.Random(3)) != exam_questions(asked, 10, random.Random(4))


# answering


def test_an_answer_is_logged_at_once_with_mode_exam_and_leads_to_the_next_question() -> None:
    exam, memory = exam_of(cards(3), 3)
    exam.show(NOON + MINUTE)
    assert exam.current is not None
    exam.answer(right(exam.current.question), NOON + MINUTE + timedelta(seconds=7))
    (logged,) = memory.reviews
    assert (logged.mode, logged.event, logged.verdict, logged.duration_ms) == (Mode.EXAM, Event.ANSWER, Verdict.CORRECT, 7000)
    assert exam.place == 1
    assert memory.states() == {}


def test_a_changed_answer_takes_the_earlier_one_back_after_the_new_one_is_kept() -> None:
    exam, memory = exam_of(cards(3), 3)
    answers(exam, "wrong")
    exam.go_to(0)
    answers(exam, "right")
    assert [each.event for each in memory.reviews] == [Event.ANSWER, Event.ANSWER, Event.VOID]
    assert memory.reviews[2].refers_to == memory.reviews[0].review_id
    assert verdicts(exam) == [Verdict.CORRECT, None, None]


def test_after_an_answer_the_next_open_question_comes_and_at_the_end_the_list() -> None:
    exam, _ = exam_of(cards(4), 4)
    exam.next()
    answers(exam, "right", "right")
    assert exam.place == 3
    answers(exam, "right")
    assert exam.place == 0
    answers(exam, "wrong")
    assert exam.current is None
    exam.previous()
    assert exam.place == 3
    exam.next()
    assert exam.current is None


def test_a_flag_stays_with_its_question_and_goes_again() -> None:
    exam, _ = exam_of(cards(3), 3)
    exam.flag()
    answers(exam, "right")
    assert [entry.flagged for entry in exam.entries] == [True, False, False]
    exam.go_to(0)
    exam.flag()
    assert not any(entry.flagged for entry in exam.entries)


def test_what_is_no_answer_is_said_and_nothing_is_kept() -> None:
    exam, memory = exam_of([card("a", ways=(Number(13, 5, "%"),))], 1)
    assert isinstance(exam.answer(Written("I forget"), NOON), Unclear)
    assert (memory.reviews, exam.place) == ([], 0)


def test_close_is_kept_as_it_is_and_does_not_count() -> None:
    exam, _ = exam_of([card("a", ways=(Typed(("8 mg/kg",)), Reveal()), answer="8 mg/kg")], 1)
    exam.answer(Written("8"), NOON)
    assert verdicts(exam) == [Verdict.CLOSE]
    assert not is_right(exam.entries[0])


def test_an_answer_that_cannot_be_saved_leaves_all_as_it_was() -> None:
    exam, _ = exam_of(cards(2), 2)

    def full(_review: Review) -> CardState | None:
        raise NkquizError("the disk is full")

    exam._record = full
    before = exam.entries
    with pytest.raises(NkquizError):
        answers(exam, "right")
    assert (exam.entries, exam.place) == (before, 0)


# time


def test_at_the_end_of_the_time_no_answer_is_taken_any_more() -> None:
    exam, memory = exam_of(cards(2), 2)
    answers(exam, "right")
    late = NOON + 10 * MINUTE
    assert exam.current is not None
    assert exam.answer(right(exam.current.question), late) is None
    assert exam.over(late)
    assert len(memory.reviews) == 1


def test_a_clock_that_is_set_back_gives_no_time() -> None:
    exam, _ = exam_of(cards(2), 2)
    assert exam.time_left(NOON + 8 * MINUTE) == 2 * MINUTE
    assert exam.time_left(NOON - 60 * MINUTE) == 2 * MINUTE
    assert exam.time_left(NOON + 9 * MINUTE) == MINUTE


def test_without_a_time_the_exam_is_over_when_it_is_handed_in() -> None:
    exam, _ = exam_of(cards(2), 2, lasts=None)
    assert exam.time_left(NOON) is None
    assert not exam.over(NOON + 9000 * MINUTE)
    exam.hand_in(NOON)
    assert exam.over(NOON)


def test_what_is_left_open_is_handed_in_as_not_known() -> None:
    exam, memory = exam_of(cards(3), 3)
    answers(exam, "right")
    exam.hand_in(NOON + MINUTE)
    assert verdicts(exam) == [Verdict.CORRECT, Verdict.WRONG, Verdict.WRONG]
    assert [entry.left_open for entry in exam.entries] == [False, True, True]
    assert len(standing_answers(memory.reviews)) == 3
    exam.hand_in(NOON + MINUTE)
    assert len(memory.reviews) == 3


# going on


def test_answers_of_the_log_stand_where_the_exam_is_gone_on_with() -> None:
    asked = [*cards(2), card("t", ways=(Typed(("right",)), Reveal()))]
    first, memory = exam_of(asked, 3)
    answers(first, "wrong", "right")
    logged = {review.card: review for review in memory.reviews}
    second, _ = exam_of(asked, 3, memory=memory, answered=logged)
    assert verdicts(second) == verdicts(first)
    assert [e.outcome.response for e in second.entries if e.outcome] == [e.outcome.response for e in first.entries if e.outcome]
    assert second.place == 2


# marks


def test_the_marks_count_by_topic_and_level_and_name_what_to_learn_again() -> None:
    asked = [card("a", deck="x"), card("b", deck="y", level="more"), card("c", deck="y")]
    exam, _ = exam_of(asked, 3)
    while exam.current is not None:
        exam.answer((wrong if exam.current.question.card.fact.id == "b" else right)(exam.current.question), NOON + MINUTE)
    marks = marks_of(exam, {"y": "Why", "x": "Ex", "z": "Zed"}, NOON + 2 * MINUTE, time_up=False)
    assert (marks.total.right, marks.total.asked) == (2, 3)
    assert [(t.name, t.right, t.asked) for t in marks.topics] == [("Why", 1, 2), ("Ex", 1, 1)]
    assert [(t.name, t.right, t.asked) for t in marks.levels] == [("core", 2, 2), ("more", 0, 1)]
    assert (marks.restudy, marks.decks, marks.taken) == (("b",), ("y",), 2 * MINUTE)


def test_an_exam_whose_time_was_up_took_its_time_however_late_it_is_marked() -> None:
    exam, _ = exam_of(cards(1), 1)
    exam.hand_in(NOON + 300 * MINUTE)
    assert marks_of(exam, {}, NOON + 300 * MINUTE, time_up=True).taken == 10 * MINUTE


class AnyExam(RuleBasedStateMachine):
    """Any order of answers, moves, flags and time: the log always holds exactly the answers that stand."""

    @initialize(count=st.integers(1, 6), minutes=st.sampled_from([None, 1, 10]))
    def begin(self, count: int, minutes: int | None) -> None:
        self.lasts = None if minutes is None else minutes * MINUTE
        self.asked = cards(count)
        self.exam, self.memory = exam_of(self.asked, count, lasts=self.lasts)
        self.now = NOON
        self.flags = [False] * count
        self.least = self.lasts

    @rule(seconds=st.integers(-30, 90))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.exam.show(self.now)

    @precondition(lambda self: self.exam.current is not None)
    @rule(say=st.sampled_from(["right", "wrong", "unknown"]))
    def answer(self, say: str) -> None:
        assert self.exam.current is not None
        question, over, logged = self.exam.current.question, self.exam.over(self.now), len(self.memory.reviews)
        again = self.exam.current.review is not None
        response = right(question) if say == "right" else wrong(question) if say == "wrong" else DontKnow()
        assert isinstance(response, Picked | Written | DontKnow)
        self.exam.answer(response, self.now)
        assert len(self.memory.reviews) == logged + (0 if over else 1 + again)
        if not over:
            assert (self.exam.entries[question.number - 1].outcome.verdict is Verdict.CORRECT) == (say == "right")  # type: ignore[union-attr]

    @rule(move=st.sampled_from(["next", "previous", "go_on", "list"]))
    def move(self, move: str) -> None:
        getattr(self.exam, move)()

    @rule(place=st.integers(0, 5))
    def go(self, place: int) -> None:
        if place < len(self.exam.entries):
            self.exam.go_to(place)
        else:
            with pytest.raises(IndexError):
                self.exam.go_to(place)

    @rule()
    def flag(self) -> None:
        if self.exam.place is not None:
            self.flags[self.exam.place] ^= True
        self.exam.flag()

    @rule()
    def leave_and_go_on(self) -> None:
        standing = standing_answers(sorted(self.memory.reviews, key=lambda r: (r.at, r.review_id)))
        known = {entry.question.card.id: entry.review for entry in self.exam.entries if entry.review}
        assert {review.card: review for review in standing} == known
        verdicts_before, handed_in = verdicts(self.exam), self.exam.handed_in
        self.exam, _ = exam_of(self.asked, len(self.asked), lasts=self.lasts, memory=self.memory, answered=known)
        self.exam.handed_in = handed_in
        assert verdicts(self.exam) == verdicts_before
        self.flags = [False] * len(self.asked)
        self.least = self.lasts

    @rule()
    def hand_in(self) -> None:
        self.exam.hand_in(self.now)
        assert self.exam.open == ()

    @invariant()
    def the_log_holds_one_standing_answer_for_each_entry_that_has_one(self) -> None:
        standing = Counter(review.card for review in standing_answers(self.memory.reviews))
        answered = Counter(entry.question.card.id for entry in self.exam.entries if entry.review)
        assert standing == answered
        assert self.memory.states() == {}

    @invariant()
    def flags_and_time_are_as_they_were_left(self) -> None:
        assert [entry.flagged for entry in self.exam.entries] == self.flags
        left = self.exam.time_left(self.now)
        assert (left is None) == (self.lasts is None)
        if left is not None and self.least is not None:
            assert timedelta(0) <= left <= self.least
            self.least = left


AnyExam.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
test_any_exam = AnyExam.TestCase


def test_an_entry_without_an_answer_says_nothing() -> None:
    exam, _ = exam_of(cards(1), 1)
    assert exam.entries == (Entry(exam.entries[0].question),)
    assert exam.entries[0].said == ""
