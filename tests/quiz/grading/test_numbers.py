"""A typed number is judged by its distance, in its unit; a bound or a wide range is asked for once more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkquiz.model import Number
from nkquiz.quiz.grading.numbers import judged_number
from nkquiz.review import Grade, Verdict

SEVERE = Number(13, 5, "%", 13, 101)
DAYS = Number(3, 1, "days")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *((text, "Right.") for text in ("13", "13%", "13 %", "13 per cent", "13 percent", "about 13", "~ 13%", "13.0", "13,0")),
        *(
            (text, "Right.")
            for text in ("13 of 101", "13/101", "13 out of 101", "13 of 101 patients", "12.9", "13.", "thirteen")
        ),
        *((text, "Right.") for text in ("13% (13 of 101)", "approx. 13", "= 13")),
        ("8", "Right, near enough: off by 5 percentage points."),
        ("18", "Right, near enough: off by 5 percentage points."),
        ("8,5 %", "Right, near enough: off by 4.5 percentage points."),
        ("12", "Right, near enough: off by 1 percentage point."),
        ("26 of 200", "Right."),
        ("26 of 205", "Right, near enough: off by 0.317 percentage points."),
        ("ten per cent", "Right, near enough: off by 3 percentage points."),
        *(
            (text, "Right, near enough.")
            for text in ("10-15", "10% to 15%", "10 – 15 %", "between 8 and 18", "8 to 18 per cent")
        ),
    ],
)
def test_a_number_within_the_tolerance_is_right(text: str, reason: str) -> None:
    assert judged_number(text, SEVERE) == Grade(Verdict.CORRECT, reason)


def off(how: str, points: str) -> str:
    return f"Too {how} by {points} percentage points; 8% to 18% counts as right."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("7.9", off("low", "5.1")),
        ("18.1", off("high", "5.1")),
        ("1,300", off("high", "1,287")),
        ("13 000", off("high", "12,987")),
        ("-13", off("low", "26")),
        (".13", off("low", "12.9")),
        ("80 of 101", off("high", "66.2")),
        ("40-50", off("high", "27")),
        ("1 to 5%", off("low", "8")),
        ("13 mg", "The answer is in per cent, not in mg."),
        ("13 days", "The answer is in per cent, not in days."),
        ("12-14 days", "The answer is in per cent, not in days."),
    ],
)
def test_a_number_outside_or_in_another_unit_is_wrong(text: str, reason: str) -> None:
    assert judged_number(text, SEVERE) == Grade(Verdict.WRONG, reason)


@pytest.mark.parametrize(
    "text", ["", " ", "no idea", "%", "per cent", "13 or 14", "13 of 0", "1e3", "13 of", "13/", "15-10", "10 and 15", "13 dogs"]
)
def test_what_is_no_number_is_not_judged_and_it_is_said_what_is_wanted(text: str) -> None:
    assert judged_number(text, SEVERE) == "One number is wanted, in per cent."


@pytest.mark.parametrize(
    "text",
    [
        *(
            "> 13%",
            ">13",
            "≥ 13 %",
            "< 20",
            "more than 10",
            "less than 20%",
            "at least 13",
            "at most 13",
            "over 13%",
            "up to 20",
        ),
        *("up to 20", "13+", "13 or more", "13% or higher", "fewer than 9", "about > 10", "under 5"),
    ],
)
def test_a_bound_is_not_a_value(text: str) -> None:
    assert judged_number(text, SEVERE) == "That is a bound, not a value. One number is wanted, in per cent."


def test_a_range_that_holds_what_is_wrong_too_is_only_close() -> None:
    grade = Grade(Verdict.CLOSE, "That range is too wide. One number is wanted, in per cent.")
    assert judged_number("10 to 40", SEVERE) == judged_number("0-100%", SEVERE) == grade


def test_without_a_unit_a_plain_number_is_wanted() -> None:
    assert judged_number("many", Number(3, 1)) == "One number is wanted."
    assert judged_number("3 mg", Number(3, 1)) == Grade(Verdict.WRONG, "A plain number is the answer, not one in mg.")


def test_a_distance_is_told_in_the_unit_of_the_answer() -> None:
    assert judged_number("9", DAYS) == Grade(Verdict.WRONG, "Too high by 6 days; 2 days to 4 days counts as right.")
    assert judged_number("9 %", DAYS) == Grade(Verdict.WRONG, "The answer is in days, not in per cent.")


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
    assert isinstance(grade, str) or grade.verdict is Verdict.WRONG


def test_a_share_given_as_its_own_fraction_is_right_even_without_a_tolerance() -> None:
    strict = Number(13, 0, "%", 13, 101)
    for text in ("13", "13 of 101", "12.9"):
        assert judged_number(text, strict) == Grade(Verdict.CORRECT, "Right.")
    assert judged_number("12.5", strict) == Grade(Verdict.WRONG, "Too low by 0.5 percentage points.")


def test_a_margin_ends_where_shares_end() -> None:
    assert Number(3, 5, "%", 3, 100).margin == "0% to 8%"
    assert Number(98, 5, "%", 98, 100).margin == "93% to 100%"
    assert Number(0.3, 0.1, "days").margin == "0.2 days to 0.4 days"
    assert Number(-2, 1).margin == "-3 to -1"
    assert Number(13, 0, "%").margin == ""


def test_units_may_be_left_out_and_stand_in_the_singular() -> None:
    for text in ("3", "3 days", "3 day", "2", "4 days."):
        grade = judged_number(text, DAYS)
        assert isinstance(grade, Grade)
        assert grade.verdict is Verdict.CORRECT
    weeks = judged_number("3 weeks", DAYS)
    assert isinstance(weeks, Grade)
    assert weeks.verdict is Verdict.WRONG


@given(st.text(max_size=40))
def test_any_text_gives_a_grade_or_says_what_is_wanted(text: str) -> None:
    grade = judged_number(text, SEVERE)
    assert grade.endswith("One number is wanted, in per cent.") if isinstance(grade, str) else grade.verdict in Verdict
