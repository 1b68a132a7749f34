"""Hints come one step at a time, from what the card holds, and never give the whole answer away."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkquiz.model import Choice, Match, Number, Option, Order, Reveal, Typed, Way
from nkquiz.quiz.ask import Ask
from nkquiz.quiz.forms import Question, question_of
from nkquiz.quiz.hints import hints_of
from tests.quiz.cards import card


def asked(way: Way, answer: str = "right", seed: int = 1) -> Question:
    return question_of(Ask(card("a", ways=(way,), answer=answer)), None, 1, 1, random.Random(seed))


def texts(way: Way, answer: str = "right") -> list[str]:
    return [hint.text for hint in hints_of(asked(way, answer))]


@pytest.mark.parametrize("way", [Typed(("8 mg/kg", "8 mg per kg")), Reveal()])
def test_words_give_their_lengths_and_then_their_first_letters(way: Way) -> None:
    assert texts(way, "8 mg/kg") == ["2 words: _ __/__", "First letters: _ m_/k_"]
    if way == Reveal():
        assert texts(way, "Tocilizumab") == ["1 word: ___________", "First letters: T__________"]
        assert texts(way, "IL-6") == ["1 word: __-_", "First letters: I_-_"]
        assert texts(way, "13%") == ["1 word: __%"]  # the first digit would say too much
        assert texts(way, "10^6^ targets") == ["2 words: ___ _______", "First letters: ___ t______"]


def test_what_is_drawn_as_strokes_is_spoken_in_words() -> None:
    lengths, letters = hints_of(asked(Reveal(), "8 mg/kg intravenously"))
    assert lengths.spoken == "3 words, of 1, 4 and 13 letters or digits"
    assert (letters.text, letters.spoken) == ("First letters: _ m_/k_ i____________", "First letters: m, k and i")
    assert not any(set("_") & set(hint.spoken) for hint in hints_of(asked(Reveal(), "An IL-6 receptor")))


def test_a_long_answer_gives_its_beginning_and_then_its_first_half() -> None:
    answer = "They lose the brake that healthy cells keep"
    assert texts(Reveal(), answer) == [
        "8 words, and the first are: They lose ...",
        "The first half: They lose the brake ...",
    ]


def options(count: int, right: int = 1) -> tuple[Option, ...]:
    return tuple(Option(f"option {n}", right=n < right) for n in range(count))


@pytest.mark.parametrize(("count", "hints"), [(2, 0), (3, 1), (4, 2), (5, 3)])
def test_wrong_options_are_struck_until_two_are_left(count: int, hints: int) -> None:
    question = asked(Choice(options(count)))
    struck = [hint.struck for hint in hints_of(question)]
    assert len(set(struck)) == len(struck) == hints
    for hint in hints_of(question):
        assert hint.struck is not None
        assert not question.options[hint.struck].right
        assert hint.text == f"Not {hint.struck + 1}: {question.options[hint.struck].text}"


def test_where_several_are_right_one_wrong_option_is_always_left() -> None:
    assert len(hints_of(asked(Choice(options(5, right=2), several=True)))) == 2
    assert hints_of(asked(Choice(options(3, right=2), several=True))) == ()
    assert hints_of(asked(Choice(options(3, right=3), several=True))) == ()


def test_which_option_is_struck_says_nothing_of_the_right_one() -> None:
    """Were the first wrong option struck, a second option struck would mean that the first is right."""
    first = []
    for number in range(60):
        way = Choice((Option(f"right {number}", right=True), Option("b"), Option("c"), Option("d")), fixed=True)
        first.append(hints_of(asked(way))[0].struck)
    assert set(first) == {1, 2, 3}


def test_an_order_gives_its_first_steps_and_keeps_two() -> None:
    assert texts(Order(("binds", "gathers", "pierces", "drains"))) == ["First: binds", "Then: gathers"]
    assert texts(Order(("binds", "gathers"))) == []


def test_a_row_gives_other_pairs_and_never_its_own() -> None:
    row = (("CAR-T", "own blood"), ("CAR-NK", "cord blood"), ("NK", "a donor"), ("TIL", "a tumour"))
    assert texts(Match(row, 1)) == ["CAR-T: own blood", "NK: a donor"]
    assert texts(Match(row[:3], 0)) == ["CAR-NK: cord blood"]


@pytest.mark.parametrize(
    ("way", "ranges"),
    [
        (Number(13, 5, "%"), ["Between 0% and 50%", "Between 0% and 25%"]),
        (Number(81, 8, "%"), ["Between 50% and 100%"]),
        (Number(50, 1, "%"), ["Between 0% and 50%", "Between 25% and 50%", "Between 37.5% and 50%"]),
        (Number(0, 1, "%"), ["Between 0% and 50%", "Between 0% and 25%", "Between 0% and 12.5%"]),
        (Number(3, 1, "days"), ["Between 0 days and 5 days"]),
        (Number(-3, 0.1), ["Between -5 and 0", "Between -5 and -2.5", "Between -3.75 and -2.5"]),
        (Number(1_500_000, 1000, "cells"), [
            "Between 0 cells and 5,000,000 cells", "Between 0 cells and 2,500,000 cells",
            "Between 1,250,000 cells and 2,500,000 cells",
        ]),
        (Number(0, 1), []),
        (Number(150, 10, "%"), ["Between 0% and 500%", "Between 0% and 250%", "Between 125% and 250%"]),
    ],
)  # fmt: skip
def test_a_number_gives_ranges_each_half_of_the_one_before(way: Number, ranges: list[str]) -> None:
    assert texts(way) == ranges


@given(st.floats(-1e9, 1e9), st.floats(0, 1e6), st.sampled_from(["", "%", "days"]))
def test_a_range_holds_the_value_and_more_than_what_counts_as_right(value: float, tolerance: float, unit: str) -> None:
    for hint in hints_of(asked(Number(value, tolerance, unit))):
        low, high = (float(end.split()[0].rstrip("%").replace(",", "")) for end in hint.text[8:].split(" and "))
        assert low - 1e-3 <= value <= high + 1e-3
        assert high - low > 4 * tolerance - 1e-3


@given(st.text(min_size=1, max_size=60))
def test_a_hint_never_holds_the_whole_answer(answer: str) -> None:
    letters = sum(c.isalnum() for c in answer)
    for text in texts(Typed((answer,)), answer):
        if letters > 0:
            assert answer not in text.partition(": ")[2]


def test_the_same_question_gives_the_same_hints() -> None:
    assert hints_of(asked(Choice(options(5)))) == hints_of(asked(Choice(options(5))))
