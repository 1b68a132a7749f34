"""Orders and pairs may be typed in the ways that people type them, and nothing else passes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkquiz.model import Card, Fact, Match, Number, Order, Typed, Way, Where
from nkquiz.quiz.faces.lines import line_response, options_of, places_in, pressed_by_mistake, wanted_line
from nkquiz.quiz.forms import Question
from nkquiz.quiz.responses import Arranged, DontKnow, Matched, Written
from nkquiz.review import Form

FACT = Fact(id="f", kind="order", deck="d", own={}, where=Where(Path("d.yaml"), 0, 0))
STEPS = ("contact", "granules gather", "pores")
PAIRS = (("CAR-T", "patient"), ("CAR-NK", "cord blood"), ("NK", "donor"))


def question(form: Form, way: Way, steps: tuple[str, ...] = (), rights: tuple[str, ...] = ()) -> Question:
    card = Card(FACT, "order", 0, "Put in order.", "", (way,))
    return Question(card, form, 1, 1, way=way, steps=steps, rights=rights)


ORDERING = question(Form.ORDER, Order(STEPS), steps=("pores", "contact", "granules gather"))
MATCHING = question(Form.MATCH, Match(PAIRS, 0), rights=("donor", "patient", "cord blood"))


@pytest.mark.parametrize("line", ["2 3 1", "2,3,1", "231", "2 > 3 > 1"])
def test_an_order_is_typed_with_or_without_marks_between(line: str) -> None:
    assert line_response(line, ORDERING) == Arranged((1, 2, 0))


@pytest.mark.parametrize(
    ("unit", "wanted"), [("%", "A number in per cent"), ("10^6^ cells", "A number in 10⁶ cells"), ("", "A number")]
)
def test_a_number_is_asked_for_with_its_unit(unit: str, wanted: str) -> None:
    assert wanted_line(question(Form.NUMBER, Number(13, 5, unit))) == wanted


@pytest.mark.parametrize("line", ["2 3", "2 3 3", "2 3 4", "0 1 2", "two", "２３１"])
def test_an_order_that_names_not_each_step_once_is_refused(line: str) -> None:
    assert line_response(line, ORDERING) is None


@pytest.mark.parametrize("line", ["1b 2c 3a", "3a,1b,2c", "1B2C3A", "1-b 2-c 3-a", "bca"])
def test_pairs_are_typed_in_any_order(line: str) -> None:
    assert line_response(line, MATCHING) == Matched((1, 2, 0))


@pytest.mark.parametrize("line", ["1b 2c", "1b 2b 3a", "1b 1c 3a", "1x 2y 3z", "b"])
def test_pairs_that_leave_something_over_are_refused(line: str) -> None:
    assert line_response(line, MATCHING) is None


def test_the_example_in_the_prompt_is_itself_an_answer() -> None:
    for asked in (ORDERING, MATCHING):
        example = wanted_line(asked).partition("such as ")[2]
        assert line_response(example, asked) is not None


def test_a_row_shows_numbers_on_the_left_and_letters_on_the_right() -> None:
    marks = [mark for mark, _ in options_of(MATCHING)]
    assert marks == ["1", "2", "3", "", "a", "b", "c"]


@given(st.permutations(range(9)))
def test_every_order_and_every_row_can_be_typed(places: list[int]) -> None:
    steps = tuple(f"step {n}" for n in range(9))
    ordering = question(Form.ORDER, Order(steps), steps=steps)
    assert line_response(" ".join(str(place + 1) for place in places), ordering) == Arranged(tuple(places))
    matching = question(Form.MATCH, Match(tuple((step, step) for step in steps), 0), rights=steps)
    line = " ".join(f"{number}{'abcdefghi'[place]}" for number, place in enumerate(places, start=1))
    assert line_response(line, matching) == Matched(tuple(places))


def test_the_letter_of_a_command_is_taken_for_an_answer_only_where_it_can_be_one() -> None:
    card = Card(FACT, "answer", 0, "Which unit?", "U", (Typed(("U",)),))
    for line, said in (("h", "While you type, the key is :h (hint)."), ("Q", "While you type, the key is :q (quit).")):
        assert pressed_by_mistake(line, Question(card, Form.TYPED, 1, 1, accept=("U",))) == said
    for line in ("u", "U", "x", "hi", ":h", ""):
        assert pressed_by_mistake(line, Question(card, Form.TYPED, 1, 1, accept=("U",))) == ""


def test_nothing_and_nought_stand_for_not_knowing_but_nought_is_a_number() -> None:
    for asked in (ORDERING, MATCHING):
        assert line_response("", asked) == line_response("0", asked) == DontKnow()
    number = question(Form.NUMBER, Number(13, 5, "%"))
    assert (line_response("", number), line_response("0", number)) == (DontKnow(), Written("0"))
    typed = Question(number.card, Form.TYPED, 1, 1, accept=("none",))
    assert line_response("0", typed) == DontKnow()
    assert line_response("0", replace(typed, accept=("none", "0"))) == Written("0")


@given(st.text(max_size=30))
def test_any_line_is_a_response_or_none(line: str) -> None:
    for asked, kind in ((ORDERING, Arranged), (MATCHING, Matched)):
        response = line_response(line, asked)
        assert response in (None, DontKnow()) or (isinstance(response, kind) and sorted(response.places) == [0, 1, 2])


@pytest.mark.parametrize(
    ("line", "several", "places"),
    [
        ("2", False, [1]), ("12", False, None), ("1 2", False, None), ("4", False, None), ("-1", False, None),
        ("²", False, None), ("12", True, [0, 1]), ("3,1", True, [0, 2]), ("1, 1", True, [0]), ("14", True, None),
        ("a", True, None), (",", True, None), ("", True, None),
    ],
)  # fmt: skip
def test_numbers_stand_for_options(line: str, several: bool, places: list[int] | None) -> None:
    assert places_in(line, 3, several=several) == (None if places is None else frozenset(places))


def test_ten_options_or_more_need_spaces_between_numbers() -> None:
    assert places_in("12", 12, several=True) == frozenset([11])
    assert places_in("1 2", 12, several=True) == frozenset([0, 1])
