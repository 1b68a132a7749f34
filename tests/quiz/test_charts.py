from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkquiz.quiz.charts import MOST_WEEKS, Look, bar, heat_map, strip, weeks_shown
from nkquiz.quiz.intervals import Share
from nkquiz.quiz.text import width_of

TODAY = date(2026, 11, 25)  # a Wednesday
ASCII = Look(ascii_only=True)


def rows(numbers: dict[date, int], look: Look = ASCII, since: date | None = None) -> dict[str, str]:
    lines = list(heat_map(numbers, since, TODAY, look))
    return {line[:3]: line[4:] for line in lines[1:8]}


def test_today_is_the_last_mark_of_its_row_and_days_to_come_have_none() -> None:
    drawn = rows({TODAY: 1})
    assert drawn["Wed"].endswith(" #") or drawn["Wed"].endswith(" :")
    assert len(drawn["Wed"]) == 2 * MOST_WEEKS - 1
    assert len(drawn["Thu"]) == len(drawn["Sun"]) == 2 * MOST_WEEKS - 3


def test_more_answers_make_a_heavier_mark() -> None:
    monday = TODAY - timedelta(days=2)
    drawn = rows({monday - timedelta(weeks=weeks): number for weeks, number in enumerate((40, 30, 20, 10, 1, 0))})
    assert drawn["Mon"].split()[-6:] == [".", ":", ":", "o", "O", "#"]


@given(st.dictionaries(st.integers(0, 200), st.integers(1, 9999)), st.integers(32, 80), st.booleans())
def test_a_heat_map_fits_and_says_what_its_marks_mean(answers: dict[int, int], width: int, plain: bool) -> None:
    look = Look(width, ascii_only=plain)
    lines = list(heat_map({TODAY - timedelta(days=ago): number for ago, number in answers.items()}, None, TODAY, look))
    assert len(lines) == 9
    assert max(map(width_of, lines)) <= width
    marks = {mark for line in lines[1:8] for mark in line[4:].split()}
    assert marks <= set(lines[-1].split())
    if plain:
        assert "".join(lines).isascii()


def test_days_before_the_period_stay_empty() -> None:
    drawn = rows({TODAY - timedelta(weeks=5): 9, TODAY: 9}, since=TODAY - timedelta(weeks=1))
    assert drawn["Wed"].split() == [".", "O"]


@pytest.mark.parametrize(("width", "weeks"), [(80, 26), (40, 18), (32, 14), (200, 26)])
def test_a_narrow_terminal_gets_fewer_weeks(width: int, weeks: int) -> None:
    assert weeks_shown(Look(width)) == weeks


def test_months_stand_above_the_week_in_which_they_begin() -> None:
    months, monday, *_ = heat_map({}, None, TODAY, ASCII)
    assert months.split() == ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]
    place = months.index("Nov")
    assert (TODAY - timedelta(days=2) - timedelta(weeks=MOST_WEEKS - 1 - (place - 4) // 2)) == date(2026, 11, 2)
    assert monday.startswith("Mon ")


@pytest.mark.parametrize(("number", "drawn"), [(0, ""), (1, "▏"), (50, "█████"), (55, "█████▌"), (100, "██████████")])
def test_a_bar_is_as_long_as_its_number(number: int, drawn: str) -> None:
    assert bar(number, 100, 10, Look()) == drawn


def test_a_bar_in_ascii_shows_also_the_smallest_number() -> None:
    assert [bar(number, 1000, 10, ASCII) for number in (0, 1, 500, 1000)] == ["", "#", "#####", "##########"]


@given(st.integers(0, 300).flatmap(lambda asked: st.builds(Share, st.just(asked), st.integers(0, asked))), st.integers(2, 40))
def test_a_strip_has_one_dot_within_its_line(share: Share, width: int) -> None:
    drawn = strip(share, width, ASCII)
    assert len(drawn) == width
    assert drawn.count("o") == 1
    assert " " not in drawn.strip()


def test_a_strip_ends_where_the_scale_ends() -> None:
    assert strip(Share(1000, 1000), 11, ASCII) == " " * 10 + "o"
    assert strip(Share(1000, 0), 11, ASCII) == "o" + " " * 10


def test_style_is_added_only_in_colour() -> None:
    assert Look().styled("x", "1") == "x"
    assert Look(colour=True).styled("x", "1") == "\x1b[1mx\x1b[0m"
