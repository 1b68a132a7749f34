from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from nkquiz.diagnostics import NkquizError
from nkquiz.model import Card, Choice, Match, Number, Option, Order, Reveal, Typed, Way
from nkquiz.quiz.forms import Question
from nkquiz.quiz.grading.grader import Grader
from nkquiz.quiz.judging import MAX_RESPONSE
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.plan import Plan, practice_plan, review_plan
from nkquiz.quiz.repeating import MAX_REPEATS, REPEAT_GAP
from nkquiz.quiz.responses import Arranged, DontKnow, Matched, Picked, Recalled, Response, Written
from nkquiz.quiz.scheduling import state_of
from nkquiz.quiz.session import Session
from nkquiz.review import CardState, Event, Form, Mode, Rating, Review, Verdict
from tests.quiz.cards import CHOICE, DAY, NAMESPACE, NOON, Memory, card, cards, in_order, review, state

TYPED = (Typed(("8 mg/kg", "8 mg per kg")), Reveal())


class Sitting:
    """A session with a clock that moves by a second an event, and its log."""

    def __init__(
        self, asked: Sequence[Card], *, memory: Memory | None = None, questions: int = 20, new_cards: int = 10,
        mode: Mode = Mode.REVIEW, seed: int = 0, now: datetime = NOON, states: dict[str, CardState] | None = None,
    ) -> None:  # fmt: skip
        self.memory = memory or Memory()
        self.now = now
        states = self.memory.states() | (states or {})
        rng = random.Random(seed)
        plan: Plan = (
            review_plan(asked, states, (), now, questions, new_cards, rng)
            if mode is Mode.REVIEW
            else practice_plan(asked, questions, rng)
        )
        self.session = Session(
            plan, states, lambda: Grader((), (), ()), self.memory.record, rng, self.memory.new_id, NAMESPACE, mode, questions
        )

    def tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def question(self) -> Question:
        question = self.session.next_question(self.now)
        assert question is not None
        return question

    def answer(self, response: Response | None = None) -> Outcome:
        return self.session.answer(response or right(self.question()), self.tick())

    def undo(self) -> Question | None:
        return self.session.undo(self.tick())

    def play(self) -> list[Question]:
        asked = []
        while (question := self.session.next_question(self.now)) is not None:
            asked.append(question)
            self.answer()
        return asked

    @property
    def log(self) -> list[Review]:
        return self.memory.reviews


def right(question: Question) -> Response:
    match question.form:
        case Form.CHOICE:
            return Picked(frozenset(n for n, option in enumerate(question.options) if option.right))
        case Form.TYPED:
            return Written(question.accept[0])
        case Form.RECALL:
            return Recalled(Rating.GOOD)
    match question.way:
        case Order(steps):
            return Arranged(tuple(question.steps.index(step) for step in steps))
        case Match(pairs):
            return Matched(tuple(question.rights.index(right) for _, right in pairs))
        case Number(value):
            return Written(f"{value}")
    raise AssertionError(question)


def wrong(question: Question) -> Response:
    if question.form is Form.CHOICE:
        return Picked(frozenset([next(n for n, option in enumerate(question.options) if not option.right)]))
    match question.way:
        case Order(steps):
            return Arranged(tuple(range(len(steps))))  # as shown, which is never the right order
        case Match(pairs, mine):
            places = [question.rights.index(right) for _, right in pairs]
            places[mine], places[mine - 1] = places[mine - 1], places[mine]
            return Matched(tuple(places))
        case Number(value, tolerance):
            return Written(f"{value + 2 * tolerance + 1}")
    return DontKnow()


def only(way: Way) -> Sitting:
    return Sitting([card("a", ways=(way,), answer="8 mg/kg")])


def test_a_whole_first_session_asks_ten_cards_twice() -> None:
    sitting = Sitting(cards(30))
    asked = sitting.play()
    assert Counter(Counter(q.card.id for q in asked).values()) == {2: 10}
    assert [q.form for q in asked[:12]] == [Form.CHOICE] * 6 + [Form.TYPED] * 6
    assert [q.number for q in asked] == list(range(1, 21))
    assert {q.total for q in asked} == {20}


def test_every_answer_is_logged_once_with_all_its_parts() -> None:
    sitting = Sitting([card("a")])
    sitting.question()
    sitting.now += timedelta(seconds=6)
    sitting.answer()
    (logged,) = sitting.log
    assert (logged.card, logged.event, logged.mode, logged.form) == ("a#answer", Event.ANSWER, Mode.REVIEW, Form.CHOICE)
    assert (logged.verdict, logged.rating, logged.response) == (Verdict.CORRECT, Rating.GOOD, "right")
    assert (logged.duration_ms, logged.namespace, logged.session) == (7000, NAMESPACE, sitting.session.id)


@pytest.mark.parametrize(
    ("way", "response", "verdict", "rating"),
    [
        (Typed(("8 mg/kg",)), Written("8 mg/kg"), Verdict.CORRECT, Rating.GOOD),
        (Typed(("monocytes", "monocyte cells")), Written("monocytse"), Verdict.TYPO, Rating.GOOD),
        (Typed(("8 mg/kg",)), Written("80 mg/kg"), Verdict.WRONG, Rating.AGAIN),
        (Typed(("8 mg/kg",)), DontKnow(), Verdict.WRONG, Rating.AGAIN),
        (Reveal(), Recalled(Rating.AGAIN), Verdict.WRONG, Rating.AGAIN),
        (Reveal(), Recalled(Rating.HARD), Verdict.CORRECT, Rating.HARD),
        (Reveal(), Recalled(Rating.GOOD), Verdict.CORRECT, Rating.GOOD),
        (Reveal(), Recalled(Rating.EASY), Verdict.CORRECT, Rating.EASY),
    ],
)
def test_what_an_answer_is_rated(way: Typed | Reveal, response: Response, verdict: Verdict, rating: Rating) -> None:
    outcome = only(way).answer(response)
    assert (outcome.verdict, outcome.rating, outcome.retry) == (verdict, rating, False)


STEPS = ("binds", "gathers", "pierces")
ROW = (("CAR-T", "own blood"), ("CAR-NK", "cord blood"), ("NK", "a donor"))


@pytest.mark.parametrize("way", [Order(STEPS), Match(ROW, 1), Number(13, 5, "%", 13, 101)])
def test_a_line_of_numbers_is_rated_right_or_again(way: Way) -> None:
    sitting = only(way)
    question = sitting.question()
    assert sitting.answer(right(question)).rating is Rating.GOOD
    sitting = only(way)
    assert sitting.answer(wrong(sitting.question())).rating is Rating.AGAIN


def test_an_order_that_is_wrong_comes_again_and_is_logged_in_words() -> None:
    sitting = only(Order(STEPS))
    shown = sitting.question().steps
    assert sorted(shown) == sorted(STEPS)
    assert shown != STEPS
    outcome = sitting.answer(Arranged((0, 1, 2)))
    assert (outcome.verdict, outcome.rating) == (Verdict.WRONG, Rating.AGAIN)
    assert sitting.log[-1].response == " > ".join(shown)
    assert sitting.log[-1].form is Form.ORDER


def test_a_row_counts_for_the_pair_of_its_card() -> None:
    sitting = only(Match(ROW, 1))
    rights = sitting.question().rights
    swapped = [rights.index(right) for right in ("a donor", "cord blood", "own blood")]
    outcome = sitting.answer(Matched(tuple(swapped)))
    assert (outcome.verdict, outcome.reason) == (Verdict.CORRECT, "Right for CAR-NK; 1 of 3 pairs are right.")
    assert sitting.log[-1].response == "a donor | cord blood | own blood"


def test_what_is_no_number_is_asked_once_more_and_not_logged() -> None:
    sitting = only(Number(13, 5, "%"))
    outcome = sitting.answer(Written("I forget"))
    assert (outcome.retry, outcome.reason) == (True, "One number is wanted, in per cent.")
    assert not sitting.log
    assert sitting.answer(Written("12")).rating is Rating.GOOD


def test_a_response_of_another_form_is_asked_once_more() -> None:
    assert only(Order(STEPS)).answer(Matched((0, 1, 2))).retry
    assert only(Match(ROW, 0)).answer(Arranged((0, 1, 2))).retry


def test_close_stands_once_more_and_is_not_logged() -> None:
    sitting = only(Typed(("8 mg/kg", "8 mg per kg")))
    outcome = sitting.answer(Written("8"))
    assert (outcome.verdict, outcome.retry, outcome.rating) == (Verdict.CLOSE, True, None)
    assert sitting.log == []
    assert sitting.question() is outcome.question


def test_right_after_close_is_hard() -> None:
    sitting = only(Typed(("8 mg/kg", "8 mg per kg")))
    sitting.answer(Written("8"))
    assert sitting.answer(Written("8 mg/kg")).rating is Rating.HARD


def test_close_twice_is_again_and_ends_the_question() -> None:
    sitting = only(Typed(("8 mg/kg", "8 mg per kg")))
    sitting.answer(Written("8"))
    outcome = sitting.answer(Written("8"))
    assert (outcome.verdict, outcome.rating, outcome.retry) == (Verdict.CLOSE, Rating.AGAIN, False)
    assert [logged.rating for logged in sitting.log] == [Rating.AGAIN]


def test_close_is_forgotten_with_the_question() -> None:
    asked = [card("a", ways=TYPED, answer="8 mg/kg"), card("b", ways=TYPED, answer="8 mg/kg")]
    sitting = Sitting(asked)
    sitting.answer(Written("8"))
    sitting.answer(DontKnow())
    assert sitting.answer(Written("8")).retry
    assert sitting.answer(Written("8 mg/kg")).rating is Rating.HARD


# hints


def test_a_right_answer_after_a_hint_is_hard_and_the_hints_are_counted() -> None:
    sitting = only(Typed(("8 mg/kg",)))
    sitting.question()
    assert [hint.text for hint in (sitting.session.hint(), sitting.session.hint()) if hint] == [
        "2 words: _ __/__",
        "First letters: _ m_/k_",
    ]
    assert (sitting.session.hint(), sitting.session.hints_left) == (None, 0)
    outcome = sitting.answer(Written("8 mg/kg"))
    assert (outcome.rating, outcome.hints) == (Rating.HARD, 2)
    assert [logged.rating for logged in sitting.log] == [Rating.HARD]


def test_an_easy_recall_after_a_hint_is_hard_and_a_wrong_answer_stays_wrong() -> None:
    for rating, rated in ((Rating.EASY, Rating.HARD), (Rating.GOOD, Rating.HARD), (Rating.AGAIN, Rating.AGAIN)):
        sitting = only(Reveal())
        sitting.question()
        assert sitting.session.hint()
        assert sitting.answer(Recalled(rating)).rating is rated


def test_a_hint_is_for_one_question_and_undo_does_not_unsee_it() -> None:
    sitting = Sitting([card("a", ways=TYPED, answer="8 mg/kg"), card("b", ways=TYPED, answer="8 mg/kg")])
    sitting.question()
    sitting.session.hint()
    sitting.answer(Written("8 mg/kg"))
    sitting.undo()
    assert sitting.answer(Written("8 mg/kg")).rating is Rating.HARD
    assert sitting.answer(Written("8 mg/kg")).rating is Rating.GOOD


# I was right


def test_a_wrong_typed_answer_can_be_counted_as_right_and_the_log_keeps_both() -> None:
    sitting = only(Typed(("8 mg/kg",)))
    wrong = sitting.answer(Written("eight milligrams a kilo"))
    assert (wrong.rating, sitting.session.can_override) == (Rating.AGAIN, True)
    outcome = sitting.session.override(sitting.tick())
    assert outcome is not None
    assert (outcome.verdict, outcome.rating, outcome.overridden) == (Verdict.CORRECT, Rating.GOOD, True)
    answer, override = sitting.log
    assert (answer.event, answer.rating, answer.verdict) == (Event.ANSWER, Rating.AGAIN, Verdict.WRONG)
    assert (override.event, override.refers_to, override.rating) == (Event.OVERRIDE, answer.review_id, Rating.GOOD)
    assert answer.response == override.response == "eight milligrams a kilo"
    assert outcome.state == sitting.memory.state("a#answer")
    assert sitting.session.outcomes == (outcome,)


def test_what_counts_as_right_does_not_come_again() -> None:
    asked = [card(f"f{n}", ways=(Typed(("8 mg/kg",)),), answer="8 mg/kg") for n in range(3)]
    sitting = Sitting(asked, new_cards=0, states={c.id: state(NOON - DAY) for c in asked})
    first = sitting.question().card.id
    assert sitting.answer(Written("9")).comes_again
    sitting.question()  # the next one stands already, as in the faces of lines
    outcome = sitting.session.override(sitting.tick())
    assert outcome is not None
    assert not outcome.comes_again
    assert sitting.question().total == 3
    assert first not in {question.card.id for question in sitting.play()}


def test_counting_as_right_after_a_skip_leaves_the_skipped_card_out() -> None:
    asked = [card(f"f{n}", ways=(Typed(("8 mg/kg",)),), answer="8 mg/kg") for n in range(4)]
    sitting = Sitting(asked, new_cards=0, states={c.id: state(NOON - DAY) for c in asked})
    first = sitting.question().card.id
    sitting.answer(Written("9"))
    skipped = sitting.question().card.id
    sitting.session.skip()
    sitting.session.override(sitting.tick())
    assert {first, skipped}.isdisjoint(question.card.id for question in sitting.play())


def test_undo_takes_the_override_back_first_and_the_answer_then() -> None:
    asked = [card(f"f{n}", ways=(Typed(("8 mg/kg",)),), answer="8 mg/kg") for n in range(2)]
    memory = Memory([review(c.id, NOON - 30 * DAY) for c in asked])
    sitting = Sitting(asked, memory=memory)
    before = memory.states()
    question = sitting.question()
    wrong = sitting.answer(Written("9"))
    graded = memory.states()
    sitting.session.override(sitting.tick())
    assert sitting.undo() is question
    assert (memory.states(), sitting.session.outcomes) == (graded, (wrong,))
    assert sitting.session.can_override
    assert sitting.undo() is question
    assert (memory.states(), sitting.session.outcomes) == (before, ())
    assert sitting.question() is question
    assert [r.event for r in memory.reviews[2:]] == [Event.ANSWER, Event.OVERRIDE, Event.VOID, Event.VOID]


def test_a_close_answer_that_stands_once_more_can_be_counted_as_right() -> None:
    sitting = only(Typed(("8 mg/kg", "8 mg per kg")))
    sitting.answer(Written("8"))
    outcome = sitting.session.override(sitting.tick())
    assert outcome is not None
    assert (outcome.rating, outcome.overridden) == (Rating.HARD, True)
    assert [(r.event, r.response, r.rating) for r in sitting.log] == [
        (Event.ANSWER, "8", Rating.AGAIN),
        (Event.OVERRIDE, "8", Rating.HARD),
    ]


def test_after_a_hint_it_counts_as_hard() -> None:
    sitting = only(Typed(("8 mg/kg",)))
    sitting.question()
    sitting.session.hint()
    sitting.answer(Written("9"))
    outcome = sitting.session.override(sitting.tick())
    assert outcome is not None
    assert outcome.rating is Rating.HARD


@pytest.mark.parametrize(
    ("way", "response"),
    [
        (Typed(("8 mg/kg",)), Written("8 mg/kg")),
        (Typed(("8 mg/kg",)), DontKnow()),
        (Reveal(), Recalled(Rating.AGAIN)),
        (CHOICE, Picked(frozenset([1]))),
        (Order(STEPS), Arranged((0, 1, 2))),
        (Number(13, 5, "%"), Written("12")),
    ],
)
def test_what_was_right_or_not_typed_is_not_counted_anew(way: Way, response: Response) -> None:
    sitting = only(way)
    sitting.answer(response)
    logged = len(sitting.log)
    assert not sitting.session.can_override
    assert sitting.session.override(sitting.tick()) is None
    assert len(sitting.log) == logged


def test_nothing_is_counted_anew_before_the_first_answer_or_twice() -> None:
    sitting = only(Number(13, 5, "%"))
    assert sitting.session.override(sitting.tick()) is None
    sitting.answer(Written("99"))
    assert sitting.session.override(sitting.tick()) is not None
    assert sitting.session.override(sitting.tick()) is None


def test_an_override_that_cannot_be_saved_leaves_the_answer_as_it_was() -> None:
    sitting = only(Typed(("8 mg/kg",)))
    wrong = sitting.answer(Written("9"))

    def full(_review: Review) -> CardState | None:
        raise NkquizError("the disk is full")

    sitting.session._record = full
    with pytest.raises(NkquizError, match="full"):
        sitting.session.override(sitting.tick())
    assert sitting.session.outcomes == (wrong,)


def test_in_practice_an_override_moves_no_schedule() -> None:
    sitting = Sitting([card("a", ways=(Typed(("8 mg/kg",)),), answer="8 mg/kg")], mode=Mode.PRACTICE)
    sitting.answer(Written("9"))
    outcome = sitting.session.override(sitting.tick())
    assert outcome is not None
    assert (outcome.state, sitting.memory.states()) == (None, {})


# confidence


def test_confidence_is_logged_with_the_answer_and_the_first_one_counts() -> None:
    sitting = only(Typed(("8 mg/kg", "8 mg per kg")))
    sitting.question()
    sitting.session.answer(Written("8"), sitting.tick(), 3)
    assert sitting.session.confidence == 3
    outcome = sitting.session.answer(Written("8 mg/kg"), sitting.tick(), 1)
    assert (outcome.confidence, [r.confidence for r in sitting.log]) == (3, [3])
    assert sitting.session.confidence is None


def test_an_answer_taken_back_is_asked_for_its_confidence_anew() -> None:
    sitting = only(Number(13, 5, "%"))
    sitting.question()
    sitting.session.answer(Written("99"), sitting.tick(), 3)
    sitting.undo()
    assert sitting.session.confidence is None
    assert [r.confidence for r in sitting.log] == [3, None]


SEVERAL = Choice((Option("a", right=True), Option("b", right=True), Option("c"), Option("d")), several=True, fixed=True)


@pytest.mark.parametrize(
    ("places", "verdict", "reason"),
    [
        ({0, 1}, Verdict.CORRECT, ""),
        ({0}, Verdict.CLOSE, "Partly right: 1 missed. 1 of 2 points."),
        ({0, 1, 2}, Verdict.CLOSE, "Partly right: 1 too many. 1 of 2 points."),
        ({0, 2}, Verdict.WRONG, "Not right: 1 missed, 1 too many. 0 of 2 points."),
        ({2, 3}, Verdict.WRONG, "Not right: 2 missed, 2 too many. 0 of 2 points."),
    ],
)
def test_where_several_are_right_a_wrong_pick_takes_a_point(places: set[int], verdict: Verdict, reason: str) -> None:
    outcome = only(SEVERAL).answer(Picked(frozenset(places)))
    assert (outcome.verdict, outcome.reason, outcome.retry) == (verdict, reason, False)
    assert outcome.rating is (Rating.GOOD if verdict is Verdict.CORRECT else Rating.AGAIN)


def test_a_wrong_card_comes_back_after_some_others() -> None:
    asked = cards(8)
    sitting = Sitting(asked, new_cards=0, states={c.id: state(NOON - DAY) for c in asked})
    first = sitting.question().card.id
    assert sitting.answer(wrong(sitting.question())).comes_again
    order = [q.card.id for q in sitting.play()]
    assert order.index(first) == REPEAT_GAP
    assert len(order) == 8


def test_a_wrong_card_does_not_come_back_beside_its_sibling() -> None:
    asked = cards(4, "c1", "c2")
    for seed in range(20):
        sitting = Sitting(asked, new_cards=0, states={c.id: state(NOON - DAY) for c in asked}, seed=seed)
        sitting.answer(DontKnow())
        order = [q.card.fact.id for q in sitting.play()]
        assert all(a != b for a, b in pairwise(order)), order


def test_what_was_said_to_come_again_comes_whatever_is_wrong_later() -> None:
    asked = cards(9)
    sitting = Sitting(asked, questions=7, new_cards=0, states={c.id: state(NOON - DAY) for c in asked})
    promised = Counter[str]()
    while (question := sitting.session.next_question()) is not None:
        promised[question.card.id] = sitting.answer(DontKnow()).comes_again
    assert len(promised) == 4
    assert promised.total() == 0


def test_a_card_comes_back_so_often_and_no_more() -> None:
    (asked,) = cards(1)
    sitting = Sitting([asked], states={asked.id: state(NOON - DAY)})
    outcomes = []
    while sitting.session.next_question() is not None:
        outcomes.append(sitting.answer(DontKnow()))
    assert len(outcomes) == 1 + MAX_REPEATS
    assert [o.comes_again for o in outcomes] == [True] * MAX_REPEATS + [False]


def test_a_new_card_that_was_wrong_is_not_added_a_third_time() -> None:
    sitting = Sitting(cards(3))
    sitting.answer(DontKnow())
    assert Counter(q.card.id for q in sitting.play())["f00#answer"] == 1


@pytest.mark.parametrize("questions", [1, 2, 5, 20])
def test_the_limit_is_hard_however_much_is_wrong(questions: int) -> None:
    sitting = Sitting(cards(30), questions=questions)
    last = None
    while (question := sitting.session.next_question()) is not None:
        assert question.total <= questions
        last = sitting.answer(DontKnow())
    assert len(sitting.session.outcomes) == questions
    assert last is not None
    assert not last.comes_again


def test_a_card_cut_off_by_the_limit_is_not_promised_again() -> None:
    sitting = Sitting(cards(8), questions=3)
    outcomes = [sitting.answer(DontKnow()) for _ in range(3)]
    assert [o.comes_again for o in outcomes] == [False, False, False]


def test_skip_logs_nothing_and_drops_all_askings() -> None:
    sitting = Sitting(cards(3))
    skipped = sitting.question().card.id
    sitting.session.skip()
    assert sitting.log == []
    assert skipped not in {q.card.id for q in sitting.play()}


def test_skipping_everything_ends_the_session() -> None:
    sitting = Sitting(cards(3))
    for _ in range(3):
        sitting.session.skip()
    assert sitting.session.next_question() is None
    sitting.session.skip()
    assert sitting.session.outcomes == ()


def test_undo_brings_the_same_question_and_the_same_state() -> None:
    asked = cards(4)
    memory = Memory([review(c.id, NOON - 30 * DAY) for c in asked])
    sitting = Sitting(asked, memory=memory)
    before = memory.states()
    question = sitting.question()
    sitting.answer(wrong(question))
    assert memory.states() != before
    assert sitting.undo() is question
    assert sitting.question() is question
    assert memory.states() == before
    assert sitting.session.outcomes == ()
    assert [r.event for r in memory.reviews[-2:]] == [Event.ANSWER, Event.VOID]


def test_undo_of_a_first_answer_makes_the_card_new_again() -> None:
    sitting = Sitting(cards(4))
    sitting.answer()
    sitting.undo()
    assert sitting.memory.states() == {}
    assert sitting.question().fresh


def test_undo_after_a_skip_brings_the_skipped_card_back() -> None:
    sitting = Sitting(cards(3))
    sitting.answer()
    skipped = sitting.question().card.id
    sitting.session.skip()
    sitting.undo()
    assert skipped in {q.card.id for q in sitting.play()}


def test_undo_works_at_the_end_of_the_session() -> None:
    sitting = Sitting(cards(2))
    last = sitting.play()[-1]
    assert sitting.session.next_question() is None
    assert sitting.undo() == last
    assert sitting.question() == last


def test_there_is_nothing_to_undo_at_the_beginning() -> None:
    sitting = Sitting(cards(2))
    assert sitting.undo() is None
    assert sitting.log == []


def test_a_review_answered_elsewhere_survives_the_undo_here() -> None:
    (asked,) = cards(1)
    memory = Memory([review(asked.id, NOON - 30 * DAY)])
    sitting = Sitting([asked], memory=memory)
    sitting.answer(DontKnow())
    memory.reviews.append(review(asked.id, NOON + timedelta(minutes=1)))
    sitting.undo()
    state_now = memory.state(asked.id)
    assert state_now is not None
    assert state_now.reviews == 2


def test_practice_is_logged_but_does_not_move_the_schedule() -> None:
    asked = cards(6)
    memory = Memory([review(c.id, NOON - 30 * DAY) for c in asked[:3]])
    before = memory.states()
    sitting = Sitting(asked, memory=memory, mode=Mode.PRACTICE)
    outcome = sitting.answer(DontKnow())
    sitting.play()
    assert outcome.state is None
    assert memory.states() == before
    assert {r.mode for r in memory.reviews[3:]} == {Mode.PRACTICE}


def test_an_answer_that_cannot_be_saved_leaves_the_question_standing() -> None:
    sitting = Sitting(cards(2))

    def full(_review: Review) -> CardState | None:
        raise NkquizError("the disk is full")

    sitting.session._record = full
    question = sitting.question()
    with pytest.raises(NkquizError, match="full"):
        sitting.answer()
    assert sitting.question() is question
    assert sitting.session.outcomes == ()


def test_an_undo_that_cannot_be_saved_leaves_the_answer_standing() -> None:
    sitting = Sitting(cards(2))
    sitting.answer()

    def full(_review: Review) -> CardState | None:
        raise NkquizError("the disk is full")

    sitting.session._record = full
    with pytest.raises(NkquizError, match="full"):
        sitting.undo()
    assert len(sitting.session.outcomes) == 1


def test_answering_after_the_end_is_a_mistake_of_the_caller() -> None:
    sitting = Sitting([])
    with pytest.raises(ValueError, match="over"):
        sitting.session.answer(DontKnow(), NOON)


def test_a_clock_set_back_gives_no_negative_time() -> None:
    sitting = Sitting(cards(2))
    sitting.question()
    sitting.now -= timedelta(hours=1)
    sitting.answer()
    assert sitting.log[-1].duration_ms == 0


def test_a_response_pasted_by_mistake_is_cut() -> None:
    sitting = only(Typed(("8 mg/kg",)))
    sitting.answer(Written("x" * 1_000_000))
    assert len(sitting.log[-1].response) == MAX_RESPONSE


def test_an_outcome_says_whether_the_card_was_learned_before_a_correction() -> None:
    old, new = (card(name, corrected=date(2026, 11, 20)) for name in ("old", "new"))
    memory = Memory([review(old.id, NOON - 30 * DAY)])
    sitting = Sitting([old, new], memory=memory)
    assert {(o.question.card.fact.id, o.outdated) for o in (sitting.answer(), sitting.answer())} == {
        ("old", True),
        ("new", False),
    }


def test_the_same_seed_asks_the_same_questions() -> None:
    def shown(seed: int) -> list[tuple[str, tuple[Option, ...]]]:
        return [(q.card.id, q.options) for q in Sitting(cards(30), seed=seed).play()]

    assert shown(7) == shown(7)
    assert shown(7) != shown(8)


class AnySitting(RuleBasedStateMachine):
    """Any order of answers, undos and skips, over several sittings: the log and the states always agree."""

    @initialize(count=st.integers(1, 7), names=st.sampled_from([("answer",), ("c1", "c2")]), questions=st.integers(1, 12))
    def begin(self, count: int, names: tuple[str, ...], questions: int) -> None:
        self.asked = cards(count, *names)
        self.questions = questions
        self.memory = Memory()
        self.now = NOON
        self.standing = 0
        self.sit(Mode.REVIEW)

    @rule(mode=st.sampled_from([Mode.REVIEW, Mode.REVIEW, Mode.PRACTICE]), days=st.sampled_from([0, 0, 1, 40]))
    def sit(self, mode: Mode, days: int = 0) -> None:
        self.now += days * DAY
        self.sitting = Sitting(self.asked, memory=self.memory, questions=self.questions, mode=mode, now=self.now)
        self.trail: list[tuple[tuple[str, ...], dict[str, CardState]]] = []

    def queue(self) -> tuple[str, ...]:
        return tuple(ask.card.id for ask in self.sitting.session._place.queue)

    @precondition(lambda self: self.sitting.session.next_question() is not None)
    @rule(choice=st.sampled_from(["right", "wrong", "unknown", "easy"]))
    def answer(self, choice: str) -> None:
        question = self.sitting.question()
        logged = len(self.memory.reviews)
        response = right(question) if choice == "right" else wrong(question) if choice == "wrong" else DontKnow()
        if choice == "easy" and question.form is Form.RECALL:
            response = Recalled(Rating.EASY)
        self.trail.append((self.queue(), self.memory.states()))
        outcome = self.sitting.answer(response)
        self.now = self.sitting.now
        assert not outcome.retry
        assert len(self.memory.reviews) == logged + 1
        assert self.memory.reviews[-1].card == question.card.id

    @precondition(lambda self: self.trail)
    @rule()
    def undo(self) -> None:
        queue, states = self.trail.pop()
        self.sitting.undo()
        self.now = self.sitting.now
        assert self.queue() == queue
        assert self.memory.states() == states

    @precondition(lambda self: self.sitting.session.next_question() is not None)
    @rule(text=st.sampled_from(["no such thing", "right"]))
    def type(self, text: str) -> None:
        question = self.sitting.question()
        if question.form is Form.TYPED:
            self.trail.append((self.queue(), self.memory.states()))
            self.sitting.answer(Written(text))
            self.now = self.sitting.now

    @rule()
    def hint(self) -> None:
        logged = len(self.memory.reviews)
        if self.sitting.session.next_question() is not None:
            left = self.sitting.session.hints_left
            assert (self.sitting.session.hint() is None) == (left == 0)
        assert len(self.memory.reviews) == logged

    @rule()
    def override(self) -> None:
        queue, states = self.queue(), self.memory.states()
        if self.sitting.session.override(self.sitting.tick()) is not None:
            self.trail.append((queue, states))
        self.now = self.sitting.now

    @rule()
    def skip(self) -> None:
        logged = len(self.memory.reviews)
        self.sitting.session.skip()
        assert len(self.memory.reviews) == logged

    @invariant()
    def the_session_never_passes_its_limit(self) -> None:
        outcomes = self.sitting.session.outcomes
        assert len(outcomes) <= self.questions
        assert len(outcomes) + sum(outcome.overridden for outcome in outcomes) == len(self.trail)

    @invariant()
    def the_session_knows_what_the_log_says(self) -> None:
        if self.sitting.session.mode is Mode.REVIEW:
            assert self.sitting.session._states == self.memory.states()

    @invariant()
    def every_review_has_its_own_id(self) -> None:
        assert len({r.review_id for r in self.memory.reviews}) == len(self.memory.reviews)

    @invariant()
    def the_order_of_arrival_does_not_matter(self) -> None:
        for card_id in {r.card for r in self.memory.reviews}:
            mine = [r for r in self.memory.reviews if r.card == card_id]
            assert state_of(in_order(reversed(mine))) == self.memory.state(card_id)


AnySitting.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
test_any_sitting = AnySitting.TestCase
