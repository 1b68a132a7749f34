"""An order, a number and a matched row are judged as a fair colleague would."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkquiz.model import Match, Number
from nkquiz.quiz.judging import judged_match, judged_number, judged_order, longest_run
from nkquiz.review import Verdict

SEVERE = Number(13, 5, "%", 13, 101)
DAYS = Number(3, 1, "days")
ROW = Match((("CAR-T", "patient"), ("CAR-NK", "cord blood"), ("NK", "donor")), mine=1)


@pytest.mark.parametrize(
    "text", ["13", "13%", "13 %", "about 13", "~ 13 per cent", "13 of 101", "13/101", "8", "18", "13.0", "13,0"]
)
def test_a_number_within_the_tolerance_is_right(text: str) -> None:
    grade = judged_number(text, SEVERE)
    assert grade is not None
    assert grade.verdict is Verdict.CORRECT


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("7.9", "Too low."),
        ("18.1", "Too high."),
        ("1,300", "Too high."),
        ("-13", "Too low."),
        ("80 of 101", "Too high."),
        ("13 mg", "The unit is %."),
    ],
)
def test_a_number_outside_or_in_another_unit_is_wrong(text: str, reason: str) -> None:
    grade = judged_number(text, SEVERE)
    assert grade is not None
    assert (grade.verdict, grade.reason) == (Verdict.WRONG, reason)


@pytest.mark.parametrize("text", ["", "thirteen", "%", "more than 10", "10-15"])
def test_what_is_no_number_is_not_judged(text: str) -> None:
    grade = judged_number(text, SEVERE)
    assert grade is None or grade.verdict is Verdict.WRONG
    assert judged_number("no idea", SEVERE) is None


def test_units_may_be_left_out_and_stand_in_the_singular() -> None:
    for text in ("3", "3 days", "3 day", "2", "4 days."):
        grade = judged_number(text, DAYS)
        assert grade is not None
        assert grade.verdict is Verdict.CORRECT
    weeks = judged_number("3 weeks", DAYS)
    assert weeks is not None
    assert weeks.verdict is Verdict.WRONG


@given(st.text(max_size=40))
def test_any_text_gives_a_grade_or_none(text: str) -> None:
    grade = judged_number(text, SEVERE)
    assert grade is None or grade.verdict in (Verdict.CORRECT, Verdict.WRONG)


def test_only_the_right_order_is_right_and_the_rest_is_told() -> None:
    right = [order for order in permutations(range(4)) if judged_order(order).verdict is Verdict.CORRECT]
    assert right == [(0, 1, 2, 3)]
    assert judged_order([1, 0, 2, 3]).reason == "3 of 4 stand in the right order."


@given(st.permutations(range(6)))
def test_the_longest_run_is_that_of_a_slow_search(order: list[int]) -> None:
    def rises(chosen: list[int]) -> bool:
        return chosen == sorted(chosen)

    subsets = ([order[n] for n in range(6) if bits >> n & 1] for bits in range(64))
    assert longest_run(order) == max(len(chosen) for chosen in subsets if rises(chosen))


def test_a_matched_row_is_judged_by_the_pair_of_its_card() -> None:
    assert judged_match((0, 1, 2), ROW).verdict is Verdict.CORRECT
    mine_right = judged_match((2, 1, 0), ROW)
    assert (mine_right.verdict, mine_right.reason) == (Verdict.CORRECT, "1 of 3 pairs are right.")
    assert judged_match((1, 0, 2), ROW).verdict is Verdict.WRONG
