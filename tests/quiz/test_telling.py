from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from nkquiz.model import Choice, Corrected, Match, Option, Order, Reference
from nkquiz.quiz.forms import Question
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.responses import Arranged, DontKnow, Matched, Picked, Response, Written
from nkquiz.quiz.telling import Why, as_asked, lead_of, summary, tell, when
from nkquiz.review import Form, Rating, Verdict
from tests.quiz.cards import CHOICE, DAY, NOON, card, state

RIGHT, WRONG = Verdict.CORRECT, Verdict.WRONG


def outcome(
    form: Form = Form.TYPED, verdict: Verdict = RIGHT, rating: Rating = Rating.GOOD, reason: str = "",
    response: Response | None = None, fact: Mapping[str, object] | None = None, **more: Any,
) -> Outcome:  # fmt: skip
    asked = card("a")
    asked = replace(asked, fact=replace(asked.fact, **(fact or {})))  # type: ignore[arg-type]
    options = CHOICE.options if form is Form.CHOICE else ()
    question = Question(asked, form, 1, 1, options)
    return Outcome(question, verdict, reason, rating, state(NOON + 2 * DAY), response, **more)


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (outcome(), "Right."),
        (
            outcome(reason="Right, mind the spelling: IL-6.", verdict=Verdict.TYPO),
            "Right, mind the spelling: IL-6.",
        ),
        (outcome(verdict=WRONG, reason="Not IL-1: IL-6."), "Not IL-1: IL-6."),
        (outcome(verdict=WRONG), "Not this one."),
        (outcome(verdict=WRONG, response=DontKnow()), "Not known yet, and not guessed."),
        (outcome(hints=1, rating=Rating.HARD), "Right, with a hint."),
        (outcome(verdict=WRONG, hints=1), "Not this one."),
        (outcome(overridden=True), "Counted as right."),
        (outcome(Form.RECALL), "Right."),
        (outcome(Form.RECALL, rating=Rating.HARD), "Right, with effort."),
        (outcome(Form.RECALL, rating=Rating.EASY), "Right, and easily."),
        (outcome(Form.RECALL, WRONG, Rating.AGAIN), "It will come again."),
    ],
)
def test_the_verdict_is_calm(given: Outcome, verdict: str) -> None:
    assert tell(given, {}, NOON).verdict == verdict


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (outcome(Form.CHOICE), ""),
        (outcome(Form.CHOICE, WRONG), "right"),
        (outcome(Form.TYPED, Verdict.TYPO), "right"),
        (outcome(Form.TYPED, response=Written(" Right. ")), ""),
        (outcome(Form.TYPED, response=Written("the right")), "right"),
        (outcome(Form.TYPED, WRONG, reason="Not left: right."), ""),
        (outcome(Form.TYPED, WRONG, reason="Not left: Right."), ""),
        (outcome(Form.TYPED, WRONG, reason="Not upright: left."), "right"),
        (outcome(Form.RECALL), ""),
        (outcome(Form.RECALL, WRONG), ""),
        (outcome(Form.RECALL, WRONG, response=DontKnow()), "right"),
    ],
)
def test_the_answer_is_shown_where_it_was_not_just_seen(given: Outcome, answer: str) -> None:
    assert tell(given, {}, NOON).answer == answer


def test_reasons_are_given_for_what_was_picked_and_what_is_right() -> None:
    given = outcome(Form.CHOICE, WRONG, response=Picked(frozenset([1])))
    assert tell(given, {}, NOON).whys == (Why("wrong 1", right=False, why="no"),)
    explained = Choice((Option("a", "as it is", right=True), Option("b", "as it is not"), Option("c", "nor this")))
    question = replace(given.question, options=explained.options)
    assert [(why.option, why.right) for why in tell(replace(given, question=question), {}, NOON).whys] == [
        ("a", True),
        ("b", False),
    ]


@pytest.mark.parametrize(
    ("option", "right", "begin", "judged"),
    [
        ("IL-1", False, "IL-1:", "IL-1, not right: So it is."),
        ("IL-6", True, "IL-6:", "IL-6, right: So it is."),
        ("We test daily.", False, "We test daily.", "We test daily. Not right: So it is."),
        ("Is it mine?", True, "Is it mine?", "Is it mine? Right: So it is."),
    ],
)
def test_no_colon_or_comma_follows_an_option_that_is_a_whole_sentence(
    option: str, right: bool, begin: str, judged: str
) -> None:
    why = Why(option, right, "So it is.")
    assert (why.begin, why.judged) == (begin, judged)


def test_how_we_know_names_badge_dates_and_sources() -> None:
    fact = {"setting": "shown in mice", "as_of": "2026-11", "review_by": date(2027, 1, 1), "sources": ("x", "gone")}
    known = Reference("Norelli 2018", "https://doi.org/10.1/x")
    told = tell(outcome(fact=fact), {"x": known}, NOON)
    assert (told.badge, told.dates, told.sources) == ("shown in mice", "as of 2026-11", (known,))
    later = tell(outcome(fact=fact), {}, datetime(2027, 1, 2, tzinfo=UTC))
    assert later.dates == "as of 2026-11; may be out of date"


@pytest.mark.parametrize("was", ["IL-1.", "IL-1"])
def test_a_correction_is_told_to_those_who_learned_the_old_answer(was: str) -> None:
    fact = {"corrected": Corrected(date(2027, 1, 5), was, "The label changed.")}
    told = tell(outcome(fact=fact, outdated=True), {}, NOON)
    assert told.corrected == "Corrected on 5 January 2027. It said before: IL-1. The label changed."
    assert tell(outcome(fact=fact), {}, NOON).corrected == ""


def test_it_is_said_when_the_card_returns() -> None:
    assert tell(outcome(), {}, NOON).returns == "Back in 2 days."
    assert tell(outcome(comes_again=True), {}, NOON).returns == "Comes again in this session."
    assert tell(replace(outcome(), state=None), {}, NOON).returns == ""


BERLIN = ZoneInfo("Europe/Berlin")
EVENING = datetime(2027, 3, 27, 21, tzinfo=BERLIN)  # the night has a clock change


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (datetime(2027, 3, 20, 12, tzinfo=BERLIN), "today"),
        (datetime(2027, 3, 28, 3, 59, tzinfo=BERLIN), "today"),
        (datetime(2027, 3, 28, 4, 0, tzinfo=BERLIN), "tomorrow"),
        (datetime(2027, 3, 29, 3, 59, tzinfo=BERLIN), "tomorrow"),
        (datetime(2027, 3, 29, 4, 1, tzinfo=BERLIN), "in 2 days"),
        (datetime(2027, 5, 20, 12, tzinfo=BERLIN), "in 54 days"),
        (datetime(2027, 6, 27, 12, tzinfo=BERLIN), "in 3 months"),
        (datetime(2030, 3, 27, 12, tzinfo=BERLIN), "in 3 years"),
    ],
)
def test_days_are_told_as_the_calendar_has_them(due: datetime, said: str) -> None:
    assert when(due.astimezone(UTC), EVENING) == said


def test_the_summary_counts_answers_and_tells_what_returns() -> None:
    given = [outcome(), outcome(verdict=WRONG), outcome()]
    assert summary(given, NOON, {}, scheduled=True) == ["2 of 3 right.", "Back: 1 card in 2 days."]
    assert summary(given, NOON, {}, scheduled=False) == ["2 of 3 right."]
    assert summary([], NOON, {}, scheduled=True) == ["Nothing answered; nothing changed."]


def test_the_summary_names_what_was_partly_right_and_how_sure_one_was() -> None:
    given = [outcome(confidence=3), outcome(verdict=Verdict.CLOSE, confidence=3), outcome(verdict=WRONG)]
    assert summary(given, NOON, {"cells": "Cells"}, scheduled=False) == [
        "1 of 3 right, 1 partly.",
        "Sure: 1 of 2 right.",
        "Sure, but not right: Cells.",
    ]


def test_a_typed_answer_is_told_beside_the_nearest_accepted_one() -> None:
    def compared(text: str, verdict: Verdict = WRONG) -> tuple[str, str]:
        asked = Question(card("a"), Form.TYPED, 1, 1, accept=("Tocilizumab", "RoActemra"))
        told = tell(Outcome(asked, verdict, "", Rating.AGAIN, response=Written(text)), {}, NOON)
        return told.typed, told.wanted

    assert compared("tocilizumap", Verdict.TYPO) == ("tocilizumap", "Tocilizumab")
    assert compared(" ro  actemra ") == ("ro actemra", "RoActemra")
    assert compared("aspirin") == compared("tocilizumab", RIGHT) == ("", "")


def test_the_learners_own_order_and_pairs_stand_beside_the_right_ones() -> None:
    steps = ("binds", "gathers", "pierces")
    order = Question(card("a"), Form.ORDER, 1, 1, steps=("gathers", "binds", "pierces"), way=Order(steps))
    told = tell(Outcome(order, WRONG, "", Rating.AGAIN, response=Arranged((0, 1, 2))), {}, NOON)
    assert told.listed == (("1. ", "binds (yours: 2)"), ("2. ", "gathers (yours: 1)"), ("3. ", "pierces"))
    row = Match((("CAR-T", "own"), ("NK", "donor"), ("CAR-NK", "cord")), 0)
    match = Question(card("a"), Form.MATCH, 1, 1, rights=("donor", "own", "cord"), way=row)
    told = tell(Outcome(match, WRONG, "", Rating.AGAIN, response=Matched((0, 1, 2))), {}, NOON)
    assert told.listed == (("CAR-T: ", "own (yours: donor)"), ("NK: ", "donor (yours: own)"), ("CAR-NK: ", "cord"))


def test_a_summary_of_many_days_stays_short() -> None:
    given = []
    for days in range(1, 8):
        question = Question(card(f"f{days}"), Form.TYPED, 1, 1)
        given.append(Outcome(question, RIGHT, "", Rating.GOOD, state(NOON + days * DAY)))
    (_, back) = summary(given, NOON, {}, scheduled=True)
    assert back == "Back: 1 card tomorrow, 1 in 2 days, 1 in 3 days, 1 in 4 days, 3 later."


def test_a_card_counts_once_in_what_returns_by_its_last_state() -> None:
    first = replace(outcome(), state=state(NOON + DAY))
    assert summary([first, outcome()], NOON, {}, scheduled=True)[1] == "Back: 1 card in 2 days."


def test_where_several_are_right_it_is_said_how_many() -> None:
    question = Question(card("a"), Form.CHOICE, 1, 1, CHOICE.options, several=True)
    assert lead_of(question) == "Pick 1."
    assert lead_of(replace(question, several=False)) == ""


def test_a_question_in_one_line_has_what_stands_above_it() -> None:
    question = Question(replace(card("a"), lead="A website says:"), Form.CHOICE, 1, 1, CHOICE.options)
    assert as_asked(question) == "A website says: What is a?"
    assert as_asked(replace(question, card=card("a"))) == "What is a?"


def test_tomorrow_is_told_by_the_night_and_not_by_hours() -> None:
    late, soon = datetime(2026, 11, 24, 3, tzinfo=UTC), timedelta(hours=2)
    assert when(late + soon, late) == "tomorrow"
