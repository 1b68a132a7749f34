"""An order, a number and a matched row are judged as a fair colleague would."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkquiz.model import Match, Number
from nkquiz.quiz.judging import judged_match, judged_number, judged_order, longest_run
from nkquiz.review import Grade, Verdict

SEVERE = Number(13, 5, "%", 13, 101)
DAYS = Number(3, 1, "days")
ROW = Match((("CAR-T", "patient"), ("CAR-NK", "cord blood"), ("NK", "donor")), mine=1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *((text, "Right.") for text in ("13", "13%", "13 %", "13 per cent", "13 percent", "about 13", "~ 13%", "13.0", "13,0")),
        *(
            (text, "Right.")
            for text in ("13 of 101", "13/101", "13 out of 101", "13 of 101 patients", "12.9", "13.", "thirteen")
        ),
        *((text, "Right.") for text in ("13% (13 of 101)", "approx. 13", "= 13")),
        *((text, "Right, near enough.") for text in ("8", "18", "8,5 %", "26 of 205", "ten per cent")),
    ],
)
def test_a_number_within_the_tolerance_is_right(text: str, reason: str) -> None:
    assert judged_number(text, SEVERE) == Grade(Verdict.CORRECT, reason)


HIGH, LOW = "Too high: 8% to 18% counts as right.", "Too low: 8% to 18% counts as right."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("7.9", LOW),
        ("18.1", HIGH),
        ("1,300", HIGH),
        ("13 000", HIGH),
        ("-13", LOW),
        (".13", LOW),
        ("80 of 101", HIGH),
        ("13 mg", "The unit is %."),
        ("13 days", "The unit is %."),
    ],
)
def test_a_number_outside_or_in_another_unit_is_wrong(text: str, reason: str) -> None:
    assert judged_number(text, SEVERE) == Grade(Verdict.WRONG, reason)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "no idea",
        "%",
        "per cent",
        "more than 10",
        "10-15",
        "10 to 15",
        "13 or 14",
        "> 10",
        "13 of 0",
        "1e3",
        "13 of",
        "13/",
    ],
)
def test_what_is_no_number_is_not_judged(text: str) -> None:
    assert judged_number(text, SEVERE) is None


@pytest.mark.parametrize(
    ("said", "value", "unit"),
    [
        ("1,500,000", 1_500_000, ""),
        ("1 500 000 cells", 1_500_000, "cells"),
        ("8 mg/kg", 8, "mg/kg"),
        ("8 mg per kg", 8, "mg/kg"),
        ("38 °C", 38, "°C"),
        ("38 celsius", 38, "°C"),
        ("6 litres", 6, "L"),
        ("2 weeks", 2, "weeks"),
        ("−4", -4, ""),
        ("9 patients", 9, "patients"),
        *((said, 30, "times") for said in ("30", "30 times", "30-fold", "30 fold", "30x", "30×")),
    ],
)
def test_a_value_is_read_in_the_spellings_of_its_unit(said: str, value: float, unit: str) -> None:
    assert judged_number(said, Number(value, 0, unit)) == Grade(Verdict.CORRECT, "Right.")


@pytest.mark.parametrize(
    ("said", "unit"), [("8 mg", "mg/kg"), ("8 g/kg", "mg/kg"), ("8 ug/kg", "mg/kg"), ("8 %", ""), ("8x", "days")]
)
def test_another_unit_is_never_near_enough(said: str, unit: str) -> None:
    grade = judged_number(said, Number(8, 100, unit))
    assert grade is None or grade.verdict is Verdict.WRONG


def test_a_share_given_as_its_own_fraction_is_right_even_without_a_tolerance() -> None:
    strict = Number(13, 0, "%", 13, 101)
    for text in ("13", "13 of 101", "12.9"):
        assert judged_number(text, strict) == Grade(Verdict.CORRECT, "Right.")
    assert judged_number("12.5", strict) == Grade(Verdict.WRONG, "Too low.")


def test_a_margin_ends_where_shares_end() -> None:
    assert Number(3, 5, "%", 3, 100).margin == "0% to 8%"
    assert Number(98, 5, "%", 98, 100).margin == "93% to 100%"
    assert Number(0.3, 0.1, "days").margin == "0.2 days to 0.4 days"
    assert Number(-2, 1).margin == "-3 to -1"
    assert Number(13, 0, "%").margin == ""


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
    assert (mine_right.verdict, mine_right.reason) == (Verdict.CORRECT, "Right for CAR-NK; 1 of 3 pairs are right.")
    mine_wrong = judged_match((1, 0, 2), ROW)
    assert (mine_wrong.verdict, mine_wrong.reason) == (Verdict.WRONG, "Not right for CAR-NK; 1 of 3 pairs are right.")
